"""What runs in processes of their own in tests of `audio.sound_child`: good, broken and mad."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from audio.errors import AudioError


def counting(upto: int, pause_s: float = 0.0) -> Iterator[int]:
    """Numbers from 0 on, each after a pause."""
    for number in range(upto):
        time.sleep(pause_s)
        yield number


def failing() -> Iterator[int]:
    """One number, then what a microphone says that goes away."""
    yield 1
    raise AudioError("Desk is gone.", "Plug it in again.")


def buggy() -> Iterator[int]:
    """A mistake in the program."""
    yield 1 // 0


def crashing() -> Iterator[int]:
    """A driver that takes the process with it."""
    yield 1
    os.abort()


def hanging(pids: Path) -> Iterator[int]:
    """PortAudio where the sound server died: deaf to signals, it never ends, and it shouts."""
    pids.write_text(str(os.getpid()))
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=_shout, daemon=True).start()
    yield 1
    threading.Event().wait()


def _shout() -> None:
    while True:
        os.write(2, b"Expression 'ready' failed\n")
