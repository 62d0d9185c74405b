"""How networks learn, as it goes on: loss and accuracy of each, gathered from progress."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from audio.stage import BESIDE, Progress


@dataclass(frozen=True)
class LivePoint:
    """A moment of a training.

    Attributes:
        share: How much of it is done, 0..1.
        loss: The mean since the point before.
        accuracy: Share of the validation clips that were right when last asked; None before that.
    """

    share: float
    loss: float
    accuracy: float | None


@dataclass
class LiveSeries:
    """One training of one network.

    Attributes:
        network: Its architecture.
        turn: 1 for the fitting, 2 and more for each fine-tuning after it.
        batch: How many batches it has learned from.
        points: In the order of time.
    """

    network: str
    turn: int
    batch: int = 0
    points: list[LivePoint] = field(default_factory=list)

    @property
    def accuracies(self) -> list[tuple[float, float]]:
        """(share, accuracy) wherever it was measured anew."""
        found: list[tuple[float, float]] = []
        for point in self.points:
            if point.accuracy is not None and (not found or found[-1][1] != point.accuracy):
                found.append((point.share, point.accuracy))
        return found


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
        share = series.batch / details["batches"]
        series.points.append(LivePoint(share, details["loss"], details.get("val_accuracy")))
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
