"""How much sound a model must see at once for the words it shall know."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from audio.dataset import read_samples
from audio.frontend import SAMPLE_RATE_HZ, FrontEndSettings
from audio.takes import Take
from compress.roomtone import word_span

# About 1, 1.25, 1.5 and 2 seconds: longer windows cost RAM and time on the chip.
FRAMES = (49, 61, 73, 97)
# Most takes of the longest word shall fit, slow ones need not: a model knows a word by its middle.
PERCENTILE = 75
# A word must stay whole in the window while the detector averages.
SLACK_SECONDS = 0.25


def front_end_for(takes: Sequence[Take], words: Sequence[str]) -> FrontEndSettings:
    """The front end whose window is the shortest that holds the words.

    Args:
        takes: Takes to train on.
        words: Labels that count.

    Raises:
        AudioError: A file is gone or damaged.
    """
    needed = max(_length_seconds(takes, word) for word in words) + SLACK_SECONDS
    for frames in FRAMES:
        front_end = FrontEndSettings(frames=frames)
        if front_end.window_samples >= needed * SAMPLE_RATE_HZ:
            return front_end
    return FrontEndSettings(frames=FRAMES[-1])


def _length_seconds(takes: Sequence[Take], word: str) -> float:
    """Of three takes in four of a word, at most."""
    spans = [word_span(read_samples(take.path)) for take in takes if take.label == word]
    if not spans:
        return 0.0
    return float(np.percentile([end - start for start, end in spans], PERCENTILE)) / SAMPLE_RATE_HZ
