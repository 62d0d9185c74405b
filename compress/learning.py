"""What more takes would buy: the law that errors follow as takes are added, and its uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compress.statistics import wilson

Floats = NDArray[np.float64]

# The law is tried with each of these; steeper and flatter ones are not seen in practice.
EXPONENTS = np.linspace(0.05, 1.5, 30)
# Denser near nothing: most words can be learned well with enough takes.
FLOORS = np.linspace(0.0, 0.75, 50) ** 2
FIRST_ERRORS = np.linspace(0.01, 1.0, 100)
# Two trainings on equally many takes differ by more than the luck of the test clips alone, and all
# are tested on the same clips: each clip counts as half a one.
CLIP_WEIGHT = 0.5
SURE = 0.95


@dataclass(frozen=True)
class Point:
    """One training: how many takes a word it had, and what became of the words it was tested on."""

    takes: float
    missed: int
    words: int

    def to_dict(self) -> dict[str, Any]:
        """Values for JSON."""
        low, high = wilson(self.missed, self.words)
        share = self.missed / self.words
        return {"takes": self.takes, "missed": self.missed, "words": self.words} | {
            "miss_rate": share,
            "low": low,
            "high": high,
        }


@dataclass(frozen=True)
class Estimate:
    """A miss rate with the interval in which it lies with 95 % probability, if the law holds."""

    takes: float
    miss_rate: float
    low: float
    high: float


class LearningLaw:
    """error(n) = a * n ** -b + c, with all the values of a, b and c that the points allow.

    Four noisy points do not tell three numbers. So the law is kept as a weight for each of many
    triples (their likelihood, with every triple equally likely before), and a prediction is what
    all of them say together.

    Source: C. Cortes et al., "Learning Curves: Asymptotic Values and Rate of Convergence" (1993).

    Args:
        points: At least two trainings on different numbers of takes.
    """

    def __init__(self, points: Sequence[Point]) -> None:
        self._least = min(point.takes for point in points)
        first, exponent, floor = np.meshgrid(FIRST_ERRORS, EXPONENTS, FLOORS, indexing="ij")
        possible = floor <= first
        self._first, self._exponent, self._floor = (
            first[possible],
            exponent[possible],
            floor[possible],
        )
        logarithm = np.zeros(len(self._first))
        for point in points:
            share = np.clip(self._error(point.takes), 1e-4, 1 - 1e-4)
            right = point.words - point.missed
            logarithm += point.missed * np.log(share) + right * np.log(1 - share)
        weights = np.exp(CLIP_WEIGHT * (logarithm - logarithm.max()))
        self._weights: Floats = weights / weights.sum()

    def at(self, takes: float) -> Estimate:
        """The miss rate to expect with so many takes of each word."""
        shares = self._error(takes)
        order = np.argsort(shares)
        below = np.cumsum(self._weights[order])
        edges = np.searchsorted(below, [(1 - SURE) / 2, 0.5, (1 + SURE) / 2])
        low, middle, high = shares[order[np.minimum(edges, len(order) - 1)]].tolist()
        return Estimate(takes, middle, low, high)

    def chance_of_less(self, now: float, later: float) -> float:
        """How likely it is that going from `now` to `later` takes removes a tenth of the errors."""
        gained = self._error(later) <= 0.9 * self._error(now)
        return float(self._weights[gained].sum())

    def _error(self, takes: float) -> Floats:
        """Of each triple; the first error is that at the fewest takes that were tried."""
        fall: Floats = (takes / self._least) ** -self._exponent
        return self._floor + (self._first - self._floor) * fall


def in_a_sentence(now: Estimate, later: Estimate, chance: float) -> str:
    """What more takes would probably do, labelled as the estimate that it is."""
    more = round(later.takes - now.takes)
    before, after = _percent(now.miss_rate), _percent(later.miss_rate)
    interval = f"{100 * later.low:.0f} to {_percent(later.high)}"
    if chance < 0.5:
        return (
            f"Estimate: {more} more takes a word would probably change little: now about {before} "
            f"of the words are missed, then about {after} ({interval}). Other voices, or other "
            "words, would help more."
        )
    return (
        f"Estimate: {more} more takes a word would probably lower the misses from {before} to "
        f"about {after} ({interval})."
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
