"""SOFTMAX over the last dimension."""

from __future__ import annotations

from firmware.engines.baked.place import Place
from firmware.engines.baked.program import Address, Call, Field, Overlap, Step, structure
from firmware.engines.baked.quantization import INT8_MIN, quantize_multiplier

# Differences to the largest input are scaled to this many integer bits.
INTEGER_BITS = 5


def lower(place: Place) -> Step:
    """A softmax from int8 to int8."""
    source, output = place.activations(place.input(0)), place.activations(place.output)
    place.require(
        output.scale == 1 / 256 and output.zero_point == INT8_MIN,
        f"its output has scale {output.scale} and zero point {output.zero_point}",
    )
    place.require(source.shape == output.shape, "its input and output differ in shape")
    factor = float(place.option("beta", 1)) * source.scale * 2 ** (31 - INTEGER_BITS)
    multiplier = quantize_multiplier(min(factor, 2.0**31 - 1))
    place.require(multiplier.shift >= 0, f"the scale of its input, {source.scale}, is too small")
    # TFLM takes the largest difference that 5 bits can hold after the shift.
    radius = (2**INTEGER_BITS - 1) * 2 ** (31 - INTEGER_BITS) // 2**multiplier.shift
    fields: list[tuple[str, Field]] = [
        ("rows", source.elements // source.shape[-1]),
        ("columns", source.shape[-1]),
        ("multiplier", multiplier.value),
        ("left_shift", multiplier.shift),
        ("lowest_difference", -radius),
    ]
    name = f"{place.prefix}_softmax"
    ends = (Address(place.input_index(0)), Address(place.output_index))
    return Step(
        comment=f"{place.index} {place.operator.opcode}",
        kernels=("softmax_s8.c",),
        reads=(place.input_index(0),),
        writes=place.output_index,
        calls=(Call("softmax_s8", (f"&{name}", *ends)),),
        constants=(structure("softmax_s8_t", name, fields),),
        overlaps=(Overlap(place.input_index(0)),),
    )
