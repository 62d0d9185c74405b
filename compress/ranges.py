"""Where a network's values are rounded to int8 on the chip, and how far they reach there.

Runs in a child process.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.frontend import FEATURE_SCALE
from compress.surgery import INPUT, readers, rebuilt, weighted
from compress.trainer import real

INT8_STEPS = 255
# How slowly a range follows the batches of a training.
MOMENTUM = 0.99
# Front-end features: -128 stands for 0, so that the chip copies them as they are.
INPUT_RANGE = (0.0, INT8_STEPS * FEATURE_SCALE)
Ranges = Mapping[str, tuple[float, float]]


def places(model: Any) -> list[str]:
    """Names of the layers whose outputs are stored as int8 with a range of their own.

    Those that a rectifier reads are not: it becomes a part of them. Pools, reshapes and the like
    have the range of what they read. Batch normalization must be folded.
    """
    from keras import layers

    merging = (layers.Add, layers.Subtract, layers.Multiply, layers.Average, layers.Concatenate)
    computing = (layers.ReLU, layers.Activation, *merging)
    names = {layer.name for layer in weighted(model)}
    return [
        layer.name
        for layer in model.layers
        if (layer.name in names or isinstance(layer, computing))
        and not any(isinstance(reader, layers.ReLU) for reader in readers(model, layer))
    ]


def observed(model: Any, windows: NDArray[np.int8]) -> dict[str, tuple[float, float]]:
    """How far the values of each place reach over windows, int8 (n, frames, 40)."""
    import keras

    names = places(model)
    probe = keras.Model(model.inputs, [model.get_layer(name).output for name in names])
    return {
        name: (min(0.0, float(np.min(values))), float(np.max(values)))
        for name, values in zip(names, probe(real(windows), training=False), strict=True)
    }


def with_ranges(model: Any, ranges: Ranges, batch: int | None, following: bool) -> Any:
    """A network that rounds its values to int8 as the chip will.

    Args:
        model: Its batch normalization is folded.
        ranges: Of each place; the input's is the front end's.
        batch: Windows at once; None for any number.
        following: While it is trained, the ranges follow the batches as a running mean.
    """
    import keras
    import tensorflow as tf

    class RoundedToInt8(keras.layers.Layer):  # type: ignore[misc]
        def __init__(self, low: float, high: float, follows: bool, name: str) -> None:
            super().__init__(name=name)
            self.follows = follows
            self.ends = [
                self.add_weight(
                    name=side,
                    shape=(),
                    initializer=keras.initializers.Constant(value),
                    trainable=False,
                )
                for side, value in (("low", low), ("high", high))
            ]

        def call(self, values: Any, training: bool = False) -> Any:
            if training and self.follows:
                reached = tf.minimum(tf.reduce_min(values), 0.0), tf.reduce_max(values)
                for end, now in zip(self.ends, reached, strict=True):
                    end.assign(end * MOMENTUM + now * (1 - MOMENTUM))
            low, high = (tf.convert_to_tensor(end) for end in self.ends)
            return tf.quantization.fake_quant_with_min_max_vars(values, low, high)

    def behind(name: str, value: Any) -> Any:
        if name == INPUT:
            return RoundedToInt8(*INPUT_RANGE, False, _rounding(name))(value)
        if name not in ranges:
            return value
        return RoundedToInt8(*ranges[name], following, _rounding(name))(value)

    return rebuilt(model, batch, behind=behind)


def ranges_of(model: Any, names: Ranges) -> dict[str, tuple[float, float]]:
    """The ranges that a network of `with_ranges` has come to."""
    found = {}
    for name in names:
        low, high = model.get_layer(_rounding(name)).ends
        found[name] = float(low), float(high)
    return found


def _rounding(name: str) -> str:
    return f"{name}_int8"
