"""Layers with random weights, in plain TensorFlow, for models that tests convert as they run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Layers:
    """TensorFlow and a source of weights, handed to the functions that build models."""

    tf: Any
    random: np.random.Generator

    def constant(self, *shape: int, spread: float = 0.5) -> Any:
        """Random numbers; channels (the last dimension) differ in size by up to 16 times."""
        values = self.random.normal(0, spread, shape)
        return self.tf.constant(values * self._channel_sizes(shape), self.tf.float32)

    def conv(
        self,
        x: Any,
        filters: int,
        size: tuple[int, int],
        stride: tuple[int, int] = (1, 1),
        padding: str = "SAME",
        dilation: tuple[int, int] = (1, 1),
        bias: bool = True,
    ) -> Any:
        """A convolution with or without bias."""
        weights = self.constant(*size, x.shape[-1], filters)
        y = self.tf.nn.conv2d(x, weights, stride, padding, dilations=dilation)
        return y + self.constant(filters) if bias else y

    def depthwise(
        self,
        x: Any,
        size: tuple[int, int],
        multiplier: int = 1,
        stride: int = 1,
        padding: str = "SAME",
        dilation: tuple[int, int] = (1, 1),
        bias: bool = True,
    ) -> Any:
        """A depthwise convolution with `multiplier` outputs per channel."""
        weights = self.constant(*size, x.shape[-1], multiplier)
        strides = (1, stride, stride, 1)
        y = self.tf.nn.depthwise_conv2d(x, weights, strides, padding, dilations=dilation)
        return y + self.constant(x.shape[-1] * multiplier) if bias else y

    def dense(self, x: Any, units: int, bias: bool = True) -> Any:
        """A fully connected layer on the last dimension."""
        y = self.tf.linalg.matmul(x, self.constant(x.shape[-1], units))
        return y + self.constant(units) if bias else y

    def flat(self, x: Any) -> Any:
        """All values of the one image in a row."""
        return self.tf.reshape(x, (1, -1))

    def _channel_sizes(self, shape: tuple[int, ...]) -> Any:
        return 2.0 ** self.random.uniform(-3, 1, shape[-1])


@dataclass(frozen=True)
class Recipe:
    """A model to convert.

    Attributes:
        name: Unique.
        shape: Of its input, the batch included.
        operators: What the converted model must hold, or the test would not test it.
        build: From layers and the input to the output.
        per_channel: Whether weights have a scale per channel.
    """

    name: str
    shape: tuple[int, ...]
    operators: tuple[str, ...]
    build: Callable[[Layers, Any], Any]
    per_channel: bool = True


def convert(recipe: Recipe) -> bytes:
    """The recipe as a full-int8 .tflite. Needs TensorFlow: run in a child process."""
    import zlib

    import tensorflow as tf

    random = np.random.default_rng(zlib.crc32(recipe.name.encode()))
    layers = Layers(tf, random)
    built = tf.function(
        lambda x: recipe.build(layers, x), input_signature=[tf.TensorSpec(recipe.shape)]
    ).get_concrete_function()
    converter = tf.lite.TFLiteConverter.from_concrete_functions([built])
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: (
        [random.uniform(-1, 1, recipe.shape).astype(np.float32)] for _ in range(8)
    )
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8
    converter._experimental_disable_per_channel = not recipe.per_channel
    return bytes(converter.convert())
