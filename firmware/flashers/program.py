"""A flashing program under way: avrdude, bossac, esptool. Its words are read while it works."""

from __future__ import annotations

import contextlib
import queue
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from audio.spawning import NO_WINDOW
from firmware.flashers.base import FlashError

POLL_S = 0.2
GENTLE_END_S = 3.0
# The words of Linux and macOS, of Windows, of Windows in any language, and of pyserial's own lock.
_IN_USE = ("resource busy", "access is denied", "permissionerror(13", "exclusive")
_NOT_OPENED = ("no such file", "filenotfound", "can't open device", "unable to open", "cannot open")


class Program:
    """One run of a program; as a context manager, ended when its stage is left, however that is.

    with Program("avrdude", arguments) as program:
        for said in program.listen(): ...

    Args:
        name: What people call it.
        arguments: What starts it.
        environment: Its environment; None for ours.

    Raises:
        FlashError: It does not start.
    """

    def __init__(
        self, name: str, arguments: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> None:
        try:
            self._process = subprocess.Popen(
                list(arguments),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                creationflags=NO_WINDOW,
            )
        except OSError as error:
            raise FlashError(f"{name} does not start ({error}).", "Install it again.") from error
        self._blocks: queue.Queue[bytes] = queue.Queue()
        self._said = bytearray()
        self._heard_at = time.monotonic()
        self._reader = threading.Thread(
            target=self._read, args=(self._process.stdout,), daemon=True
        )
        self._reader.start()

    @property
    def code(self) -> int | None:
        """Its exit code, once it has ended."""
        return self._process.poll()

    @property
    def silent_s(self) -> float:
        """Seconds since it last said anything."""
        return time.monotonic() - self._heard_at

    def said(self) -> str:
        """All that it printed."""
        return self._said.decode("utf-8", errors="replace")

    def listen(self) -> Iterator[str]:
        """Yield all that it printed so far, again and again until it ends.

        Nothing new is no end: whoever listens may want to cancel.
        """
        while self._reader.is_alive() or not self._blocks.empty():
            with contextlib.suppress(queue.Empty):
                self._said += self._blocks.get(timeout=POLL_S)
                self._heard_at = time.monotonic()
            yield self.said()
        self._process.wait()

    def end(self) -> None:
        """Ask it to end, then make it; harmless when it has ended."""
        for ask in (self._process.terminate, self._process.kill):
            if self._process.poll() is None:
                ask()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(GENTLE_END_S)
        self._reader.join(GENTLE_END_S)
        if self._process.stdout:
            self._process.stdout.close()

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def _read(self, stream: Any) -> None:
        while block := stream.read1(4096):
            self._blocks.put(block)


def last_words(said: str) -> str:
    """The last line that a program printed."""
    last = next((line for line in reversed(said.splitlines()) if line.strip()), "no word")
    return last.strip().rstrip(".")


def port_error(said: str, port: str) -> FlashError | None:
    """What the system says of a port that cannot be used -> what a person can do; or None."""
    low = said.lower()
    if "permission denied" in low:
        return FlashError(
            f"You may not use {port}.",
            "On Linux: sudo usermod -a -G dialout $USER, then log in again.",
        )
    # A program that says why is more to the point than one that says what it could not do.
    if any(words in low for words in _IN_USE):
        return FlashError(
            f"{port} is in use by another program.",
            "Close other serial monitors (Arduino IDE, screen, Mu), then try again.",
        )
    if any(words in low for words in _NOT_OPENED):
        return FlashError(f"{port} cannot be opened.", "Plug the board in; see `wakewright ports`.")
    return None
