"""Boards with an AVR and a boot loader that speaks STK500, such as optiboot, with avrdude.

avrdude is a program of its own: the system's, or the one that came with the Arduino IDE. It resets
the board by its DTR line, writes, and reads everything back.
"""

from __future__ import annotations

import contextlib
import queue
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audio.stage import Clock, Stage
from firmware.boards import Board
from firmware.flashers.base import FlashError, FlashResult
from firmware.image import FirmwareImage
from firmware.monitor import Monitor
from firmware.ports import list_ports
from firmware.protocol import HelloLine, command

CHIPS = {"ATmega328P": "m328p"}
POLL_S = 0.2
GENTLE_END_S = 3.0
# A board that was unplugged leaves avrdude asking for ever; it says something at least each second.
STALL_S = 10.0
# avrdude calls ten times, five seconds each; a board that is there answers the first or second.
MOST_CALLS = 3
# A reset Uno waits a second in its boot loader, then its model begins.
HELLO_TIMEOUT_S = 10.0
ASK_AGAIN_S = 1.0
WRITTEN, VERIFIED = 0.5, 0.9
# What avrdude prints when it begins to write and to read back, and a fiftieth of either.
_PHASE = re.compile(rb"(Writing|Reading) \| *")
MARKS = 50
# Where the Arduino IDE keeps its tools, under the user's folder.
ARDUINO_FOLDERS = (".arduino15", "Library/Arduino15", "AppData/Local/Arduino15")


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
            port: Its serial port; empty for the only one with the board's USB ids.

        Raises:
            FlashError: avrdude is not installed, the board does not answer, goes away, keeps
                something else than was written, or runs another model.
            PortError: The port is in use, or not the user's.
        """
        place = port or _only_port(board)
        clock = Clock()
        yield clock.progress(0.0, f"Calling the boot loader at {place}")
        program = _Program([*find_avrdude(), *_options(image, board, place)])
        try:
            for share in program.shares():
                doing = "Writing" if share < WRITTEN else "Reading back what was written"
                yield clock.progress(share, f"{doing} at {place}")
        finally:
            program.end()
        if program.stalled:
            raise FlashError(
                f"{board.title} at {place} does not answer any more.",
                "Its boot loader is still there: plug it in again, then try again.",
            )
        if program.code != 0 or program.unanswered:
            raise _explain(program.said(), board, place)
        yield clock.progress(VERIFIED, "Asking the board what it runs")
        hello = yield from _hello(place, board, clock)
        if hello.model != image.model_hash:
            raise FlashError(
                f"{board.title} runs the model {hello.model}; {image.model_hash} was written.",
                "Build again, then try again.",
            )
        yield clock.progress(1.0, f"{board.title} runs the model {hello.model}")
        return FlashResult(
            board.name, self.name, place, hello.model, image.contents, image.flash_bytes
        )


def find_avrdude() -> list[str]:
    """The command that runs avrdude.

    Raises:
        FlashError: It is not installed.
    """
    found = shutil.which("avrdude")
    if found:
        return [found]
    suffix = ".exe" if sys.platform == "win32" else ""
    for folder in ARDUINO_FOLDERS:
        tools = Path.home() / folder / "packages" / "arduino" / "tools" / "avrdude"
        for program in sorted(tools.glob(f"*/bin/avrdude{suffix}"), reverse=True):
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


def _only_port(board: Board) -> str:
    fitting = [port for port in list_ports() if port.usb_id in board.usb_ids]
    if len(fitting) == 1:
        return fitting[0].device
    if not fitting:
        raise FlashError(
            f"No {board.title} was found.",
            "Plug it in with a cable that carries data, or name its port with --port; many copies "
            "of the board show another USB id.",
        )
    names = ", ".join(port.device for port in fitting)
    raise FlashError(f"There are several: {names}.", "Name one with --port.")


class _Program:
    """avrdude under way.

    Attributes:
        stalled: Whether it had to be ended, as it got no further.
        unanswered: Whether it had to be ended, as nobody answers its calls.
    """

    def __init__(self, arguments: list[str]) -> None:
        try:
            self._process = subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
        except OSError as error:
            raise FlashError(f"avrdude does not start ({error}).", "Install it again.") from error
        self._heard: queue.Queue[bytes] = queue.Queue()
        self._said = bytearray()
        self.stalled = self.unanswered = False
        self._reader = threading.Thread(
            target=self._read, args=(self._process.stdout,), daemon=True
        )
        self._reader.start()

    @property
    def code(self) -> int | None:
        """Its exit code, once it has ended."""
        return self._process.poll()

    def said(self) -> str:
        """All that it printed."""
        return self._said.decode("utf-8", errors="replace")

    def shares(self) -> Iterator[float]:
        """How much is done, 0..1, again and again until it ends."""
        last_heard = time.monotonic()
        while self._reader.is_alive() or not self._heard.empty():
            # Nothing new is no end: the caller may want to cancel.
            with contextlib.suppress(queue.Empty):
                self._said += self._heard.get(timeout=POLL_S)
                last_heard = time.monotonic()
            self.stalled = time.monotonic() - last_heard > STALL_S
            self.unanswered = self._said.count(b"not in sync") >= MOST_CALLS
            if self.stalled or self.unanswered:
                return
            yield _share(bytes(self._said))
        self._process.wait()

    def end(self) -> None:
        """Ask it to end, then make it."""
        for ask in (self._process.terminate, self._process.kill):
            if self._process.poll() is None:
                ask()
                try:
                    self._process.wait(GENTLE_END_S)
                except subprocess.TimeoutExpired:
                    continue
        self._reader.join(GENTLE_END_S)
        if self._process.stdout:
            self._process.stdout.close()

    def _read(self, stream: Any) -> None:
        while block := stream.read1(4096):
            self._heard.put(block)


def _share(said: bytes) -> float:
    """How far avrdude is, from the rows of marks that it printed: writing, then reading back."""
    phases = list(_PHASE.finditer(said))
    writing = next((each for each in phases if each[1] == b"Writing"), None)
    if writing is None:
        return 0.0
    reading = next((each for each in phases if each.start() > writing.start()), None)
    if reading is None:
        return WRITTEN * _marks(said, writing.end())
    return WRITTEN + (VERIFIED - WRITTEN) * _marks(said, reading.end())


def _marks(said: bytes, start: int) -> float:
    row = said[start : start + MARKS]
    return (len(row) - len(row.lstrip(b"#"))) / MARKS


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
    if "permission denied" in low:
        return FlashError(
            f"You may not use {port}.",
            "On Linux: sudo usermod -a -G dialout $USER, then log in again.",
        )
    if any(words in low for words in ("busy", "access is denied", "exclusive")):
        return FlashError(
            f"{port} is in use by another program.",
            "Close other serial monitors (Arduino IDE, screen, Mu), then try again.",
        )
    if "can't open device" in low or "unable to open" in low or "cannot open" in low:
        return FlashError(f"{port} cannot be opened.", "Plug the board in; see `wakewright ports`.")
    if "verification error" in low or "mismatch" in low:
        return FlashError(
            f"{board.title} does not keep what was written.",
            "Try again; with the same result its chip is worn out.",
        )
    last = next((line for line in reversed(said.splitlines()) if line.strip()), "no word")
    return FlashError(
        f"avrdude could not write {board.title} at {port}: {last.strip()}.",
        "The boot loader is still there: check the cable, press reset, then try again.",
    )


def _hello(port: str, board: Board, clock: Clock) -> Stage[HelloLine]:
    """What the board says of itself; opening the port resets it."""
    end = time.monotonic() + HELLO_TIMEOUT_S
    with Monitor(port, board.baud) as monitor:
        while time.monotonic() < end:
            monitor.send(command("hello"))
            ask_again = time.monotonic() + ASK_AGAIN_S
            while time.monotonic() < ask_again:
                for line in monitor.lines(POLL_S):
                    if isinstance(line, HelloLine):
                        return line
                yield clock.progress(VERIFIED, "Asking the board what it runs")
    raise FlashError(
        f"{board.title} was written, but does not say what it runs.",
        "Press its reset button, then look at what it says on the page Listen.",
    )


AVRDUDE = Avrdude()
