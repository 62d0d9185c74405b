"""What esptool's words mean: how far it is, and what went wrong.

Read as versions 5.0 to 5.6 print them where nobody looks: one line for each block that was written,
which begins with a carriage return up to 5.2.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from firmware.boards import Board
from firmware.flashers.base import FlashError
from firmware.flashers.program import last_words, port_error

_POSITION = re.compile(r"^\r?Writing at 0x([0-9a-f]{8}) ", re.MULTILINE)
_SKIPPED = re.compile(r" at 0x([0-9a-f]{8}) already in flash", re.MULTILINE)
_WROTE = re.compile(r"^Wrote \d+ bytes .*at 0x([0-9a-f]{8})", re.MULTILINE)
_FOUND = re.compile(r"^Connected to (\S+) on ", re.MULTILINE)
_WRONG_CHIP = re.compile(r"This chip is ([\w-]+), not ")
_TOO_SMALL = re.compile(r"will not fit in (\d+) bytes of flash")
_LESS_FLASH = re.compile(r"larger than the available flash size of (\d+)MB")
_FATAL = re.compile(r"A fatal error occurred: (.+)")
# What it prints of a chip whose number it does not know, before it goes on as if it did.
UNKNOWN_CHIP = "doesn't appear to be"
_GONE = (
    "serial exception",
    "lost connection",
    "no serial data received",
    "no more data to read",
    "stream stopped",
    "stopped responding",
    "packet content transfer stopped",
    "invalid head of packet",
    "write timeout",
)


class Phase(Enum):
    """What esptool is at."""

    CALLING = auto()
    COMPARING = auto()
    WRITING = auto()
    READING_BACK = auto()
    AWAY = auto()


class NoAnswer(FlashError):
    """Nobody at the port answers; that may change when somebody presses buttons."""


class NoPort(NoAnswer):
    """The port is not there; it may come back when the board is reset."""


@dataclass(frozen=True)
class Piece:
    """A file for the chip's flash: where it goes, and how large it is."""

    path: str
    offset: int
    size: int


def chip_found(said: str) -> str:
    """Which chip has answered, such as `ESP32-S3`; empty when none has."""
    match = _FOUND.search(said)
    return match[1] if match else ""


def connected(said: str) -> bool:
    """Whether a chip has answered."""
    return "Connected to " in said


def reached(said: str, pieces: Sequence[Piece]) -> float:
    """How much of all pieces is in flash, 0..1; they are written in the order of their places."""
    total = sum(piece.size for piece in pieces) or 1
    sizes = {piece.offset: piece.size for piece in pieces}
    ends = [int(match[1], 16) for match in _POSITION.finditer(said)]
    skipped = [int(match[1], 16) for match in _SKIPPED.finditer(said)]
    ends += [offset + sizes.get(offset, 0) for offset in skipped]
    end = max(ends, default=0)
    return sum(min(piece.size, max(0, end - piece.offset)) for piece in pieces) / total


def bytes_written(said: str, pieces: Sequence[Piece]) -> int:
    """How much was written of what was not there already; esptool itself counts filling, too."""
    written = {int(match[1], 16) for match in _WROTE.finditer(said)}
    return sum(piece.size for piece in pieces if piece.offset in written)


def phase(said: str) -> Phase:
    """What it does at present."""
    signs = {
        Phase.WRITING: max(said.rfind("Writing at 0x"), said.rfind("Flash will be erased")),
        Phase.COMPARING: said.rfind("Comparing flash contents"),
        Phase.READING_BACK: said.rfind("Verifying written data"),
        Phase.AWAY: said.rfind("Lost connection"),
    }
    latest = max(signs, key=lambda sign: signs[sign])
    return latest if signs[latest] >= 0 else Phase.CALLING


def flash_bytes_found(said: str) -> int:
    """How large the chip's flash is, where it is too small; else 0."""
    less, small = _LESS_FLASH.search(said), _TOO_SMALL.search(said)
    return int(less[1]) << 20 if less else int(small[1]) if small else 0


def stub_failed(said: str) -> bool:
    """Whether its own loader did not start; that in ROM may still do."""
    return "stub flasher" in said and "Stub flasher running" not in said


def too_fast(said: str) -> bool:
    """Whether chip and bridge stopped understanding each other when the speed was raised."""
    low = said.lower()
    lost = any(words in low for words in _GONE) and "serial exception" not in low
    return lost and "Changed." in said and "Writing at 0x" not in said


def explain(said: str, board: Board, port: str) -> FlashError:
    """esptool's words -> what a person can do."""
    wrong = _WRONG_CHIP.search(said)
    if wrong or UNKNOWN_CHIP in said:
        what = f"The chip at {port} is not an {board.chip}."
        if wrong:
            what = f"The chip at {port} is an {wrong[1]}; {board.title} has an {board.chip}."
        return FlashError(what, "Choose the board that is plugged in.")
    if f"is not an {board.chip} image" in said:
        return FlashError(
            f"The firmware was made for another chip than the {board.chip}.", "Build it again."
        )
    small = flash_bytes_found(said)
    if small:
        return FlashError(
            f"The flash of the chip at {port} is too small: it has {small:,} bytes.",
            "Choose the board that is plugged in.",
        )
    if "MD5 of file does not match" in said or "flash region is empty" in said:
        return FlashError(
            f"{board.title} does not keep what was written.",
            "Try again; with the same result its chip is worn out.",
        )
    return _explain_line(said, board, port)


def gone(board: Board, port: str) -> FlashError:
    """What to say of a chip that went away in the middle."""
    return FlashError(
        f"{board.title} at {port} does not answer any more.",
        "Its boot loader is still there: plug it in again, then try again.",
    )


def _explain_line(said: str, board: Board, port: str) -> FlashError:
    """What is wrong with the line to the chip, rather than with the chip."""
    if not connected(said):
        told = port_error(said, port)
        if told is not None:
            return NoPort(told.what, told.hint) if told.what.endswith("opened.") else told
        return NoAnswer(
            f"No boot loader answers at {port}.",
            "Hold BOOT, press and let go RESET, let go BOOT, then try again.",
        )
    if any(words in said.lower() for words in _GONE):
        return gone(board, port)
    fatal = _FATAL.findall(said)
    reason = fatal[-1].rstrip(".") if fatal else last_words(said)
    return FlashError(
        f"esptool could not write {board.title} at {port}: {reason}.",
        "The boot loader is still there: check the cable, press reset, then try again.",
    )
