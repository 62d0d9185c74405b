"""DEPTHWISE_CONV_2D on images one pixel wide with few outputs, as streaming makes them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from firmware.engines.baked.geometry import Axis
from firmware.engines.baked.operators.channels import channel_constants, clamping
from firmware.engines.baked.place import Place
from firmware.engines.baked.program import Address, Call, Field, Overlap, Step, structure, weights
from firmware.engines.baked.quantization import Multiplier

# With more outputs a channel, extracting planes pays (measured on the emulated Cortex-M4).
MOST_OUTPUTS = 8
LANES = 4


def suits(axes: tuple[Axis, Axis], channels: int, outputs: int) -> bool:
    """Whether the kernel can do it, and faster than the one for planes."""
    across, along = sorted(axes, key=lambda axis: axis.size)
    unpadded = (along.output - 1) * along.stride + along.extent <= along.size
    return (
        outputs == channels
        and (across.size, across.filter, across.output) == (1, 1, 1)
        and unpadded
        and along.output <= MOST_OUTPUTS
    )


def lower_columns(
    place: Place,
    axes: tuple[Axis, Axis],
    filters: npt.NDArray[np.int8],
    multipliers: list[Multiplier],
) -> Step:
    """The step for filters given as one row of taps per channel."""
    along = max(axes, key=lambda axis: axis.size)
    channels, taps = filters.shape
    packed = weights(f"{place.prefix}_weights", _by_four(filters))
    constants = channel_constants(place, filters, multipliers)
    fields: list[tuple[str, Field]] = [
        ("channels", channels),
        ("taps", taps),
        ("tap_step", along.dilation * channels),
        ("outputs", along.output),
        ("output_step", along.stride * channels),
        ("zero_point", place.output.zero_point),
        ("weights", f"{place.prefix}_weights.bytes"),
        *constants.fields,
    ]
    name = f"{place.prefix}_columns"
    ends = (Address(place.input_index(0)), Address(place.output_index))
    clamp = clamping(place, place.output)
    return Step(
        comment=f"{place.index} {place.operator.opcode}",
        kernels=("depthwise_columns_s8.c", *(["clamp_s8.c"] if clamp else [])),
        reads=(place.input_index(0),),
        writes=place.output_index,
        calls=(Call("depthwise_columns_s8", (f"&{name}", *ends)), *clamp),
        constants=(
            packed,
            *constants.constants,
            structure("depthwise_columns_s8_t", name, fields),
        ),
        # An output takes the place of an input that no later output of its channel reads.
        overlaps=(Overlap(place.input_index(0), exactly=True),),
    )


def _by_four(filters: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    """Lay weights out as the kernel says: four channels and two taps in eight bytes."""
    channels, taps = filters.shape
    padded = np.zeros((-(-channels // LANES) * LANES, -(-taps // 2) * 2), np.int8)
    padded[:channels, :taps] = filters
    # (group, half of the four, odd or even, pair of taps, tap) to (group, pair, odd, tap, half)
    grouped = padded.reshape(-1, 2, 2, padded.shape[1] // 2, 2)
    return grouped.transpose(0, 3, 2, 4, 1).reshape(-1)
