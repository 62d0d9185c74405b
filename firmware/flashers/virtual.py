"""Boards without hardware: their flash is a folder, written block by block as a chip's would be.

The new firmware is written beside the old, read back, compared and started; only a board that says
that it runs the right model gets it. Whatever goes wrong before leaves the old firmware whole.
Parts that are there already, such as the firmware under a retrained model, are not written again.
"""

from __future__ import annotations

import errno
import hashlib
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from audio.files import folder_atomic
from audio.stage import Clock, Stage
from firmware.boards import Board
from firmware.flashers.base import FlashError, FlashResult
from firmware.image import FirmwareImage, ImagePart, contents_hash
from firmware.monitor import Monitor
from firmware.protocol import HelloLine, command
from firmware.virtual.board_process import RunningBoard, start_board

BLOCK_BYTES = 4096
FLASH_FOLDER = ".flash"
HELLO_TIMEOUT_S = 20.0
POLL_S = 0.2
WRITTEN, VERIFIED, STARTED = 0.5, 0.7, 0.9


class FileMemory:
    """A file as the memory of a chip: written and read in blocks."""

    def write(self, file: Path, at: int, block: bytes) -> None:
        """Write a block.

        Raises:
            OSError: The disk is full, or the file cannot be written.
        """
        with file.open("r+b" if at else "wb") as opened:
            opened.seek(at)
            opened.write(block)

    def read(self, file: Path, at: int, count: int) -> bytes:
        """Read a block.

        Raises:
            OSError: The file cannot be read.
        """
        with file.open("rb") as opened:
            opened.seek(at)
            return opened.read(count)


@dataclass(frozen=True)
class VirtualFlasher:
    """Writes virtual boards and this computer.

    Attributes:
        memory: How the flash is written and read.
    """

    name: str = "virtual"
    ready: bool = True
    memory: FileMemory = field(default_factory=FileMemory)

    def flash(self, image: FirmwareImage, board: Board, port: str) -> Stage[FlashResult]:
        """Write the firmware into the board's flash, and start the board to see that it runs.

        Args:
            image: The firmware.
            board: A board without hardware.
            port: A folder to be its flash; empty for the one beside the image.

        Raises:
            FlashError: The disk is full, what is read is not what was written, or the board does
                not run the model. The firmware that was there before still is.
        """
        clock = Clock()
        place = Path(port).absolute() if port else flash_folder(image.folder.parent, board.name)
        yield clock.progress(0.0, f"Preparing the flash of {board.name}")
        try:
            there = _parts_there(image, place)
            missing = [part for part in image.parts if part not in there]
            with folder_atomic(place) as fresh:
                for part in there:
                    shutil.copyfile(place / part.file, fresh / part.file)
                yield from self._write(image, missing, fresh, clock)
                yield clock.progress(WRITTEN, "Reading back what was written")
                for part in image.parts:
                    content = (image.folder / part.file).read_bytes()
                    self._verify(fresh / part.file, content, board)
                (fresh / image.firmware).chmod(image.firmware_path.stat().st_mode)
                written = _alone(image, fresh)
                yield clock.progress(VERIFIED, f"Starting {board.name} with the new firmware")
                with start_board(written) as running:
                    yield clock.progress(STARTED, "Asking the board what it runs")
                    hello = yield from _hello(running, clock)
                _check_model(hello, image, board)
        except OSError as error:
            raise _cannot_write(error, board, place) from error
        yield clock.progress(1.0, f"{board.name} runs the model {image.model_hash}")
        count = sum((image.folder / part.file).stat().st_size for part in missing)
        return FlashResult(board.name, self.name, str(place), hello.model, image.contents, count)

    def _write(
        self, image: FirmwareImage, parts: Sequence[ImagePart], fresh: Path, clock: Clock
    ) -> Stage[None]:
        contents = {part.file: (image.folder / part.file).read_bytes() for part in parts}
        blocks = [
            (file, at, content[at : at + BLOCK_BYTES])
            for file, content in contents.items()
            for at in range(0, max(1, len(content)), BLOCK_BYTES)
        ]
        for number, (file, at, block) in enumerate(blocks, 1):
            self.memory.write(fresh / file, at, block)
            share = WRITTEN * number / len(blocks)
            yield clock.progress(share, f"Writing block {number} of {len(blocks)}")

    def _verify(self, file: Path, content: bytes, board: Board) -> None:
        wanted, found = hashlib.sha256(), hashlib.sha256()
        for at in range(0, len(content), BLOCK_BYTES):
            block = content[at : at + BLOCK_BYTES]
            read = self.memory.read(file, at, BLOCK_BYTES)
            wanted.update(block)
            found.update(read)
            if read != block:
                raise FlashError(
                    f"Block {at // BLOCK_BYTES + 1} of {board.title} is not what was written.",
                    "The old firmware is still there. Try again; check the disk if it stays so.",
                )
        if wanted.digest() != found.digest():
            raise FlashError(f"The flash of {board.title} is not what was written.", "Try again.")


def flash_folder(builds: Path, board: str) -> Path:
    """The flash of a virtual board of a project."""
    return builds / FLASH_FOLDER / board


def _parts_there(image: FirmwareImage, place: Path) -> list[ImagePart]:
    """Parts that the flash holds already, by what is read from it."""
    wanted = [(part, place / part.file, image.folder / part.file) for part in image.parts]
    return [
        part
        for part, there, new in wanted
        if there.is_file() and there.read_bytes() == new.read_bytes()
    ]


def _alone(image: FirmwareImage, folder: Path) -> FirmwareImage:
    """The image as it is in a flash: what runs, without its sources."""
    files = tuple(part.file for part in image.parts)
    alone = replace(image, folder=folder, files=files, contents=contents_hash(folder, files))
    alone.save()
    return alone


def _hello(board: RunningBoard, clock: Clock) -> Stage[HelloLine]:
    """The board's first line."""
    end = time.monotonic() + HELLO_TIMEOUT_S
    with Monitor(board.port) as monitor:
        monitor.send(command("hello"))
        while time.monotonic() < end:
            for line in monitor.lines(POLL_S):
                if isinstance(line, HelloLine):
                    return line
            board.check()
            yield clock.progress(STARTED, "Asking the board what it runs")
    raise FlashError(
        f"The board does not say what it runs within {HELLO_TIMEOUT_S:.0f} s.",
        "The old firmware is still there. Try again; is the computer busy?",
    )


def _check_model(hello: HelloLine, image: FirmwareImage, board: Board) -> None:
    if hello.model != image.model_hash:
        raise FlashError(
            f"{board.title} runs the model {hello.model}; {image.model_hash} was written.",
            "The old firmware is still there. Build again, then try again.",
        )


def _cannot_write(error: OSError, board: Board, place: Path) -> FlashError:
    if error.errno == errno.ENOSPC:
        return FlashError(
            f"The disk is full: the flash of {board.title} could not be written.",
            "The old firmware is still there. Free some space, then try again.",
        )
    return FlashError(
        f"The flash of {board.title} in {place} cannot be written ({error.strerror}).",
        "The old firmware is still there. Is the folder yours to write?",
    )
