"""What a count is worth: confidence intervals for shares and for rates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

# Two-sided 95 %, as usual for shares; one-sided 95 % for "less than so many an hour".
Z_95 = 1.959963984540054
CONFIDENCE = 0.95
LEAST_CLUSTERS = 5
RESAMPLES = 4000


@dataclass(frozen=True)
class Share:
    """How many of some trials went right, with the 95 % interval of what that says."""

    right: int
    total: int

    def to_dict(self) -> dict[str, Any]:
        """Values for JSON."""
        low, high = wilson(self.right, self.total)
        return {
            "accuracy": self.right / self.total if self.total else None,
            "low": low,
            "high": high,
            "clips": self.total,
            "right": self.right,
        }


def wilson(successes: int, trials: int, z: float = Z_95) -> tuple[float, float]:
    """The Wilson score interval of a share; (0, 1) when nothing was tried.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference"
    (1927). It stays inside 0..1 and is honest for a handful of trials.
    """
    if trials == 0:
        return 0.0, 1.0
    share, square = successes / trials, z * z / trials
    centre = (share + square / 2) / (1 + square)
    spread = z / (1 + square) * math.sqrt(share * (1 - share) / trials + square / (4 * trials))
    # The ends are 0 and 1 exactly when no, or every, trial succeeded; keep rounding out of it.
    low = 0.0 if successes == 0 else centre - spread
    high = 1.0 if successes == trials else centre + spread
    return low, high


def poisson_upper(events: int, confidence: float = CONFIDENCE) -> float:
    """The exact upper bound of a Poisson mean after seeing `events`.

    It is the mean at which so few events would have had a chance of only 1 - confidence. For no
    event at 95 % it is 2.996: the rule of three.
    """
    chance = 1 - confidence
    low, high = float(events), events + 10.0 + 10.0 * math.sqrt(events + 1.0)
    for _ in range(80):
        middle = (low + high) / 2
        if _at_most(events, middle) > chance:
            low = middle
        else:
            high = middle
    return high


def rate_per_hour(events: int, hours: float) -> tuple[float, float]:
    """Events an hour and its upper bound; infinite bound when nothing was listened to."""
    if hours <= 0:
        return 0.0, math.inf
    return events / hours, poisson_upper(events) / hours


def _at_most(events: int, mean: float) -> float:
    """P(X <= events) of a Poisson variable, summed in logarithms against underflow."""
    logarithm = math.log(mean) if mean > 0 else -math.inf
    terms = (-mean + n * logarithm - math.lgamma(n + 1) if n else -mean for n in range(events + 1))
    return math.fsum(math.exp(term) for term in terms)


def clustered_interval(
    clusters: Sequence[tuple[int, int]], resamples: int = RESAMPLES
) -> tuple[float, float] | None:
    """The 95 % interval of a share whose trials come in clusters: what other clusters would give.

    Ten clips of one speaker say less about other people than one clip each of ten speakers. So
    whole clusters are drawn again and again (the bootstrap). It is only as good as the clusters
    are many: below `LEAST_CLUSTERS` it would claim too much, and there is none.

    Source: A. C. Davison and D. V. Hinkley, "Bootstrap Methods and their Application" (1997), 3.8.

    Args:
        clusters: (successes, trials) of each.
    """
    counted = np.asarray([each for each in clusters if each[1]], np.int64)
    if len(counted) < LEAST_CLUSTERS:
        return None
    random = np.random.default_rng(len(counted))
    drawn = counted[random.integers(0, len(counted), (resamples, len(counted)))].sum(axis=1)
    low, high = np.percentile(drawn[:, 0] / drawn[:, 1], [2.5, 97.5])
    return float(low), float(high)
