"""Bonsai while it is trained: with soft branches in floats, then with its integers.

As in the paper, the projection is dense at first, then all but its largest weights are zero after
each step (iterative hard thresholding), then the places that are left are fixed; the branches grow
sharper all the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compress.uno.arithmetic import FEATURE_BITS, MOST, MOST_BIAS, quantize
from compress.uno.bonsai import (
    GATE_BITS,
    GATE_MOST,
    GROUP,
    SCORE_BITS,
    SCORE_MOST,
    Bonsai,
)
from compress.uno.fakequant import exponents, fraction_bits, quantized, rounded

EPSILON = 1e-3
MOMENTUM = 0.98
# Soft branches: how sharp they are at first and in the end.
SHARPNESS = (1.0, 16.0)
THINNED_FROM = 0.33
FIXED_FROM = 0.66
# One must be an int8 in the unit of the values.
MOST_VALUE_BITS = 6


@dataclass(frozen=True)
class TreeShape:
    """How large a tree is.

    Attributes:
        values: Size of the projection.
        depth: Branches before a leaf.
        groups: Groups of frames in a window.
        density: Share of the projection that is kept.
    """

    values: int = 10
    depth: int = 2
    groups: int = 15
    density: float = 0.45

    @property
    def frames(self) -> int:
        """Feature frames that one answer depends on."""
        return self.groups * GROUP

    @property
    def nodes(self) -> int:
        """Inner nodes and leaves."""
        return int(2 ** (self.depth + 1) - 1)


class _Tree:
    """What both stages share: variables, grouping, and the sum along the soft or hard way."""

    def __init__(self, shape: TreeShape, labels: int) -> None:
        import tensorflow as tf

        self._tf, self.shape, self.labels = tf, shape, labels
        self.projection: Any = None
        self.branches: Any = None
        self.scores: Any = None
        self.gates: Any = None
        self.kept: Any = None

    def after_step(self) -> None:
        """Weights of the projection that were given up stay zero."""
        if self.kept is not None:
            self.projection.assign(self.projection * self.kept)

    def _grouped(self, features: Any) -> Any:
        """(batch, frames, bands) -> (batch, inputs): means of groups, the newest frames."""
        frames, bands = self.shape.groups * GROUP, features.shape[2]
        newest = features[:, features.shape[1] - frames :]
        groups = self._tf.reshape(newest, (-1, self.shape.groups, GROUP, bands))
        means = self._tf.reduce_mean(groups, axis=2)
        return self._tf.reshape(means, (-1, self.shape.groups * bands))

    def _with_one(self, values: Any) -> Any:
        return self._tf.concat([values, self._tf.ones_like(values[:, :1])], axis=1)

    def _ways(self, sides: Any, hard: bool, sharpness: Any) -> list[Any]:
        """For each node how much of each window comes by, (batch, 1)."""
        tf = self._tf
        soft = tf.sigmoid(2 * sharpness * sides)
        if hard:
            soft = soft + tf.stop_gradient(tf.cast(sides > 0, tf.float32) - soft)
        ways = [tf.ones_like(sides[:, :1])]
        for node in range(2**self.shape.depth - 1):
            second = soft[:, node : node + 1]
            ways += [ways[node] * (1 - second), ways[node] * second]
        return ways

    def _summed(self, parts: Any, ways: list[Any]) -> Any:
        """Parts (batch, nodes * labels) along the ways -> logits (batch, labels)."""
        tf = self._tf
        nodes = tf.reshape(parts, (-1, self.shape.nodes, self.labels))
        return tf.reduce_sum(nodes * tf.stack(ways, axis=1), axis=1)


class FloatTree(_Tree):
    """In floats, with batch normalization behind the projection."""

    def __init__(self, shape: TreeShape, bands: int, labels: int, seed: int) -> None:
        super().__init__(shape, labels)
        tf, random = self._tf, np.random.default_rng((seed, 6))
        inputs, width = shape.groups * bands, shape.nodes * labels

        def weights(rows: int, columns: int) -> Any:
            return tf.Variable(random.normal(0, rows**-0.5, (rows, columns)).astype(np.float32))

        self.projection = weights(inputs, shape.values)
        self.branches = weights(shape.values + 1, 2**shape.depth - 1)
        self.scores, self.gates = (weights(shape.values + 1, width) for _ in range(2))
        self.gain = tf.Variable(np.ones(shape.values, np.float32))
        self.offset = tf.Variable(np.zeros(shape.values, np.float32))
        self.mean = tf.Variable(np.zeros(shape.values, np.float32))
        self.variance = tf.Variable(np.ones(shape.values, np.float32))
        self.trained = [
            *(self.projection, self.branches, self.scores, self.gates),
            *(self.gain, self.offset),
        ]
        self.watched = [self.mean, self.variance]

    def logits(self, features: Any, progress: Any, training: bool) -> Any:
        """See `compress.uno.descent.Graph`."""
        tf = self._tf
        projected = self._grouped(features) @ self.projection
        mean, variance = self.mean, self.variance
        if training:
            mean, variance = tf.nn.moments(projected, axes=[0])
            self.mean.assign(self.mean * MOMENTUM + mean * (1 - MOMENTUM))
            self.variance.assign(self.variance * MOMENTUM + variance * (1 - MOMENTUM))
        scale = self.gain * tf.math.rsqrt(variance + EPSILON)
        full = self._with_one((projected - mean) * scale + self.offset)
        sharpness = SHARPNESS[0] * (SHARPNESS[1] / SHARPNESS[0]) ** progress
        ways = self._ways(full @ self.branches, False, sharpness)
        return self._summed((full @ self.scores) * _tanh(tf, full @ self.gates), ways)

    def thin_out(self, progress: float) -> None:
        """Choose the weights of the projection that stay; to be called before each step."""
        if THINNED_FROM <= progress < FIXED_FROM:
            size = np.abs(self.projection.numpy())
            count = round(self.shape.density * size.size)
            kept = np.zeros(size.size, np.float32)
            kept[np.argsort(-size.ravel(), kind="stable")[:count]] = 1
            self.kept = self._tf.constant(kept.reshape(size.shape))

    def folded(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Projection and bias with the normalization inside."""
        scale = self.gain / (self.variance + EPSILON) ** 0.5
        return (self.projection * scale).numpy(), (self.offset - self.mean * scale).numpy()


