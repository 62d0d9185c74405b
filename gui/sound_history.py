"""The last seconds of what a microphone heard, for meters and pictures."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from audio.level import Loudness, how_loud
from audio.trimming import FRAME_MS, SILENCE_DBFS

SHOWN_SECONDS = 5.0
# A level is judged over so long, so that words stay readable while somebody speaks and pauses.
JUDGED_SECONDS = 1.5


class SoundHistory:
    """Levels and outline of the sound.

    Attributes:
        level_dbfs: Of the last block.
        peaks: For each 10 ms its peak, 0..1 of full scale; the oldest first, at most SHOWN_SECONDS.
    """

    def __init__(self) -> None:
        self.level_dbfs = SILENCE_DBFS
        self.peaks: deque[float] = deque(maxlen=round(SHOWN_SECONDS * 1000 / FRAME_MS))
        # One entry for each peak: the level of its block.
        self._levels: deque[float] = deque(maxlen=round(JUDGED_SECONDS * 1000 / FRAME_MS))

    def push(self, level_dbfs: float, peaks: Sequence[float]) -> None:
        """Add a block of sound; an empty one, while none comes, changes nothing."""
        if not peaks:
            return
        self.level_dbfs = level_dbfs
        self.peaks.extend(peaks)
        self._levels.extend([level_dbfs] * len(peaks))

    def clear(self) -> None:
        """Forget everything, e.g. because the microphone is closed."""
        self.level_dbfs = SILENCE_DBFS
        self.peaks.clear()
        self._levels.clear()

    @property
    def loudest_dbfs(self) -> float:
        """The highest level of the last JUDGED_SECONDS."""
        return max(self._levels, default=SILENCE_DBFS)

    @property
    def loudness(self) -> Loudness:
        """What the last JUDGED_SECONDS mean."""
        recent = list(self.peaks)[-len(self._levels) :] if self._levels else []
        return how_loud(self.loudest_dbfs, max(recent, default=0.0))
