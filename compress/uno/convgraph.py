"""The tiny convolutional network while it is trained: first in floats, then with its integers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compress.uno.arithmetic import FEATURE_BITS, MOST, MOST_BIAS, quantize
from compress.uno.convnet import STEP_LOGIT_BITS, STEP_MOST, STEPS, Block, ConvNet, Layer
from compress.uno.fakequant import exponents, fraction_bits, quantized, rounded

Floats = NDArray[np.float32]

EPSILON = 1e-3
MOMENTUM = 0.98


@dataclass(frozen=True)
class Shape:
    """How large a network is.

    Attributes:
        channels: Of all hidden layers.
        first_taps: Frames that the first convolution sees at once.
        taps: Steps that each block's depthwise convolution sees at once; odd.
        stride_frames: Frames between two steps.
    """

    channels: int
    first_taps: int = 3
    stride_frames: int = 2
    taps: tuple[int, ...] = (5, 5, 7)

    @property
    def frames(self) -> int:
        """Feature frames that one answer depends on."""
        steps = STEPS + sum(taps - 1 for taps in self.taps)
        return (steps - 1) * self.stride_frames + self.first_taps


class FloatConvGraph:
    """In floats, with batch normalization behind each mixing layer."""

    def __init__(self, shape: Shape, bands: int, labels: int, seed: int) -> None:
        import tensorflow as tf

        random = np.random.default_rng((seed, 5))
        wide = shape.channels

        def weights(*size: int, fan_in: int) -> Any:
            return tf.Variable(random.normal(0, (2 / fan_in) ** 0.5, size).astype(np.float32))

        self._tf, self.shape = tf, shape
        self.first = weights(shape.first_taps, bands, wide, fan_in=shape.first_taps * bands)
        self.depthwise = [weights(taps, wide, fan_in=taps) for taps in shape.taps]
        self.pointwise = [weights(1, wide, wide, fan_in=wide) for _ in shape.taps]
        self.head = weights(1, wide, labels, fan_in=wide)
        self.head_bias = tf.Variable(np.zeros(labels, np.float32))
        count = 1 + len(shape.taps)
        self.gains = [tf.Variable(np.ones(wide, np.float32)) for _ in range(count)]
        self.offsets = [tf.Variable(np.zeros(wide, np.float32)) for _ in range(count)]
        self.means = [tf.Variable(np.zeros(wide, np.float32)) for _ in range(count)]
        self.variances = [tf.Variable(np.ones(wide, np.float32)) for _ in range(count)]
        self.trained = [
            *(self.first, *self.depthwise, *self.pointwise, self.head, self.head_bias),
            *(*self.gains, *self.offsets),
        ]
        self.watched = [*self.means, *self.variances]

    def logits(self, features: Any, progress: Any, training: bool) -> Any:
        """See `compress.uno.descent.Graph`."""
        tf = self._tf
        hidden = tf.nn.relu(
            self._normal(0, _conv(tf, features, self.first, self.shape.stride_frames), training)
        )
        for index, taps in enumerate(self.depthwise):
            deep = _depthwise(hidden, taps)
            mixed = self._normal(1 + index, _conv(tf, deep, self.pointwise[index]), training)
            hidden = tf.nn.relu(_around(hidden, taps, deep) + mixed)
        return tf.reduce_mean(_conv(tf, hidden, self.head) + self.head_bias, axis=1)

    def after_step(self) -> None:
        """Nothing must be mended."""

    def folded(self) -> list[tuple[Floats, Floats]]:
        """Weights and bias of each layer in order, with the normalization inside."""
        layers = [self._folded(0, self.first)]
        for index, taps in enumerate(self.depthwise):
            wide = taps.shape[1]
            layers.append((taps.numpy(), np.zeros(wide, np.float32)))
            layers.append(self._folded(1 + index, self.pointwise[index]))
        return [*layers, (self.head.numpy(), self.head_bias.numpy())]

    def _folded(self, index: int, weights: Any) -> tuple[Floats, Floats]:
        scale = self.gains[index] / (self.variances[index] + EPSILON) ** 0.5
        bias = self.offsets[index] - self.means[index] * scale
        return (weights * scale).numpy(), bias.numpy()

    def _normal(self, index: int, values: Any, training: bool) -> Any:
        tf, mean, variance = self._tf, self.means[index], self.variances[index]
        if training:
            seen_mean, seen_variance = tf.nn.moments(values, axes=[0, 1])
            mean.assign(mean * MOMENTUM + seen_mean * (1 - MOMENTUM))
            variance.assign(variance * MOMENTUM + seen_variance * (1 - MOMENTUM))
            mean, variance = seen_mean, seen_variance
        scale = self.gains[index] * tf.math.rsqrt(variance + EPSILON)
        return (values - mean) * scale + self.offsets[index]


class IntegerConvGraph:
    """The same network as it will be on the chip, rounding included, ready for fine-tuning.

    Args:
        layers: As `FloatConvGraph.folded` gives them.
        stride_frames: Frames between two steps.
        features: Some real windows (n, frames, bands), to see how large activations get.
    """

    def __init__(
        self, layers: list[tuple[Floats, Floats]], stride_frames: int, features: Floats
    ) -> None:
        import tensorflow as tf

        self._tf, self._stride = tf, stride_frames
        self.weights = [tf.Variable(weights) for weights, _ in layers]
        # A depthwise layer's bias would only move what the next layer adds up: it has none.
        self.bias = [
            tf.Variable(bias, trainable=index % 2 == 0 or index == len(layers) - 1)
            for index, (_, bias) in enumerate(layers)
        ]
        self.trained = [*self.weights, *(each for each in self.bias if each.trainable)]
        self.watched: list[Any] = []
        self._trunk, self._deep = self._calibrated(features)

    def logits(self, features: Any, progress: Any, training: bool) -> Any:
        """See `compress.uno.descent.Graph`."""
        tf = self._tf
        hidden = self._trunk_layer(0, features, FEATURE_BITS)
        for index in range(1, len(self.weights) - 1, 2):
            bits = self._deep[index // 2]
            taps, _ = quantized(tf, self.weights[index], self.bias[index], self._trunk, bits)
            deep = rounded(tf, _depthwise(hidden, taps), bits, -MOST, MOST)
            around = _around(hidden, taps, deep)
            hidden = self._trunk_layer(index + 1, deep, bits, around)
        steps = self._mixed(len(self.weights) - 1, hidden, self._trunk, STEP_LOGIT_BITS)
        return tf.reduce_mean(rounded(tf, steps, STEP_LOGIT_BITS, -STEP_MOST, STEP_MOST), axis=1)

    def after_step(self) -> None:
        """Nothing must be mended."""

    def to_integers(self) -> ConvNet:
        """The network as integers."""
        between = [bits for deep in self._deep for bits in (deep, self._trunk)]
        chain = [FEATURE_BITS, self._trunk, *between, STEP_LOGIT_BITS]
        layers = [self._layer(i, chain[i], chain[i + 1]) for i in range(len(self.weights))]
        blocks = zip(layers[1:-1:2], layers[2:-1:2], strict=True)
        return ConvNet(self._stride, layers[0], tuple(Block(*pair) for pair in blocks), layers[-1])

    def _trunk_layer(self, index: int, values: Any, bits: int, around: Any = None) -> Any:
        stride = self._stride if index == 0 else 1
        mixed = self._mixed(index, values, bits, self._trunk, stride)
        whole = rounded(self._tf, mixed, self._trunk, -MOST_BIAS, MOST_BIAS)
        whole = whole if around is None else around + whole
        return rounded(self._tf, whole, self._trunk, 0, MOST)

    def _mixed(self, index: int, values: Any, bits: int, out_bits: int, stride: int = 1) -> Any:
        weights, bias = quantized(self._tf, self.weights[index], self.bias[index], bits, out_bits)
        return _conv(self._tf, values, weights, stride) + bias

    def _calibrated(self, features: Floats) -> tuple[int, list[int]]:
        """Fraction bits of the trunk and of each depthwise output, from activations in floats."""
        tf = self._tf
        hidden = tf.nn.relu(_conv(tf, features, self.weights[0], self._stride) + self.bias[0])
        trunk, deep_bits = [fraction_bits(hidden)], []
        for index in range(1, len(self.weights) - 1, 2):
            deep = _depthwise(hidden, self.weights[index])
            deep_bits.append(fraction_bits(deep))
            mixed = _conv(tf, deep, self.weights[index + 1]) + self.bias[index + 1]
            hidden = tf.nn.relu(_around(hidden, self.weights[index], deep) + mixed)
            trunk.append(fraction_bits(hidden))
        return min(trunk), deep_bits

    def _layer(self, index: int, in_bits: int, out_bits: int) -> Layer:
        weights, bias = self.weights[index], self.bias[index]
        bits = np.asarray(exponents(self._tf, weights, bias, in_bits, out_bits), np.int64)
        # What training holds at zero takes no place in flash.
        kept = bias.numpy() if bias.trainable else np.zeros(0, np.float32)
        return Layer(
            quantize(weights.numpy(), bits, MOST).astype(np.int8),
            quantize(kept, bits[: len(kept)] + in_bits, MOST_BIAS).astype(np.int16),
            (bits + in_bits - out_bits).astype(np.uint8),
        )


def _conv(tf: Any, values: Any, weights: Any, stride: int = 1) -> Any:
    return tf.nn.conv1d(values, weights, stride, "VALID")


def _depthwise(values: Any, taps: Any) -> Any:
    count = values.shape[1] - taps.shape[0] + 1
    return sum(values[:, tap : tap + count] * taps[tap] for tap in range(taps.shape[0]))


def _around(hidden: Any, taps: Any, deep: Any) -> Any:
    middle = taps.shape[0] // 2
    return hidden[:, middle : middle + deep.shape[1]]
