"""A board that is listened to: its port, and the process of one that has no hardware.

    link = BoardLink(image=image)           # or BoardLink(port="COM3")
    finish(link.open())
    link.greet(sensitivity=0.5)
    for line in link.lines(300): ...
    link.close()

One owner uses it. Only `close` may be called while `open` runs in another thread, after that ended.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import islice

from audio.level import ZeroWatch
from audio.microphones import Microphone, letting_go
from audio.portaudio import MicrophoneError
from audio.sound import Samples
from audio.stage import Progress, Stage
from firmware.boards import DEFAULT_BAUD
from firmware.image import FirmwareImage
from firmware.messages import AudioLine, Line
from firmware.monitor import LinkChange, Monitor, PortError
from firmware.protocol import command
from firmware.recent_sound import RecentSound
from firmware.virtual.board_process import RunningBoard, start_board

# Commands that wait for a slow board; further ones are dropped.
MOST_COMMANDS = 32
POLL_S = 0.05


class BoardLink:
    """One board and the line to it.

    Args:
        image: Firmware of a board without hardware, which is started with it.
        port: The port of a real board, where there is no image.
        baud: Speed of a real port.

    Attributes:
        board: The running board without hardware; None for a real one, and before `open`.
        port: The serial port.
    """

    def __init__(
        self, image: FirmwareImage | None = None, port: str = "", baud: int = DEFAULT_BAUD
    ) -> None:
        self._image = image
        self._baud = baud
        self._monitor: Monitor | None = None
        self._recent = RecentSound()
        self._lost_lines = 0
        self._outbox: queue.Queue[bytes] = queue.Queue(MOST_COMMANDS)
        self._closed = threading.Event()
        self._sender = threading.Thread(target=self._send_all, name="commands", daemon=True)
        self._back: LinkChange | None = None
        self.board: RunningBoard | None = None
        self.port = port

    @property
    def is_virtual(self) -> bool:
        """Whether the board runs on this computer."""
        return self._image is not None

    def open(self) -> Stage[BoardLink]:
        """Start the board if it is one without hardware, and open the port.

        Raises:
            BoardError: The board does not start.
            PortError: The port cannot be opened.
        """
        opened = False
        try:
            if self._image is not None:
                yield Progress(0.0, f"Starting {self._image.board}")
                self.board = start_board(self._image)
                self.port = self.board.port
            yield Progress(0.5, f"Opening {self.port}")
            self._monitor = self._opened()
            self._sender.start()
            opened = True
        finally:
            if not opened:
                self.close()
        return self

    def greet(self, sensitivity: float, audio: bool = False) -> None:
        """Ask the board who it is, and for what a listener shows.

        Args:
            sensitivity: 0..1, see `audio.project.Settings`.
            audio: Whether a real board shall send its sound; one without hardware need not.
        """
        self.send(command("hello"))
        self.send(command("scores", on=True))
        self.send(command("sensitivity", value=float(sensitivity)))
        self.send(command("audio", on=audio and not self.is_virtual))

    def send(self, data: bytes) -> None:
        """Send a command, soon, without waiting for the board to take it.

        A board that is away does not get it, which its lines tell; nor does one that has taken
        none of the last commands.
        """
        with suppress(queue.Full):
            self._outbox.put_nowait(data)

    def lines(self, most: int) -> list[Line | LinkChange]:
        """What has come, at most so many lines, without waiting.

        Raises:
            BoardError: A board without hardware has crashed.
            PortError: It came back at another port that cannot be opened.
        """
        self._follow()
        if self._monitor is None:
            return []
        back, self._back = self._back, None
        came: list[Line | LinkChange] = [back] if back is not None else []
        came += islice(self._monitor.lines(0.0), most)
        for line in came:
            if isinstance(line, AudioLine):
                self._recent.take(line)
        return came

    def move(self, port: str) -> None:
        """Go on at another port, where the same board has come back; `lines` tells it.

        Raises:
            PortError: It cannot be opened.
        """
        monitor, self._monitor = self._monitor, None
        if monitor is None:
            return
        monitor.close()
        self._lost_lines, self.port = 0, port
        self._monitor = self._opened()
        self._back = LinkChange(True, f"{port} is back.")

    def newly_lost(self) -> int:
        """Lines that were damaged or lost since this was last asked."""
        lost = self._monitor.lost_lines if self._monitor else self._lost_lines
        newly, self._lost_lines = lost - self._lost_lines, lost
        return newly

    def recall(self, key: int, start_ms: int, end_ms: int) -> Samples | None:
        """What the board heard, by its own time; None if `recalled` will tell it a moment later.

        Raises:
            BoardError: A board without hardware has crashed.
        """
        if self.board is None:
            return self._recent.between(start_ms, end_ms)
        self.board.recall(key, start_ms, end_ms)
        return None

    def recalled(self) -> list[tuple[int, Samples]]:
        """Answers to `recall` that have come since, with their keys.

        Raises:
            BoardError: A board without hardware has crashed.
        """
        return self.board.recalled() if self.board else []

    def close(self) -> None:
        """Let go of the port and end a board without hardware; harmless when done twice."""
        self._closed.set()
        monitor, self._monitor = self._monitor, None
        if monitor is not None:
            monitor.close()
        if self._sender.is_alive():
            self._sender.join()
        board, self.board = self.board, None
        if board is not None:
            board.close()

    def _send_all(self) -> None:
        """The sender's thread: a write to a board that does not read takes seconds to give up."""
        while not self._closed.is_set():
            try:
                data = self._outbox.get(timeout=POLL_S)
            except queue.Empty:
                continue
            monitor = self._monitor
            if monitor is not None:
                with suppress(PortError):
                    monitor.send(data)

    def _opened(self) -> Monitor:
        try:
            return Monitor(self.port, self._baud)
        except PortError:
            if self.board is not None:
                self.board.check()  # A board that fell over has more to tell than its port.
            raise

    def _follow(self) -> None:
        """A board without hardware may have been plugged in again elsewhere."""
        if self.board is not None and self.board.port != self.port:
            self.move(self.board.port)


def feed_microphone(board: RunningBoard, find: Callable[[], Microphone]) -> Stage[None]:
    """Let a board without hardware hear a microphone of this computer, until closed.

    Args:
        board: Who listens.
        find: Gives the microphone; looking for one takes a moment, so it is done here.

    Raises:
        AudioError: There is no such microphone, it fails, is muted, or went away.
        BoardError: The board has crashed.
    """
    microphone = find()
    yield Progress(0.0, "Listening")
    watch = ZeroWatch(microphone.name)
    with letting_go(microphone.blocks()) as blocks:
        for block in blocks:
            watch.push(block)
            board.feed(block)
            yield Progress(0.0, "Listening")
    raise MicrophoneError(f"{microphone.name} ended.", "Plug it in again, then go on.")
