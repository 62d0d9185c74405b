"""The desktop board: the firmware's C compiled for this computer, run as a program.

Sound and serial bytes go to its standard input as the records of `firmware/device/hal/host.c`; its
standard output is its side of the serial port, and on standard error it says what its pins do.
"""

from __future__ import annotations

import io
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np

from audio.spawning import NO_WINDOW
from firmware.virtual.fault import FirmwareFault
from firmware.virtual.outputs import Output, read_output
from firmware.virtual.sound import Sound, SoundSource

RECORD_BYTES = 255
READ_BYTES = 4096
END_SECONDS = 3.0


class HostProgram:
    """The running program.

    Args:
        program: The firmware, as `firmware.build` makes it for the board `host`.
        output: Called with bytes that the firmware sends, in a thread.

    Attributes:
        outputs: What its pins and its keyboard have done since the start.
    """

    def __init__(self, program: Path, output: Callable[[bytes], None]) -> None:
        self._sound: SoundSource = Sound(np.zeros(0, np.int16))
        self._process = subprocess.Popen(
            [str(program)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            creationflags=NO_WINDOW,
        )
        self.outputs: list[Output] = []
        self._threads = [
            threading.Thread(target=self._forward, args=(output,), daemon=True),
            threading.Thread(target=self._watch, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def play(self, sound: SoundSource) -> None:
        """Let the microphone hear a sound, from now on."""
        self._sound = sound

    def receive(self, data: bytes) -> None:
        """Bytes for the firmware's serial port."""
        for start in range(0, len(data), RECORD_BYTES):
            piece = data[start : start + RECORD_BYTES]
            self._write(b"s" + bytes([len(piece)]) + piece)

    def step(self) -> bool:
        """Let it hear the next block; False when there is none.

        Raises:
            FirmwareFault: The program has ended.
        """
        if self._sound.ended:
            return False
        self._write(b"a" + self._sound.take())
        return True

    def close(self) -> None:
        """End the program: by closing its input, by force if that does not do."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for thread in self._threads:
            thread.join()

    def _write(self, record: bytes) -> None:
        assert self._process.stdin is not None
        view = memoryview(record)
        try:
            while view:
                view = view[self._process.stdin.write(view) :]
        except OSError as error:
            raise FirmwareFault(
                f"The firmware's program ended with exit code {self._process.wait()}."
            ) from error

    def _forward(self, output: Callable[[bytes], None]) -> None:
        assert self._process.stdout is not None
        while data := self._process.stdout.read(READ_BYTES):
            output(data)

    def _watch(self) -> None:
        assert self._process.stderr is not None
        for line in io.TextIOWrapper(self._process.stderr, "utf-8", "replace"):
            output = read_output(line)
            if output is None:
                sys.stderr.write(line)  # A complaint, which whoever runs this shall read.
            else:
                self.outputs.append(output)
