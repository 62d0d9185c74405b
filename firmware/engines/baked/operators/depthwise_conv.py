"""DEPTHWISE_CONV_2D: a plane at a time, by columns when outputs are few, or as a convolution when
there is one input channel."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from firmware.engines.baked.geometry import Axis, sliding_axes
from firmware.engines.baked.operators import depthwise_columns
from firmware.engines.baked.operators.channels import (
    channel_constants,
    clamping,
    filter_scales,
    per_channel,
)
from firmware.engines.baked.operators.conv import patch_products
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


def lower(place: Place) -> Step:
    """A depthwise convolution of one image, with any number of outputs per channel."""
    height, width, channels = place.image(place.input(0))
    place.image(place.output)
    values = place.constant(1, "INT8")
    place.require(
        values.ndim == 4 and values.shape[0] == 1 and values.shape[3] % channels == 0,
        f"its weights have the shape {values.shape}",
    )
    scales = filter_scales(place, axis=3)
    axes = sliding_axes(place, (height, width), values.shape[1:3], dilated=True)
    outputs = values.shape[3]
    multipliers = per_channel(place, scales, outputs)
    filters = values[0].transpose(2, 0, 1)
    if channels == 1 and outputs > 1:
        # Every output channel sees the same inputs: an ordinary convolution.
        return patch_products(place, axes, 1, filters.reshape(outputs, -1), multipliers)
    if depthwise_columns.suits(axes, channels, outputs):
        rows = filters.reshape(outputs, -1)
        return depthwise_columns.lower_columns(place, axes, rows, multipliers)
    return _planes(place, axes, channels, filters, multipliers)


def _planes(
    place: Place,
    axes: tuple[Axis, Axis],
    channels: int,
    filters: npt.NDArray[np.int8],
    multipliers: list[Multiplier],
) -> Step:
    source, output = place.input(0), place.output
    outputs = len(filters)
    vertical, horizontal = axes
    row_strides = {"input": horizontal.size * channels, "output": horizontal.output * outputs}
    column_strides = {"input": channels, "output": outputs}
    if _better_swapped(vertical, horizontal):
        vertical, horizontal = horizontal, vertical
        row_strides, column_strides = column_strides, row_strides
        filters = filters.transpose(0, 2, 1)
    # Pairs of taps for one place and, shifted by one, for the next.
    tap_pairs = horizontal.extent // 2 + 1
    plane_rows = max(
        vertical.pad + vertical.size, (vertical.output - 1) * vertical.stride + vertical.extent
    )
    plane_columns = max(horizontal.pad + horizontal.size, _columns_read(horizontal, tap_pairs))
    plane_columns += plane_columns % 2
    packed = weights(f"{place.prefix}_weights", np.ascontiguousarray(filters).reshape(-1))
    constants = channel_constants(place, filters.reshape(outputs, -1), multipliers)
    fields: list[tuple[str, Field]] = [
        ("rows", vertical.size),
        ("row_stride", row_strides["input"]),
        ("columns", horizontal.size),
        ("column_stride", column_strides["input"]),
        ("channels", channels),
        ("multiplier_count", outputs // channels),
        ("plane_rows", plane_rows),
        ("plane_columns", plane_columns),
        ("pad_top", vertical.pad),
        ("pad_left", horizontal.pad),
        ("filter_rows", vertical.filter),
        ("filter_columns", horizontal.filter),
        ("dilation_rows", vertical.dilation),
        ("dilation_columns", horizontal.dilation),
        ("tap_pairs", tap_pairs),
        ("stride_rows", vertical.stride),
        ("stride_columns", horizontal.stride),
        ("output_rows", vertical.output),
        ("output_row_stride", row_strides["output"]),
        ("output_columns", horizontal.output),
        ("output_column_stride", column_strides["output"]),
        ("every_place", int(vertical.stride == horizontal.stride == 1)),
        ("is_3x3", int(_is_3x3(vertical) and _is_3x3(horizontal))),
        ("input_zero_point", source.zero_point),
        ("zero_point", output.zero_point),
        ("weights", f"{place.prefix}_weights.bytes"),
        *constants.fields,
    ]
    name = f"{place.prefix}_depthwise"
    ends = (Address(place.input_index(0)), Address(place.output_index))
    clamp = clamping(place, output)
    # Outputs of a channel take the bytes of its own inputs, which were extracted before.
    in_place = outputs == channels and output.elements <= source.elements
    return Step(
        comment=f"{place.index} {place.operator.opcode}",
        kernels=("depthwise_conv_s8.c", *(["clamp_s8.c"] if clamp else [])),
        reads=(place.input_index(0),),
        writes=place.output_index,
        calls=(Call("depthwise_conv_s8", (f"&{name}", *ends, Scratch())), *clamp),
        constants=(packed, *constants.constants, structure("depthwise_conv_s8_t", name, fields)),
        scratch_bytes=8 * vertical.filter * tap_pairs + 2 * plane_rows * plane_columns,
        overlaps=(Overlap(place.input_index(0), exactly=True),) if in_place else (),
    )


def _columns_read(horizontal: Axis, tap_pairs: int) -> int:
    """How wide the plane must be: kernels read for four outputs at once and a pair beyond."""
    if horizontal.stride == 1:
        return 4 * -(-horizontal.output // 4) - 4 + 2 * (tap_pairs + 1)
    return (horizontal.output - 1) * horizontal.stride + 2 * tap_pairs


def _better_swapped(vertical: Axis, horizontal: Axis) -> bool:
    if _is_3x3(vertical) and _is_3x3(horizontal):
        # Two outputs of a row at once: fewest pairs of them, then fewest rows.
        def pairs(across: Axis, along: Axis) -> tuple[int, int]:
            return across.output * -(-along.output // 2), across.output

        return pairs(horizontal, vertical) < pairs(vertical, horizontal)
    # Neighbours along the filter become pairs.
    return horizontal.filter == 1 and vertical.filter > 1


def _is_3x3(axis: Axis) -> bool:
    return (axis.filter, axis.stride, axis.dilation) == (3, 1, 1)
