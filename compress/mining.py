"""Hard negatives: the places in long sound without a word where the network hears one anyway.

A handful of random cuts teaches little about false alarms; the cuts that fool the network of this
moment teach most. They are looked for a few times during the training and mixed into each batch.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

# Where the network looks for them, in shares of the training.
MOMENTS = (0.35, 0.5, 0.65, 0.8)
STEP_FRAMES = 3
JITTER_FRAMES = 2
# How many are kept of each search, and how far they must be from each other.
KEPT = 256
APART_FRAMES = 9
CHUNK_WINDOWS = 256


class HardNegatives:
    """A long stream without a word, and the places in it that are taken for one.

    Args:
        features: int8, shape (n, 40), the stream.
        frames: Length of a window.
        labels: How many outputs the network has: words, then `_unknown_` and `_silence_`.
    """

    def __init__(self, features: NDArray[np.int8], frames: int, labels: int) -> None:
        self._features, self._window = features, np.arange(frames)
        self._words = labels - 2
        self._last = len(features) - frames
        self._starts = np.zeros(0, np.int64)
        self._labels = np.zeros(0, np.int64)

    @property
    def found(self) -> int:
        """How many places there are."""
        return len(self._starts)

    def search(self, probabilities: Callable[[NDArray[np.int8]], NDArray[np.float32]]) -> int:
        """Look through the whole stream and remember the worst places; how many there are now.

        Args:
            probabilities: Windows, int8 (n, frames, 40) -> softmax outputs (n, labels).
        """
        starts = np.arange(0, self._last + 1, STEP_FRAMES)
        if not len(starts):
            return 0
        chunks = np.array_split(starts, -(-len(starts) // CHUNK_WINDOWS))
        heard = np.concatenate([probabilities(self._windows(chunk)) for chunk in chunks])
        worst = heard[:, : self._words].max(axis=1)
        picked = _peaks(worst, KEPT, APART_FRAMES // STEP_FRAMES)
        # Each place gets the one of the two labels without a word that the network leans to.
        leaning = self._words + heard[picked, self._words :].argmax(axis=1)
        self._starts = np.concatenate([self._starts, starts[picked]])
        self._labels = np.concatenate([self._labels, leaning])
        return len(self._starts)

    def draw(
        self, count: int, random: np.random.Generator
    ) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
        """Up to `count` windows, int8 (n, frames, 40), and their labels; none before a search."""
        if not len(self._starts):
            return self._windows(self._starts), self._labels
        picks = random.integers(0, len(self._starts), count)
        jitter = random.integers(-JITTER_FRAMES, JITTER_FRAMES + 1, count)
        starts = np.clip(self._starts[picks] + jitter, 0, self._last)
        return self._windows(starts), self._labels[picks]

    def _windows(self, starts: NDArray[np.int64]) -> NDArray[np.int8]:
        windows: NDArray[np.int8] = self._features[starts[:, None] + self._window]
        return windows


def _peaks(scores: NDArray[np.float32], count: int, apart: int) -> NDArray[np.int64]:
    """Indices of the highest scores, none closer than `apart` to a higher one."""
    free = np.ones(len(scores), bool)
    picked: list[int] = []
    for index in np.argsort(-scores, kind="stable"):
        if len(picked) == count:
            break
        if free[index]:
            picked.append(int(index))
            free[max(0, index - apart + 1) : index + apart] = False
    return np.asarray(picked, np.int64)
