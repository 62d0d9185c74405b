"""CONV_2D, and everything else that is products with patches: see `conv_s8.c`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from firmware.engines.baked.geometry import Axis, first_reads, safe_gap, sliding_axes
from firmware.engines.baked.operators.channels import (
    channel_constants,
    clamping,
    filter_scales,
    interleaved,
    per_channel,
)
from firmware.engines.baked.place import Place
from firmware.engines.baked.program import (
    Address,
    Call,
    Field,
    Overlap,
    Scratch,
    Step,
    structure,
    weights,
)
from firmware.engines.baked.quantization import Multiplier

# Patches at a time, or so many when there are no more.
LANES, FEW_LANES = 4, 2


def lower(place: Place) -> Step:
    """A convolution of one image."""
    height, width, channels = place.image(place.input(0))
    place.image(place.output)
    scales = filter_scales(place, axis=0)
    values = place.constant(1, "INT8")
    place.require(values.ndim == 4, "its weights do not have four dimensions")
    outputs, filter_height, filter_width, depth = values.shape
    place.require(depth == channels, f"it is grouped ({depth} of {channels} channels a filter)")
    axes = sliding_axes(place, (height, width), (filter_height, filter_width), dilated=True)
    rows = values.reshape(outputs, -1)
    return patch_products(place, axes, channels, rows, per_channel(place, scales, outputs))


def patch_products(
    place: Place,
    axes: tuple[Axis, Axis],
    channels: int,
    rows: npt.NDArray[np.int8],
    multipliers: list[Multiplier],
) -> Step:
    """The step for filters given as one row per output channel, in the order of a patch."""
    vertical, horizontal = axes
    source, output = place.input(0), place.output
    outputs, depth = rows.shape
    quads = -(-depth // 4)
    pixels = vertical.output * horizontal.output
    whole_rows = horizontal.dilation == 1 and horizontal.filter * channels % 4 == 0
    # Whether patches are taken straight from the image, without gathering their bytes first.
    right = (horizontal.output - 1) * horizontal.stride + horizontal.extent
    straight = whole_rows and horizontal.pad == 0 and right <= horizontal.size
    lanes = LANES if pixels > FEW_LANES else FEW_LANES
    packed = weights(f"{place.prefix}_weights", interleaved(rows))
    constants = channel_constants(place, rows, multipliers)
    fields: list[tuple[str, Field]] = [
        ("input_height", vertical.size),
        ("input_width", horizontal.size),
        ("channels", channels),
        ("filter_height", vertical.filter),
        ("filter_width", horizontal.filter),
        ("stride_height", vertical.stride),
        ("stride_width", horizontal.stride),
        ("dilation_height", vertical.dilation),
        ("dilation_width", horizontal.dilation),
        ("pad_top", vertical.pad),
        ("pad_left", horizontal.pad),
        ("output_width", horizontal.output),
        ("pixels", pixels),
        ("output_channels", outputs),
        ("quads", quads),
        ("whole_rows", int(whole_rows)),
        ("input_zero_point", source.zero_point),
        ("zero_point", output.zero_point),
        ("weights", f"{place.prefix}_weights.bytes"),
        *constants.fields,
    ]
    name = f"{place.prefix}_conv"
    ends = (Address(place.input_index(0)), Address(place.output_index))
    call = Call("conv_s8", (f"&{name}", *ends, Scratch()))
    clamp = clamping(place, output)
    reads = first_reads(vertical, horizontal)
    return Step(
        comment=f"{place.index} {place.operator.opcode}",
        kernels=("conv_s8.c", *(["clamp_s8.c"] if clamp else [])),
        reads=(place.input_index(0),),
        writes=place.output_index,
        calls=(call, *clamp),
        constants=(packed, *constants.constants, structure("conv_s8_t", name, fields)),
        scratch_bytes=quads * (8 * lanes + 4 * (not straight)),
        overlaps=(Overlap(place.input_index(0), safe_gap(reads, LANES, channels, outputs)),),
    )
