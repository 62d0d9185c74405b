"""Integer arithmetic of TensorFlow Lite Micro's int8 kernels, exactly, for use on the host.

The rounding rules are those of TFLM's reference kernels (the double-rounding variant, which its
builds use) and of gemmlowp's fixed-point functions, on which logistic and softmax rest.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from compress.graph import Tensor

INT8_MIN, INT8_MAX = -128, 127
INT32_MAX = 2**31 - 1
# Schema numbers of fused activations.
ACTIVATIONS = {0: "NONE", 1: "RELU", 2: "RELU_N1_TO_1", 3: "RELU6"}
WIDE_SHIFT_BIAS = 64


@dataclass(frozen=True)
class Multiplier:
    """A positive factor as `value / 2^31 * 2^shift`, value being 31 bits."""

    value: int
    shift: int


def quantize_multiplier(factor: float) -> Multiplier:
    """Write a factor in fixed point, as TFLM's `QuantizeMultiplier` does."""
    if factor == 0.0:
        return Multiplier(0, 0)
    fraction, shift = math.frexp(factor)
    value = math.floor(fraction * 2**31 + 0.5)
    if value == 2**31:
        value //= 2
        shift += 1
    return Multiplier(0, 0) if shift < -31 else Multiplier(value, shift)


def rounding_doubling_high_mul(a: int, b: int) -> int:
    """The high half of `2 * a * b`, rounded to nearest, ties up, saturated to 32 bits."""
    return min((a * b + (1 << 30)) >> 31, INT32_MAX)


def rounding_divide_by_power_of_two(value: int, exponent: int) -> int:
    """`value / 2^exponent` rounded to nearest, ties away from zero."""
    if exponent == 0:
        return value
    return (value + (1 << (exponent - 1)) + (-1 if value < 0 else 0)) >> exponent


def multiply(value: int, by: Multiplier) -> int:
    """TFLM's `MultiplyByQuantizedMultiplier` of a 32-bit value."""
    high = rounding_doubling_high_mul(value << max(by.shift, 0), by.value)
    return rounding_divide_by_power_of_two(high, max(-by.shift, 0))


def clamp(value: int, low: int = INT8_MIN, high: int = INT8_MAX) -> int:
    """The nearest value within the bounds."""
    return max(low, min(high, value))


def round_half_away(value: float | np.float32) -> int:
    """To the nearest integer, halves away from zero, as C's `round`."""
    return math.floor(abs(float(value)) + 0.5) * (-1 if value < 0 else 1)


def activation_range(activation: int, output: Tensor) -> tuple[int, int]:
    """Lowest and highest int8 output of a fused activation."""

    def quantized(real: float) -> int:
        steps = np.float32(real) / np.float32(output.scale)
        return output.zero_point + round_half_away(steps)

    low, high = INT8_MIN, INT8_MAX
    name = ACTIVATIONS[activation]
    if name in ("RELU", "RELU6"):
        low = max(low, quantized(0.0))
    if name == "RELU6":
        high = min(high, quantized(6.0))
    if name == "RELU_N1_TO_1":
        low, high = max(low, quantized(-1.0)), min(high, quantized(1.0))
    return low, high


def wrap_int32(value: int) -> int:
    """The 32-bit integer that is equal modulo 2^32, which is what the chip's registers hold."""
    return (value + 2**31) % 2**32 - 2**31


def shift_code(multiplier: Multiplier, largest_sum: int, zero_point: int) -> int:
    """How the kernel is told to requantize one channel.

    A positive code is the right shift of the short path, which is exact while neither the doubled
    sum nor the shifted zero point leaves 32 bits; otherwise the code is TFLM's shift minus 64.

    Args:
        multiplier: The channel's factor.
        largest_sum: Bound of the magnitude of the channel's sums.
        zero_point: The output's.
    """
    right = -multiplier.shift
    offset = abs(2 * zero_point + 1) << max(right - 1, 0)
    normal = multiplier.value >= 2**30
    fits = largest_sum < 2**30 and largest_sum + offset + 1 < 2**31
    return right if right >= 1 and normal and fits else multiplier.shift - WIDE_SHIFT_BIAS
