"""Which of many candidates are worth a full training: a few, spread over the Pareto front."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """What is known of a candidate after a short training; validation takes only.

    Attributes:
        error: 1 - validation score, 0..1.
        encoded_bytes: The model as it is stored on the chip.
        macs: Multiply-accumulates of one run.
        arena_bytes: RAM for what flows through the network.
    """

    error: float
    encoded_bytes: int
    macs: int
    arena_bytes: int


def pareto_front(points: Sequence[Measured]) -> list[int]:
    """Indices of the points that no other one beats in error and bytes, smallest first.

    Of equal points the first one stays.
    """
    order = sorted(range(len(points)), key=lambda i: (points[i].encoded_bytes, points[i].error, i))
    front: list[int] = []
    for index in order:
        if not front or points[index].error < points[front[-1]].error:
            front.append(index)
    return front


def spread(points: Sequence[Measured], count: int) -> list[int]:
    """At most `count` indices of the front, those that stand for the most of it, smallest first.

    The most accurate one, and then greedily each time the point that adds the most area of what is
    beaten, in error and in the logarithm of bytes, up to the worst of all points.
    """
    front = pareto_front(points)
    worst_error = max((point.error for point in points), default=1.0) + 1e-3
    most_bytes = max((point.encoded_bytes for point in points), default=1) * 1.01
    chosen = front[-1:]

    def area(indices: Sequence[int]) -> float:
        """What the points beat: a staircase of rectangles."""
        total, ceiling = 0.0, worst_error
        for index in sorted(indices, key=lambda i: points[i].encoded_bytes):
            width = math.log(most_bytes / points[index].encoded_bytes)
            total += width * max(0.0, ceiling - points[index].error)
            ceiling = min(ceiling, points[index].error)
        return total

    while len(chosen) < min(count, len(front)):
        rest = [index for index in front if index not in chosen]
        chosen.append(max(rest, key=lambda index: area([*chosen, index])))
    return sorted(chosen, key=lambda index: points[index].encoded_bytes)
