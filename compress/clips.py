"""Accuracy over clips: one answer for each take, and who is understood worst."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.dataset import read_samples, training_label
from audio.frontend import SAMPLE_RATE_HZ, FrontEndSettings, features
from audio.labels import BACKGROUND, SPEECH, UNKNOWN
from audio.takes import Take
from compress.detector import DetectorSettings, is_word, posteriors
from compress.fairness import judge_groups, measure_groups, people_interval
from compress.roomtone import surrounded, word_span
from compress.statistics import Share, wilson

SILENCE = "_silence_"
WARM_UP_SAMPLES = SAMPLE_RATE_HZ


@dataclass(frozen=True)
class ClipSet:
    """Clips as windows with what is in them.

    Attributes:
        windows: int8 features, shape (n * offsets, frames, 40): all windows of the first clip,
            then all of the second.
        truth: Index of the right label of each clip, shape (n,).
        takes: Where each clip comes from.
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
    takes: Sequence[Take],
    labels: tuple[str, ...],
    front_end: FrontEndSettings,
    offsets: tuple[int, ...] = (0,),
) -> ClipSet:
    """Windows around the word of each take; of background, windows end to end.

    A clip is preceded by a second of its own room, so that the front end has settled.

    Args:
        takes: Takes to make clips of; long speech is left out.
        labels: The outputs of the model.
        front_end: How features are made.
        offsets: Where the windows of a clip begin, in frames from the one with the word in its
            middle.

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
        cut = _background_starts if label == SILENCE else _word_start
        frames, starts = cut(read_samples(take.path), front_end, offsets)
        for start in starts:
            windows += [frames[start + o : start + o + front_end.frames] for o in offsets]
            truth.append(labels.index(label))
            sources.append(take)
    shape = (len(windows), front_end.frames, front_end.channels)
    return ClipSet(
        np.asarray(windows, np.int8).reshape(shape), np.asarray(truth, np.int64), tuple(sources)
    )


def passing_offsets(detector: DetectorSettings) -> tuple[int, ...]:
    """The windows that the detector averages over while a word passes through the middle."""
    middle = (detector.smoothing - 1) / 2
    return tuple(
        round((run - middle) * detector.stride_frames) for run in range(detector.smoothing)
    )


def clip_answers(logits: NDArray[np.int8], output_scale: float, clips: int) -> NDArray[np.int64]:
    """The label with the highest mean posterior over the windows of each clip, shape (clips,).

    Args:
        logits: int8, shape (clips * offsets, labels), of the windows of a `ClipSet`.
    """
    runs = len(logits) // clips if clips else 1
    scores = posteriors(logits, output_scale).reshape(clips, runs, logits.shape[1])
    return np.asarray(scores.sum(axis=1).argmax(axis=1), np.int64)


def _word_start(
    samples: NDArray[np.int16], front_end: FrontEndSettings, offsets: tuple[int, ...]
) -> tuple[NDArray[np.int8], list[int]]:
    """Features of a clip in its room, and the start of the window around its word."""
    random = np.random.default_rng(len(samples))
    whole = surrounded(samples, WARM_UP_SAMPLES, front_end.window_samples, random)
    frames = features(whole, front_end)
    start, end = word_span(samples)
    centre = WARM_UP_SAMPLES + (start + end) // 2
    first = round((centre - front_end.window_samples / 2) / front_end.hop_samples)
    last = len(frames) - front_end.frames - max(offsets)
    return frames, [min(max(first, -min(offsets)), last)]


def _background_starts(
    samples: NDArray[np.int16], front_end: FrontEndSettings, offsets: tuple[int, ...]
) -> tuple[NDArray[np.int8], list[int]]:
    frames = features(samples, front_end)
    last = len(frames) - front_end.frames - max(offsets)
    return frames, list(range(-min(offsets), last + 1, front_end.frames))


def measure_clips(
    answers: NDArray[np.int64], clips: ClipSet, labels: tuple[str, ...]
) -> dict[str, Any]:
    """Accuracy, per_label, confusion and groups, as values for JSON.

    `accuracy_interval` is that of the clips; `people_interval`, where enough people were tested,
    that of the people: what others than these can expect.

    Args:
        answers: Index of the label that the model gives to each clip, shape (n,).
    """
    right = answers == clips.truth
    confusion = np.zeros((len(labels), len(labels)), np.int64)
    np.add.at(confusion, (clips.truth, answers), 1)
    overall = Share(int(right.sum()), len(right))
    groups = measure_groups(right, clips.takes)
    interval = wilson(overall.right, overall.total)
    return {
        "accuracy": overall.to_dict()["accuracy"],
        "accuracy_interval": list(interval),
        "people_interval": people_interval(right, clips.takes),
        "clips": len(right),
        "per_label": {
            label: Share(int(confusion[i, i]), int(confusion[i].sum())).to_dict()
            for i, label in enumerate(labels)
        },
        "confusion": {"labels": list(labels), "counts": confusion.tolist()},
        "groups": groups,
        "fairness": judge_groups(groups, right, clips.takes).to_dict(),
    }
