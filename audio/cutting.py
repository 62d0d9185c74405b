"""Cutting words out of sound that keeps coming: trimming's detector, block by block."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Protocol

import numpy as np

from audio.frontend import SAMPLE_RATE_HZ
from audio.pace import NORMAL, Pace
from audio.quality import LONGEST_WORD_S
from audio.sound import Samples
from audio.trimming import (
    BEGIN_ABOVE_FLOOR_DB,
    END_ABOVE_FLOOR_DB,
    FRAME_MS,
    FRAME_SAMPLES,
    SHORTEST_WORD_MS,
    SILENCE_DBFS,
    frame_levels,
)

# What is kept before and after a word.
MARGIN_MS = 300
# The noise floor is learned from this much of what came before, and needs so much to begin.
FLOOR_SECONDS = 3.0
LEARN_SECONDS = 0.5
# After a rest a word begins only when it has been quiet for so long.
QUIET_AFTER_REST_MS = 150
# Nothing below counts as a word, however quiet the room.
FAINTEST_WORD_DBFS = -55.0
# Nor does anything below keep one going: a noise gate leaves no floor to compare with.
FAINTEST_SOUND_DBFS = -65.0


class Cutter(Protocol):
    """Takes sound as it comes and gives finished recordings."""

    @property
    def hears_word(self) -> bool:
        """Whether a recording is under way now."""

    @property
    def rests(self) -> bool:
        """Whether it keeps nothing now, to give the speaker time."""

    def rest(self, milliseconds: int) -> None:
        """Drop what is under way, and keep nothing for so long."""

    def push(self, block: Samples) -> Iterator[Samples]:
        """Take int16 samples of any count; yield each recording that is complete with them."""


class WordCutter:
    """Gives each word with a margin on both sides, soon after it was said.

    What lasts longer than a word may is taken for a change of the noise and dropped. After a word
    it rests as the pace says; who goes on speaking into the end of the rest is not cut in two.

    Args:
        pace: How much quiet ends a word, and how long to rest after it.
    """

    def __init__(self, pace: Pace = NORMAL) -> None:
        self._pace = pace
        self._rest = np.zeros(0, np.int16)
        self._floor: deque[float] = deque(maxlen=int(FLOOR_SECONDS * 1000 / FRAME_MS))
        self._before: deque[Samples] = deque(maxlen=MARGIN_MS // FRAME_MS)
        self._word: list[Samples] = []
        self._quiet_frames = 0
        self._word_frames = 0
        self._resting_frames = 0

    @property
    def hears_word(self) -> bool:
        """Whether a word is being said now."""
        return bool(self._word)

    @property
    def rests(self) -> bool:
        """Whether it keeps nothing now: it learns the noise of the room, or gives time."""
        return self._resting_frames > 0 or not self._knows_floor

    def rest(self, milliseconds: int) -> None:
        """Drop what is under way, and keep nothing for so long and until it is quiet."""
        self._word = []
        self._resting_frames = milliseconds // FRAME_MS

    def push(self, block: Samples) -> Iterator[Samples]:
        """Take int16 samples of any count; yield each word that is complete with them."""
        sound = np.concatenate([self._rest, block])
        whole = len(sound) // FRAME_SAMPLES * FRAME_SAMPLES
        self._rest = sound[whole:]
        frames = sound[:whole].reshape(-1, FRAME_SAMPLES)
        for frame, level_dbfs in zip(frames, frame_levels(sound[:whole]), strict=True):
            word = self._hear(frame, float(level_dbfs))
            if word is not None:
                yield word

    def _hear(self, frame: Samples, level_dbfs: float) -> Samples | None:
        if not self._word:
            self._wait(frame, level_dbfs)
            return None
        self._word.append(frame)
        if level_dbfs > max(self._floor_dbfs() + END_ABOVE_FLOOR_DB, FAINTEST_SOUND_DBFS):
            self._word_frames += self._quiet_frames + 1
            self._quiet_frames = 0
        else:
            self._quiet_frames += 1
        return self._ended()

    def _wait(self, frame: Samples, level_dbfs: float) -> None:
        begins = self._begins(level_dbfs)
        if begins and not self._resting_frames:
            self._word = [*self._before, frame]
            self._quiet_frames, self._word_frames = 0, 1
            return
        if self._resting_frames:
            # A word that began in the rest would lack its beginning: it has to end first.
            least = QUIET_AFTER_REST_MS // FRAME_MS if begins else 0
            self._resting_frames = max(self._resting_frames - 1, least)
        self._before.append(frame)
        self._floor.append(level_dbfs)

    @property
    def _knows_floor(self) -> bool:
        return len(self._floor) >= LEARN_SECONDS * 1000 / FRAME_MS

    def _begins(self, level_dbfs: float) -> bool:
        loud = level_dbfs > max(self._floor_dbfs() + BEGIN_ABOVE_FLOOR_DB, FAINTEST_WORD_DBFS)
        return self._knows_floor and loud

    def _ended(self) -> Samples | None:
        """The word, once enough quiet followed it."""
        too_long = self._word_frames * FRAME_MS > LONGEST_WORD_S * 1000
        if self._quiet_frames * FRAME_MS < self._pace.quiet_ends_ms and not too_long:
            return None
        frames, self._word = self._word, []
        self._before.clear()
        if too_long:
            self._floor.clear()
            return None
        end = len(frames) - (self._pace.quiet_ends_ms - MARGIN_MS) // FRAME_MS
        self._before.extend(frames[end:])
        if self._word_frames * FRAME_MS < SHORTEST_WORD_MS:
            return None
        self._resting_frames = self._pace.rest_ms // FRAME_MS
        return np.concatenate(frames[:end])

    def _floor_dbfs(self) -> float:
        return float(np.median(self._floor)) if self._floor else SILENCE_DBFS


class PieceCutter:
    """Gives pieces of one length, end to end, for background and running speech."""

    def __init__(self, seconds: float) -> None:
        self._count = int(seconds * SAMPLE_RATE_HZ)
        self._rest = np.zeros(0, np.int16)
        self._resting_samples = 0

    @property
    def hears_word(self) -> bool:
        """Whether a piece is under way: all but at rest, as everything is kept."""
        return not self.rests

    @property
    def rests(self) -> bool:
        """Whether it keeps nothing now."""
        return self._resting_samples > 0

    def rest(self, milliseconds: int) -> None:
        """Drop what is under way, and keep nothing for so long."""
        self._rest = np.zeros(0, np.int16)
        self._resting_samples = milliseconds * SAMPLE_RATE_HZ // 1000

    def push(self, block: Samples) -> Iterator[Samples]:
        """Take int16 samples of any count; yield each piece that is complete with them."""
        skipped = min(self._resting_samples, len(block))
        self._resting_samples -= skipped
        self._rest = np.concatenate([self._rest, block[skipped:]])
        while len(self._rest) >= self._count:
            yield self._rest[: self._count]
            self._rest = self._rest[self._count :]
