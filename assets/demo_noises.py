"""Background sounds made from nothing: each a function of seconds and a random generator."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from audio.augmentation import pink_noise
from audio.frontend import SAMPLE_RATE_HZ

Floats = NDArray[np.float32]


def pink(seconds: float, rng: np.random.Generator) -> Floats:
    """Even noise, as wind far away."""
    return pink_noise(int(seconds * SAMPLE_RATE_HZ), rng)


def hum(seconds: float, rng: np.random.Generator) -> Floats:
    """A transformer: the mains and its odd overtones, a little unsteady."""
    time = _time(seconds)
    mains_hz = rng.choice([50.0, 60.0])
    tones = [
        np.sin(2 * np.pi * mains_hz * k * time + rng.uniform(0, 6)) / k for k in (1, 2, 3, 5, 7, 9)
    ]
    sway = 1 + 0.2 * np.sin(2 * np.pi * 0.3 * time)
    return np.asarray(600 * sum(tones) * sway + 0.05 * pink(seconds, rng), np.float32)


def fan(seconds: float, rng: np.random.Generator) -> Floats:
    """Rushing air, louder each time a blade passes."""
    time = _time(seconds)
    blades = 1 + 0.3 * np.sin(2 * np.pi * rng.uniform(18, 40) * time)
    return np.asarray(pink(seconds, rng) * blades, np.float32)


def keyboard(seconds: float, rng: np.random.Generator) -> Floats:
    """Key strokes: short bursts at uneven times over a quiet room."""
    sound = 0.03 * pink(seconds, rng)
    at = 0.1
    while at < seconds - 0.1:
        length = int(rng.integers(150, 500))
        burst = rng.standard_normal(length) * np.exp(-np.arange(length) / (length / 5))
        start = int(at * SAMPLE_RATE_HZ)
        sound[start : start + length] += (burst * rng.uniform(800, 4000)).astype(np.float32)
        at += float(rng.exponential(0.16)) + 0.05
    return sound


def rain(seconds: float, rng: np.random.Generator) -> Floats:
    """Thousands of drops over a bright hiss."""
    count = int(seconds * SAMPLE_RATE_HZ)
    hiss = np.diff(rng.standard_normal(count + 1)) * 150
    drops = np.zeros(count)
    where = rng.integers(0, count, int(seconds * 120))
    drops[where] = rng.exponential(3000, len(where)) * rng.choice([-1, 1], len(where))
    ring = np.exp(-np.arange(200) / 25) * np.sin(np.arange(200) * 1.1)
    return np.asarray(hiss + np.convolve(drops, ring)[:count], np.float32)


def music(seconds: float, rng: np.random.Generator) -> Floats:
    """A plucked tune over slow chords, on a pentatonic scale."""
    time, sound = _time(seconds), np.zeros(int(seconds * SAMPLE_RATE_HZ))
    scale = 220 * 2 ** (np.array([0, 3, 5, 7, 10, 12, 15]) / 12) * rng.uniform(0.8, 1.3)
    for at in np.arange(0, seconds, 0.3):
        since = np.maximum(time - at, 0)
        shape = np.exp(-since * 6) * (time >= at)
        tone = rng.choice(scale)
        sound += shape * sum(np.sin(2 * np.pi * tone * k * since) / k**2 for k in (1, 2, 3, 4))
    for at in np.arange(0, seconds, 2.4):
        inside = (time >= at) & (time < at + 2.4)
        for tone in rng.choice(scale, 3, replace=False) / 2:
            sound += 0.25 * inside * np.sin(2 * np.pi * tone * time)
    return np.asarray(sound * 1500, np.float32)


def dishes(seconds: float, rng: np.random.Generator) -> Floats:
    """Plates and glasses: ringing strokes."""
    time, sound = _time(seconds), 0.05 * pink(seconds, rng)
    at = 0.2
    while at < seconds - 0.3:
        since = np.maximum(time - at, 0)
        for _ in range(3):
            ring = np.sin(2 * np.pi * rng.uniform(900, 5500) * since)
            sound += rng.uniform(300, 1500) * (time >= at) * np.exp(-since * 18) * ring
        at += float(rng.uniform(0.15, 0.9))
    return np.asarray(sound, np.float32)


def traffic(seconds: float, rng: np.random.Generator) -> Floats:
    """A low rumble that comes and goes."""
    low = np.cumsum(pink(seconds, rng))
    low -= np.convolve(low, np.ones(800) / 800, "same")
    swell = 0.4 + np.square(np.sin(np.pi * _time(seconds) / rng.uniform(4, 8)))
    return np.asarray(low / (np.std(low) + 1) * 1200 * swell, np.float32)


def _time(seconds: float) -> NDArray[np.float64]:
    return np.arange(int(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ


NOISES: dict[str, Callable[[float, np.random.Generator], Floats]] = {
    kind.__name__: kind for kind in (pink, hum, fan, keyboard, rain, music, dishes, traffic)
}
