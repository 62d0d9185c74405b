"""Chips of Espressif, through the boot loader in their ROM, with Espressif's esptool.

esptool resets the chip into its boot loader by the lines DTR and RTS, or their likes of its own USB
port. Where that does not work a person holds BOOT, and is asked to. What is on the chip already is
not written again: after a new training only the model's part is.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from audio.stage import Clock, Progress, Stage
from firmware.boards import Board
from firmware.flashers.base import ASKS, FlashError, FlashResult
from firmware.flashers.esptool_program import (
    Tool,
    Way,
    environment,
    find_esptool,
    restart_arguments,
    write_arguments,
)
from firmware.flashers.esptool_words import (
    UNKNOWN_CHIP,
    NoAnswer,
    NoPort,
    Phase,
    Piece,
    bytes_written,
    connected,
    explain,
    flash_bytes_found,
    gone,
    phase,
    reached,
    stub_failed,
    too_fast,
)
from firmware.flashers.hello import ask_hello, check_model
from firmware.flashers.program import Program
from firmware.image import FirmwareImage
from firmware.monitor import PortError
from firmware.ports import came_back, list_ports
from firmware.protocol import HelloLine

# The chip answers at any speed; most bridges manage the first, every one the second.
WRITE_BAUD, SAFE_BAUD = 921_600, 115_200
# The ROM alone erases at up to 40 s a megabyte, silently; longer silence than that is none.
STALL_S = 120.0
# esptool itself waits without end for its own loader's first word.
STUB_START_S = 5.0
PAUSE_S = 0.5
CALLED, WRITTEN = 0.05, 0.9
# For a chip whose boot loader was not started by esptool: only its watchdog ends that for sure.
BY_HAND = Way("no-reset", "watchdog-reset", attempts=1)


@dataclass(frozen=True)
class Esptool:
    """Writes the chip with esptool.

    Attributes:
        stub: Whether esptool uploads its own loader into the chip's RAM, which takes compressed
            data in large blocks; where it does not start, the loader in ROM is used alone.
        patience_s: How long a person has to press the buttons, in seconds.
        hello_s: How long new firmware has to say what it is, in seconds.
    """

    name: str = "esptool"
    ready: bool = True
    stub: bool = True
    patience_s: float = 120.0
    hello_s: float = 10.0

    def flash(self, image: FirmwareImage, board: Board, port: str) -> Stage[FlashResult]:
        """Write what differs, compare MD5 sums, start, and ask the board what it runs.

        Args:
            image: Its parts say where in flash they belong.
            board: A board with a chip of Espressif.
            port: Its serial port.

        Raises:
            FlashError: esptool is not installed, the chip is another one, does not answer, goes
                away, keeps something else than was written, or runs another model.
            PortError: The port is in use, or not the user's.
        """
        yield Progress(0.0, f"Calling the boot loader at {port}")
        job = _Job(find_esptool(), image, board, port, self.stub)
        try:
            yield from job.write_automatically()
        except NoAnswer:
            yield from job.write_by_hand(self.patience_s)
        yield Progress(WRITTEN, "Asking the board what it runs")
        hello = yield from job.started(self.hello_s)
        check_model(hello, image, board)
        yield Progress(1.0, f"{board.title} runs the model {hello.model}")
        return FlashResult(
            board.name, self.name, job.port, hello.model, image.contents, job.bytes_written
        )


class _Job:
    """One image on its way into one chip.

    Attributes:
        port: Where the chip is; it may come back at another.
        bytes_written: How much was not there before.
    """

    def __init__(
        self, tool: Tool, image: FirmwareImage, board: Board, port: str, stub: bool
    ) -> None:
        self.port = port
        self.bytes_written = 0
        self._tool, self._board, self._stub = tool, board, stub
        self._baud = WRITE_BAUD
        self._ports_before = list_ports()
        self._by_hand = False
        self._pieces = _pieces(image)

    def write_automatically(self) -> Stage[None]:
        """Let esptool reset the chip into its boot loader, in one way, then in the other.

        Raises:
            NoAnswer: Neither works.
            FlashError: Something else is wrong.
        """
        try:
            yield from self._write(Way("default-reset"))
            return
        except NoPort as error:
            raise FlashError(error.what, error.hint) from error
        except NoAnswer:
            before = self.port
        self._follow()
        # At another port it waits in its boot loader already: its firmware had made the first.
        yield from self._write(Way("usb-reset") if self.port == before else BY_HAND)

    def write_by_hand(self, patience_s: float) -> Stage[None]:
        """Call the chip again and again while somebody presses its buttons.

        Raises:
            FlashError: It has not answered in time, or something else is wrong.
        """
        end = time.monotonic() + patience_s
        while True:
            try:
                yield from self._write(BY_HAND, end)
                return
            except NoAnswer as error:
                if time.monotonic() > end:
                    raise FlashError(error.what, error.hint) from error
                pause = time.monotonic() + PAUSE_S
                while time.monotonic() < pause:
                    yield _waiting(end)
                    time.sleep(PAUSE_S / 5)
            self._follow()

    def started(self, patience_s: float) -> Stage[HelloLine]:
        """Ask the new firmware what it is; a chip that sticks in its boot loader is helped out.

        Raises:
            FlashError: It does not say.
        """
        clock = Clock()
        self._follow()
        try:
            return (yield from ask_hello(self.port, self._board, clock, WRITTEN, patience_s))
        except (FlashError, PortError):
            if self._by_hand or not (yield from self._restarted()):
                raise
        self._follow()
        return (yield from ask_hello(self.port, self._board, clock, WRITTEN, patience_s))

    def _restarted(self) -> Stage[bool]:
        """Start the firmware of a chip that waits in its boot loader; False when it does not."""
        way = replace(BY_HAND, stub=False)
        arguments = restart_arguments(self._tool, self._board, self.port, way)
        with Program("esptool", arguments, environment()) as program:
            for _ in program.listen():
                yield Progress(WRITTEN, f"Starting {self._board.title} with the new firmware")
            return program.code == 0

    def _write(self, way: Way, waiting_end: float = 0.0) -> Stage[None]:
        """Call and write; again where something can be made easier for chip and cable."""
        self._by_hand = way == BY_HAND
        while True:
            said, code = yield from self._run(replace(way, stub=self._stub), waiting_end)
            if code == 0:
                self.bytes_written = bytes_written(said, self._pieces)
                return
            if not self._eased(said):
                raise explain(said, self._board, self.port)

    def _eased(self, said: str) -> bool:
        """Do without what has just failed: esptool's own loader, or the high speed."""
        if self._stub and stub_failed(said):
            self._stub = False
        elif self._baud > SAFE_BAUD and too_fast(said):
            self._baud = SAFE_BAUD
        else:
            return False
        return True

    def _run(self, way: Way, waiting_end: float) -> Stage[tuple[str, int | None]]:
        """One run of esptool: all that it said, and its exit code."""
        arguments = write_arguments(
            self._tool, self._board, self.port, way, self._pieces, self._baud
        )
        clock: Clock | None = None
        with Program("esptool", arguments, environment()) as program:
            for said in program.listen():
                # It would go on and write, whatever the chip and however small its flash.
                if UNKNOWN_CHIP in said or flash_bytes_found(said):
                    raise explain(said, self._board, self.port)
                if stub_failed(said) and program.silent_s > STUB_START_S:
                    return said, None
                if program.silent_s > STALL_S:
                    raise gone(self._board, self.port)
                if connected(said):
                    clock = clock or Clock()
                    share = CALLED + (WRITTEN - CALLED) * reached(said, self._pieces)
                    yield clock.progress(share, _told(phase(said), self.port))
                elif waiting_end:
                    yield _waiting(waiting_end)
                else:
                    yield Progress(0.0, f"Calling the boot loader at {self.port}")
            return program.said(), program.code

    def _follow(self) -> None:
        """A chip that is reset may come back at another port."""
        self.port = came_back(self.port, self._ports_before, list_ports(), self._board)


def _pieces(image: FirmwareImage) -> list[Piece]:
    """The files of an image, in the order of their places."""
    paths = [(part.offset, image.folder / part.file) for part in image.parts]
    return [Piece(str(path), at, path.stat().st_size) for at, path in sorted(paths)]


def _told(at: Phase, port: str) -> str:
    sentences = {
        Phase.CALLING: f"Calling the boot loader at {port}",
        Phase.COMPARING: f"Comparing with what is in flash at {port}",
        Phase.WRITING: f"Writing at {port}",
        Phase.READING_BACK: f"Reading back what was written at {port}",
        Phase.AWAY: f"Waiting until the board is back at {port}",
    }
    return sentences[at]


def _waiting(end: float) -> Progress:
    left = max(0.0, end - time.monotonic())
    asked = "Hold BOOT, press and let go RESET, then let go BOOT"
    return Progress(0.0, asked, left, {ASKS: True})


ESPTOOL = Esptool()
