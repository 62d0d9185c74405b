"""The recordings that training makes its scenes from, read into memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audio import sayings
from audio.augmentation import versions
from audio.bundled import DEMO_TAKES
from audio.dataset import read_samples, training_label
from audio.frontend import SAMPLE_RATE_HZ
from audio.labels import BACKGROUND, SPEECH, UNKNOWN
from audio.nearwords import synthesized_negatives
from audio.synthesis import Synthesizer
from audio.takes import Take
from compress.clips import labels_for
from compress.roomtone import word_span

# Memory is what limits the background and speech that are kept: 32 KB a second.
MOST_LONG_SECONDS = 3600
MOST_VERSIONS_OF_A_TAKE = 12
KEEP_AROUND_WORD = SAMPLE_RATE_HZ // 4


@dataclass(frozen=True)
class Clip:
    """A word: int16 samples, shape (n,), and the span of them that is the word itself."""

    samples: NDArray[np.int16]
    start: int
    end: int

    @classmethod
    def of(cls, samples: NDArray[np.int16]) -> Clip:
        """A clip whose word is found by its loudness."""
        return cls(samples, *word_span(samples))


@dataclass(frozen=True)
class Material:
    """What scenes are made of.

    Attributes:
        labels: Words, then `_unknown_` and `_silence_`.
        clips: For each word and `_unknown_` its clips, in the order of the labels.
        backgrounds: Noise without speech, int16.
        speech: Long speech without any of the words, int16.
        unlabelled: Words that may or may not be one of ours: for a teacher to judge.
        near: Near words that a synthesizer said: other words that come close to ours.
    """

    labels: tuple[str, ...]
    clips: tuple[tuple[Clip, ...], ...]
    backgrounds: tuple[NDArray[np.int16], ...]
    speech: tuple[NDArray[np.int16], ...]
    near: tuple[Clip, ...] = ()
    unlabelled: tuple[Clip, ...] = ()

    @property
    def unsaid(self) -> int:
        """Stands where a label is missing: one past the last."""
        return len(self.labels)

    @property
    def unknown(self) -> int:
        """Index of the label of other words."""
        return len(self.labels) - 2

    @property
    def silence(self) -> int:
        """Index of the label of no word at all."""
        return len(self.labels) - 1


def load_material(
    takes: Sequence[Take],
    words: tuple[str, ...],
    random: np.random.Generator,
    most_versions: int,
    near_words: int = 0,
) -> Material:
    """Read takes for training, and make versions of each word in other voices and tempos.

    Args:
        takes: Takes to train on.
        words: The words of the project.
        random: Everything random comes from here.
        most_versions: Versions of all takes together; fewer of each where there are many takes.
        near_words: How many near words to let a synthesizer say, see `audio.nearwords`; without a
            synthesizer there are none.

    Raises:
        AudioError: A file is gone or damaged.
    """
    by_label: dict[str, list[Take]] = {label: [] for label in (*words, UNKNOWN, BACKGROUND, SPEECH)}
    for take in takes:
        by_label[training_label(take, words)].append(take)
    count = sum(len(by_label[label]) for label in (*words, UNKNOWN))
    each = min(MOST_VERSIONS_OF_A_TAKE, most_versions // max(count, 1))
    return Material(
        labels_for(words),
        tuple(_clips(by_label[label], each, random) for label in (*words, UNKNOWN)),
        _long(by_label[BACKGROUND], random),
        _long(by_label[SPEECH], random),
        _near(words, near_words, random),
    )


def _clips(takes: list[Take], each: int, random: np.random.Generator) -> tuple[Clip, ...]:
    clips = []
    for take in takes:
        samples = around_word(read_samples(take.path))
        for version in (samples, *versions(samples, each, random)):
            clips.append(Clip.of(version))
    return tuple(clips)


def _near(words: tuple[str, ...], count: int, random: np.random.Generator) -> tuple[Clip, ...]:
    """Near words of all words, said by the synthesizer of this computer if it has one."""
    synthesizer = Synthesizer.find() if count else None
    if synthesizer is None:
        return ()
    spoken = synthesized_negatives(words, synthesizer, count, int(random.integers(2**31)))
    return tuple(Clip.of(each.samples) for each in spoken)


def said_words(words: tuple[str, ...], count: int, random: np.random.Generator) -> tuple[Clip, ...]:
    """The words said by the synthesizer of this computer, nothing without one: not labelled, as a
    label may be any name for any sound."""
    synthesizer = Synthesizer.find() if count else None
    if synthesizer is None:
        return ()
    sounds = sayings.said_words(words, synthesizer, count, int(random.integers(2**31)))
    return tuple(Clip.of(samples) for samples in sounds if samples.any())


def bundled_words() -> tuple[Clip, ...]:
    """Words in many voices that came with the program: not labelled, one of them may be ours."""
    files = sorted((DEMO_TAKES / UNKNOWN).iterdir())
    return tuple(Clip.of(around_word(read_samples(file))) for file in files)


def around_word(samples: NDArray[np.int16]) -> NDArray[np.int16]:
    """The word with a quarter of a second on both sides: weak consonants must not be cut off."""
    start, end = word_span(samples)
    return samples[max(0, start - KEEP_AROUND_WORD) : end + KEEP_AROUND_WORD]


def _long(takes: list[Take], random: np.random.Generator) -> tuple[NDArray[np.int16], ...]:
    """As many whole takes as fit the limit, drawn evenly."""
    sounds, seconds = [], 0.0
    for index in random.permutation(len(takes)).tolist():
        if seconds >= MOST_LONG_SECONDS:
            break
        sounds.append(read_samples(takes[index].path))
        seconds += takes[index].duration_s
    return tuple(sound for sound in sounds if sound.any())
