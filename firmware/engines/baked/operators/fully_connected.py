"""FULLY_CONNECTED: one vector directly, several as the pixels of a 1x1 convolution."""

from __future__ import annotations

from firmware.engines.baked.geometry import Axis
from firmware.engines.baked.operators.channels import (
    channel_constants,
    clamping,
    filter_scales,
    interleaved,
    per_channel,
)
from firmware.engines.baked.operators.conv import patch_products
from firmware.engines.baked.place import Place
from firmware.engines.baked.program import Address, Call, Field, Step, structure, weights


def lower(place: Place) -> Step:
    """A fully connected layer on the last dimension."""
    source, output = place.activations(place.input(0)), place.activations(place.output)
    place.require(int(place.option("weights_format")) == 0, "its weights are shuffled")
    scales = filter_scales(place, axis=0)
    rows = place.constant(1, "INT8")
    place.require(rows.ndim == 2, "its weights do not have two dimensions")
    outputs, depth = rows.shape
    vectors = source.elements // depth
    place.require(
        vectors * depth == source.elements and vectors * outputs == output.elements,
        f"shapes {source.shape} and {output.shape} do not fit weights {rows.shape}",
    )
    multipliers = per_channel(place, scales, outputs)
    if vectors > 1:
        axes = (Axis(1, 1, 1, 1, 1, 0), Axis(vectors, 1, 1, 1, vectors, 0))
        return patch_products(place, axes, depth, rows, multipliers)
    packed = weights(f"{place.prefix}_weights", interleaved(rows))
    constants = channel_constants(place, rows, multipliers)
    fields: list[tuple[str, Field]] = [
        ("depth", depth),
        ("output_channels", outputs),
        ("zero_point", output.zero_point),
        ("weights", f"{place.prefix}_weights.bytes"),
        *constants.fields,
    ]
    name = f"{place.prefix}_fully_connected"
    clamp = clamping(place, output)
    ends = (Address(place.input_index(0)), Address(place.output_index))
    return Step(
        comment=f"{place.index} {place.operator.opcode}",
        kernels=("fully_connected_s8.c", *(["clamp_s8.c"] if clamp else [])),
        reads=(place.input_index(0),),
        writes=place.output_index,
        calls=(Call("fully_connected_s8", (f"&{name}", *ends)), *clamp),
        constants=(packed, *constants.constants, structure("fully_connected_s8_t", name, fields)),
    )
