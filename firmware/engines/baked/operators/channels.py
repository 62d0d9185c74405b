"""What convolutions and fully connected layers share: bias, scale and layout of each channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from compress.graph import Tensor
from firmware.engines.baked.place import Place
from firmware.engines.baked.program import Address, Call, Constant, array
from firmware.engines.baked.quantization import (
    INT8_MAX,
    INT8_MIN,
    Multiplier,
    quantize_multiplier,
    shift_code,
    wrap_int32,
)


@dataclass(frozen=True)
class Channels:
    """Constants of each output channel: bias with the input's zero point folded in, and scale."""

    constants: tuple[Constant, ...]
    fields: tuple[tuple[str, str], ...]


def filter_scales(place: Place, axis: int) -> tuple[float, ...]:
    """Check that the weights (input 1) are symmetric int8 and return their scales, as many as
    channels or one."""
    tensor = place.input(1)
    place.constant(1, "INT8")
    channels = tensor.shape[axis]
    count = len(tensor.scales)
    place.require(not any(tensor.zero_points), "its weights have a zero point")
    place.require(count in (1, channels), f"{count} scales for {channels} channels of weights")
    place.require(count == 1 or tensor.quantized_axis == axis, "the axis of its weights' scales")
    return tensor.scales


def channel_constants(
    place: Place,
    rows: npt.NDArray[np.int8],
    multipliers: list[Multiplier],
) -> Channels:
    """Constants for weights given as one row per channel."""
    source, output = place.input(0), place.output
    total = rows.astype(np.int64)
    zero = source.zero_point
    reach = np.abs(total).sum(axis=1) * max(INT8_MAX - zero, zero - INT8_MIN)
    plain = _bias(place, len(rows))
    folded = [wrap_int32(int(b)) for b in plain - zero * total.sum(axis=1)]
    codes = [
        shift_code(multiplier, int(bound) + abs(int(bias)), output.zero_point)
        for multiplier, bound, bias in zip(multipliers, reach, plain, strict=True)
    ]
    values: dict[str, npt.NDArray[Any]] = {
        "bias": np.array(folded, np.int32),
        "multiplier": np.array([m.value for m in multipliers], np.int32),
        "shift": np.array(codes, np.int8),
    }
    names = {key: f"{place.prefix}_{key}" for key in values}
    return Channels(
        tuple(array(names[key], value) for key, value in values.items()),
        tuple(names.items()),
    )


def per_channel(place: Place, scales: tuple[float, ...], channels: int) -> list[Multiplier]:
    """Factors from sums to outputs: products of scales in double precision.

    The wheel of TFLM, which is the oracle, does so for fully connected layers too. A TFLM built
    from its sources for a Cortex-M4 multiplies those scales in single precision; on MLPerf Tiny's
    anomaly detection that changes about one output in 60,000 by one.
    """
    source, output = place.input(0), place.output
    factors = [quantize_multiplier(source.scale * scale / output.scale) for scale in scales]
    return factors if len(factors) == channels else factors * channels


def interleaved(rows: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    """Lay weights out as `patches.h` says: channels two by two, depth filled up to fours."""
    channels, depth = rows.shape
    padded = np.zeros((channels, -(-depth // 4) * 4), np.int8)
    padded[:, :depth] = rows
    pairs = padded[: channels // 2 * 2].reshape(-1, 2, padded.shape[1] // 4, 4)
    # (pair, channel, quad, value) to (pair, quad, odd or even value, which of both, channel)
    split = pairs.reshape(*pairs.shape[:3], 2, 2).transpose(0, 2, 4, 3, 1)
    return np.concatenate([split.reshape(-1), padded[channels // 2 * 2 :].reshape(-1)])


def clamping(place: Place, saturated: Tensor) -> tuple[Call, ...]:
    """The call that applies a fused activation, unless saturation to int8 already does.

    The value of a ReLU's zero saturates by itself when it is the lowest int8.
    """
    low, high = place.output_range()
    if (low, high) == (INT8_MIN, INT8_MAX):
        return ()
    where = Address(place.output_index)
    return (Call("clamp_s8", (where, str(saturated.elements), str(low), str(high))),)


def _bias(place: Place, channels: int) -> npt.NDArray[np.int64]:
    if not place.has_input(2):
        return np.zeros(channels, np.int64)
    bias = place.constant(2, "INT32").astype(np.int64).reshape(-1)
    place.require(len(bias) == channels, f"{len(bias)} biases for {channels} channels")
    return bias
