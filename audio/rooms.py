"""Made-up rooms: impulse responses with a few early echoes and a decaying tail."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from audio.frontend import SAMPLE_RATE_HZ

ROOM_SAMPLES = SAMPLE_RATE_HZ // 4
# Time in which the sound of a room falls by 60 dB: a car .. a living room .. a bare hall.
REVERB_SECONDS = (0.12, 0.7)
DIRECT_TO_TAIL_DB = (0.0, 15.0)
ECHOES = 6
ECHO_MS = (2.0, 30.0)


def make_room(rng: np.random.Generator) -> NDArray[np.float32]:
    """An impulse response, float32, shape (4000,), of total energy 1: rooms keep the level."""
    time_s = np.arange(ROOM_SAMPLES) / SAMPLE_RATE_HZ
    decay = 10 ** (-3 * time_s / rng.uniform(*REVERB_SECONDS))
    tail = rng.standard_normal(ROOM_SAMPLES) * decay
    # Walls swallow high tones: a running mean of two to four samples.
    width = int(rng.integers(2, 5))
    tail = np.convolve(tail, np.ones(width) / width)[:ROOM_SAMPLES]
    tail[: int(ECHO_MS[0] * SAMPLE_RATE_HZ / 1000)] = 0
    echoes = (rng.uniform(*ECHO_MS, ECHOES) * SAMPLE_RATE_HZ / 1000).astype(int)
    room = np.zeros(ROOM_SAMPLES)
    room[echoes] = rng.uniform(-0.4, 0.4, ECHOES) * decay[echoes]
    tail *= 10 ** (-rng.uniform(*DIRECT_TO_TAIL_DB) / 20) / np.sqrt(np.sum(np.square(tail)))
    room += tail
    room[0] = 1
    return np.asarray(room / np.sqrt(np.sum(np.square(room))), np.float32)


def reverberate(sound: NDArray[np.float32], room: NDArray[np.float32]) -> NDArray[np.float32]:
    """The sound as heard in the room, of the same length, float32, shape (n,)."""
    size = len(sound) + len(room)
    product = np.fft.rfft(sound, size) * np.fft.rfft(room, size)
    return np.asarray(np.fft.irfft(product, size)[: len(sound)], np.float32)
