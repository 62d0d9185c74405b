"""The window fits the words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio.takes import Take
from compress.window import front_end_for


def takes_of(folder: Path, label: str, lengths_seconds: list[float]) -> list[Take]:
    """Takes with a loud tone of a known length in a quiet room."""
    random = np.random.default_rng(1)
    takes = []
    for number, seconds in enumerate(lengths_seconds):
        samples = random.normal(0, 3, 48000)
        count = int(seconds * 16000)
        samples[8000 : 8000 + count] += 8000 * np.sin(np.arange(count) * 0.3)
        path = folder / f"{label}_{number}.flac"
        soundfile.write(path, samples.astype(np.int16), 16000)
        takes.append(Take(path, label, "me", "", "", (), (), 3.0))
    return takes


@pytest.mark.parametrize(
    ("seconds", "frames"), [(0.4, 49), (0.9, 61), (1.1, 73), (1.5, 97), (2.2, 97)]
)
def test_the_shortest_window_that_holds_the_word(
    tmp_path: Path, seconds: float, frames: int
) -> None:
    assert front_end_for(takes_of(tmp_path, "a", [seconds] * 4), ["a"]).frames == frames


def test_the_longest_word_decides_and_a_slow_take_does_not(tmp_path: Path) -> None:
    takes = takes_of(tmp_path, "a", [0.4] * 9 + [2.0]) + takes_of(tmp_path, "b", [1.1] * 4)
    assert front_end_for(takes, ["a"]).frames == 49
    assert front_end_for(takes, ["a", "b"]).frames == 73
