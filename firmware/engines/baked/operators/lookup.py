"""Operators on single values, as a table of all 256 that the host fills in."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from firmware.engines.baked.fixed_point import logistic
from firmware.engines.baked.place import Place
from firmware.engines.baked.program import Address, Call, Overlap, Step, array
from firmware.engines.baked.quantization import (
    INT8_MAX,
    INT8_MIN,
    Multiplier,
    clamp,
    multiply,
    quantize_multiplier,
    round_half_away,
    rounding_divide_by_power_of_two,
)

# Inputs of the logistic function have this many integer bits, its outputs 8 fractional ones.
LOGISTIC_INTEGER_BITS = 4


def lower_quantize(place: Place) -> Step:
    """From one int8 quantization to another."""
    source, output = place.activations(place.input(0)), place.activations(place.output)
    factor = quantize_multiplier(source.scale / output.scale)
    return _lower(
        place, lambda value: multiply(value - source.zero_point, factor) + output.zero_point
    )


def lower_relu(place: Place) -> Step:
    """A ReLU that may change the quantization."""
    source, output = place.activations(place.input(0)), place.activations(place.output)
    # TFLM divides the scales as 32-bit floats here.
    factor = quantize_multiplier(float(np.float32(source.scale) / np.float32(output.scale)))

    def relu(value: int) -> int:
        scaled = multiply(value - source.zero_point, factor) + output.zero_point
        return max(scaled, output.zero_point)

    return _lower(place, relu)


def lower_relu6(place: Place) -> Step:
    """A ReLU6 as TFLM computes it: in the input's quantization, whatever the output's is.

    Where the two differ that is not what the model's maker meant, but both engines then agree, and
    the check against the float model, which every export runs, tells.
    """
    source, _ = place.activations(place.input(0)), place.activations(place.output)
    six = source.zero_point + round_half_away(np.float32(6) / np.float32(source.scale))
    return _lower(place, lambda value: clamp(value, source.zero_point, min(six, INT8_MAX)))


def lower_logistic(place: Place) -> Step:
    """The logistic function, output in 1/256 from -128 up."""
    source, output = place.activations(place.input(0)), place.activations(place.output)
    place.require(
        output.zero_point == INT8_MIN and output.scale == 1 / 256,
        f"its output has scale {output.scale} and zero point {output.zero_point}",
    )
    fraction, shift = math.frexp(source.scale * 2 ** (31 - LOGISTIC_INTEGER_BITS))
    factor = Multiplier(math.floor(fraction * 2**31 + 0.5), shift)
    largest = (2**LOGISTIC_INTEGER_BITS - 1) * 2 ** (31 - LOGISTIC_INTEGER_BITS)
    radius = math.floor(largest / 2.0**shift)

    def function(value: int) -> int:
        difference = value - source.zero_point
        if abs(difference) >= radius:
            return INT8_MAX if difference > 0 else INT8_MIN
        result = logistic(multiply(difference, factor), LOGISTIC_INTEGER_BITS)
        return rounding_divide_by_power_of_two(result, 23) + INT8_MIN

    return _lower(place, function)


def _lower(place: Place, function: Callable[[int], int]) -> Step:
    source, output = place.input(0), place.output
    place.require(source.elements == output.elements, "its input and output differ in size")
    values = [clamp(function(value)) for value in range(INT8_MIN, INT8_MAX + 1)]
    name = f"{place.prefix}_table"
    ends = (Address(place.input_index(0)), Address(place.output_index))
    return Step(
        comment=f"{place.index} {place.operator.opcode}",
        kernels=("lookup_s8.c",),
        reads=(place.input_index(0),),
        writes=place.output_index,
        calls=(Call("lookup_s8", (name, *ends, str(source.elements))),),
        constants=(array(name, np.array(values, np.int8)),),
        overlaps=(Overlap(place.input_index(0)),),
    )
