"""Boards without hardware, each in a process of its own behind a real serial port.

with start_board(image) as board:
    monitor = Monitor(board.port)
    board.play(samples)
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from audio.errors import WakewrightError
from firmware.boards import BoardError
from firmware.image import FirmwareImage
from firmware.virtual.emulator import FirmwareFault
from firmware.virtual.serial_link import SerialLink, make_link
from firmware.virtual.sound import Sound

START_TIMEOUT_S = 60.0
END_TIMEOUT_S = 3.0
# How long a board with nothing to do sleeps before it looks again by itself.
IDLE_WAIT_S = 0.05


class VirtualBoard(Protocol):
    """What every board without hardware can do."""

    def play(self, sound: Sound) -> None:
        """Let the microphone hear a sound, from now on."""

    def receive(self, data: bytes) -> None:
        """Bytes for the board's serial port."""

    def step(self) -> bool:
        """Do the next thing there is to do; False when there is none."""

    def close(self) -> None:
        """End what was started."""


class RunningBoard:
    """A board's process, seen from the one that started it.

    Attributes:
        port: The serial port that the board is behind, for `firmware.monitor.Monitor`.
    """

    def __init__(self, process: Any, pipe: Connection, port: str) -> None:
        self._process = process
        self._pipe = pipe
        self.port = port

    def play(self, samples: NDArray[np.int16], realtime: bool = False) -> None:
        """Let the board's microphone hear a sound: int16, 16 kHz; faster than time by default."""
        self._tell(("play", np.asarray(samples, np.int16), realtime))

    def unplug(self) -> None:
        """Pull the cable; the board goes on without."""
        self._tell(("unplug",))

    def plug_in(self) -> str:
        """Put the cable in again and return the port, which may have another name."""
        self._tell(("plug in",))
        self.port = _receive_port(self._process, self._pipe)
        return self.port

    def check(self, wait_s: float = 0.0) -> None:
        """Raise what went wrong on the board, if anything did, or does within `wait_s`.

        Raises:
            BoardError: The firmware crashed, or the board's process ended.
        """
        if self._pipe.poll(wait_s):
            try:
                raise self._pipe.recv()
            except EOFError:
                raise BoardError("The virtual board's process ended.", "Start it again.") from None
        if not self._process.is_alive():
            raise BoardError("The virtual board's process ended.", "Start it again.")

    def close(self) -> None:
        """End the board."""
        self._pipe.close()  # The board sees this and leaves.
        self._process.join(END_TIMEOUT_S)
        for end in (self._process.terminate, self._process.kill):
            if self._process.is_alive():
                end()
                self._process.join(END_TIMEOUT_S)

    def __enter__(self) -> RunningBoard:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _tell(self, message: tuple[Any, ...]) -> None:
        self.check()
        self._pipe.send(message)


def start_board(image: FirmwareImage, link: str = "", slowdown: int = 1) -> RunningBoard:
    """Start the board that an image was built for.

    Args:
        image: Firmware for a board without hardware.
        link: `pty` or `socket`; empty for what this system has.
        slowdown: How many times slower than its clock an emulated chip runs.

    Raises:
        BoardError: The board does not start.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(theirs, image.folder, link, slowdown), daemon=True)
    process.start()
    theirs.close()
    try:
        port = _receive_port(process, ours)
    except BaseException:
        RunningBoard(process, ours, "").close()
        raise
    return RunningBoard(process, ours, port)


def _receive_port(process: Any, pipe: Connection) -> str:
    if not pipe.poll(START_TIMEOUT_S):
        raise BoardError("The virtual board does not start.", "Try again; is the computer busy?")
    try:
        answer = pipe.recv()
    except EOFError:
        process.join(END_TIMEOUT_S)
        raise BoardError(
            f"The virtual board ended with exit code {process.exitcode}.", "Try again."
        ) from None
    if isinstance(answer, WakewrightError):
        raise answer
    return str(answer)


def _run(pipe: Connection, folder: Path, link_kind: str, slowdown: int) -> None:
    """The board's process."""
    try:
        image = FirmwareImage.load(folder)
        _Session(pipe, link_kind, lambda output: _make_board(image, output, slowdown)).run()
    except WakewrightError as error:
        _report(pipe, error)
    except FirmwareFault as fault:
        _report(pipe, BoardError(str(fault), "The firmware has a fault worth reporting."))


def _report(pipe: Connection, error: WakewrightError) -> None:
    try:
        pipe.send(error)
    except OSError:
        return  # The parent went away; there is nobody to tell.


def _make_board(
    image: FirmwareImage, output: Callable[[bytes], None], slowdown: int
) -> VirtualBoard:
    if image.board == "virtual-cortex-m4":
        from firmware.virtual.cortex_m4 import CortexM4Board

        return CortexM4Board(image.firmware_path.read_bytes(), output, slowdown)
    if image.board == "host":
        from firmware.virtual.host_program import HostProgram

        return HostProgram(image.firmware_path, output)
    if image.board == "tflm-host":
        from firmware.virtual.tflm_host import TflmBoard

        return TflmBoard(image, output)
    raise BoardError(
        f"The board {image.board} is not one that runs on this computer.",
        "Boards that do: host, virtual-cortex-m4, tflm-host.",
    )


class _Session:
    """A board, its cable, and the pipe to the process that started it."""

    def __init__(
        self,
        pipe: Connection,
        link_kind: str,
        make_board: Callable[[Callable[[bytes], None]], VirtualBoard],
    ) -> None:
        self._pipe = pipe
        self._link_kind = link_kind
        self._link: SerialLink | None = make_link(link_kind)
        self._board = make_board(self._output)
        pipe.send(self._link.url)

    def run(self) -> None:
        """Until the parent closes the pipe."""
        try:
            while self._take_orders():
                data = self._link.read() if self._link else b""
                if data:
                    self._board.receive(data)
                if not self._board.step() and not data:
                    wires = self._link.wait_on() if self._link else []
                    wait([self._pipe, *wires], IDLE_WAIT_S)
        finally:
            self._board.close()
            if self._link:
                self._link.close()

    def _output(self, data: bytes) -> None:
        if self._link:
            self._link.write(data)

    def _take_orders(self) -> bool:
        try:
            while self._pipe.poll():
                self._obey(*self._pipe.recv())
        except (EOFError, OSError):
            return False
        return True

    def _obey(self, order: str, *arguments: Any) -> None:
        if order == "play":
            samples, realtime = arguments
            self._board.play(Sound(samples, realtime))
        elif order == "unplug" and self._link:
            self._link.close()
            self._link = None
        elif order == "plug in" and self._link is None:
            self._link = make_link(self._link_kind)
            self._pipe.send(self._link.url)
