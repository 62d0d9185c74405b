"""Finding the word in a recording: energy above the noise floor, with hysteresis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audio.frontend import SAMPLE_RATE_HZ
from audio.sound import Samples

FRAME_MS = 10
FRAME_SAMPLES = SAMPLE_RATE_HZ * FRAME_MS // 1000
# The level of digital silence; int16 cannot hold anything quieter than about -96 dBFS.
SILENCE_DBFS = -100.0
# A word begins this far above the noise floor and lasts until it falls back near it.
BEGIN_ABOVE_FLOOR_DB = 12.0
END_ABOVE_FLOOR_DB = 6.0
# Where a word fills the whole clip there is no noise to see: limits relative to its loudest frame.
MOST_BELOW_PEAK_DB = 40.0
LEAST_BELOW_PEAK_DB = 18.0
# Pauses inside a phrase, and the stops of plosives, are shorter than this.
PAUSE_MS = 300
# Anything shorter is a click, not a word.
SHORTEST_WORD_MS = 60
MARGIN_MS = 100
# Noise around a word is judged by as much of it at least.
LEAST_NOISE_FRAMES = 10


@dataclass(frozen=True)
class Span:
    """A word in a recording.

    Attributes:
        start: Its first sample.
        end: One past its last sample.
        level_dbfs: Level of its loudest tenth, relative to a full-scale square wave.
        floor_dbfs: Level of the noise around it; where the word fills the recording, of its
            quietest tenth, as the noise cannot be louder than that.
    """

    start: int
    end: int
    level_dbfs: float
    floor_dbfs: float

    @property
    def seconds(self) -> float:
        """Length of the word."""
        return (self.end - self.start) / SAMPLE_RATE_HZ


def frame_levels(samples: Samples) -> NDArray[np.float64]:
    """Level in dBFS of each whole 10 ms frame, shape (frames,); digital silence is -100."""
    frames = samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    power = np.mean(np.square(frames, dtype=np.float64), axis=1) / 32768.0**2
    levels: NDArray[np.float64] = np.maximum(10 * np.log10(power + 1e-12), SILENCE_DBFS)
    return levels


def find_word(samples: Samples) -> Span | None:
    """The loudest stretch of sound in a recording, or None where there is no sound at all.

    Digital silence, as padding leaves it, is no noise floor: it is left out of the estimate.

    Args:
        samples: int16, shape (n,), 16 kHz.
    """
    levels = frame_levels(samples)
    heard = levels[levels > SILENCE_DBFS + 1]
    if not len(heard):
        return None
    begin_db, end_db = thresholds(float(np.percentile(heard, 10)), float(heard.max()))
    runs = _runs(levels, begin_db, end_db)
    joined = _joined(runs, PAUSE_MS // FRAME_MS)
    long_enough = [run for run in joined if run[1] - run[0] >= SHORTEST_WORD_MS // FRAME_MS]
    power = 10 ** (levels / 10)
    start, end = max(long_enough or joined, key=lambda run: float(power[run[0] : run[1]].sum()))
    outside = np.concatenate([levels[:start], levels[end:]])
    outside = outside[outside > SILENCE_DBFS + 1]
    seen = len(outside) >= LEAST_NOISE_FRAMES
    floor_db = np.percentile(outside, 50) if seen else np.percentile(levels[start:end], 10)
    return Span(
        start * FRAME_SAMPLES,
        min(end * FRAME_SAMPLES, len(samples)),
        float(np.percentile(levels[start:end], 90)),
        float(floor_db),
    )


def thresholds(floor_db: float, peak_db: float) -> tuple[float, float]:
    """Levels at which a word begins and ends, from the noise floor and the loudest frame."""
    low, high = peak_db - MOST_BELOW_PEAK_DB, peak_db - LEAST_BELOW_PEAK_DB
    begin = min(max(floor_db + BEGIN_ABOVE_FLOOR_DB, low), high)
    return begin, min(max(floor_db + END_ABOVE_FLOOR_DB, low), begin)


def trim(samples: Samples, margin_ms: int = MARGIN_MS) -> Samples:
    """The word with a margin on both sides; everything where no sound is found."""
    span = find_word(samples)
    if span is None:
        return samples
    margin = margin_ms * SAMPLE_RATE_HZ // 1000
    return samples[max(0, span.start - margin) : span.end + margin]


def strip_padding(samples: Samples) -> Samples:
    """Without the digital zeros at both ends, which no microphone makes."""
    sounding = np.flatnonzero(samples)
    return samples[sounding[0] : sounding[-1] + 1] if len(sounding) else samples[:0]


def _runs(levels: NDArray[np.float64], begin_db: float, end_db: float) -> list[tuple[int, int]]:
    """Stretches of frames that stay above `end_db` and reach `begin_db` somewhere."""
    above = np.concatenate([[False], levels >= end_db, [False]])
    edges = np.flatnonzero(above[1:] != above[:-1])
    pairs = [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    return [(start, end) for start, end in pairs if levels[start:end].max() >= begin_db]


def _joined(runs: list[tuple[int, int]], pause_frames: int) -> list[tuple[int, int]]:
    joined = [runs[0]]
    for start, end in runs[1:]:
        if start - joined[-1][1] <= pause_frames:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
