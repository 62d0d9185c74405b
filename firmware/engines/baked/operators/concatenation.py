"""CONCATENATION of inputs that are quantized like the output."""

from __future__ import annotations

from firmware.engines.baked.operators.copies import copy_block, strides
from firmware.engines.baked.place import Place
from firmware.engines.baked.program import Address, Call, Step


def lower(place: Place) -> Step:
    """Copy each input to its part of the output."""
    output = place.activations(place.output)
    rank = len(output.shape)
    axis = int(place.option("axis")) % rank
    place.require(int(place.option("fused_activation_function")) == 0, "it has a fused activation")
    steps = strides(output.shape)
    calls, constants, reads = [], [], []
    position = 0
    for number in range(len(place.operator.inputs)):
        source = place.activations(place.input(number))
        place.require(source.data is None, f"'{source.name}' is constant")
        place.same_quantization(source, output)
        expected = (*output.shape[:axis], source.shape[axis], *output.shape[axis + 1 :])
        place.require(source.shape == expected, f"'{source.name}' has the shape {source.shape}")
        name = f"{place.prefix}_part{number}"
        constants.append(copy_block(name, source.shape, strides(source.shape), steps))
        target = Address(place.output_index).at(position * steps[axis])
        calls.append(Call("copy_s8", (f"&{name}", Address(place.input_index(number)), target)))
        reads.append(place.input_index(number))
        position += source.shape[axis]
    place.require(position == output.shape[axis], f"its output has the shape {output.shape}")
    return Step(
        comment=f"{place.index} {place.operator.opcode}",
        kernels=("copy_s8.c",),
        reads=tuple(reads),
        writes=place.output_index,
        calls=tuple(calls),
        constants=tuple(constants),
    )
