"""The detector run by run, as the chip's C does it, for boards that are written in Python."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from compress.detector import DetectorSettings, is_word, posteriors


class StreamDetector:
    """The events of `compress.detector.find_events`, found as the logits come.

    Args:
        labels: One for each logit.
        settings: Thresholds, smoothing, refractory time.
        output_scale: What one step of a logit means.
        run_ms: Time between two runs of the model.

    Attributes:
        thresholds: Q15, one for each label; may be changed at any time.
        scores: Q15 scores after the last run, one for each label.
    """

    def __init__(
        self, labels: tuple[str, ...], settings: DetectorSettings, output_scale: float, run_ms: int
    ) -> None:
        self._words = [index for index, label in enumerate(labels) if is_word(label)]
        self._output_scale = output_scale
        self._refractory_runs = -(-settings.refractory_ms // run_ms)
        self._smoothing = settings.smoothing
        self._label_count = len(labels)
        self.thresholds = list(settings.thresholds)
        self.reset()

    def reset(self) -> None:
        """Forget all runs; thresholds stay as they are."""
        silence = np.zeros(self._label_count, np.int32)
        self._history = deque([silence] * self._smoothing, maxlen=self._smoothing)
        self._armed = [True] * self._label_count
        self._quiet_runs = 0
        self.scores = [0] * self._label_count

    def push(self, logits: NDArray[np.int8]) -> int | None:
        """Take one run's logits, int8 (labels,); return the label that fires, if any."""
        self._history.append(posteriors(logits[np.newaxis], self._output_scale)[0])
        total = np.sum(self._history, axis=0)
        self.scores = [int(value) for value in total // self._smoothing]
        self._quiet_runs = max(0, self._quiet_runs - 1)
        if not self._words:
            return None
        best = max(self._words, key=lambda index: (self.scores[index], -index))
        fires = self._reached(best) and self._armed[best] and self._quiet_runs == 0
        for index in self._words:
            if not self._reached(index):
                self._armed[index] = True
        if not fires:
            return None
        self._armed[best] = False
        self._quiet_runs = self._refractory_runs
        return best

    def _reached(self, label: int) -> bool:
        return self.scores[label] >= self.thresholds[label]