class IntegerTree(_Tree):
    """The same tree as it will be on the chip, ready for fine-tuning.

    Args:
        trained: The tree in floats.
        features: Some real windows, to see how large the projected values get.
    """

    def __init__(self, trained: FloatTree, features: NDArray[np.float32]) -> None:
        super().__init__(trained.shape, trained.labels)
        tf = self._tf
        projection, bias = trained.folded()
        self.projection, self.bias = tf.Variable(projection), tf.Variable(bias)
        self.kept = tf.constant((projection != 0).astype(np.float32))
        self.branches = tf.Variable(trained.branches)
        self.scores, self.gates = tf.Variable(trained.scores), tf.Variable(trained.gates)
        self._nothing = tf.zeros(self.scores.shape[1])
        values = self._grouped(tf.constant(features)) @ projection + bias
        self._bits = min(fraction_bits(values), MOST_VALUE_BITS)
        self.trained = [self.projection, self.bias, self.branches, self.scores, self.gates]
        self.watched: list[Any] = []

    def logits(self, features: Any, progress: Any, training: bool) -> Any:
        """See `compress.uno.descent.Graph`."""
        tf, bits = self._tf, self._bits
        inputs = rounded(tf, self._grouped(features), FEATURE_BITS, 0, MOST)
        projection, bias = quantized(tf, self.projection, self.bias, FEATURE_BITS, bits)
        full = self._with_one(rounded(tf, inputs @ projection + bias, bits, -MOST, MOST))
        scores = self._layer(full, self.scores, SCORE_BITS, SCORE_MOST)
        gates = self._layer(full, self.gates, GATE_BITS, GATE_MOST)
        parts = rounded(tf, scores * _tanh(tf, gates), SCORE_BITS, -SCORE_MOST, SCORE_MOST)
        branches = rounded(tf, self.branches, self._branch_bits(), -MOST, MOST)
        return self._summed(parts, self._ways(full @ branches, True, SHARPNESS[1]))

    def to_integers(self) -> Bonsai:
        """The model as integers."""
        bits, nodes = self._bits, self.shape.nodes
        fine = self._exponents(self.projection, self.bias, FEATURE_BITS, bits)
        branch_bits = np.asarray(self._branch_bits(), np.int64)

        def layer(weights: Any, out_bits: int) -> tuple[NDArray[np.int8], NDArray[np.uint8]]:
            exponent = self._exponents(weights, self._nothing, bits, out_bits)
            whole = quantize(weights.numpy(), exponent, MOST).astype(np.int8)
            shifts = (exponent + bits - out_bits).astype(np.uint8)
            shape = (nodes, self.labels)
            return whole.T.reshape(*shape, -1).copy(), shifts.reshape(shape)

        scores, score_shifts = layer(self.scores, SCORE_BITS)
        gates, gate_shifts = layer(self.gates, GATE_BITS)
        return Bonsai(
            projection=quantize(self.projection.numpy(), fine, MOST).astype(np.int8).T.copy(),
            bias=quantize(self.bias.numpy(), fine + FEATURE_BITS, MOST_BIAS).astype(np.int16),
            shifts=(fine + FEATURE_BITS - bits).astype(np.uint8),
            one=1 << bits,
            branches=quantize(self.branches.numpy(), branch_bits, MOST).astype(np.int8).T.copy(),
            scores=scores,
            score_shifts=score_shifts,
            gates=gates,
            gate_shifts=gate_shifts,
            bands=self.projection.shape[0] // self.shape.groups,
        )

    def _layer(self, full: Any, weights: Any, out_bits: int, most: int) -> Any:
        whole, _ = quantized(self._tf, weights, self._nothing, self._bits, out_bits)
        return rounded(self._tf, full @ whole, out_bits, -most, most)

    def _branch_bits(self) -> Any:
        nothing = self._tf.zeros(self.branches.shape[1])
        return exponents(self._tf, self.branches, nothing, 0, 0)

    def _exponents(self, weights: Any, bias: Any, in_bits: int, out_bits: int) -> Any:
        return np.asarray(exponents(self._tf, weights, bias, in_bits, out_bits), np.int64)


def _tanh(tf: Any, values: Any) -> Any:
    """See `compress.uno.bonsai`."""
    limited = tf.clip_by_value(values, -2.0, 2.0)
    return limited * (1 - tf.abs(limited) / 4)
