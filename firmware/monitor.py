"""The monitor: reads a board's serial port in a thread and hands out its lines.

    with Monitor("/dev/ttyACM0") as monitor:
        monitor.send(command("scores", on=True))
        for line in monitor.lines(timeout_s=1.0): ...

A port that goes away (unplugged, reset) is tried again until it is back; the change is told in
between the lines as a `LinkChange`, in plain words.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import serial

# Named here since pyserial looks it up by name when a `socket://` is opened, and what nobody names
# is not in a frozen app: on Windows, whose virtual boards have no other port, none could be heard.
import serial.urlhandler.protocol_socket

from audio.errors import WakewrightError
from firmware.boards import DEFAULT_BAUD
from firmware.protocol import Line, LineReader

T = TypeVar("T")

READ_TIMEOUT_S = 0.1
READ_BYTES = 4096
WRITE_TIMEOUT_S = 5.0
RETRY_S = 0.3
# Lines kept for a slow reader: hours of `stat`, some minutes of sound; 20 MB at most.
MAX_WAITING_LINES = 30_000


class PortError(WakewrightError):
    """A serial port cannot be opened or used."""


@dataclass(frozen=True)
class LinkChange:
    """The connection came or went. `what` says which and why, for a person."""

    connected: bool
    what: str


class Monitor:
    """One open serial port and the thread that reads it.

    Args:
        url: A port's path or name (`/dev/ttyACM0`, `COM3`) or a URL of pyserial
            (`socket://localhost:5555`).
        baud: Speed; of no meaning for USB and sockets.
        reconnect: Whether to wait for a port that went away and to open it again.

    Raises:
        PortError: The port cannot be opened now.
    """

    def __init__(self, url: str, baud: int = DEFAULT_BAUD, reconnect: bool = True) -> None:
        self._url = url
        self._baud = baud
        self._reconnect = reconnect
        self._reader = LineReader()
        self._reader.join()
        self._waiting: queue.Queue[Line | LinkChange] = queue.Queue(MAX_WAITING_LINES)
        self._unread = 0
        self._closing = threading.Event()
        self._port: Any = open_port(url, baud)
        self._connected = True
        self._thread = threading.Thread(target=self._run, name=f"monitor {url}", daemon=True)
        self._thread.start()

    @property
    def connected(self) -> bool:
        """Whether the port is open now."""
        return self._connected

    @property
    def lost_lines(self) -> int:
        """Lines that were damaged on the way, or not taken in time by the caller."""
        return self._reader.lost_lines + self._unread

    @property
    def lost_bytes(self) -> int:
        """Bytes that were part of no good line."""
        return self._reader.lost_bytes

    def lines(self, timeout_s: float) -> Iterator[Line | LinkChange]:
        """Yield what comes in, until nothing has come for `timeout_s` seconds."""
        while True:
            try:
                yield self._waiting.get(timeout=timeout_s)
            except queue.Empty:
                return

    def send(self, data: bytes) -> None:
        """Send a command (see `firmware.protocol.command`).

        Raises:
            PortError: The board is not connected, or does not take it.
        """
        port = self._port
        if not self._connected or port is None:
            raise PortError(f"{self._url} is not connected.", "Plug the board in again.")
        try:
            port.write(data)
        except (OSError, serial.SerialException) as error:
            raise PortError(
                f"{self._url} does not take a command ({error}).", "Plug the board in again."
            ) from error

    def close(self) -> None:
        """End the thread and close the port."""
        self._closing.set()
        self._thread.join()
        self._drop_port()

    def __enter__(self) -> Monitor:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self) -> None:
        while not self._closing.is_set():
            if self._port is None:
                if not self._reconnect:
                    return
                self._reopen()
                continue
            try:
                data = self._read(self._port)
            except (OSError, TypeError, serial.SerialException):
                # TypeError: pyserial's answer to a file descriptor that was closed under it.
                self._went_away()
                continue
            for line in self._reader.feed(data):
                self._put(line)

    def _read(self, port: Any) -> bytes:
        """What is there, waiting for the first byte of it."""
        if "://" not in self._url:
            return bytes(port.read(max(1, port.in_waiting)))
        # Of a socket, pyserial cannot tell how much is waiting, but it can take all there is.
        first = bytes(port.read(1))
        port.timeout = 0
        try:
            return first + bytes(port.read(READ_BYTES)) if first else b""
        finally:
            port.timeout = READ_TIMEOUT_S

    def _went_away(self) -> None:
        self._connected = False
        self._reader.restart()
        self._drop_port()
        self._put(LinkChange(False, f"{self._url} went away: unplugged, or the board restarts."))

    def _reopen(self) -> None:
        try:
            self._port = open_port(self._url, self._baud)
        except PortError:
            self._closing.wait(RETRY_S)
            return
        self._reader.join()
        self._connected = True
        self._put(LinkChange(True, f"{self._url} is back."))

    def _drop_port(self) -> None:
        port, self._port = self._port, None
        if port is not None:
            try:
                port.close()
            except OSError:
                self._connected = False  # It is gone, which is what was wanted.

    def _put(self, line: Line | LinkChange) -> None:
        """Queue a line; when nobody takes them, the oldest goes and is counted."""
        while True:
            try:
                self._waiting.put_nowait(line)
                return
            except queue.Full:
                try:
                    self._waiting.get_nowait()
                    self._unread += 1
                except queue.Empty:
                    continue


def open_port(url: str, baud: int = DEFAULT_BAUD) -> Any:
    """Open a port with pyserial, for one program alone.

    Raises:
        PortError: It is not there, taken by another program, or not allowed.
    """
    try:
        port = serial.serial_for_url(url, do_not_open=True)
        port.baudrate = baud
        port.timeout = READ_TIMEOUT_S
        if "://" not in url:
            port.exclusive = True
            port.write_timeout = WRITE_TIMEOUT_S
        port.open()
    except (OSError, ValueError, serial.SerialException) as error:
        raise _explain(url, error) from error
    return port


def _explain(url: str, error: Exception) -> PortError:
    """The words of the operating system -> what a person can do."""
    text = str(error).lower()
    # Windows speaks its user's language, but the kind of its error is named by Python.
    if any(word in text for word in ("exclusively lock", "busy", "permissionerror(13")):
        return PortError(
            f"{url} is in use by another program.",
            "Close other serial monitors (Arduino IDE, screen, Mu), then try again.",
        )
    if "permission denied" in text:
        return PortError(
            f"You may not use {url}.",
            "On Linux: sudo usermod -a -G dialout $USER, then log in again.",
        )
    if "no such file" in text or "cannot find" in text or "filenotfound" in text:
        return PortError(f"There is no port {url}.", "Plug the board in; `wakewright ports`.")
    if "refused" in text:
        return PortError(f"Nothing listens at {url}.", "Start the virtual board first.")
    return PortError(f"{url} cannot be opened ({error}).", "Is it the right port?")


def wait_for(monitor: Monitor, kind: type[T], timeout_s: float) -> T:
    """The next line of one kind; others before it are dropped.

    Raises:
        PortError: It did not come in time, or the board went away.
    """
    deadline = time.monotonic() + timeout_s
    while (left := deadline - time.monotonic()) > 0:
        line = next(monitor.lines(left), None)
        if isinstance(line, kind):
            return line
        if isinstance(line, LinkChange) and not line.connected:
            raise PortError(line.what, "Plug the board in again.")
    raise PortError(
        f"The board did not send its {kind.__name__} within {timeout_s:.1f} s.",
        "Press its reset button; check that this firmware runs on it.",
    )
