"""A tiny convolutional network over time, in integers: the reference that the chip repeats.

    features -> convolution with a stride -> blocks -> logits of a step -> mean over 16 steps

A block is a depthwise convolution over time, a pointwise one, and the way around both. Nothing is
padded, so a chip that keeps the last few inputs of each layer computes only what is new, and comes
to the same logits as a whole window does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from compress.uno.arithmetic import LOGIT_BITS, MOST, Whole, requantize

MOST_SUM = 32767
# The mean over the steps is a shift.
STEP_BITS = 4
STEPS = 1 << STEP_BITS
# Logits of one step are summed up in 16 bits: 12 are left for each, 8 of them fraction.
STEP_MOST = 2047
STEP_LOGIT_BITS = 8
MEAN_SHIFT = STEP_BITS + STEP_LOGIT_BITS - LOGIT_BITS


@dataclass(frozen=True)
class Layer:
    """Weights of one layer in integers.

    Attributes:
        weights: int8; (taps, inputs, outputs), for a depthwise layer (taps, channels).
        bias: int16, one for each output, in units of the sums; none in a depthwise layer.
        shifts: uint8, from sums to outputs.
    """

    weights: NDArray[np.int8]
    bias: NDArray[np.int16]
    shifts: NDArray[np.uint8]

    @property
    def taps(self) -> int:
        """Inputs in time that one output sees."""
        return int(self.weights.shape[0])

    @property
    def stored_bytes(self) -> int:
        """What it takes in flash."""
        return self.weights.nbytes + self.bias.nbytes + self.shifts.nbytes


@dataclass(frozen=True)
class Block:
    """A depthwise layer (without bias), a pointwise one, and the way around both."""

    depthwise: Layer
    pointwise: Layer


@dataclass(frozen=True)
class ConvNet:
    """The whole network; the head gives logits in units of 2^-`STEP_LOGIT_BITS`.

    Attributes:
        stride_frames: Feature frames between two steps, which is between two answers.
    """

    stride_frames: int
    first: Layer
    blocks: tuple[Block, ...]
    head: Layer

    @property
    def layers(self) -> tuple[Layer, ...]:
        """All layers in order."""
        middle = (each for block in self.blocks for each in (block.depthwise, block.pointwise))
        return (self.first, *middle, self.head)

    @property
    def frames(self) -> int:
        """Feature frames that one answer depends on."""
        steps = STEPS + sum(block.depthwise.taps - 1 for block in self.blocks)
        return (steps - 1) * self.stride_frames + self.first.taps

    @property
    def labels(self) -> int:
        """How many logits there are."""
        return len(self.head.bias)

    @property
    def weight_bytes(self) -> int:
        """All that the training made, as it lies in flash."""
        return sum(layer.stored_bytes for layer in self.layers)

    @property
    def macs(self) -> int:
        """Multiply-accumulates of one answer, when only new frames are computed."""
        return sum(layer.weights.size for layer in self.layers)

    @property
    def ram_bytes(self) -> int:
        """Static memory of the emitted C: histories, values under way, and the last logits."""
        taps, bands, channels = self.first.weights.shape
        histories = taps * bands + sum(block.depthwise.weights.size for block in self.blocks)
        logits = self.labels * (STEPS + 1)
        return int(histories + 2 * channels + 2 * logits + 2)

    def run(self, windows: NDArray[np.int8]) -> NDArray[np.int8]:
        """Logits of windows: int8 (n, frames, bands) -> int8 (n, labels), in sixteenths."""
        return _mean(self._steps(windows).sum(axis=1))

    def run_stream(self, features: NDArray[np.int8]) -> NDArray[np.int8]:
        """Logits over continuous features (n, bands), after each stride; quiet before the start."""
        count = len(features) // self.stride_frames
        quiet = np.zeros((self.frames - self.stride_frames, features.shape[1]), np.int8)
        whole = np.concatenate([quiet, features[: count * self.stride_frames]])
        if not count:
            return np.zeros((0, self.labels), np.int8)
        total = np.cumsum(self._steps(whole[None])[0], axis=0)
        total = np.concatenate([np.zeros((1, self.labels), np.int64), total])
        return _mean(total[STEPS:] - total[:-STEPS])

    def _steps(self, windows: NDArray[np.int8]) -> Whole:
        """Logits of each step, (n, steps, labels), in units of 2^-`STEP_LOGIT_BITS`."""
        hidden = _convolve(windows.astype(np.int64), self.first, self.stride_frames, 0)
        for block in self.blocks:
            deep = _depthwise(hidden, block.depthwise)
            middle = block.depthwise.taps // 2
            around = hidden[:, middle : middle + deep.shape[1]]
            mixed = _convolve(deep, block.pointwise, 1, -MOST_SUM, MOST_SUM)
            hidden = np.clip(around + mixed, 0, MOST)
        return _convolve(hidden, self.head, 1, -STEP_MOST, STEP_MOST)


def _mean(totals: Whole) -> NDArray[np.int8]:
    return requantize(totals, MEAN_SHIFT, -MOST, MOST).astype(np.int8)


def _sums(values: Whole, layer: Layer, stride: int) -> Whole:
    """(n, steps, inputs) -> (n, fewer steps, outputs), bias included."""
    views = np.lib.stride_tricks.sliding_window_view(values, layer.taps, axis=1)[:, ::stride]
    # Doubles hold these integers exactly and multiply fast.
    flat = views.swapaxes(2, 3).reshape(*views.shape[:2], -1).astype(np.float64)
    product = flat @ layer.weights.reshape(-1, layer.weights.shape[-1]).astype(np.float64)
    return np.rint(product).astype(np.int64) + layer.bias


def _convolve(values: Whole, layer: Layer, stride: int, low: int, high: int = MOST) -> Whole:
    return requantize(_sums(values, layer, stride), layer.shifts.astype(np.int64), low, high)


def _depthwise(values: Whole, layer: Layer) -> Whole:
    count = values.shape[1] - layer.taps + 1
    taps = layer.weights.astype(np.int64)
    sums = sum(values[:, tap : tap + count] * taps[tap] for tap in range(layer.taps))
    return requantize(np.asarray(sums), layer.shifts.astype(np.int64), -MOST, MOST)
