"""What recordings say about words, whatever the words are called."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from fakes.projects import write_wav

from audio.likeness import advise_with_takes
from audio.takes import Take

RATE_HZ = 16000
RISING, FALLING, STEADY = (400.0, 2500.0), (2500.0, 400.0), (900.0, 900.0)


def take(folder: Path, label: str, number: int, sweep: tuple[float, float], seconds: float) -> Take:
    """A whistle from one pitch to another in faint noise, each a little different."""
    random = np.random.default_rng((number, *label.encode()))
    count = int(seconds * random.uniform(0.92, 1.08) * RATE_HZ)
    pitch = np.geomspace(*sweep, count) * random.uniform(0.96, 1.04)
    tone = 6000 * np.sin(2 * np.pi * np.cumsum(pitch) / RATE_HZ)
    sound = np.pad(tone, (RATE_HZ // 3, RATE_HZ // 3))
    sound += random.normal(0, 20, len(sound))
    path = write_wav(folder / label / f"me_{number}.wav", sound.astype(np.int16))
    return Take(path, label, "me", "s", "", (), (), len(sound) / RATE_HZ)


def takes(
    folder: Path, label: str, sweep: tuple[float, float], seconds: float = 0.7, count: int = 5
) -> list[Take]:
    return [take(folder, label, number, sweep, seconds) for number in range(count)]


def test_different_sounds_are_fine_whatever_they_are_called(tmp_path: Path) -> None:
    recorded = takes(tmp_path, "a", RISING) + takes(tmp_path, "b", FALLING)
    assert advise_with_takes(recorded, ["a", "b"]) == []


def test_alike_sounds_are_named_with_their_count(tmp_path: Path) -> None:
    recorded = takes(tmp_path, "computer", RISING) + takes(tmp_path, "lantern", RISING)
    recorded += takes(tmp_path, "alexa", FALLING)
    found = advise_with_takes(recorded, ["computer", "lantern", "alexa"])
    [advice] = [each for each in found if each.code == "sounds_alike"]
    assert advice.words == ("computer", "lantern")
    assert "Of 10 takes" in advice.what
    assert found == [advice]


def test_short_takes_are_named_and_long_ones_clear_a_short_name(tmp_path: Path) -> None:
    recorded = takes(tmp_path, "computer", RISING, 0.25) + takes(tmp_path, "go", FALLING, 0.8)
    found = advise_with_takes(recorded, ["computer", "go"])
    assert [(each.code, each.words) for each in found] == [("sounds_short", ("computer",))]
    assert re.search(r"only 0\.(2|3)\d seconds", found[0].what)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_with_hardly_any_takes_the_text_decides(tmp_path: Path, count: int) -> None:
    recorded = takes(tmp_path, "go", RISING, 0.9, count)
    assert [each.code for each in advise_with_takes(recorded, ["go"])] == ["too_short"]
