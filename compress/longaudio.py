"""Continuous audio as a board hears it: hours without a word, and words in a running room."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audio.dataset import read_samples, training_label
from audio.frontend import SAMPLE_RATE_HZ, FrontEndSettings
from audio.labels import BACKGROUND, SPEECH
from audio.takes import Take
from compress.detector import is_word
from compress.roomtone import CONVERTER_NOISE, to_samples, word_span

# Long enough for the refractory time to pass and for the window to be free of the last word.
GAP_SECONDS = (1.5, 2.5)
# A quiet room: this far below the word that is being spoken.
ROOM_BELOW_WORD_DB = 25.0
FADE_SAMPLES = SAMPLE_RATE_HZ // 50


@dataclass(frozen=True)
class Spoken:
    """A word in a stream: the index of its label, where it begins and ends, who says it, and the
    name of the take that it is from."""

    label: int
    start_seconds: float
    end_seconds: float
    speaker: str = ""
    take: str = ""


@dataclass(frozen=True)
class LongAudio:
    """Features of one uninterrupted stream.

    Attributes:
        features: int8, shape (n, 40).
        spoken: The words in it, in order; none in negatives.
        seconds: How much sound it was made of.
    """

    features: NDArray[np.int8]
    spoken: tuple[Spoken, ...]
    seconds: float

    @property
    def hours(self) -> float:
        """Its length in hours."""
        return self.seconds / 3600


def negative_audio(takes: Sequence[Take], front_end: FrontEndSettings) -> LongAudio:
    """All background and long speech, one take after the other, as one stream.

    Raises:
        AudioError: A file is gone or damaged.
    """
    files = [take for take in takes if take.label in (BACKGROUND, SPEECH)]
    return stream((read_samples(take.path) for take in files), front_end)


def spoken_audio(
    takes: Sequence[Take], labels: tuple[str, ...], front_end: FrontEndSettings, seed: int = 0
) -> LongAudio:
    """Features of `spoken_sound`.

    Raises:
        AudioError: A file is gone or damaged.
    """
    samples, spoken = spoken_sound(takes, labels, seed)
    return replace(stream([samples], front_end), spoken=spoken)


def spoken_sound(
    takes: Sequence[Take], labels: tuple[str, ...], seed: int = 0
) -> tuple[NDArray[np.int16], tuple[Spoken, ...]]:
    """Every take of a word, once, in a running background with pauses between.

    The background is that of the takes if they have any, 25 dB below each word; else only the
    noise of a converter.

    Returns:
        int16 samples, 16 kHz, and the words in them, in order.

    Raises:
        AudioError: A file is gone or damaged.
    """
    words = tuple(label for label in labels if is_word(label))
    random = np.random.default_rng(seed)
    room = _room(takes, random)
    pieces: list[NDArray[np.int16]] = []
    spoken: list[Spoken] = []
    position = 0
    chosen = [take for take in takes if training_label(take, words) in words]
    for index in random.permutation(len(chosen)).tolist():
        take = chosen[index]
        gap = int(random.uniform(*GAP_SECONDS) * SAMPLE_RATE_HZ)
        samples = read_samples(take.path)
        start, end = (position + gap + at for at in word_span(samples))
        spoken.append(
            Spoken(
                labels.index(take.label),
                start / SAMPLE_RATE_HZ,
                end / SAMPLE_RATE_HZ,
                take.speaker,
                take.name,
            )
        )
        piece = _in_room(samples, gap, room, position, random)
        pieces.append(piece)
        position += len(piece)
    pieces.append(np.zeros(SAMPLE_RATE_HZ, np.int16))  # Time to notice the last word.
    return np.concatenate(pieces), tuple(spoken)


def stream(sounds: Iterable[NDArray[np.int16]], front_end: FrontEndSettings) -> LongAudio:
    """Features of sounds that follow each other without a pause or a reset."""
    lengths: list[int] = []

    def each() -> Iterator[NDArray[np.int16]]:
        for samples in sounds:
            lengths.append(len(samples))
            yield samples

    return LongAudio(front_end.features_of(each()), (), sum(lengths) / SAMPLE_RATE_HZ)


def _room(takes: Sequence[Take], random: np.random.Generator) -> NDArray[np.float32]:
    """Background to loop, float32 at unit level, shape (n,)."""
    files = [take for take in takes if take.label == BACKGROUND]
    if not files:
        return random.normal(0, 1, 10 * SAMPLE_RATE_HZ).astype(np.float32)
    sounds = [read_samples(take.path).astype(np.float32) for take in files]
    return np.concatenate([sound / (_level(sound) + 1e-3) for sound in sounds])


def _in_room(
    samples: NDArray[np.int16],
    gap: int,
    room: NDArray[np.float32],
    position: int,
    random: np.random.Generator,
) -> NDArray[np.int16]:
    """A pause of `gap` samples and a take, with the room under both, faded into each other."""
    start, end = word_span(samples)
    word = samples.astype(np.float32)
    below = _level(word[start:end]) * 10 ** (-ROOM_BELOW_WORD_DB / 20)
    whole = np.take(room, np.arange(position, position + gap + len(word)), mode="wrap") * below
    fade = np.linspace(0, 1, min(FADE_SAMPLES, len(word)), dtype=np.float32)
    word[: len(fade)] *= fade
    word[len(word) - len(fade) :] *= fade[::-1]
    whole[gap:] += word
    whole += random.normal(0, CONVERTER_NOISE, len(whole)).astype(np.float32)
    return to_samples(whole)


def _level(samples: NDArray[np.float32]) -> float:
    return float(np.sqrt(np.mean(samples**2))) if len(samples) else 0.0
