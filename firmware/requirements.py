"""What must be on this computer before firmware for a board can be built: there, or how to get it.

Nothing is downloaded here, and never without having been asked. Where the size of a download is
not known beforehand that is said, and it is asked of the package index first.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass

from audio.errors import WakewrightError
from firmware.boards import Board, BoardError
from firmware.build_small import is_small
from firmware.compilation import compiler_for
from firmware.flashers.avrdude import find_avrdude
from firmware.toolchains import avr
from firmware.virtual.uno import has_simavr, require_simavr

# Download of the wheel ziglang 0.16.0 for Linux x86-64; installed it takes 359 MB.
ZIG_MEGABYTES = 98


@dataclass(frozen=True)
class Requirement:
    """One thing that building needs.

    Attributes:
        what: Its name.
        there: Whether it is on this computer.
        says: What was found; or how to get it, as sentences.
        megabytes: How much getting it takes; 0 for nothing, None when that is not known yet.
    """

    what: str
    there: bool
    says: str
    megabytes: int | None = 0


def offered(board: Board) -> bool:
    """Whether a board can be had on this computer at all: some simulators are for one system."""
    if board.engines == ("tflm",) and board.kind == "desktop":
        return importlib.util.find_spec("tflite_micro") is not None
    return not (is_small(board) and board.kind == "virtual") or has_simavr()


def requirements(board: Board) -> tuple[Requirement, ...]:
    """What building for a board needs; empty when it needs nothing."""
    if is_small(board):
        return _small_requirements(board)
    if board.kind == "chip":
        return (
            Requirement("arduino-cli", False, "Arduino’s command that builds sketches.", None),
            Requirement(
                f"{':'.join(board.fqbn.split(':')[:2])} {board.core_version}",
                False,
                "Compiler and core for the chip, through arduino-cli.",
                None,
            ),
        )
    if board.engines == ("tflm",):
        return (_checked("TensorFlow Lite Micro", _find_tflm, None),)
    return (_checked("C compiler", lambda: compiler_for(board)[0], ZIG_MEGABYTES),)


def _small_requirements(board: Board) -> tuple[Requirement, ...]:
    """The compiler of 8-bit chips, and what writes the chip or is it."""
    compiler = _checked("avr-gcc", lambda: avr.find_compiler()[0], None)
    if board.kind == "virtual":
        return compiler, _checked("simavr", require_simavr, None)
    return compiler, _checked("avrdude", lambda: find_avrdude()[0], None)


def _checked(what: str, find: Callable[[], str], megabytes: int | None) -> Requirement:
    try:
        return Requirement(what, True, find())
    except WakewrightError as error:
        return Requirement(what, False, str(error), megabytes)


def download_text(needed: tuple[Requirement, ...]) -> str:
    """What is to be downloaded and how large it is, in a sentence."""
    missing = [each for each in needed if not each.there]
    if not missing:
        return "Nothing needs to be downloaded."
    names = ", ".join(each.what for each in missing)
    if any(each.megabytes is None for each in missing):
        return f"To be downloaded: {names}. How much that is will be asked before it begins."
    total = sum(each.megabytes or 0 for each in missing)
    return f"Missing: {names}, up to {total} MB."


def _find_tflm() -> str:
    """Looked up, not imported, which takes half a second."""
    if importlib.util.find_spec("tflite_micro") is None:
        raise BoardError("tflite-micro is not installed; it exists for Linux on x86-64 only.")
    return "tflite-micro"
