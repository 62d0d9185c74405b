"""Clustering: all weights of a network share a handful of int8 values, which are trained.

After S. Han et al., "Deep Compression" (2016): k-means over the weights, then training with the
centroids in place of the weights. Here weights are clustered in units of their channel's int8 step,
so that one table serves every channel of every layer: the encoder stores it once, and each weight
as a few bits. Zero is always in the table, so that pruned weights stay pruned, and so are -127 and
127, the largest weight of every channel, which the scales follow from.
"""

from __future__ import annotations

import numpy as np

from audio.stage import Stage
from compress.draft import Course, Draft, fine_tune
from compress.ranges import ranges_of, with_ranges
from compress.rounding import LARGEST, Holder, Weights, nearest
from compress.surgery import carry_over, folded
from compress.trainer import Trainer

NAME = "cluster"
TITLE = "Let weights share values"
AMOUNT = "different values, 4 to 64"
FIXED = (-LARGEST, 0, LARGEST)
ROUNDS = 30
# The table follows the weights until the last quarter of the training.
STEPS_APART = 20
LAST_MOMENT = 0.75


def cluster(draft: Draft, course: Course, amount: float) -> Stage[tuple[Draft, tuple[str, ...]]]:
    """Let all weights share `amount` int8 values, and fine-tune.

    Args:
        draft: Its zeros stay zero; ranges that were trained are trained on; a table that it has is
            replaced.
        course: What to fine-tune with.
        amount: How many values, at least 4.

    Returns:
        The draft with batch normalization folded and its weights on the table, and no remarks.
    """
    model = folded(draft.model)
    rounding = with_ranges(model, draft.ranges, batch=None, following=True)
    holder = Holder(rounding, start(int(amount)))
    holder.use(centroids(holder.hidden(), holder.table))
    total = course.recipe.epochs * course.recipe.batches

    def after_step(trainer: Trainer, step: int) -> None:
        holder(trainer, step)
        if step % STEPS_APART == 0 and step < LAST_MOMENT * total:
            holder.use(centroids(holder.hidden(), holder.table, rounds=1))

    yield from fine_tune(rounding, course, after_step)
    holder.settle()
    carry_over(rounding, model)
    return Draft(model, holder.table, ranges_of(rounding, draft.ranges)), ()


def start(count: int) -> tuple[int, ...]:
    """A table to begin with: evenly spaced, the fixed values among them."""
    below = np.linspace(-LARGEST, 0, (count - 1) // 2 + 1)
    above = np.linspace(0, LARGEST, count - (count - 1) // 2)
    return tuple(int(value) for value in np.rint([*below, *above[1:]]))


def centroids(values: Weights, table: tuple[int, ...], rounds: int = ROUNDS) -> tuple[int, ...]:
    """Lloyd's algorithm from a given table; ascending, distinct, whole, the fixed values kept.

    Args:
        values: Weights in int8 steps, flat.
        table: Where to begin.
        rounds: At most so many times are all weights assigned and all centroids moved.
    """
    for _ in range(rounds):
        nearest_entry = nearest(values, table)
        moved = {
            entry
            if entry in FIXED
            else round(float(values[nearest_entry == entry].mean()))
            if np.any(nearest_entry == entry)
            else entry
            for entry in table
        }
        fresh = tuple(sorted(moved)) if len(moved) == len(table) else table
        if fresh == table:
            break
        table = fresh
    return table
