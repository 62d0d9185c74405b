"""MEAN over neighbouring dimensions."""

from __future__ import annotations

import math

from firmware.engines.baked.place import Place
from firmware.engines.baked.program import Address, Call, Field, Overlap, Step, structure
from firmware.engines.baked.quantization import (
    INT8_MAX,
    INT8_MIN,
    Multiplier,
    quantize_multiplier,
    shift_code,
)


def lower(place: Place) -> Step:
    """A mean whose dimensions are neighbours (apart from dimensions of size 1)."""
    source, output = place.activations(place.input(0)), place.activations(place.output)
    rank = len(source.shape)
    axes = sorted({int(axis) % rank for axis in place.constant(1, "INT32").reshape(-1)})
    place.require(bool(axes), "it has no axes")
    first, last = axes[0], axes[-1]
    between = [axis for axis in range(first, last + 1) if axis not in axes]
    place.require(
        all(source.shape[axis] == 1 for axis in between), f"its axes {axes} are not neighbours"
    )
    count = math.prod(source.shape[first : last + 1])
    multiplier = _divided(quantize_multiplier(source.scale / output.scale), count)
    reach = count * max(INT8_MAX - source.zero_point, source.zero_point - INT8_MIN)
    fields: list[tuple[str, Field]] = [
        ("outer", math.prod(source.shape[:first])),
        ("count", count),
        ("inner", math.prod(source.shape[last + 1 :])),
        ("zero_sum", count * source.zero_point),
        ("multiplier", multiplier.value),
        ("shift", shift_code(multiplier, reach, output.zero_point)),
        ("zero_point", output.zero_point),
    ]
    name = f"{place.prefix}_mean"
    ends = (Address(place.input_index(0)), Address(place.output_index))
    return Step(
        comment=f"{place.index} {place.operator.opcode}",
        kernels=("mean_s8.c",),
        reads=(place.input_index(0),),
        writes=place.output_index,
        calls=(Call("mean_s8", (f"&{name}", *ends)),),
        constants=(structure("mean_s8_t", name, fields),),
        overlaps=(Overlap(place.input_index(0)),),
    )


def _divided(multiplier: Multiplier, count: int) -> Multiplier:
    """The factor over the count, in the precision of TFLM's `QuantizedMeanOrSum`."""
    shift = min(count.bit_length() - 1, 32, 31 + multiplier.shift)
    return Multiplier((multiplier.value << shift) // count, multiplier.shift - shift)
