"""Sounds for tests: words that are not words but look like them, and real ones where there are."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16000
ROOT = Path(__file__).resolve().parents[2]


def spoken(seconds: float, seed: int, level: float = 6000.0) -> NDArray[np.int16]:
    """A voiced sound with overtones and syllables: its envelope never falls to the noise."""
    rng = np.random.default_rng(seed)
    time = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    pitch_hz = rng.uniform(90, 240)
    tones = [np.sin(2 * np.pi * k * pitch_hz * time + rng.uniform(0, 6)) / k for k in range(1, 12)]
    syllables = 0.6 + 0.4 * np.sin(2 * np.pi * rng.uniform(3, 5) * time + rng.uniform(0, 6))
    sound = sum(tones) * syllables
    return np.asarray(sound * level / np.sqrt(np.mean(np.square(sound))), np.int16)


def take(
    seed: int,
    seconds: float = 0.6,
    before: float = 0.3,
    after: float = 0.3,
    noise: float = 20.0,
    level: float = 6000.0,
) -> NDArray[np.int16]:
    """A word with quiet around it, as a good recording has it; each seed gives another."""
    rng = np.random.default_rng([seed, 7])
    word = spoken(seconds, seed, level)
    edges = round(before * RATE_HZ), round(after * RATE_HZ)
    sound = np.pad(word.astype(np.float64), edges) + rng.normal(0, noise, sum(edges) + len(word))
    return np.clip(np.rint(sound), -32768, 32767).astype(np.int16)


def real_data() -> Path | None:
    """The folder of real recordings: $WAKEWRIGHT_DATA, or shared/data beside the project."""
    named = os.environ.get("WAKEWRIGHT_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    return folder if (folder / "manifest.csv").is_file() else None
