"""QEMU's mps2-an386 as a second Cortex-M4, for the same ELF, sound and lines.

Its main memory is shared as a file, in which the firmware's microphone ring lies; this end plays
the DMA controller, as far ahead as the ring is long.
"""

from __future__ import annotations

import mmap
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from firmware.protocol import Line, LineReader, StatLine
from firmware.virtual.cortex_m4 import (
    BLOCK_BYTES,
    ENABLED,
    READ,
    RING_BLOCKS,
    SAMPLES,
    WRITTEN,
)
from firmware.virtual.sound import Sound

QEMU = shutil.which("qemu-system-arm")
MEMORY_BYTES = 16 * 1024 * 1024
TIMEOUT_S = 60


class QemuBoard:
    """The running emulator with its serial port and its microphone."""

    def __init__(self, elf: Path, folder: Path, flash: Mapping[int, Path]) -> None:
        self._file = (folder / "memory").open("w+b")
        self._file.truncate(MEMORY_BYTES)
        self._memory = mmap.mmap(self._file.fileno(), MEMORY_BYTES)
        # Counters are read and written as whole words: the firmware looks at any moment.
        self._words = memoryview(self._memory).cast("I")
        self.lines: list[Line] = []
        backend = f"memory-backend-file,id=ram,size=16M,mem-path={self._file.name},share=on"
        command = [str(QEMU), "-M", "mps2-an386,memory-backend=ram", "-object", backend]
        command += ["-display", "none", "-monitor", "none", "-serial", "stdio"]
        for offset, file in flash.items():
            command += ["-device", f"loader,file={file},addr={offset:#x},force-raw=on"]
        self._process = subprocess.Popen(
            [*command, "-kernel", str(elf)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def send(self, data: bytes) -> None:
        """Bytes for the firmware's serial port."""
        assert self._process.stdin is not None
        self._process.stdin.write(data)

    def wait_for(self, kind: type) -> None:
        """Until a line of this kind has come."""
        self._wait(lambda: any(isinstance(line, kind) for line in self.lines))

    def wait_for_ms(self, ms: int) -> None:
        """Until the stat line of this time has come."""
        self._wait(lambda: any(isinstance(line, StatLine) and line.ms == ms for line in self.lines))

    def play(self, sound: Sound) -> None:
        """Put a sound through the ring and wait until the firmware has read it."""
        self._wait(lambda: self._word(ENABLED) == 1)
        while not sound.ended:
            written = self._word(WRITTEN)
            self._wait(lambda: self._room() > 0)
            start = SAMPLES + written % RING_BLOCKS * BLOCK_BYTES
            self._memory[start : start + BLOCK_BYTES] = sound.take()
            self._words[WRITTEN // 4] = written + 1
        self._wait(lambda: self._word(READ) == self._word(WRITTEN))

    def close(self) -> None:
        """End the emulator."""
        self._process.terminate()
        self._process.wait()
        self._thread.join()
        self._words.release()
        self._memory.close()
        self._file.close()

    def _room(self) -> int:
        """Blocks that may be written without overwriting any that was not read."""
        return RING_BLOCKS - 1 - (self._word(WRITTEN) - self._word(READ))

    def _word(self, offset: int) -> int:
        return int(self._words[offset // 4])

    def _wait(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + TIMEOUT_S
        while not done():
            assert self._process.poll() is None, "QEMU ended"
            assert time.monotonic() < deadline, "the firmware in QEMU is stuck"
            time.sleep(0.0005)

    def _read(self) -> None:
        reader = LineReader()
        assert self._process.stdout is not None
        while data := self._process.stdout.read(4096):
            self.lines += reader.feed(data)


@contextmanager
def qemu_board(
    elf: Path, folder: Path, flash: Mapping[int, Path] | None = None
) -> Iterator[QemuBoard]:
    """A board in QEMU that ends with the block; files may lie in its flash beside the firmware."""
    board = QemuBoard(elf, folder, flash or {})
    try:
        yield board
    finally:
        board.close()
