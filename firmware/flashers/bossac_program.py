"""bossac: where it is, how it is asked, and what its words mean.

Its options and words are those of BOSSA 1.9.1. Only Arduino's build of it knows the nRF52840 (the
branch `nrf` of github.com/arduino/BOSSA); the one of Debian and Homebrew does not.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from firmware.boards import Board
from firmware.flashers.arduino_tools import arduino_tool
from firmware.flashers.base import FlashError
from firmware.flashers.program import last_words, port_error

_DEVICE = re.compile(r"^Device +: (.+?)\s*$", re.MULTILINE)
_PHASE = re.compile(r"^(Write|Verify) \d+ bytes", re.MULTILINE)
_PAGES = re.compile(r"\((\d+)/(\d+) pages\)")
# Writing a page takes ten times as long as having its checksum told.
WRITE_SHARE = 0.9


@dataclass(frozen=True)
class SambaChip:
    """A chip with one of Arduino's SAM-BA boot loaders.

    Attributes:
        device: What bossac calls it.
        start: The address in flash that the boot loader takes for 0.
        page_bytes: What it erases and writes at once.
        loader_ids: USB ids of the boot loader, `VID:PID`.
    """

    device: str
    start: int
    page_bytes: int
    loader_ids: tuple[str, ...]


# From the boot loader that ArduinoCore-mbed carries, bootloaders/nano33ble: it adds 64 KB to each
# address, erases what it is about to write, and nothing else: the command for all does nothing.
CHIPS = {"nRF52840": SambaChip("nRF52840-QIAA", 0x10000, 4096, ("2341:005A",))}


@dataclass(frozen=True)
class Piece:
    """A file for the chip's flash.

    Attributes:
        path: The file, as it shall be in flash.
        address: Where it goes in flash.
        size: Its bytes.
    """

    path: Path
    address: int
    size: int

    @property
    def end(self) -> int:
        """The first address behind it."""
        return self.address + self.size


def find_bossac(chip: SambaChip) -> str:
    """The program, a build that knows the chip: Arduino's, else the system's.

    Raises:
        FlashError: There is none.
    """
    arduinos, systems = arduino_tool("arduino", "bossac", "bossac"), shutil.which("bossac")
    found = [Path(path) for path in (arduinos, systems) if path]
    for program in found:
        if chip.device.encode() in program.read_bytes():
            return str(program)
    how = (
        "Install Arduino's: in the Arduino IDE, Boards Manager, 'Arduino Mbed OS Nano Boards' "
        "brings it."
    )
    if found:
        raise FlashError(f"The program {found[0]} does not know the chip {chip.device}.", how)
    raise FlashError("The program bossac, which writes this board, was not found.", how)


def ask_arguments(bossac: str, port: str) -> list[str]:
    """Who is there?"""
    return [bossac, f"--port={port}", "-U", "-i"]


def compare_arguments(bossac: str, port: str, chip: SambaChip, piece: Piece) -> list[str]:
    """Is this there?"""
    return [bossac, f"--port={port}", "-U", "-v", *_place(chip, piece)]


def write_arguments(bossac: str, port: str, chip: SambaChip, piece: Piece) -> list[str]:
    """Write, and read back by checksums.

    Without -e bossac would refuse to write a chip that it cannot erase itself.
    """
    return [bossac, f"--port={port}", "-U", "-e", "-w", "-v", *_place(chip, piece)]


def restart_arguments(bossac: str, port: str) -> list[str]:
    """Start what is there."""
    return [bossac, f"--port={port}", "-U", "-R"]


def device(said: str) -> str:
    """What chip bossac found; empty when it found none."""
    match = _DEVICE.search(said)
    return match[1] if match else ""


def verifying(said: str) -> bool:
    """Whether all is written, and being read back."""
    phases = _PHASE.findall(said)
    return bool(phases) and phases[-1] == "Verify"


def share(said: str) -> float:
    """How much of one file is written and read back, 0..1."""
    phases = list(_PHASE.finditer(said))
    if not phases:
        return 0.0
    pages = _PAGES.findall(said, phases[-1].end())
    done = int(pages[-1][0]) / max(1, int(pages[-1][1])) if pages else 0.0
    if phases[-1][1] == "Write":
        return WRITE_SHARE * done
    return WRITE_SHARE + (1 - WRITE_SHARE) * done


def explain(said: str, board: Board, port: str) -> FlashError:
    """bossac's words -> what a person can do."""
    low = said.lower()
    if "no device found" in low:
        return FlashError(
            f"No boot loader answers at {port}.",
            "Press RESET twice quickly: the orange light fades in and out; then try again.",
        )
    if "device unsupported" in low:
        return wrong_chip(board, port)
    if "verify failed" in low or ("operation failed" in low and verifying(said)):
        return FlashError(
            f"{board.title} does not keep what was written.",
            "Try again; with the same result its chip is worn out.",
        )
    if "operation failed" in low:
        return gone(board, port)
    return port_error(said, port) or FlashError(
        f"bossac could not write {board.title} at {port}: {last_words(said)}.",
        "Its boot loader is still there: press RESET twice quickly, then try again.",
    )


def gone(board: Board, port: str) -> FlashError:
    """The board went away, or is silent."""
    return FlashError(
        f"{board.title} at {port} does not answer any more.",
        "Its boot loader is still there: plug it in again, press RESET twice quickly, try again.",
    )


def wrong_chip(board: Board, port: str) -> FlashError:
    """Another board is there."""
    return FlashError(
        f"The chip at {port} is not an {board.chip}.", "Choose the board that is plugged in."
    )


def _place(chip: SambaChip, piece: Piece) -> Sequence[str]:
    return ["-o", hex(piece.address - chip.start), str(piece.path)]
