"""Weights as int8 will have them, and training that ends there.

The straight-through rule (Y. Bengio et al., "Estimating or Propagating Gradients Through
Stochastic Neurons", 2013): the network computes with rounded weights, and what the optimizer
changes about them is added to hidden real ones, which are rounded again. Runs in a child process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compress.surgery import is_depthwise, kernel_of, set_kernel, weighted
from compress.trainer import Trainer

# Weights are symmetric in int8: -128 is not used, and each channel's largest weight is +-127.
LARGEST = 127
ALL = tuple(range(-LARGEST, LARGEST + 1))
Weights = NDArray[np.float32]


def in_steps(kernel: Weights) -> tuple[Weights, Weights]:
    """Weights in units of their channel's int8 step, -127..127 but not rounded, and those units.

    The channel is the last axis; where all is zero the unit is 1.
    """
    largest = np.abs(kernel).max(axis=tuple(range(kernel.ndim - 1)))
    units = np.where(largest > 0, largest / LARGEST, 1).astype(np.float32)
    return kernel / units, units


def nearest(values: Weights, table: tuple[int, ...]) -> Weights:
    """For each value the entry of an ascending table that is next to it."""
    entries = np.asarray(table, np.float32)
    found: Weights = entries[np.searchsorted((entries[1:] + entries[:-1]) / 2, values)]
    return found


@dataclass(frozen=True)
class Held:
    """TensorFlow variables for one layer's weights, all of the kernel's shape.

    Attributes:
        owner: The Keras layer.
        kernel: What the network computes with and the optimizer changes.
        hidden: The real weights.
        shown: What `kernel` was before the optimizer changed it.
        mask: 1 where a weight may be other than zero, else 0.
        axes: All axes but the channel's.
    """

    owner: Any
    kernel: Any
    hidden: Any
    shown: Any
    mask: Any
    axes: tuple[int, ...]


class Holder:
    """Holds weights to their rule while a network is trained: an `after_step` of `train`.

    Args:
        model: Its weights that are zero now stay zero.
        table: The int8 values that weights may take; empty: they are free.

    Attributes:
        table: What it is now.
    """

    def __init__(self, model: Any, table: tuple[int, ...] = ()) -> None:
        import tensorflow as tf

        self.table = table
        self._tf, self._layers = tf, [_held(layer) for layer in weighted(model)]
        self._table = tf.Variable(np.asarray(table or (0,), np.float32))
        self._hold = tf.function(self._round if table else self._mask)

    def __call__(self, trainer: Trainer, step: int) -> None:
        """What `train` calls after each step of the optimizer."""
        self._hold()

    def settle(self) -> None:
        """Put other weights, such as the running mean of all, where they belong."""
        for layer in self._layers:
            layer.kernel.assign(layer.kernel * layer.mask)
            if self.table:
                values, units = in_steps(kernel_of(layer.owner))
                set_kernel(layer.owner, nearest(values, self.table) * units)

    def keep(self, masks: list[NDArray[np.bool_]]) -> None:
        """Hold all other weights at zero from now on; masks of each kernel, as `weighted` goes."""
        for layer, mask in zip(self._layers, masks, strict=True):
            layer.mask.assign(mask)

    def use(self, table: tuple[int, ...]) -> None:
        """Round to another table of as many values from now on."""
        self.table = table
        self._table.assign(table)

    def hidden(self) -> Weights:
        """The real weights that are not held at zero, in int8 steps; flat."""
        values = []
        for layer in self._layers:
            kernel = np.moveaxis(layer.hidden.numpy(), layer.axes, range(len(layer.axes)))
            mask = np.moveaxis(layer.mask.numpy(), layer.axes, range(len(layer.axes)))
            values.append(in_steps(kernel)[0][mask > 0])
        return np.concatenate(values)

    def _mask(self) -> None:
        for layer in self._layers:
            layer.kernel.assign(layer.kernel * layer.mask)

    def _round(self) -> None:
        tf = self._tf
        middles = (self._table[1:] + self._table[:-1]) / 2
        for layer in self._layers:
            hidden = (layer.hidden + layer.kernel - layer.shown) * layer.mask
            largest = tf.reduce_max(tf.abs(hidden), layer.axes, keepdims=True)
            unit = tf.where(largest > 0, largest / LARGEST, 1.0)
            found = tf.searchsorted(middles, tf.reshape(hidden / unit, [-1]))
            shown = tf.reshape(tf.gather(self._table, found), tf.shape(hidden)) * unit
            for variable, value in zip(
                (layer.hidden, layer.shown, layer.kernel), (hidden, shown, shown), strict=True
            ):
                variable.assign(value)


def _held(layer: Any) -> Held:
    import tensorflow as tf

    value = layer.kernel.numpy()
    channel = value.ndim - (2 if is_depthwise(layer) else 1)
    axes = tuple(axis for axis in range(value.ndim) if axis != channel)
    mask = (value != 0).astype(np.float32)
    hidden, shown, kept = (tf.Variable(each, trainable=False) for each in (value, value, mask))
    return Held(layer, layer.kernel, hidden, shown, kept, axes)
