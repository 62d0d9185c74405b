"""PAD with the zero point and PADV2 with a constant."""

from __future__ import annotations

import numpy as np

from firmware.engines.baked.operators.copies import DIMENSIONS, copy_block, strides
from firmware.engines.baked.place import Place
from firmware.engines.baked.program import Address, Call, Step


def lower(place: Place) -> Step:
    """Fill the output, then copy the input into its middle."""
    source, output = place.activations(place.input(0)), place.activations(place.output)
    place.require(len(source.shape) <= DIMENSIONS, "it has more than four dimensions")
    place.same_quantization(source, output)
    paddings = place.constant(1, "INT32")
    place.require(
        paddings.shape == (len(source.shape), 2) and int(paddings.min()) >= 0,
        f"its paddings {paddings.tolist()}",
    )
    expected = np.array(source.shape) + paddings.sum(axis=1)
    place.require(tuple(expected) == output.shape, f"its output has the shape {output.shape}")
    value = output.zero_point
    if place.has_input(2):
        place.same_quantization(place.activations(place.input(2)), output)
        value = int(place.constant(2, "INT8").reshape(-1)[0])
    name = f"{place.prefix}_pad"
    to_strides = strides(output.shape)
    start = sum(int(before) * step for before, step in zip(paddings[:, 0], to_strides, strict=True))
    target = Address(place.output_index)
    return Step(
        comment=f"{place.index} {place.operator.opcode}",
        kernels=("fill_s8.c", "copy_s8.c"),
        reads=(place.input_index(0),),
        writes=place.output_index,
        calls=(
            Call("fill_s8", (target, str(output.elements), str(value))),
            Call("copy_s8", (f"&{name}", Address(place.input_index(0)), target.at(start))),
        ),
        constants=(copy_block(name, source.shape, strides(source.shape), to_strides),),
    )
