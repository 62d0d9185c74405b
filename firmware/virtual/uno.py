"""The virtual Uno: its real firmware runs in simavr, cycle by cycle, in a program of its own.

`uno_chip.c` is that program. It is linked with libsimavr, which is under the GNU General Public
License 3, so it is compiled on the computer that wants it, each time in a moment, and is never
shipped. simavr's library exists for Linux (Debian: libsimavr-dev).

The chip's clock cannot be stopped as that of the other boards without hardware. So after a sound,
and after bytes came for it, it hears a second of silence more, which is long enough to answer and
for its next `stat` line; then its time stands still, too.
"""

from __future__ import annotations

import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audio.spawning import NO_WINDOW
from audio.uno_frontend import to_readings
from firmware.boards import BoardError
from firmware.toolchains import host
from firmware.toolchains.cortex_m4 import ToolchainError
from firmware.virtual.fault import FirmwareFault
from firmware.virtual.outputs import Output, pin_changes
from firmware.virtual.sound import Sound, SoundSource

SOURCE = Path(__file__).with_name("uno_chip.c")
HEADER = Path("simavr") / "sim_avr.h"
HEADER_FOLDERS = (Path("/usr/include"), Path("/usr/local/include"))
CLOCK_HZ = 16_000_000
REST_BLOCKS = 105
PORT_PINS = 8
# Cycles that passed, those awake, output pins B, C and D, bytes that follow.
ANSWER = struct.Struct("<IIBBBH")
END_SECONDS = 3.0
MOST_SERIAL_BYTES = 4096


@dataclass(frozen=True)
class Slice:
    """What the chip did in 10 ms.

    Attributes:
        cycles: That passed.
        awake: Those of them that it did not sleep.
        pins: Output levels of its ports B, C and D, a bit for each pin.
        said: Bytes that its serial port sent.
    """

    cycles: int
    awake: int
    pins: tuple[int, int, int]
    said: bytes


def has_simavr() -> bool:
    """Whether this computer can simulate the chip; looked up, not tried."""
    return sys.platform == "linux" and any((each / HEADER).exists() for each in HEADER_FOLDERS)


def require_simavr() -> str:
    """What simulates the chip here.

    Raises:
        BoardError: It is not installed.
    """
    if not has_simavr():
        raise BoardError(
            "The virtual Uno needs simavr, which is not installed; it exists for Linux only.",
            "Install it (Debian: libsimavr-dev), or take the board host or virtual-cortex-m4.",
        )
    return "libsimavr"


class UnoChip:
    """The simulating program, 10 ms at a time.

    Args:
        firmware: As Intel HEX.

    Raises:
        BoardError: simavr or a compiler is missing, or they do not fit together.
    """

    def __init__(self, firmware: Path) -> None:
        require_simavr()
        self._folder = Path(tempfile.mkdtemp(prefix="wakewright-uno-"))
        try:
            program = self._folder / "uno_chip"
            host.compile_program([SOURCE], [], {}, program, libraries=("simavr",))
            self._process = subprocess.Popen(
                [program, firmware],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                creationflags=NO_WINDOW,
            )
        except (ToolchainError, OSError) as error:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise BoardError(
                f"The virtual Uno cannot be made: {error}",
                "It needs a C compiler and simavr's library (Debian: gcc libsimavr-dev).",
            ) from error

    def run(self, readings: NDArray[np.uint16], serial: bytes = b"") -> Slice:
        """Let 10 ms pass.

        Args:
            readings: What its converter reads, 0..1023, shape (160,).
            serial: Bytes for its serial port, which come as fast as its baud rate allows.

        Raises:
            FirmwareFault: The chip stopped.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = len(serial).to_bytes(2, "little") + serial + readings.astype("<u2").tobytes()
        try:
            self._process.stdin.write(order)
            self._process.stdin.flush()
            head = self._process.stdout.read(ANSWER.size)
            cycles, awake, b, c, d, count = ANSWER.unpack(head)
        except (OSError, struct.error) as error:
            raise FirmwareFault(f"The virtual Uno ended: {self._last_words()}.") from error
        return Slice(cycles, awake, (b, c, d), self._process.stdout.read(count))

    def close(self) -> None:
        """End the program."""
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                try:
                    stream.close()
                except BrokenPipeError:
                    continue  # It ended first; what it was still to get does not matter.
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _last_words(self) -> str:
        assert self._process.stderr is not None
        code = self._process.wait(END_SECONDS)
        said = self._process.stderr.read().decode("utf-8", errors="replace").strip()
        return said or f"exit code {code}"


class UnoBoard:
    """The board around the chip.

    Args:
        firmware: As Intel HEX.
        output: Called with bytes that the firmware sends.

    Attributes:
        cycles, awake: Sums over all that has passed, see `Slice`.
        pins: Output levels of the ports B, C and D.
        outputs: What its pins have done since the start, to within 10 ms.

    Raises:
        BoardError: As `UnoChip`.
    """

    def __init__(self, firmware: Path, output: Callable[[bytes], None]) -> None:
        self._output = output
        self._sound: SoundSource = Sound(np.zeros(0, np.int16))
        self._received = bytearray()
        self._rest_blocks = REST_BLOCKS
        self.cycles = self.awake = 0
        self.pins = (0, 0, 0)
        self.outputs: list[Output] = []
        self._chip = UnoChip(firmware)

    def play(self, sound: SoundSource) -> None:
        """Let the microphone hear a sound, from now on."""
        self._sound = sound

    def receive(self, data: bytes) -> None:
        """Bytes for the board's serial port."""
        self._received += data
        self._rest_blocks = REST_BLOCKS

    def step(self) -> bool:
        """Let the next 10 ms pass; False when there is nothing to hear and nothing to say.

        Raises:
            FirmwareFault: The chip stopped.
        """
        block = b""
        if not self._sound.ended:
            block = self._sound.take()
            self._rest_blocks = REST_BLOCKS
        elif self._rest_blocks > 0:
            block = self._sound.rest()
            self._rest_blocks -= bool(block)
        if not block:
            return False
        serial = bytes(self._received[:MOST_SERIAL_BYTES])
        del self._received[: len(serial)]
        passed = self._chip.run(to_readings(np.frombuffer(block, "<i2").astype(np.int16)), serial)
        self.cycles += passed.cycles
        self.awake += passed.awake
        ms = self.cycles * 1000 // CLOCK_HZ
        for port, levels in enumerate(zip(self.pins, passed.pins, strict=True)):
            self.outputs += pin_changes(*levels, ms, PORT_PINS * port)
        self.pins = passed.pins
        if passed.said:
            self._output(passed.said)
        return True

    def close(self) -> None:
        """End the simulation."""
        self._chip.close()
