"""What must be on this computer before firmware for a board can be built: there, or how to get it.

Nothing is downloaded here, and never without having been asked. Where the size of a download is
not known beforehand that is said; Arduino's lists, which are fetched first, have it.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from audio.errors import WakewrightError
from audio.stage import Stage, scaled
from firmware import prebuilt
from firmware.arduino.project_file import platform_of
from firmware.boards import Board, BoardError
from firmware.build_small import is_small
from firmware.compilation import comes_along, compiler_for, engine_for
from firmware.consent import Consent, ConsentNeeded, Offer
from firmware.flashers.avrdude import find_avrdude
from firmware.flashers.esptool_program import find_esptool
from firmware.toolchains import avr, wasm, zig
from firmware.toolchains.arduino_cli import fetch_missing, missing
from firmware.toolchains.arduino_core import core_offer, find_data_folder, has_lists
from firmware.toolchains.arduino_program import download_for, look_for_programs
from firmware.toolchains.cortex_m4 import ToolchainError
from firmware.virtual.uno import has_simavr, require_simavr

T = TypeVar("T")

# Of work that has to fetch a compiler first.
FETCH_SHARE = 0.9


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


def takes_arduino_cli(board: Board) -> bool:
    """Whether firmware for a board is built by arduino-cli on this computer."""
    return board.kind == "chip" and not (is_small(board) and avr.is_there())


def offers(board: Board, engine: str = "") -> tuple[Offer, ...]:
    """What to ask the person for next, before firmware for a board can be built.

    Args:
        board: The board.
        engine: Empty for the one that it gets when none is asked for.

    Raises:
        ToolchainError: Arduino's lists do not have the board's core.
    """
    engine = engine or engine_for(board)
    if prebuilt.covers(board, engine):
        return ()
    if takes_arduino_cli(board):
        return missing(board)
    # The interpreter is C++, which takes more than zig has for chips.
    takes_c = not is_small(board) and engine != "tflm"
    return compiler_offers(board) if takes_c else ()


def page_offers() -> tuple[Offer, ...]:
    """What to ask the person for, before a page for browsers can be made."""
    return _zig_without(wasm.find_compiler)


def compiler_offers(board: Board) -> tuple[Offer, ...]:
    """What to ask the person for, before C can be compiled for a board."""
    return _zig_without(lambda: compiler_for(board))


def _zig_without(find: Callable[[], object]) -> tuple[Offer, ...]:
    """zig, where `find` finds no compiler and zig is there for this system; else nothing."""
    try:
        find()
    except ToolchainError:
        download = zig.download_for()
        return (download,) if download.sha256 else ()
    return ()


def with_compiler(needed: Sequence[Offer], consent: Consent, work: Stage[T]) -> Stage[T]:
    """Fetch the compiler, where that is what is missing, and then do the work.

    Raises:
        ConsentNeeded: It is, and nobody agreed to fetching it.
        DownloadError: It cannot be fetched, or does not work here.
        WakewrightError: As the work.
    """
    share = FETCH_SHARE if needed else 0.0
    if any(offer.name == zig.download_for().name for offer in needed):
        yield from scaled(zig.get_zig(consent), 0.0, share)
    return (yield from scaled(work, share, 1.0))


def fetch_offered(board: Board, consent: Consent) -> Stage[tuple[Offer, ...]]:
    """Fetch what a person agreed to; returns what is still missing, to be asked for next.

    Raises:
        DownloadError, ToolchainError: It cannot be fetched, or does not work here.
    """
    if takes_arduino_cli(board):
        return (yield from fetch_missing(board, consent))
    try:
        yield from zig.get_zig(consent)
    except ConsentNeeded as needed:
        return needed.offers
    return offers(board)


def requirements(board: Board) -> tuple[Requirement, ...]:
    """What building for a board needs; empty when it needs nothing."""
    if comes_along(board):
        return _writer(board)
    if takes_arduino_cli(board):
        return _arduino_requirements(board)
    if is_small(board):
        return _small_requirements(board)
    if board.engines == ("tflm",):
        return (_checked("TensorFlow Lite Micro", _find_tflm, None),)
    return (_checked("C compiler", lambda: compiler_for(board)[0], zig.download_for().megabytes),)


def _arduino_requirements(board: Board) -> tuple[Requirement, ...]:
    """arduino-cli, and the board's core, whose size is known from Arduino's lists."""
    programs, data = look_for_programs(), find_data_folder(board)
    core = f"{platform_of(board)} {board.core_version}"
    said = "Compiler and core for the chip, through arduino-cli."
    program = download_for()
    return (
        Requirement("arduino-cli", True, str(programs[0]))
        if programs
        else Requirement(program.name, False, program.why, program.megabytes),
        Requirement(core, True, str(data))
        if data
        else Requirement(core, False, said, _core_megabytes(board)),
        *_writer(board),
    )


def _core_megabytes(board: Board) -> int | None:
    try:
        return core_offer(board).megabytes if has_lists(board) else None
    except ToolchainError:
        return None  # The lists do not have it, which is told when it is asked for.


def _small_requirements(board: Board) -> tuple[Requirement, ...]:
    """The compiler of 8-bit chips, and what writes the chip or is it."""
    compiler = _checked("avr-gcc", lambda: avr.find_compiler()[0], None)
    if board.kind == "virtual":
        return compiler, _checked("simavr", require_simavr, None)
    return compiler, _avrdude()


def _writer(board: Board) -> tuple[Requirement, ...]:
    """The program that writes a chip; the Nano's comes with its core."""
    if board.upload_method == "esptool":
        return (_checked("esptool", lambda: " ".join(find_esptool().command), None),)
    return (_avrdude(),) if board.upload_method == "avrdude" else ()


def _avrdude() -> Requirement:
    return _checked("avrdude", lambda: find_avrdude()[0], None)


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
        return f"To be downloaded: {names}. You are asked first, with the size."
    total = sum(each.megabytes or 0 for each in missing)
    return f"Missing: {names}, up to {total} MB."


def _find_tflm() -> str:
    """Looked up, not imported, which takes half a second."""
    if importlib.util.find_spec("tflite_micro") is None:
        raise BoardError("tflite-micro is not installed; it exists for Linux on x86-64 only.")
    return "tflite-micro"
