"""Who is behind a serial port: asked over the line itself, as a USB id may name only the cable.

    for step in identify(port): ...      # an Identity at the end

Firmware of Wakewright says hello, which disturbs nobody but an Uno: opening its port resets it. A
chip's boot loader is asked only on request, since that stops whatever the chip is doing.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from audio.stage import Clock, Progress, Stage
from firmware.boards import DEFAULT_BAUD, Board, load_boards
from firmware.flashers.avrdude import CHIPS as AVR_CHIPS
from firmware.flashers.avrdude import find_avrdude
from firmware.flashers.base import FlashError
from firmware.flashers.esptool_program import ask_arguments, environment, find_esptool
from firmware.flashers.esptool_words import chip_found
from firmware.flashers.hello import ask_hello
from firmware.flashers.program import Program
from firmware.messages import HelloLine
from firmware.monitor import PortError
from firmware.ports import Port

# An Uno that was reset by opening its port waits in its boot loader first.
HELLO_S = 4.0
# Long enough for either program to give up by itself where nobody answers.
CHIP_S = 12.0
# Version 7: 0x1e950f (probably m328p); version 8: 1E 95 0F (ATmega328P, ...).
_SIGNATURE = re.compile(r"[Dd]evice signature = [^(]*\((?:probably )?(\w+)")


@dataclass(frozen=True)
class Identity:
    """What answered at a port.

    Attributes:
        port: The port.
        hello: What firmware of Wakewright said; None when there was none.
        chip: What the chip's boot loader said it is; empty when it was not asked or is none.
        boards: Names of the boards that it may be, by all that is known.
        problem, hint: Why it could not be asked, and what to do; empty when it could.
    """

    port: Port
    hello: HelloLine | None = None
    chip: str = ""
    boards: tuple[str, ...] = ()
    problem: str = ""
    hint: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The port with what runs there, for JSON."""
        runs = asdict(self.hello) if self.hello else None
        return {
            **asdict(self.port),
            "boards": list(self.boards),
            "runs": runs,
            "chip_answered": self.chip,
            "problem": self.problem,
        }


def identify(port: Port, may_reset: bool = False) -> Stage[Identity]:
    """Ask who is behind a port.

    Args:
        port: As listed.
        may_reset: Whether a chip may be reset into its boot loader when its firmware says nothing.

    Returns:
        What is known now; a port that cannot be opened is a `problem`, not an error.
    """
    boards = load_boards()
    found = Identity(port, boards=port.boards)
    try:
        hello = yield from _hello(port, boards)
    except PortError as error:
        return replace(found, problem=error.what, hint=error.hint)
    if hello is not None:
        named = (hello.board,) if hello.board in boards else port.boards
        return replace(found, hello=hello, boards=named)
    if not may_reset:
        return found
    chip = yield from _chip(port, boards)
    fitting = tuple(
        name
        for name, board in boards.items()
        if board.kind == "chip" and board.chip == chip and (name in port.boards or not port.boards)
    )
    return replace(found, chip=chip, boards=fitting if chip else port.boards)


def _hello(port: Port, boards: dict[str, Board]) -> Stage[HelloLine | None]:
    candidates = [boards[name] for name in port.boards] or [
        board for board in boards.values() if board.kind == "chip"
    ]
    board = replace(candidates[0], baud=DEFAULT_BAUD)
    try:
        return (yield from ask_hello(port.device, board, Clock(), 0.0, HELLO_S))
    except FlashError:
        return None


def _chip(port: Port, boards: dict[str, Board]) -> Stage[str]:
    """What the first boot loader that answers says of its chip; empty when none does."""
    methods = {boards[name].upload_method for name in port.boards} or set(_ASK)
    for method in _ASK:
        if method not in methods:
            continue
        try:
            chip = yield from _ASK[method](port)
        except FlashError:
            continue  # That program is not installed.
        if chip:
            return chip
    return ""


def _ask_esptool(port: Port) -> Stage[str]:
    arguments = ask_arguments(find_esptool(), port.device)
    return chip_found((yield from _run("esptool", arguments, port)))


def _ask_avrdude(port: Port) -> Stage[str]:
    options = ("-c", "arduino", "-P", port.device, "-b", str(DEFAULT_BAUD))
    part = next(iter(AVR_CHIPS.values()))  # Any: another chip's signature is told all the same.
    said = yield from _run("avrdude", [*find_avrdude(), "-p", part, *options], port)
    match = _SIGNATURE.search(said)
    names = {name.lower(): chip for chip, part in AVR_CHIPS.items() for name in (chip, part)}
    return names.get(match[1].lower(), match[1]) if match else ""


def _run(name: str, arguments: list[str], port: Port) -> Stage[str]:
    """All that a program said until it ended, or until nobody can be expected to answer."""
    end = time.monotonic() + CHIP_S
    with Program(name, arguments, environment()) as program:
        for _ in program.listen():
            yield Progress(0.5, f"Asking the chip at {port.device} what it is")
            if time.monotonic() > end:
                break
        return program.said()


_ASK: dict[str, Callable[[Port], Stage[str]]] = {"esptool": _ask_esptool, "avrdude": _ask_avrdude}
