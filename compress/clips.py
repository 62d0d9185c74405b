"""Accuracy over clips: one window for each take, and who is understood worst."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.dataset import read_samples, training_label
from audio.frontend import SAMPLE_RATE_HZ, FrontEndSettings, features
from audio.labels import BACKGROUND, SPEECH, UNKNOWN
from audio.takes import Take
from compress.detector import is_word
from compress.roomtone import surrounded, word_span
from compress.statistics import wilson

SILENCE = "_silence_"
WARM_UP_SAMPLES = SAMPLE_RATE_HZ
# Groups that are not worth a line: everybody's, or so small that they say nothing.
LEAST_TAKES_OF_A_GROUP = 2


@dataclass(frozen=True)
class ClipSet:
    """Windows with what is in them.

    Attributes:
        windows: int8 features, shape (n, frames, 40).
        truth: Index of the right label, shape (n,).
        takes: Where each window comes from.
    """

    windows: NDArray[np.int8]
    truth: NDArray[np.int64]
    takes: tuple[Take, ...]


def labels_for(words: Sequence[str]) -> tuple[str, ...]:
    """The outputs of a model: the words, then `_unknown_` and `_silence_`."""
    return (*words, UNKNOWN, SILENCE)


def clip_label(take: Take, words: Sequence[str]) -> str | None:
    """What a model should answer to a take: None for long speech, which is no clip."""
    label = training_label(take, tuple(words))
    if label == SPEECH:
        return None
    return SILENCE if label == BACKGROUND else label


def clip_set(
    takes: Sequence[Take], labels: tuple[str, ...], front_end: FrontEndSettings
) -> ClipSet:
    """One window around the word of each take; background in windows end to end.

    A clip is preceded by a second of its own room, so that the front end has settled.

    Raises:
        AudioError: A file is gone or damaged.
    """
    words = [label for label in labels if is_word(label)]
    windows: list[NDArray[np.int8]] = []
    truth: list[int] = []
    sources: list[Take] = []
    for take in takes:
        label = clip_label(take, words)
        if label is None or label not in labels:
            continue
        cut = _background_windows if label == SILENCE else _word_window
        for window in cut(read_samples(take.path), front_end):
            windows.append(window)
            truth.append(labels.index(label))
            sources.append(take)
    shape = (len(windows), front_end.frames, front_end.channels)
    return ClipSet(
        np.asarray(windows, np.int8).reshape(shape), np.asarray(truth, np.int64), tuple(sources)
    )


def _word_window(samples: NDArray[np.int16], front_end: FrontEndSettings) -> list[NDArray[np.int8]]:
    random = np.random.default_rng(len(samples))
    whole = surrounded(samples, WARM_UP_SAMPLES, front_end.window_samples, random)
    frames = features(whole, front_end)
    start, end = word_span(samples)
    centre = WARM_UP_SAMPLES + (start + end) // 2
    first = round((centre - front_end.window_samples / 2) / front_end.hop_samples)
    first = min(max(first, 0), len(frames) - front_end.frames)
    return [frames[first : first + front_end.frames]]


def _background_windows(
    samples: NDArray[np.int16], front_end: FrontEndSettings
) -> list[NDArray[np.int8]]:
    frames = features(samples, front_end)
    starts = range(0, len(frames) - front_end.frames + 1, front_end.frames)
    return [frames[start : start + front_end.frames] for start in starts]


@dataclass(frozen=True)
class Share:
    """How many of some clips were right, with the 95 % interval of what that says."""

    right: int
    total: int

    def to_dict(self) -> dict[str, Any]:
        """Values for JSON."""
        low, high = wilson(self.right, self.total)
        share = self.right / self.total if self.total else None
        return {
            "accuracy": share,
            "low": low,
            "high": high,
            "clips": self.total,
            "right": self.right,
        }


def measure_clips(
    answers: NDArray[np.int64], clips: ClipSet, labels: tuple[str, ...]
) -> dict[str, Any]:
    """Accuracy, per_label, confusion and groups, as values for JSON.

    Args:
        answers: Index of the label with the highest logit, shape (n,).
    """
    right = answers == clips.truth
    confusion = np.zeros((len(labels), len(labels)), np.int64)
    np.add.at(confusion, (clips.truth, answers), 1)
    overall = Share(int(right.sum()), len(right)).to_dict()
    return {
        "accuracy": overall["accuracy"],
        "accuracy_interval": [overall["low"], overall["high"]],
        "clips": len(right),
        "per_label": {
            label: Share(int(confusion[i, i]), int(confusion[i].sum())).to_dict()
            for i, label in enumerate(labels)
        },
        "confusion": {"labels": list(labels), "counts": confusion.tolist()},
        "groups": measure_groups(right, clips.takes),
    }


def measure_groups(right: NDArray[np.bool_], takes: Sequence[Take]) -> list[dict[str, Any]]:
    """Accuracy per speaker and per group of speakers, worst first.

    Worst is whose interval ends lowest: one missed clip of one is no verdict, ten of twenty are.
    """
    members: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for correct, take in zip(right.tolist(), takes, strict=True):
        if take.label in (BACKGROUND, SPEECH):
            continue
        for key in (("speaker", take.speaker), *take.groups):
            if key[1]:
                members[key].append(correct)
    rows = [
        {"group": kind, "value": value, **Share(sum(those), len(those)).to_dict()}
        for (kind, value), those in members.items()
        if len(those) >= LEAST_TAKES_OF_A_GROUP
    ]
    return sorted(rows, key=lambda row: (row["high"], row["accuracy"], row["group"], row["value"]))
