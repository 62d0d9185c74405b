"""Quantization-aware training: the network learns on while it computes as the chip will.

B. Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
Inference" (2018): batch normalization is folded, weights are rounded to int8 in steps of their
channel, values to int8 in ranges that follow the batches; gradients pass as if nothing was rounded.
The converter takes weights and ranges over as they are, so that int8 answers are the trained ones.
"""

from __future__ import annotations

import numpy as np

from audio.stage import Stage
from compress.draft import Course, Draft, fine_tune, some_windows
from compress.ranges import observed, ranges_of, with_ranges
from compress.rounding import ALL, LARGEST, Holder
from compress.surgery import carry_over, folded

NAME = "quantize_aware"
TITLE = "Train on as int8"
AMOUNT = "bits of a weight, 2 to 8"
REPRESENTATIVE_WINDOWS = 300


def quantize_aware(
    draft: Draft, course: Course, amount: float = 8
) -> Stage[tuple[Draft, tuple[str, ...]]]:
    """Fine-tune with everything rounded.

    Args:
        draft: Its zeros stay zero, and its weights on its table if it has one.
        course: What to fine-tune with.
        amount: Bits of a weight; without meaning where there is a table already.

    Returns:
        The draft with batch normalization folded, rounded weights and trained ranges; no remarks.
    """
    model = folded(draft.model)
    table = draft.table or levels(int(amount))
    windows = some_windows(course.lesson, REPRESENTATIVE_WINDOWS, course.seed)
    ranges = observed(model, windows)
    rounding = with_ranges(model, ranges, batch=None, following=True)
    holder = Holder(rounding, table)
    yield from fine_tune(rounding, course, holder)
    holder.settle()
    carry_over(rounding, model)
    free = len(table) == len(ALL)
    return Draft(model, () if free else table, ranges_of(rounding, ranges)), ()


def rounded(draft: Draft, bits: int) -> Draft:
    """The same weights with so few bits and no training: what this step is compared with."""
    model = folded(draft.model)
    Holder(model, levels(bits)).settle()
    return Draft(model)


def levels(bits: int) -> tuple[int, ...]:
    """The int8 values that weights of so many bits have: as many below zero as above, evenly."""
    most = 2 ** (bits - 1) - 1
    return tuple(int(each) for each in np.rint(np.linspace(-LARGEST, LARGEST, 2 * most + 1)))
