"""Sound on its way to a virtual board's microphone, in blocks of 10 ms."""

from __future__ import annotations

import time
from collections import deque
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from firmware.protocol import BLOCK_MS, BLOCK_SAMPLES

BLOCK_BYTES = 2 * BLOCK_SAMPLES
REMEMBERED_SECONDS = 60
SILENCE = bytes(BLOCK_BYTES)
# Live sound that pauses for so long has stopped; shorter gaps are only the pace of its pieces.
LIVE_PAUSE_S = 0.3


class SoundSource(Protocol):
    """What a virtual board's microphone hears."""

    @property
    def ended(self) -> bool:
        """Whether there is no whole block to take now."""

    def take(self) -> bytes:
        """The next block, 160 little-endian int16."""

    def rest(self) -> bytes:
        """A block of silence, for boards whose time goes on; empty while sound is on its way."""


class Sound:
    """Samples handed out block by block; the last one is filled up with silence.

    Args:
        samples: int16, shape (n,), 16 kHz.
        realtime: Hand out each block when a microphone would, counted from the first one taken.
    """

    def __init__(self, samples: NDArray[np.int16], realtime: bool = False) -> None:
        whole = -(-len(samples) // BLOCK_SAMPLES) * BLOCK_SAMPLES
        padded = np.zeros(whole, "<i2")
        padded[: len(samples)] = samples
        self._data = memoryview(padded.tobytes())
        self._realtime = realtime
        self._started: float | None = None
        self.blocks_taken = 0

    @property
    def ended(self) -> bool:
        """Whether all blocks were taken."""
        return self.blocks_taken * BLOCK_BYTES >= len(self._data)

    def take(self) -> bytes:
        """The next block, 160 little-endian int16; waits for its time where that is asked for."""
        if self._realtime:
            now = time.monotonic()
            if self._started is None:
                self._started = now
            due = self._started + (self.blocks_taken + 1) * BLOCK_MS / 1000
            time.sleep(max(0.0, due - now))
        start = self.blocks_taken * BLOCK_BYTES
        self.blocks_taken += 1
        return bytes(self._data[start : start + BLOCK_BYTES])

    def rest(self) -> bytes:
        """A block of silence once all blocks were taken."""
        return SILENCE if self.ended else b""


class LiveSound:
    """Sound that comes while it is being heard, at whatever pace and in pieces of any size."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._fed_at = time.monotonic()

    @property
    def ended(self) -> bool:
        """Whether no whole block has come yet."""
        return len(self._waiting) < BLOCK_BYTES

    @property
    def waiting_samples(self) -> int:
        """What came and was not taken yet."""
        return len(self._waiting) // 2

    def feed(self, samples: NDArray[np.int16]) -> None:
        """Add int16 samples, shape (n,), 16 kHz."""
        self._waiting += samples.astype("<i2").tobytes()
        self._fed_at = time.monotonic()

    def take(self) -> bytes:
        """The next block, 160 little-endian int16."""
        block = bytes(self._waiting[:BLOCK_BYTES])
        del self._waiting[:BLOCK_BYTES]
        return block

    def rest(self) -> bytes:
        """A block of silence when nothing has come for a while."""
        return SILENCE if time.monotonic() - self._fed_at > LIVE_PAUSE_S else b""


class RememberedSound:
    """Passes sound on, and remembers the last minute of it by the board's own time.

    A board without hardware counts 10 ms for each block that it takes, so that the number of blocks
    taken is its time.

    Args:
        seconds: How much to remember.
    """

    def __init__(self, seconds: int = REMEMBERED_SECONDS) -> None:
        self.source: SoundSource = Sound(np.zeros(0, np.int16))
        self._blocks: deque[bytes] = deque(maxlen=seconds * 1000 // BLOCK_MS)
        self._taken = 0

    @property
    def ended(self) -> bool:
        """Whether there is no whole block to take now."""
        return self.source.ended

    @property
    def ms(self) -> int:
        """Sound taken since the start."""
        return self._taken * BLOCK_MS

    def take(self) -> bytes:
        """The next block, 160 little-endian int16."""
        return self._remember(self.source.take())

    def rest(self) -> bytes:
        """A block of silence, remembered as what was heard; empty while sound is on its way."""
        block = self.source.rest()
        return self._remember(block) if block else block

    def _remember(self, block: bytes) -> bytes:
        self._blocks.append(block)
        self._taken += 1
        return block

    def between(self, start_ms: int, end_ms: int) -> NDArray[np.int16]:
        """What was heard from one time to another, int16; only what is still remembered."""
        first = self._taken - len(self._blocks)
        start, end = (max(0, ms // BLOCK_MS - first) for ms in (start_ms, end_ms))
        blocks = [self._blocks[index] for index in range(start, min(end, len(self._blocks)))]
        return np.frombuffer(b"".join(blocks), "<i2").astype(np.int16)
