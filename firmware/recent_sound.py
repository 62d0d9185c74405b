"""The latest sound that a board sent over its serial port, by the board's own time."""

from __future__ import annotations

from collections import deque

import numpy as np

from audio.sound import Samples
from firmware.messages import AudioLine
from firmware.protocol import BLOCK_MS

REMEMBERED_SECONDS = 60


class RecentSound:
    """Keeps the audio lines of the last minute.

    Args:
        seconds: How much to keep.
    """

    def __init__(self, seconds: int = REMEMBERED_SECONDS) -> None:
        self._blocks: deque[AudioLine] = deque(maxlen=seconds * 1000 // BLOCK_MS)

    def take(self, line: AudioLine) -> None:
        """Keep a block; one of an earlier time means that the board started anew."""
        if self._blocks and line.ms <= self._blocks[-1].ms:
            self._blocks.clear()
        self._blocks.append(line)

    def between(self, start_ms: int, end_ms: int) -> Samples:
        """What was heard from one time to another, int16; lines that were lost are left out."""
        # A line's time is that of its end.
        data = b"".join(line.data for line in self._blocks if start_ms < line.ms <= end_ms)
        return np.frombuffer(data, "<i2").astype(np.int16)
