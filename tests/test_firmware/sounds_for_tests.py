"""Sound for the front end's tests: real recordings where there are any, and hostile signals."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile
from fakes.sounds import real_data
from numpy.typing import NDArray

from audio.frontend import SAMPLE_RATE_HZ

SECONDS_PER_CORPUS = 7
SECONDS_PER_FILE = 3

Sound = NDArray[np.int16]


def speech_and_noise() -> dict[str, Sound]:
    """At least 60 s: recordings of every corpus, or else of this module's own making."""
    folder = real_data()
    if folder is None:
        return made_up_speech()
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    corpora = sorted({row["corpus"] for row in rows})
    return {name: _one_corpus(folder, rows, name) for name in corpora}


def made_up_speech() -> dict[str, Sound]:
    """80 s that are the same on every computer."""
    return {f"synthetic {seed}": synthetic_speech(seed, 16) for seed in range(5)}


def _one_corpus(folder: Path, rows: list[dict[str, str]], corpus: str) -> Sound:
    paths = [row["path"] for row in rows if row["corpus"] == corpus]
    parts: list[Sound] = []
    # Spread over the corpus: every path a fixed stride further.
    for index in range(len(paths)):
        samples, rate = soundfile.read(
            folder / paths[index * 7919 % len(paths)],
            frames=SECONDS_PER_FILE * SAMPLE_RATE_HZ,
            dtype="int16",
        )
        assert rate == SAMPLE_RATE_HZ
        parts.append(samples)
        if sum(map(len, parts)) >= SECONDS_PER_CORPUS * SAMPLE_RATE_HZ:
            break
    return np.concatenate(parts)


def synthetic_speech(seed: int, seconds: int) -> Sound:
    """Gliding harmonics in bursts of all loudnesses over noise of a level that drifts."""
    rng = np.random.default_rng(seed)
    count = seconds * SAMPLE_RATE_HZ
    time = np.arange(count) / SAMPLE_RATE_HZ
    pitch = 120 + 60 * np.sin(2 * np.pi * (0.7 + 0.1 * seed) * time)
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE_HZ
    voice = sum(np.sin(k * phase) / k for k in range(1, 30))
    bursts = np.repeat(10 ** rng.uniform(0, 4.3, seconds * 8), count // (seconds * 8))
    noise = rng.standard_normal(count) * 10 ** (1.2 + np.sin(time / 3 + seed))
    return np.clip(voice * bursts / 2 + noise, -32768, 32767).astype(np.int16)


def hostile_signals() -> Iterator[tuple[str, Sound]]:
    """Signals made to overflow, wrap around or round the other way; one second or so each."""
    count = SAMPLE_RATE_HZ
    rng = np.random.default_rng(7)
    index = np.arange(count)
    yield "silence", np.zeros(count, np.int16)
    yield "lowest", np.full(count, -32768, np.int16)
    yield "highest", np.full(count, 32767, np.int16)
    yield "one", np.ones(count, np.int16)
    for half_period in (1, 2, 3, 5, 8, 31, 64, 240, 1000):
        square = np.where(index // half_period % 2, 32767, -32768)
        yield f"square wave of {2 * half_period}", square.astype(np.int16)
    for value in (-32768, 32767, -1, 1):
        for position in (0, 239, 240, 479):
            impulses = np.where(index % 480 == position, value, 0)
            yield f"impulses of {value} at {position}", impulses.astype(np.int16)
    lone = np.zeros(count, np.int16)
    lone[5000] = -32768
    yield "one impulse of -32768", lone
    for amplitude in (1, 2, 8, 100, 4000, 32768):
        noise = rng.integers(-amplitude, amplitude, count, dtype=np.int64)
        yield f"noise of {amplitude}", noise.astype(np.int16)
    signs = rng.choice(np.array([-32768, 32767]), count)
    yield "full-scale random signs", signs.astype(np.int16)
    sweep = np.sin(np.pi * index * index / (2 * count))
    for amplitude in (3, 500, 32767):
        yield f"sweep of {amplitude}", np.round(amplitude * sweep).astype(np.int16)
    growth = sweep * np.exp2(15 * index / count)
    yield "growing sweep", np.clip(growth, -32768, 32767).astype(np.int16)
    for frequency_hz in (300, 1000, 3000, 6000):
        tone = 32767 * np.sin(2 * np.pi * frequency_hz * index / SAMPLE_RATE_HZ)
        late = np.where(index < count // 2, 0, np.round(tone))
        yield f"{frequency_hz} Hz after silence", late.astype(np.int16)
    time = np.arange(5 * count) / SAMPLE_RATE_HZ
    chord = sum(np.sin(2 * np.pi * f * time) for f in (310, 690, 1270, 2230, 3700, 6100))
    swell = 5000 * (1 + 0.05 * np.sin(time))
    yield "a chord that swells slowly", np.round(chord * swell).astype(np.int16)
    yield "noise after silence", np.concatenate([lone * 0, signs.astype(np.int16), lone * 0])
