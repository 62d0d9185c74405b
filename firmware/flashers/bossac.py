"""Boards with Arduino's SAM-BA boot loader, with bossac: the Nano 33 BLE Sense.

A board is sent into its boot loader by the 1200-baud touch, or by its button. What is there already
is not written again: after a new training only the model's part is.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from audio.stage import Clock, Progress, Stage
from firmware.boards import Board
from firmware.flashers.base import FlashError, FlashResult
from firmware.flashers.bossac_program import (
    CHIPS,
    Piece,
    SambaChip,
    ask_arguments,
    compare_arguments,
    device,
    explain,
    find_bossac,
    gone,
    restart_arguments,
    share,
    verifying,
    write_arguments,
    wrong_chip,
)
from firmware.flashers.hello import ASKING, ask_hello, check_model
from firmware.flashers.program import Program
from firmware.flashers.touch import Waits, came_out, reach_loader
from firmware.image import FirmwareImage
from firmware.ports import Port, list_ports, port_named

# bossac waits five seconds for a page at most; on a port that went away it waits for ever.
STALL_S = 15.0
LOOK_EACH_S = 1.0
REACHED, WRITTEN = 0.05, 0.9


@dataclass(frozen=True)
class Bossac:
    """Writes the chip with bossac.

    Attributes:
        chips: What must be known of a board's chip, by its name in the board's file.
        waits: How long to wait for boot loader, person and firmware.
    """

    name: str = "bossac"
    ready: bool = True
    chips: Mapping[str, SambaChip] = field(default_factory=lambda: CHIPS)
    waits: Waits = field(default_factory=Waits)

    def flash(self, image: FirmwareImage, board: Board, port: str) -> Stage[FlashResult]:
        """Write what differs, compare checksums, start, and ask the board what it runs.

        Args:
            image: Its parts are binary files with their places in flash.
            board: A board with one of the chips of `chips`.
            port: Its serial port, of its firmware or its boot loader.

        Raises:
            FlashError: bossac is not installed, the board does not answer, goes away, keeps
                something else than was written, does not come back, or runs another model.
            PortError: The port is in use, or not the user's.
        """
        chip = self.chips[board.chip]
        pieces = _pieces(image, board, chip)
        bossac = find_bossac(chip)
        yield Progress(0.0, f"Calling the boot loader at {port}")
        loader = yield from reach_loader(port, board, chip.loader_ids, self.waits, 0.0)
        others = list_ports()
        job = _Job(bossac, board, chip, loader)
        yield from job.check_chip()
        written = yield from job.write(pieces)
        yield from job.restart()
        out = yield from came_out(loader, others, board, self.waits, WRITTEN)
        yield Progress(WRITTEN, ASKING)
        hello = yield from ask_hello(out.device, board, Clock(), WRITTEN, self.waits.start_s)
        check_model(hello, image, board)
        yield Progress(1.0, f"{board.title} runs the model {hello.model}")
        return FlashResult(board.name, self.name, out.device, hello.model, image.contents, written)


class _Job:
    """One image on its way into one chip, which waits in its boot loader."""

    def __init__(self, bossac: str, board: Board, chip: SambaChip, loader: Port) -> None:
        self._bossac, self._board, self._chip = bossac, board, chip
        self._place = loader.device
        self._clock = Clock()

    def check_chip(self) -> Stage[None]:
        """See that the chip is the board's, before anything is written.

        Raises:
            FlashError: It is another, or does not answer.
        """
        doing = f"Calling the boot loader at {self._place}"
        said = yield from self._run(ask_arguments(self._bossac, self._place), 0.0, doing)
        if device(said) != self._chip.device:
            raise wrong_chip(self._board, self._place)

    def write(self, pieces: Sequence[Piece]) -> Stage[int]:
        """Write the pieces that are not there yet, each after a look: how many bytes that were.

        Raises:
            FlashError: One could not be written.
        """
        total, done, written = sum(piece.size for piece in pieces), 0, 0
        for piece in pieces:
            if not (yield from self._is_there(piece, _reached(done, total))):
                arguments = write_arguments(self._bossac, self._place, self._chip, piece)
                with Program("bossac", arguments) as program:
                    for said in self._listen(program):
                        at = _reached(done + round(share(said) * piece.size), total)
                        doing = "Reading back what was written" if verifying(said) else "Writing"
                        yield self._at(at, f"{doing} at {self._place}")
                    self._check(program)
                written += piece.size
            done += piece.size
        return written

    def restart(self) -> Stage[None]:
        """Let the boot loader start what was written.

        Raises:
            FlashError: It does not answer any more.
        """
        doing = f"Starting {self._board.title} with the new firmware"
        yield from self._run(restart_arguments(self._bossac, self._place), WRITTEN, doing)

    def _is_there(self, piece: Piece, fraction: float) -> Stage[bool]:
        """Whether the chip's checksums are those of the piece."""
        arguments = compare_arguments(self._bossac, self._place, self._chip, piece)
        with Program("bossac", arguments) as program:
            for _ in self._listen(program):
                yield self._at(fraction, f"Comparing with what is in flash at {self._place}")
            return program.code == 0

    def _run(self, arguments: Sequence[str], fraction: float, doing: str) -> Stage[str]:
        with Program("bossac", arguments) as program:
            for _ in self._listen(program):
                yield self._at(fraction, doing)
            self._check(program)
            return program.said()

    def _listen(self, program: Program) -> Iterator[str]:
        """What bossac says; it does not notice by itself that its port went away.

        A port may go a moment before bossac ends: that is how a restart looks.
        """
        look_at, looks_in_vain = time.monotonic() + LOOK_EACH_S, 0
        for said in program.listen():
            if time.monotonic() > look_at:
                look_at = time.monotonic() + LOOK_EACH_S
                there = port_named(self._place, list_ports()) is not None
                looks_in_vain = 0 if there else looks_in_vain + 1
                if program.silent_s > STALL_S or looks_in_vain > 1:
                    raise gone(self._board, self._place)
            yield said

    def _check(self, program: Program) -> None:
        if program.code != 0:
            raise explain(program.said(), self._board, self._place)

    def _at(self, fraction: float, doing: str) -> Progress:
        return self._clock.progress(fraction, doing)


def _reached(done: int, total: int) -> float:
    """What part of the whole way these bytes of all are."""
    return min(WRITTEN, REACHED + (WRITTEN - REACHED) * done / total)


def _pieces(image: FirmwareImage, board: Board, chip: SambaChip) -> list[Piece]:
    """The image's parts in the order of their places: a boot loader that erases all that follows
    would take none of them.

    Raises:
        FlashError: A part does not lie where this chip can have it.
    """
    paths = [(image.folder / part.file, part.offset) for part in image.parts]
    pieces = [Piece(path, at, path.stat().st_size) for path, at in sorted(paths, key=_place)]
    for piece in pieces:
        others = [other for other in pieces if other is not piece]
        if (
            piece.address < chip.start
            or piece.address % chip.page_bytes
            or piece.end > board.flash_bytes
            or any(piece.address < other.end and other.address < piece.end for other in others)
        ):
            raise FlashError(
                f"{piece.path.name} cannot lie at {piece.address:#x} of {board.title}.",
                "Build again; a smaller model may fit.",
            )
    return pieces


def _place(part: tuple[Path, int]) -> int:
    return part[1]


BOSSAC = Bossac()
