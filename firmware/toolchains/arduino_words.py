"""What arduino-cli says when something goes wrong -> what happened, and what a person can do.

Its JSON is that of `compileResult` and `feedback.Fatal` in the sources of arduino-cli 1.5.1.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from firmware.boards import Board
from firmware.toolchains.child import Ended
from firmware.toolchains.cortex_m4 import ToolchainError

# Of internal/cli/feedback/errorcodes.go.
CODE_NETWORK = 5
NO_ROOM = ("no space left on device", "not enough space on the disk", "disk quota exceeded")
NO_NETWORK = (
    "dial tcp",
    "no such host",
    "network is unreachable",
    "connection refused",
    "connection reset",
    "i/o timeout",
    "tls handshake timeout",
    "error downloading index",
)
NO_CORE = ("platform not installed", "unknown fqbn", "missing fqbn", "error loading hardware")
# The size check's words, and those of linkers.
TOO_LARGE = ("exceeds available space", "will not fit in region", "overflowed by")
USED = {
    "flash": re.compile(r"uses (\d+) bytes .*program storage space. Maximum is (\d+) bytes"),
    "RAM": re.compile(r"variables use (\d+) bytes .*local variables. Maximum is (\d+) bytes"),
}
TOO_LONG = ("filename or extension is too long", "file name too long", "path too long")
# Compilers' words for the one line that matters.
ERROR_MARKS = (": error:", ": fatal error:", "undefined reference to", "multiple definition of")


@dataclass(frozen=True)
class Answer:
    """What a command of arduino-cli came to.

    Attributes:
        values: Its JSON; empty when it printed none.
        code: Its exit code.
        text: All that it and the compilers said, for the log.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    code: int = 0
    text: str = ""

    @property
    def error(self) -> str:
        """What it calls the error; empty when it says nothing."""
        return str(self.values.get("error") or "")

    def sizes(self) -> dict[str, tuple[int, int]]:
        """Section -> (bytes used, bytes there are), of `text` (flash) and `data` (RAM)."""
        result = self.values.get("builder_result") or {}
        return {
            str(section["name"]): (int(section.get("size", 0)), int(section.get("max_size", 0)))
            for section in result.get("executable_sections_size") or ()
        }


def read_answer(ended: Ended) -> Answer:
    """Find the JSON in what a command printed: results on stdout, fatal errors on stderr."""
    values: Mapping[str, Any] = {}
    for said in (ended.out, ended.err):
        try:
            found = json.loads(said)
        except ValueError:
            continue
        if isinstance(found, dict):
            values = found
            break
    output = values.get("output") or {}
    parts = [
        values.get("compiler_out"),
        values.get("compiler_err"),
        output.get("stdout"),
        output.get("stderr"),
        values.get("error"),
    ]
    told = "\n".join(str(part).strip() for part in parts if part)
    return Answer(values, ended.code, told if values else f"{ended.out}\n{ended.err}".strip())


def explain(answer: Answer, board: Board) -> ToolchainError:
    """The error for a command that failed."""
    low = f"{answer.error}\n{answer.text}".lower()
    if any(words in low for words in NO_ROOM):
        return ToolchainError(
            "The disk is full.", "Make room, or name another place in WAKEWRIGHT_CACHE."
        )
    if answer.code == CODE_NETWORK or any(words in low for words in NO_NETWORK):
        return ToolchainError(
            "Arduino’s servers cannot be reached.",
            "Is this computer online? What has arrived is kept; try again.",
        )
    if any(words in low for words in TOO_LARGE):
        return _too_large(answer, board)
    if any(words in low for words in TOO_LONG):
        return ToolchainError(
            "A path is too long for Windows.", "Name a short folder in WAKEWRIGHT_CACHE, as C:\\w."
        )
    if any(words in low for words in NO_CORE) or ("platform '" in low and "not found" in low):
        return ToolchainError(
            f"The core for {board.title} is missing or damaged.",
            "Delete its folder, then build again: it is fetched anew.",
        )
    line = _first_error(answer)
    if line:
        return ToolchainError(
            f"The firmware for {board.name} does not compile: {line}",
            "If these sources were not edited, this is a fault of Wakewright worth reporting.",
        )
    last = (answer.error or answer.text).strip().splitlines()
    return ToolchainError(
        f"arduino-cli ended with code {answer.code}: {last[-1].strip() if last else 'no word'}",
        "The log has all that it said.",
    )


def _too_large(answer: Answer, board: Board) -> ToolchainError:
    """By the sizes that it prints (internal/arduino/builder/sizer.go); a linker tells none."""
    hint = "Choose a smaller model on the page Shrink, or another board."
    for unit, words in USED.items():
        found = words.search(answer.text)
        used, room = map(int, found.groups()) if found else (0, 0)
        if used > room:
            what = f"The firmware takes {used:,} bytes of {unit}; {board.title} has {room:,}."
            return ToolchainError(what, hint)
    return ToolchainError(f"The firmware is too large for {board.title}.", hint)


def _first_error(answer: Answer) -> str:
    """The first error that a compiler or linker told, with file and line."""
    result = answer.values.get("builder_result") or {}
    for each in result.get("diagnostics") or ():
        if str(each.get("severity", "")).upper() in ("ERROR", "FATAL"):
            place = PurePath(str(each.get("file", ""))).name
            return f"{place}:{each.get('line', 0)}: {each.get('message', '')}"
    for line in answer.text.splitlines():
        if any(mark in line for mark in ERROR_MARKS):
            return line.strip()
    return ""
