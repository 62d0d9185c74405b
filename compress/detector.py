"""From logits to detections: posterior smoothing, threshold, refractory time, in integers.

This is the reference of `firmware/device/detector.c`, which gives the same events for the same
logits, so that thresholds chosen here hold on the chip.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

POSTERIOR_ONE = 32767  # Q15
EXP_ONE = 65535


@dataclass(frozen=True)
class DetectorSettings:
    """How logits become detections.

    Attributes:
        stride_frames: Feature frames between two runs of the model.
        smoothing: Runs of the model that a score is averaged over.
        thresholds: For each label, the Q15 score (0..32767) at which it fires.
        refractory_ms: Silence kept after a detection, whatever the scores do.
    """

    stride_frames: int = 3
    smoothing: int = 4
    thresholds: tuple[int, ...] = ()
    refractory_ms: int = 1000

    def to_dict(self) -> dict[str, Any]:
        """The settings as plain values for JSON."""
        return {**asdict(self), "thresholds": list(self.thresholds)}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> DetectorSettings:
        """The opposite of `to_dict`."""
        return cls(**{**values, "thresholds": tuple(values["thresholds"])})

    def with_threshold(self, threshold: int, labels: tuple[str, ...]) -> DetectorSettings:
        """The same settings with one Q15 threshold for every label."""
        return replace(self, thresholds=(threshold,) * len(labels))


@dataclass(frozen=True)
class Detection:
    """A word heard: seconds since the start of the sound, the word, its score 0..1."""

    seconds: float
    word: str
    score: float


def is_word(label: str) -> bool:
    """Labels in the manner of `_unknown_` and `_silence_` never fire."""
    return not label.startswith("_")


def exp_table(output_scale: float) -> NDArray[np.uint16]:
    """exp(-d * output_scale) in units of 1/65535 for the 256 differences d of two int8 logits."""
    values = [round(math.exp(-d * output_scale) * EXP_ONE) for d in range(256)]
    return np.asarray(values, np.uint16)


def posteriors(logits: NDArray[np.int8], output_scale: float) -> NDArray[np.int32]:
    """Softmax of int8 logits (runs, labels) as Q15 numbers of the same shape."""
    table = exp_table(output_scale).astype(np.int64)
    wide = logits.astype(np.int64)
    weights = table[wide.max(axis=1, keepdims=True) - wide]
    total = weights.sum(axis=1, keepdims=True)
    result: NDArray[np.int32] = ((weights * POSTERIOR_ONE + total // 2) // total).astype(np.int32)
    return result


def smoothed_scores(
    logits: NDArray[np.int8], output_scale: float, smoothing: int
) -> NDArray[np.int32]:
    """Q15 scores (runs, labels): each the mean of the last `smoothing` posteriors, rounded down.

    Before the first run all posteriors count as zero, as they do on the chip.
    """
    single = posteriors(logits, output_scale)
    padded = np.concatenate([np.zeros((smoothing, single.shape[1]), np.int64), single])
    total = np.cumsum(padded, axis=0)
    result: NDArray[np.int32] = ((total[smoothing:] - total[:-smoothing]) // smoothing).astype(
        np.int32
    )
    return result


def find_events(
    scores: NDArray[np.int32], labels: tuple[str, ...], settings: DetectorSettings, run_ms: int
) -> list[tuple[int, int]]:
    """Where words fire in smoothed scores.

    A run fires for the word with the highest score (the first of equals) when that score reaches
    its threshold, the refractory time since the last detection has passed, and the word has been
    below its threshold since it last fired (one event is one event, however long it lasts).

    Args:
        scores: Q15, shape (runs, labels), from `smoothed_scores`.
        run_ms: Time between two runs of the model.

    Returns:
        Pairs (run, label index).
    """
    words = [index for index, label in enumerate(labels) if is_word(label)]
    refractory_runs = -(-settings.refractory_ms // run_ms)
    thresholds = np.asarray(settings.thresholds)
    reached = scores[:, words] >= thresholds[words]
    events: list[tuple[int, int]] = []
    armed = dict.fromkeys(words, True)
    quiet_until = 0
    # Only runs near a crossing matter; everything else leaves every word armed.
    busy = np.flatnonzero(reached.any(axis=1))
    previous = -2
    for run in busy.tolist():
        if run != previous + 1:
            armed = dict.fromkeys(words, True)
        previous = run
        best = max(words, key=lambda index: (scores[run, index], -index))
        fires = scores[run, best] >= thresholds[best] and armed[best] and run >= quiet_until
        for index in words:
            if scores[run, index] < thresholds[index]:
                armed[index] = True
        if fires:
            events.append((run, best))
            armed[best] = False
            quiet_until = run + refractory_runs
    return events
