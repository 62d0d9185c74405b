"""Sound on its way to a virtual board's microphone, in blocks of 10 ms."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from firmware.protocol import BLOCK_MS, BLOCK_SAMPLES


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
        return self.blocks_taken * 2 * BLOCK_SAMPLES >= len(self._data)

    def take(self) -> bytes:
        """The next block, 160 little-endian int16; waits for its time where that is asked for."""
        if self._realtime:
            now = time.monotonic()
            if self._started is None:
                self._started = now
            due = self._started + (self.blocks_taken + 1) * BLOCK_MS / 1000
            time.sleep(max(0.0, due - now))
        start = self.blocks_taken * 2 * BLOCK_SAMPLES
        self.blocks_taken += 1
        return bytes(self._data[start : start + 2 * BLOCK_SAMPLES])
