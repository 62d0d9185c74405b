"""One file per operator: each turns an operator at its place into a step of the program."""

from __future__ import annotations

from collections.abc import Callable

from firmware.engines.baked.operators import (
    concatenation,
    conv,
    depthwise_conv,
    elementwise,
    fully_connected,
    lookup,
    mean,
    pad,
    pooling,
    softmax,
    strided_slice,
)
from firmware.engines.baked.place import Place
from firmware.engines.baked.program import Step

# Operators that only give the same bytes another shape.
RESHAPING = ("RESHAPE", "SQUEEZE", "EXPAND_DIMS")

LOWERINGS: dict[str, Callable[[Place], Step]] = {
    "ADD": elementwise.lower_add,
    "AVERAGE_POOL_2D": pooling.lower_average,
    "CONCATENATION": concatenation.lower,
    "CONV_2D": conv.lower,
    "DEPTHWISE_CONV_2D": depthwise_conv.lower,
    "FULLY_CONNECTED": fully_connected.lower,
    "LOGISTIC": lookup.lower_logistic,
    "MAX_POOL_2D": pooling.lower_max,
    "MEAN": mean.lower,
    "MUL": elementwise.lower_mul,
    "PAD": pad.lower,
    "PADV2": pad.lower,
    "QUANTIZE": lookup.lower_quantize,
    "RELU": lookup.lower_relu,
    "RELU6": lookup.lower_relu6,
    "SOFTMAX": softmax.lower,
    "STRIDED_SLICE": strided_slice.lower,
}
