"""Rounding inside a training graph, so that a network learns to live with its integers.

Every number that a quantized graph computes is an integer over a power of two and small enough for
a float to hold exactly: the graph gives the same logits as the integer reference. Gradients pass
through the rounding as if it were not there (Y. Bengio et al., "Estimating or propagating gradients
through stochastic neurons", 2013).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from compress.uno.arithmetic import MOST, MOST_BIAS, MOST_SHIFT


def power_of_two(tf: Any, exponents: Any) -> Any:
    """2^exponents exactly, for whole exponents that are floats; `tf.pow` may be off by a bit."""
    return tf.bitcast(tf.bitwise.left_shift(tf.cast(exponents, tf.int32) + 127, 23), tf.float32)


def rounded(tf: Any, values: Any, bits: Any, low: float, high: float) -> Any:
    """Values in units of 2^-bits, rounded half up and limited to low..high units."""
    unit = power_of_two(tf, -tf.cast(bits, tf.float32))
    limited = tf.clip_by_value(values, low * unit, high * unit)
    whole = tf.clip_by_value(tf.floor(limited / unit + 0.5), low, high) * unit
    return limited + tf.stop_gradient(whole - limited)


def exponents(tf: Any, weights: Any, bias: Any, input_bits: Any, output_bits: Any) -> Any:
    """Fraction bits of the weights of each output channel, float; see `quantized`.

    As fine as 8 bits of the largest weight and 16 of the bias allow, and such that the shift from
    sums to outputs is 0..`MOST_SHIFT`. The last axis of the weights is the output channel.
    """
    largest = tf.reduce_max(tf.abs(weights), axis=list(range(len(weights.shape) - 1)))
    by_weight = _log2(tf, MOST / tf.maximum(largest, 1e-6))
    by_bias = _log2(tf, MOST_BIAS / tf.maximum(tf.abs(bias), 1e-6)) - input_bits
    least = output_bits - input_bits
    return tf.stop_gradient(
        tf.clip_by_value(tf.floor(tf.minimum(by_weight, by_bias)), least, least + MOST_SHIFT)
    )


def quantized(tf: Any, weights: Any, bias: Any, input_bits: Any, output_bits: Any) -> Any:
    """Weights rounded to 8 bits and bias to 16, each output channel in its own unit."""
    bits = exponents(tf, weights, bias, input_bits, output_bits)
    return (
        rounded(tf, weights, bits, -MOST, MOST),
        rounded(tf, bias, bits + input_bits, -MOST_BIAS, MOST_BIAS),
    )


def fraction_bits(values: Any, percentile: float = 99.95) -> int:
    """Fraction bits that let 8 bits hold all but a few outliers of some activations."""
    largest = float(np.percentile(np.abs(values), percentile))
    return int(np.clip(np.floor(np.log2(MOST / max(largest, 1e-6))), 0, 12))


def _log2(tf: Any, values: Any) -> Any:
    return tf.math.log(values) / float(np.log(2))
