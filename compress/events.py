"""Counting what a detector got right in continuous audio, over thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.frontend import FrontEndSettings
from compress.detector import (
    POSTERIOR_ONE,
    Detection,
    DetectorSettings,
    find_events,
    smoothed_scores,
)
from compress.longaudio import LongAudio, Spoken
from compress.runner import ModelRunner, run_seconds
from compress.statistics import rate_per_hour, wilson

# Smoothing and the rest of the word pass before a detection; later ones are somebody else's.
LATEST_SECONDS = 1.0
CURVE_SCORES = tuple(round(0.30 + 0.02 * step, 2) for step in range(35))
# Below even odds nothing should fire, whatever a short recording without words says.
LOWEST_SCORE = 0.5
FALLBACK_SCORE = 0.8


@dataclass(frozen=True)
class Listening:
    """A model's smoothed scores over a stream, Q15, shape (runs, labels)."""

    scores: NDArray[np.int32]
    audio: LongAudio
    labels: tuple[str, ...]
    front_end: FrontEndSettings
    detector: DetectorSettings

    def events(self, threshold: int) -> list[tuple[float, int]]:
        """(seconds, label index) of each detection, at one threshold for all words."""
        return self._events(self.detector.with_threshold(threshold, self.labels))

    def detections(self) -> list[Detection]:
        """What the detector's own thresholds give."""
        return [
            Detection(seconds, self.labels[label], float(self.scores[run, label]) / POSTERIOR_ONE)
            for run, label, seconds in self._runs(self.detector)
        ]

    def _events(self, detector: DetectorSettings) -> list[tuple[float, int]]:
        return [(seconds, label) for _, label, seconds in self._runs(detector)]

    def _runs(self, detector: DetectorSettings) -> list[tuple[int, int, float]]:
        stride = detector.stride_frames
        run_ms = stride * self.front_end.step_ms
        found = find_events(self.scores, self.labels, detector, run_ms)
        return [(run, label, run_seconds(run, self.front_end, stride)) for run, label in found]


def listen(
    runner: ModelRunner,
    audio: LongAudio,
    labels: tuple[str, ...],
    front_end: FrontEndSettings,
    detector: DetectorSettings,
) -> Listening:
    """Run a model over a stream as the chip's loop does."""
    logits = runner.run_stream(audio.features, detector.stride_frames)
    scores = smoothed_scores(logits, runner.output_scale, detector.smoothing)
    return Listening(scores, audio, labels, front_end, detector)


@dataclass(frozen=True)
class Hits:
    """Words of a stream against detections.

    Attributes:
        words: Words spoken.
        found: Words detected as what they are, each counted once.
        wrong: Detections that belong to no spoken word: another word, or none, or one twice.
    """

    words: int
    found: int
    wrong: int


def match(events: Sequence[tuple[float, int]], spoken: Sequence[Spoken]) -> Hits:
    """Count the words that were found, and the detections that belong to none.

    Args:
        events: (seconds, label index) in order of time.
        spoken: Words in order of time.
    """
    found = sum(owner is not None for owner in match_words(events, spoken))
    return Hits(len(spoken), found, len(events) - found)


def match_words(events: Sequence[tuple[float, int]], spoken: Sequence[Spoken]) -> list[int | None]:
    """Give each detection to the word it came from: from its beginning to a second after its end.

    Returns:
        For each event the index of its word, or None; a word has at most one event.
    """
    open_words = dict(enumerate(spoken))
    owners: list[int | None] = []
    for seconds, label in events:
        owner = next(
            (
                index
                for index, word in open_words.items()
                if word.label == label
                and word.start_seconds <= seconds <= word.end_seconds + LATEST_SECONDS
            ),
            None,
        )
        open_words.pop(owner, None)  # type: ignore[arg-type]  # None is in no dictionary of ints
        owners.append(owner)
    return owners


def curve_point(score: float, spoken: Listening, negatives: Listening) -> dict[str, Any]:
    """False rejects against false accepts at one threshold, as values for JSON."""
    threshold = to_threshold(score)
    hits = match(spoken.events(threshold), spoken.audio.spoken)
    false_accepts = len(negatives.events(threshold))
    rate, upper = rate_per_hour(false_accepts, negatives.audio.hours)
    missed = hits.words - hits.found
    low, high = wilson(missed, hits.words)
    return {
        "threshold": score,
        "false_reject_rate": missed / hits.words if hits.words else None,
        "false_reject_low": low,
        "false_reject_high": high,
        "false_accepts": false_accepts,
        "false_accepts_per_hour": rate if negatives.audio.hours else None,
        # Without any negatives there is no bound at all; JSON has no infinity.
        "false_accepts_per_hour_upper": upper if np.isfinite(upper) else None,
        "wrong_detections": hits.wrong,
        "words": hits.words,
    }


def choose_threshold(negatives: Listening, target_per_hour: float) -> int:
    """The lowest Q15 threshold whose false accepts stay within the target, and one step more.

    The step is a margin for what the validation audio did not hold. Never below even odds. Without
    negatives a careful fixed value is taken.
    """
    if negatives.audio.seconds == 0:
        return to_threshold(FALLBACK_SCORE)
    allowed = target_per_hour * negatives.audio.hours
    usable = [score for score in CURVE_SCORES if score >= LOWEST_SCORE]
    for score, next_score in pairwise(usable):
        if len(negatives.events(to_threshold(score))) <= allowed:
            return to_threshold(next_score)
    return to_threshold(usable[-1])


def to_threshold(score: float) -> int:
    """A score of 0..1 as the Q15 number that the detector compares with."""
    return round(score * POSTERIOR_ONE)
