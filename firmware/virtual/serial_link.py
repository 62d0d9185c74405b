"""The far end of a serial cable: a port of this computer that a virtual board sits behind.

A pseudo-terminal where the system has them (Linux, macOS), else a socket on this computer that
pyserial opens as `socket://`. What nobody reads for a while is lost, as on a wire; while somebody
reads, nothing is.
"""

from __future__ import annotations

import os
import select
import socket
import time
from typing import Any, Protocol

# The kernel holds some 4 KB; past that the board waits this long for a reader, then bytes are lost.
PATIENCE_S = 3.0
READ_BYTES = 4096


class SerialLink(Protocol):
    """A board's side of a serial port."""

    @property
    def url(self) -> str:
        """What the computer opens."""

    def read(self) -> bytes:
        """Bytes that came, at once; empty when there are none."""

    def write(self, data: bytes) -> None:
        """Send, waiting for a slow reader."""

    def wait_on(self) -> list[Any]:
        """What to wait on (with `multiprocessing.connection.wait`) for bytes to come."""

    def close(self) -> None:
        """Pull the cable."""


def make_link(kind: str = "") -> SerialLink:
    """A pseudo-terminal or a socket: `pty`, `socket`, or empty for what the system has."""
    if kind == "pty" or (not kind and hasattr(os, "openpty")):
        return PtyLink()
    return SocketLink()


class PtyLink:
    """A pseudo-terminal; the computer opens its other end as a serial port."""

    def __init__(self) -> None:
        import tty

        self._board, self._computer = os.openpty()
        tty.setraw(self._computer)
        os.set_blocking(self._board, False)
        self._patient = True

    @property
    def url(self) -> str:
        """The path of the terminal."""
        return os.ttyname(self._computer)

    def read(self) -> bytes:
        """Bytes that came, at once."""
        try:
            return os.read(self._board, READ_BYTES)
        except BlockingIOError:
            return b""

    def write(self, data: bytes) -> None:
        """Send, waiting for a reader; one who never comes is waited for once only."""
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(self._board, view) :]
                self._patient = True
            except BlockingIOError:
                patience = PATIENCE_S if self._patient else 0.0
                if not select.select([], [self._board], [], patience)[1]:
                    self._patient = False
                    return

    def wait_on(self) -> list[Any]:
        """The terminal's descriptor."""
        return [self._board]

    def close(self) -> None:
        """Pull the cable: who has the port open sees it go away."""
        os.close(self._board)
        os.close(self._computer)


class SocketLink:
    """A socket on this computer; one monitor at a time, and another after it."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.setblocking(False)
        self._client: socket.socket | None = None

    @property
    def url(self) -> str:
        """As pyserial's `serial_for_url` takes it."""
        host, port = self._server.getsockname()
        return f"socket://{host}:{port}"

    def read(self) -> bytes:
        """Bytes that came, at once."""
        client = self._connected()
        if client is None:
            return b""
        try:
            data = client.recv(READ_BYTES)
        except BlockingIOError:
            return b""
        except OSError:
            data = b""
        if not data:
            self._hang_up()
        return data

    def write(self, data: bytes) -> None:
        """Send to who is connected, waiting while they are slow; nobody there: lost at once."""
        view = memoryview(data)
        deadline = time.monotonic() + PATIENCE_S
        while view:
            client = self._connected()
            if client is None:
                return
            try:
                view = view[client.send(view) :]
            except BlockingIOError:
                if not select.select([], [client], [], max(0.0, deadline - time.monotonic()))[1]:
                    return
            except OSError:
                self._hang_up()

    def wait_on(self) -> list[Any]:
        """The client, or the server while there is none."""
        return [self._client or self._server]

    def close(self) -> None:
        """Pull the cable."""
        self._hang_up()
        self._server.close()

    def _connected(self) -> socket.socket | None:
        if self._client is None:
            try:
                self._client, _ = self._server.accept()
                self._client.setblocking(False)
            except BlockingIOError:
                return None
        return self._client

    def _hang_up(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None
