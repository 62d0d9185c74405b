"""A board's side of a cable: it says who it is and sends a sound, of which some may get lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from firmware.protocol import BLOCK_SAMPLES, command
from firmware.virtual.device_lines import line
from firmware.virtual.serial_link import SocketLink

HELLO = {
    "firmware": "1", "engine": "baked", "model": "m", "labels": ['"a"'],
    "arena": 0, "stack": 0, "ticks_per_second": 1000,
}  # fmt: skip


@contextmanager
def wire(
    sound: NDArray[np.int16], keep: Callable[[int], bool], board: str = "nano-33-ble-sense"
) -> Iterator[SocketLink]:
    """A board's side of a cable: it answers hello, then sends a sound, of which some gets lost.

    Args:
        keep: Whether the block of this number arrives.
    """
    link, ending = SocketLink(), threading.Event()

    def serve() -> None:
        heard, at = b"", -1
        blocks = sound[: len(sound) // BLOCK_SAMPLES * BLOCK_SAMPLES].reshape(-1, BLOCK_SAMPLES)
        while not ending.wait(0.001):
            heard += link.read()
            if b'"hello"' in heard:
                heard = heard.replace(b'"hello"', b"")
                link.write(line("hello", board=board, **HELLO))  # type: ignore[arg-type]
            if command("audio", on=True) in heard:
                heard, at = b"", 0
            if 0 <= at < len(blocks):
                if keep(at):
                    data = blocks[at].astype("<i2").tobytes()
                    link.write(line("audio", ms=1000 + 10 * (at + 1), data=data))
                at += 1

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield link
    ending.set()
    thread.join()
    link.close()
