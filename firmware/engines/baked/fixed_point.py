"""gemmlowp's fixed-point exponential and logistic functions on Python integers.

A number with `n` integer bits is the integer `round(x * 2^(31 - n))`. Source of constants and
order of operations: gemmlowp, fixedpoint/fixedpoint.h.
"""

from __future__ import annotations

from firmware.engines.baked.quantization import (
    INT32_MAX,
    rounding_divide_by_power_of_two,
    rounding_doubling_high_mul,
)

_mul = rounding_doubling_high_mul
EXP_MINUS_ONE_EIGHTH = 1895147668
ONE_THIRD = 715827883
# exp(-2^k) for k = -2 .. 4.
EXP_OF_MINUS_POWERS = (1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242)
FORTY_EIGHT_OVER_17 = 1515870810
MINUS_THIRTY_TWO_OVER_17 = -1010580540


def exp_on_negative_values(value: int, integer_bits: int) -> int:
    """exp(x) for x <= 0 with `integer_bits` integer bits (at most 5), as a fraction of 2^31."""
    if value == 0:
        return INT32_MAX
    quarter = 1 << (31 - integer_bits - 2)
    inside = (value & (quarter - 1)) - quarter
    result = _exp_within_a_quarter(inside << integer_bits)
    remainder = inside - value
    for position, factor in enumerate(EXP_OF_MINUS_POWERS[: integer_bits + 2]):
        if remainder & (quarter << position):
            result = _mul(result, factor)
    return result


def _exp_within_a_quarter(value: int) -> int:
    x = value + (1 << 28)
    x2 = _mul(x, x)
    x3 = _mul(x2, x)
    x4_over_4 = rounding_divide_by_power_of_two(_mul(x2, x2), 2)
    tail = rounding_divide_by_power_of_two(_mul(x4_over_4 + x3, ONE_THIRD) + x2, 1)
    return EXP_MINUS_ONE_EIGHTH + _mul(EXP_MINUS_ONE_EIGHTH, x + tail)


def one_over_one_plus(value: int) -> int:
    """1 / (1 + x) for x in (0, 1) as fractions of 2^31, by three steps of Newton and Raphson."""
    half_denominator = (value + INT32_MAX + 1) // 2
    x = FORTY_EIGHT_OVER_17 + _mul(half_denominator, MINUS_THIRTY_TWO_OVER_17)
    for _ in range(3):
        error = (1 << 29) - _mul(half_denominator, x)
        x += _mul(x, error) << 2
    return min(x << 1, INT32_MAX)


def logistic(value: int, integer_bits: int) -> int:
    """1 / (1 + exp(-x)) as a fraction of 2^31."""
    if value == 0:
        return 1 << 30
    positive = one_over_one_plus(exp_on_negative_values(-abs(value), integer_bits))
    return positive if value > 0 else INT32_MAX - positive
