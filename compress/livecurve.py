"""How networks learn, as it goes on: loss and accuracy of each, gathered from progress."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from audio.stage import BESIDE, Progress


@dataclass
class LiveSeries:
    """One training of one network.

    Attributes:
        network: Its architecture, or its variant where it is fine-tuned.
        turn: 1 for the first training of this name, 2 and more for each after it.
        batch: How many batches it has learned from.
        losses: (share of the training, mean loss since the point before), in the order of time.
        accuracies: (share of the training, share of the validation clips that were right).
    """

    network: str
    turn: int
    batch: int = 0
    losses: list[tuple[float, float]] = field(default_factory=list)
    accuracies: list[tuple[float, float]] = field(default_factory=list)

    @property
    def share(self) -> float:
        """How much of the training is done, 0..1."""
        return self.losses[-1][0] if self.losses else 0.0


class LiveCurve:
    """All trainings of a stage, in the order in which they began."""

    def __init__(self) -> None:
        self.series: list[LiveSeries] = []

    def add(self, progress: Progress) -> bool:
        """Take in what a progress tells of trainings; False if that was known already."""
        known = [self._note(details) for details in _trainings(progress)]
        return any(known)

    def _note(self, details: dict[str, Any]) -> bool:
        series = self._series(details["architecture"], details["batch"])
        if details["batch"] == series.batch:
            return False
        series.batch = details["batch"]
        series.losses.append((series.batch / details["batches"], details["loss"]))
        judged, accuracy = details.get("judged_batch"), details.get("val_accuracy")
        if judged is not None and accuracy is not None:
            point = (judged / details["batches"], accuracy)
            if point[0] > max((share for share, _ in series.accuracies), default=0.0):
                series.accuracies.append(point)
        return True

    def _series(self, network: str, batch: int) -> LiveSeries:
        """The training that goes on; a network that begins anew is fine-tuned."""
        own = [each for each in self.series if each.network == network]
        if own and batch >= own[-1].batch:
            return own[-1]
        self.series.append(LiveSeries(network, len(own) + 1))
        return self.series[-1]


def _trainings(progress: Progress) -> Iterator[dict[str, Any]]:
    """The details of each training that a progress speaks of."""
    for details in progress.details.get(BESIDE, [progress.details]):
        if "batch" in details and "architecture" in details:
            yield details
