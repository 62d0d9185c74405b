"""A microphone that plays what a test gives it, and can fail as real ones do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from audio.errors import AudioError


class FakeMicrophone:
    """Plays sounds in blocks, then goes away.

    Attributes:
        closed: Whether the one who listened let go of it.
    """

    name = "Fake microphone"
    dropped_blocks = 0

    def __init__(self, sounds: Sequence[NDArray[np.int16]], block_samples: int = 801) -> None:
        self._sound = np.concatenate(sounds)
        self._block_samples = block_samples
        self.closed = False

    def blocks(self) -> Iterator[NDArray[np.int16]]:
        """Blocks of an odd length, so that no frame ends where a block ends."""
        try:
            for start in range(0, len(self._sound), self._block_samples):
                yield self._sound[start : start + self._block_samples]
            raise AudioError(f"{self.name} is gone.", "Plug it in again.")
        finally:
            self.closed = True
