"""Boards with an AVR and a boot loader that speaks STK500, such as optiboot, with avrdude.

avrdude is a program of its own: the system's, or the one that came with the Arduino IDE. It resets
the board by its DTR line, writes, and reads everything back.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass

from audio.stage import Clock, Stage
from firmware.boards import Board
from firmware.flashers.arduino_tools import arduino_tool
from firmware.flashers.base import FlashError, FlashResult
from firmware.flashers.hello import ask_hello, check_model
from firmware.flashers.program import Program, last_words, port_error
from firmware.image import FirmwareImage

CHIPS = {"ATmega328P": "m328p"}
# A board that was unplugged leaves avrdude asking for ever; it says something at least each second.
STALL_S = 10.0
# avrdude calls ten times, five seconds each; a board that is there answers the first or second.
MOST_CALLS = 3
# A reset Uno waits a second in its boot loader, then its model begins.
HELLO_TIMEOUT_S = 10.0
WRITTEN, VERIFIED = 0.5, 0.9
# What avrdude prints when it begins to write and to read back, and a fiftieth of either.
_PHASE = re.compile(r"(Writing|Reading) \| *")
MARKS = 50


@dataclass(frozen=True)
class Avrdude:
    """Writes the chip with avrdude."""

    name: str = "avrdude"
    ready: bool = True

    def flash(self, image: FirmwareImage, board: Board, port: str) -> Stage[FlashResult]:
        """Write, read back and compare, start, and ask the board what it runs.

        Args:
            image: Its firmware is Intel HEX.
            board: A board with one of the chips of `CHIPS`.
            port: Its serial port.

        Raises:
            FlashError: avrdude is not installed, the board does not answer, goes away, keeps
                something else than was written, or runs another model.
            PortError: The port is in use, or not the user's.
        """
        clock = Clock()
        yield clock.progress(0.0, f"Calling the boot loader at {port}")
        with Program("avrdude", [*find_avrdude(), *_options(image, board, port)]) as program:
            for said in program.listen():
                if program.silent_s > STALL_S:
                    raise FlashError(
                        f"{board.title} at {port} does not answer any more.",
                        "Its boot loader is still there: plug it in again, then try again.",
                    )
                if said.count("not in sync") >= MOST_CALLS:
                    raise _explain(said, board, port)
                share = _share(said)
                doing = "Writing" if share < WRITTEN else "Reading back what was written"
                yield clock.progress(share, f"{doing} at {port}")
            if program.code != 0:
                raise _explain(program.said(), board, port)
        yield clock.progress(VERIFIED, "Asking the board what it runs")
        hello = yield from ask_hello(port, board, clock, VERIFIED, HELLO_TIMEOUT_S)
        check_model(hello, image, board)
        yield clock.progress(1.0, f"{board.title} runs the model {hello.model}")
        return FlashResult(
            board.name, self.name, port, hello.model, image.contents, image.flash_bytes
        )


def find_avrdude() -> list[str]:
    """The command that runs avrdude.

    Raises:
        FlashError: It is not installed.
    """
    found = shutil.which("avrdude")
    if found:
        return [found]
    program = arduino_tool("arduino", "avrdude", "bin/avrdude")
    if program is not None:
        settings = program.parent.parent / "etc" / "avrdude.conf"
        return [str(program), *(["-C", str(settings)] if settings.exists() else [])]
    raise FlashError(
        "The program avrdude, which writes this board, was not found.",
        "Install it (Debian: avrdude; macOS: brew install avrdude; Windows: the Arduino IDE).",
    )


def _options(image: FirmwareImage, board: Board, port: str) -> list[str]:
    chip = CHIPS[board.chip]
    # Without -D the whole chip would be erased, which optiboot cannot.
    return [
        *("-p", chip, "-c", "arduino", "-P", port, "-b", str(board.baud), "-D"),
        *("-U", f"flash:w:{image.firmware_path}:i"),
    ]


def _share(said: str) -> float:
    """How far avrdude is, from the rows of marks that it printed: writing, then reading back."""
    phases = list(_PHASE.finditer(said))
    writing = next((each for each in phases if each[1] == "Writing"), None)
    if writing is None:
        return 0.0
    reading = next((each for each in phases if each.start() > writing.start()), None)
    if reading is None:
        return WRITTEN * _marks(said, writing.end())
    return WRITTEN + (VERIFIED - WRITTEN) * _marks(said, reading.end())


def _marks(said: str, start: int) -> float:
    row = said[start : start + MARKS]
    return (len(row) - len(row.lstrip("#"))) / MARKS


def _explain(said: str, board: Board, port: str) -> FlashError:
    """avrdude's words -> what a person can do."""
    low = said.lower()
    if "not in sync" in low or "programmer is not responding" in low:
        return FlashError(
            f"No boot loader answers at {port}.",
            f"Is that port the {board.title}? Unplug what is on its pins 0 and 1, press its reset "
            "button, then try again.",
        )
    if "device signature" in low and ("expected" in low or "invalid" in low):
        return FlashError(
            f"The chip at {port} is not an {board.chip}.", "Choose the board that is plugged in."
        )
    told = port_error(said, port)
    if told is not None:
        return told
    if "verification error" in low or "mismatch" in low:
        return FlashError(
            f"{board.title} does not keep what was written.",
            "Try again; with the same result its chip is worn out.",
        )
    return FlashError(
        f"avrdude could not write {board.title} at {port}: {last_words(said)}.",
        "The boot loader is still there: check the cable, press reset, then try again.",
    )


AVRDUDE = Avrdude()
