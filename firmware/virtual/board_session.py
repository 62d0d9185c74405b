"""What goes on in the process of a board without hardware: the board, its cable, its orders."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, ClassVar, Protocol

from audio.errors import WakewrightError
from audio.offline import obey_environment
from firmware.boards import BoardError
from firmware.image import FirmwareImage
from firmware.virtual.fault import FirmwareFault
from firmware.virtual.outputs import Did, Output
from firmware.virtual.serial_link import SerialLink, make_link
from firmware.virtual.sound import LiveSound, RememberedSound, Sound, SoundSource

# How long a board with nothing to do sleeps before it looks again by itself.
IDLE_WAIT_S = 0.05


class Ears(ctypes.Structure):
    """What a board has heard, in memory that its process shares with the one that started it.

    Attributes:
        heard_samples: Live sound that came and is no longer waiting.
        began_ms: The board's time when the sound began that it was told to hear last.
    """

    _fields_: ClassVar = [("heard_samples", ctypes.c_uint64), ("began_ms", ctypes.c_uint64)]
    heard_samples: int
    began_ms: int


class VirtualBoard(Protocol):
    """What every board without hardware can do.

    Attributes:
        outputs: What its pins and its keyboard have done since the start.
    """

    outputs: list[Output]

    def play(self, sound: SoundSource) -> None:
        """Let the microphone hear a sound, from now on."""

    def receive(self, data: bytes) -> None:
        """Bytes for the board's serial port."""

    def step(self) -> bool:
        """Do the next thing there is to do; False when there is none."""

    def close(self) -> None:
        """End what was started."""


def run_board(pipe: Connection, folder: Path, link_kind: str, slowdown: int, ears: Ears) -> None:
    """The board's process, until the parent closes the pipe."""
    obey_environment()
    try:
        image = FirmwareImage.load(folder)
        session = _Session(
            pipe, link_kind, lambda output: _make_board(image, output, slowdown), ears
        )
        session.run()
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

        return CortexM4Board(
            image.firmware_path.read_bytes(), output, slowdown, image.read_parts("model")
        )
    if image.board == "host":
        from firmware.virtual.host_program import HostProgram

        return HostProgram(image.firmware_path, output)
    if image.board == "tflm-host":
        from firmware.virtual.tflm_host import TflmBoard

        return TflmBoard(image, output)
    if image.board == "virtual-uno":
        from firmware.virtual.uno import UnoBoard

        return UnoBoard(image.firmware_path, output)
    raise BoardError(
        f"The board {image.board} is not one that runs on this computer.",
        "Boards that do: host, virtual-cortex-m4, virtual-uno, tflm-host.",
    )


class _Session:
    """A board, its cable, and the pipe to the process that started it."""

    def __init__(
        self,
        pipe: Connection,
        link_kind: str,
        make_board: Callable[[Callable[[bytes], None]], VirtualBoard],
        ears: Ears,
    ) -> None:
        self._pipe = pipe
        self._link_kind = link_kind
        self._link: SerialLink | None = make_link(link_kind)
        self._board = make_board(self._output)
        self._sound = RememberedSound()
        self._live: LiveSound | None = None
        self._ears = ears
        self._came = 0
        self._shown = 0
        pipe.send(self._link.url)

    def run(self) -> None:
        """Until the parent closes the pipe."""
        try:
            while self._take_orders():
                data = self._link.read() if self._link else b""
                if data:
                    self._board.receive(data)
                stepped = self._board.step()
                self._show_outputs()
                waiting = self._live.waiting_samples if self._live else 0
                self._ears.heard_samples = self._came - waiting
                if not stepped and not data:
                    wires = self._link.wait_on() if self._link else []
                    wait([self._pipe, *wires], IDLE_WAIT_S)
        finally:
            self._board.close()
            if self._link:
                self._link.close()

    def _output(self, data: bytes) -> None:
        if self._link:
            self._link.write(data)

    def _show_outputs(self) -> None:
        """Tell what the board's pins and keys have done since the last time."""
        new = self._board.outputs[self._shown :]
        if new:
            self._shown += len(new)
            self._pipe.send(Did(tuple(new)))

    def _take_orders(self) -> bool:
        try:
            while self._pipe.poll():
                self._obey(*self._pipe.recv())
        except (EOFError, OSError):
            return False
        return True

    def _obey(self, order: str, *arguments: Any) -> None:
        if order == "play":
            self._live = None
            self._hear(Sound(*arguments))
        elif order == "feed":
            if self._live is None:
                self._live = LiveSound()
                self._hear(self._live)
            [samples] = arguments
            self._live.feed(samples)
            self._came += len(samples)
        elif order == "recall":
            key, start_ms, end_ms = arguments
            self._pipe.send((key, self._sound.between(start_ms, end_ms)))
        elif order == "unplug" and self._link:
            self._link.close()
            self._link = None
        elif order == "plug in" and self._link is None:
            self._link = make_link(self._link_kind)
            self._pipe.send(self._link.url)

    def _hear(self, source: SoundSource) -> None:
        self._sound.source = source
        self._ears.began_ms = self._sound.ms
        self._board.play(self._sound)
