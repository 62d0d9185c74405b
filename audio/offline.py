"""A promise that can be checked: while it is in force, no Python code reaches another computer.

    forbid_network()
    ...  # whatever connects to anything but this computer gets a PermissionError, and is noted
    assert not attempts()

Worker processes keep the promise as well: it goes to them in the environment.
"""

from __future__ import annotations

import os
import sys
from typing import Any

VARIABLE = "WAKEWRIGHT_OFFLINE"
# Audit events of the module socket, and which of their arguments names the other side.
EVENTS = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
}
THIS_COMPUTER = ("", "localhost", "::1")

_attempts: list[str] = []
_forbidden = False
_watching = False


def forbid_network() -> None:
    """From now on, in this process and in workers that it starts, until `allow_network`."""
    global _forbidden, _watching
    os.environ[VARIABLE] = "1"
    _forbidden = True
    _attempts.clear()
    if not _watching:
        sys.addaudithook(_watch)
        _watching = True


def allow_network() -> None:
    """End the promise."""
    global _forbidden
    os.environ.pop(VARIABLE, None)
    _forbidden = False


def obey_environment() -> None:
    """Keep the promise of the process that started this one, if it made it."""
    if os.environ.get(VARIABLE):
        forbid_network()


def attempts() -> tuple[str, ...]:
    """Where this process tried to reach since `forbid_network`."""
    return tuple(_attempts)


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if not _forbidden or event not in EVENTS:
        return
    address = arguments[EVENTS[event]]
    host = address[0] if isinstance(address, tuple) else address
    # Sockets of one computer have a path, as text or as bytes; they have no port beside it.
    if event in ("socket.connect", "socket.sendto") and not isinstance(address, tuple):
        return
    name = host.decode(errors="replace") if isinstance(host, bytes) else str(host or "")
    if name not in THIS_COMPUTER and not name.startswith("127."):
        _attempts.append(name)
        raise PermissionError(f"{event} to {name}: the network was promised to be left alone")
