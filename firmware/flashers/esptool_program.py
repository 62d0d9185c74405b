"""esptool itself: where it is, and what it is told.

esptool is GPL-2.0-or-later. It is a program of its own here, started and listened to; nothing of it
is imported, copied or linked.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from audio.installation import how_to_add, is_installed, own_program
from audio.spawning import NO_WINDOW
from firmware.boards import Board
from firmware.flashers.arduino_tools import arduino_tool
from firmware.flashers.base import FlashError
from firmware.flashers.esptool_words import Piece

# The names of its options changed with version 5.
OLDEST = (5, 0)
# Since then it compares each part with what is there, and writes what differs.
COMPARES = (5, 2)
VERSION_TIMEOUT_S = 30.0
_VERSION = re.compile(r"esptool(?:\.py)? v(\d+)\.(\d+)")


@dataclass(frozen=True)
class Tool:
    """An esptool on this computer.

    Attributes:
        command: What starts it.
        version: Major and minor.
    """

    command: tuple[str, ...]
    version: tuple[int, int]


@dataclass(frozen=True)
class Way:
    """How esptool gets into the chip's boot loader, and out of it.

    Attributes:
        before: How the chip is reset into it; `no-reset` when somebody's fingers do that.
        after: How its firmware is started.
        attempts: How often it calls.
        stub: Whether it uploads its own, faster loader, or talks to that in ROM alone.
    """

    before: str = "default-reset"
    after: str = "hard-reset"
    attempts: int = 2
    stub: bool = True


def find_esptool() -> Tool:
    """The esptool that came along or is this Python's, the system's, or that of Arduino's packages.

    Raises:
        FlashError: There is none, or only one that is too old.
    """
    old = ""
    for command in _candidates():
        version = _version_of(command)
        if version is not None and version >= OLDEST:
            return Tool(command, version)
        if version is not None:
            old = f"{version[0]}.{version[1]}"
    what = "The program esptool, which writes this board, was not found."
    if old:
        what = f"esptool {old} is too old; version 5 is needed."
    raise FlashError(
        what,
        how_to_add("esptool"),
    )


def _candidates() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    if not is_installed() and importlib.util.find_spec("esptool") is not None:
        found.append((sys.executable, "-m", "esptool"))
    if own := own_program("esptool"):
        found.append((str(own),))
    for name in ("esptool", "esptool.py"):
        path = shutil.which(name)
        if path:
            found.append((path,))
    tool = arduino_tool("esp32", "esptool_py", "esptool")
    return [*found, (str(tool),)] if tool else found


def _version_of(command: tuple[str, ...]) -> tuple[int, int] | None:
    if command[0] == sys.executable:
        return _numbers(f"esptool v{importlib.metadata.version('esptool')}")
    try:
        said = subprocess.run(
            [*command, "version"],
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=VERSION_TIMEOUT_S,
            check=False,
            creationflags=NO_WINDOW,
        ).stdout.decode("utf-8", errors="replace")
    except (OSError, subprocess.TimeoutExpired):
        return None  # What does not start is as good as not there.
    return _numbers(said)


def _numbers(said: str) -> tuple[int, int] | None:
    match = _VERSION.search(said)
    return (int(match[1]), int(match[2])) if match else None


def environment() -> dict[str, str]:
    """Ours, so that esptool's own settings hold; its words come at once and without colours."""
    return {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "PYTHONIOENCODING": "utf-8",
        "NO_COLOR": "1",
        "COLUMNS": "200",
    }


def chip_argument(board: Board) -> str:
    """esptool's name of a board's chip: `esp32s3`."""
    return board.chip.lower().replace("-", "")


def write_arguments(
    tool: Tool, board: Board, port: str, way: Way, pieces: Sequence[Piece], baud: int
) -> list[str]:
    """The command that writes files, reads back their MD5 sums and starts the chip."""
    compare = ["--skip-flashed"] if tool.version >= COMPARES else []
    files = [text for piece in pieces for text in (f"{piece.offset:#x}", piece.path)]
    common = _common(tool, chip_argument(board), port, way)
    size = ("--flash-size", f"{board.flash_bytes >> 20}MB")
    return [*common, "--baud", str(baud), "write-flash", *size, *compare, *files]


def restart_arguments(tool: Tool, board: Board, port: str, way: Way) -> list[str]:
    """The command that only calls a chip in its boot loader and starts its firmware."""
    return [*_common(tool, chip_argument(board), port, way), "read-mac"]


def ask_arguments(tool: Tool, port: str) -> list[str]:
    """The command that resets whatever chip is there, asks what it is, and starts it again."""
    return [*_common(tool, "auto", port, Way(attempts=1, stub=False)), "read-mac"]


def _common(tool: Tool, chip: str, port: str, way: Way) -> list[str]:
    return [
        *tool.command,
        *("--chip", chip, "--port", port),
        *("--before", way.before, "--after", way.after),
        *("--connect-attempts", str(way.attempts)),
        *([] if way.stub else ["--no-stub"]),
    ]
