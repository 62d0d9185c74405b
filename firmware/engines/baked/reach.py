"""What operators read along time: the input columns that one output column is made of.

A column is all that a tensor holds of one moment. Time is the first axis behind the batch, so a
column is a run of neighbouring bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from firmware.engines.baked.geometry import SAME
from firmware.engines.baked.operators.strided_slice import bounds
from firmware.engines.baked.place import Place

TIME_AXIS = 1


@dataclass(frozen=True)
class Reach:
    """Output column `j` is made of `extent` input columns from `first + j * step` on."""

    first: int = 0
    extent: int = 1
    step: int = 1

    def start(self, column: int) -> int:
        """The first input column below an output column."""
        return self.first + column * self.step


class SeesAllTime(Exception):
    """The operator needs the whole window in each run; the message is the rest of a sentence that
    starts with the operator and says why."""


def reach_of(place: Place) -> Reach:
    """The reach of an operator whose activations all run along time.

    Raises:
        SeesAllTime: Its outputs are no function of a few neighbouring columns.
    """
    find = REACHES.get(place.operator.opcode)
    if find is None:
        raise SeesAllTime("is not known to keep moments apart")
    return find(place)


def only_crops(place: Place) -> bool:
    """Whether the operator does nothing but leave out columns at the ends of the window."""
    if place.operator.opcode != "STRIDED_SLICE":
        return False
    source, output = place.input(0).shape, place.output.shape
    others = range(TIME_AXIS + 1, len(source))
    return (
        source[TIME_AXIS + 1 :] == output[TIME_AXIS + 1 :]
        and bounds(place, TIME_AXIS).step == 1
        and all(bounds(place, axis).step == 1 for axis in others)
    )


def _same_column(_place: Place) -> Reach:
    return Reach()


def _convolution(place: Place) -> Reach:
    dilation = int(place.option("dilation_h_factor", 1))
    return _sliding(place, (place.input(1).shape[TIME_AXIS] - 1) * dilation + 1)


def _pool(place: Place) -> Reach:
    return _sliding(place, int(place.option("filter_height")))


def _sliding(place: Place, extent: int) -> Reach:
    stride = int(place.option("stride_h"))
    size, output = place.input(0).shape[TIME_AXIS], place.output.shape[TIME_AXIS]
    if place.option("padding") == SAME and (output - 1) * stride + extent > size:
        raise SeesAllTime("pads along time")
    return Reach(0, extent, stride)


def _two_operands(place: Place) -> Reach:
    """A constant operand must be the same at all times."""
    rank = len(place.output.shape)
    for position in (0, 1):
        tensor = place.input(position)
        axis = TIME_AXIS - (rank - len(tensor.shape))
        if tensor.data is not None and axis >= 0 and tensor.shape[axis] != 1:
            raise SeesAllTime("has a constant that changes along time")
    return Reach()


def _concatenation(place: Place) -> Reach:
    if int(place.option("axis")) % len(place.output.shape) <= TIME_AXIS:
        raise SeesAllTime("joins along time")
    return Reach()


def _pad(place: Place) -> Reach:
    if place.constant(1, "INT32")[: TIME_AXIS + 1].any():
        raise SeesAllTime("pads along time")
    return Reach()


def _mean(place: Place) -> Reach:
    axes = place.constant(1, "INT32").reshape(-1) % len(place.input(0).shape)
    if int(axes.min()) <= TIME_AXIS:
        raise SeesAllTime("averages over time")
    return Reach()


def _slice(place: Place) -> Reach:
    along = bounds(place, TIME_AXIS)
    if int(place.option("shrink_axis_mask")) & 0b11 or along.step < 1:
        raise SeesAllTime("picks moments out of order")
    return Reach(along.start, 1, along.step)


def _rows(place: Place) -> Reach:
    """Operators on the last dimension."""
    if len(place.input(0).shape) <= TIME_AXIS + 1:
        raise SeesAllTime("works along time")
    return Reach()


def _fully_connected(place: Place) -> Reach:
    source, output = place.input(0).shape, place.output.shape
    moments_apart = len(source) > TIME_AXIS + 1 and source[:-1] == output[:-1]
    if not moments_apart or place.input(1).shape[1] != source[-1]:
        raise SeesAllTime("takes all moments in a row")
    return Reach()


REACHES: dict[str, Callable[[Place], Reach]] = {
    "ADD": _two_operands,
    "AVERAGE_POOL_2D": _pool,
    "CONCATENATION": _concatenation,
    "CONV_2D": _convolution,
    "DEPTHWISE_CONV_2D": _convolution,
    "FULLY_CONNECTED": _fully_connected,
    "LOGISTIC": _same_column,
    "MAX_POOL_2D": _pool,
    "MEAN": _mean,
    "MUL": _two_operands,
    "PAD": _pad,
    "PADV2": _pad,
    "QUANTIZE": _same_column,
    "RELU": _same_column,
    "RELU6": _same_column,
    "SOFTMAX": _rows,
    "STRIDED_SLICE": _slice,
}
