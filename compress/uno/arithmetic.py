"""The integer arithmetic of the small models, as the chip does it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]

MOST = 127
MOST_BIAS = 32767
# The furthest that sums are shifted to become outputs; weights that would need more lose bits.
MOST_SHIFT = 15
# Logits leave a model in sixteenths, as int8.
LOGIT_BITS = 4
# Features of the front end enter a model in sixteenths: 0..7.9, half for each doubling of energy.
FEATURE_BITS = 4


def requantize(sums: Whole, shifts: Whole | int, low: int, high: int) -> Whole:
    """Sums shifted right, rounded half up, and limited to low..high."""
    half = np.left_shift(1, shifts) >> 1
    limited: Whole = np.clip((sums + half) >> shifts, low, high)
    return limited


def quantize(values: NDArray[np.float32], exponents: NDArray[np.int64], most: int) -> Whole:
    """Real values in units of 2^-exponents, rounded half up and limited to -most..most.

    In single precision, as the training graph rounds.
    """
    scaled = values.astype(np.float32) * np.exp2(exponents.astype(np.float32))
    whole: Whole = np.clip(np.floor(scaled + np.float32(0.5)), -most, most).astype(np.int64)
    return whole
