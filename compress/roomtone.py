"""The sound of the room before and after a recording, so that a clip sounds like a running chip.

A chip listens all the time: when a word comes, its front end has long known the noise of the room.
A clip that starts at once, or after digital silence, is something no chip ever hears.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from audio.frontend import SAMPLE_RATE_HZ
from audio.trimming import find_word

PIECE_SAMPLES = SAMPLE_RATE_HZ // 10
# The least noise that any microphone and its converter add, in steps of a 16-bit sample.
CONVERTER_NOISE = 1.5


def room_tone(
    samples: NDArray[np.int16], count: int, random: np.random.Generator
) -> NDArray[np.float32]:
    """Noise with the level and spectrum of the quietest tenth of a second of a recording.

    Args:
        samples: int16, shape (n,), the recording.
        count: Samples wanted.

    Returns:
        float32 in units of int16 samples, shape (count,).
    """
    noise = random.normal(0, CONVERTER_NOISE, count).astype(np.float32)
    quiet = _quietest(samples)
    if quiet is None or not count:
        return noise
    magnitude = np.abs(np.fft.rfft(quiet * np.hanning(PIECE_SAMPLES)))
    tone = np.zeros(count + 2 * PIECE_SAMPLES, np.float32)
    fade = np.hanning(PIECE_SAMPLES)
    for start in range(0, count + PIECE_SAMPLES, PIECE_SAMPLES // 2):
        phase = np.exp(2j * np.pi * random.random(len(magnitude)))
        tone[start : start + PIECE_SAMPLES] += np.fft.irfft(magnitude * phase, PIECE_SAMPLES) * fade
    tone = tone[PIECE_SAMPLES : PIECE_SAMPLES + count]
    level = np.sqrt(np.mean(quiet**2) / (np.mean(tone**2) + 1e-9))
    return np.asarray(tone * level + noise, np.float32)


def surrounded(
    samples: NDArray[np.int16], before: int, after: int, random: np.random.Generator
) -> NDArray[np.int16]:
    """A recording with `before` and `after` samples of its room around it, as int16."""
    whole = np.concatenate(
        [
            room_tone(samples, before, random),
            samples.astype(np.float32),
            room_tone(samples, after, random),
        ]
    )
    return to_samples(whole)


def to_samples(sound: NDArray[np.float32]) -> NDArray[np.int16]:
    """Sound in units of int16 samples -> int16, limited as a converter limits it."""
    return np.asarray(np.clip(np.rint(sound), -32768, 32767), np.int16)


def word_span(samples: NDArray[np.int16]) -> tuple[int, int]:
    """First and one-past-last sample of the word in a recording; all of it if none stands out."""
    span = find_word(samples)
    return (span.start, span.end) if span is not None else (0, len(samples))


def _quietest(samples: NDArray[np.int16]) -> NDArray[np.float32] | None:
    """The quietest piece that is not digital silence, float32, shape (PIECE_SAMPLES,)."""
    starts = range(0, len(samples) - PIECE_SAMPLES + 1, PIECE_SAMPLES // 4)
    pieces = [samples[start : start + PIECE_SAMPLES].astype(np.float32) for start in starts]
    alive = [piece for piece in pieces if np.count_nonzero(piece) > PIECE_SAMPLES // 2]
    return min(alive, key=lambda piece: float(np.mean(piece**2))) if alive else None
