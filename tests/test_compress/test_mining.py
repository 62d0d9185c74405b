"""Hard negatives are found where the network is fooled, and nowhere twice."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from compress.mining import APART_FRAMES, JITTER_FRAMES, KEPT, HardNegatives

FRAMES = 10
LABELS = 3  # One word, _unknown_, _silence_.


def stream(places: list[int], length: int = 3000) -> NDArray[np.int8]:
    features = np.zeros((length, 40), np.int8)
    for place in places:
        features[place] = 100
    return features


def fooled_by_the_middle(windows: NDArray[np.int8]) -> NDArray[np.float32]:
    """A network that hears a word wherever frame 5 of its window is loud."""
    word = windows[:, 5, 0].astype(np.float32) / 100
    return np.stack([word, (1 - word) * 0.7, (1 - word) * 0.3], axis=1)


def test_what_fools_the_network_comes_first() -> None:
    hard = HardNegatives(stream([305, 1205]), FRAMES, LABELS)
    count = hard.search(fooled_by_the_middle)
    assert 2 <= count <= KEPT
    assert hard._starts[:2].tolist() == [300, 1200]


def test_places_are_apart() -> None:
    hard = HardNegatives(stream([]), FRAMES, LABELS)
    hard.search(fooled_by_the_middle)
    assert np.diff(np.sort(hard._starts)).min() >= APART_FRAMES


def test_drawn_windows_are_near_the_places_and_carry_no_word() -> None:
    features = stream([])
    features[:, 1] = (np.arange(len(features)) % 128).astype(np.int8)
    hard = HardNegatives(features, FRAMES, LABELS)
    random = np.random.default_rng(1)
    assert len(hard.draw(8, random)[0]) == 0
    hard.search(fooled_by_the_middle)
    windows, labels = hard.draw(64, random)
    assert windows.shape == (64, FRAMES, 40)
    assert set(labels.tolist()) == {1}
    for start in windows[:, 0, 1]:
        distances = np.abs(hard._starts % 128 - int(start)) % 128
        assert np.minimum(distances, 128 - distances).min() <= JITTER_FRAMES


@pytest.mark.parametrize("length", [0, FRAMES - 1])
def test_no_long_sound_means_no_hard_negatives(length: int) -> None:
    hard = HardNegatives(stream([], length), FRAMES, LABELS)
    assert hard.search(fooled_by_the_middle) == 0


def test_a_stream_of_one_window_is_searched() -> None:
    assert HardNegatives(stream([], FRAMES), FRAMES, LABELS).search(fooled_by_the_middle) == 1
