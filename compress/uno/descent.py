"""Gradient descent on a small graph of plain variables. Runs in a child process: TensorFlow."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from compress.keras_start import start_keras
from compress.trainer import limit_threads
from compress.uno.arithmetic import FEATURE_BITS

# The mean of the weights reaches back so many steps at the end.
AVERAGING = 0.995
CHUNK_WINDOWS = 1024


class Graph(Protocol):
    """What can be trained: real features in, logits out.

    Attributes:
        trained: Variables that gradients move.
        watched: Variables that training keeps up by itself (running means).
    """

    trained: list[Any]
    watched: list[Any]

    def logits(self, features: Any, progress: Any, training: bool) -> Any:
        """(batch, frames, bands) -> (batch, labels); progress is 0..1 of the training."""
        ...

    def after_step(self) -> None:
        """What must hold again after each step."""
        ...


@dataclass(frozen=True)
class Pace:
    """How fast and how long; the rate warms up over a tenth and falls as a cosine."""

    steps: int
    learning_rate: float


class Descent:
    """Adam on a graph, with a running mean of all its variables: that is the result."""

    def __init__(self, graph: Graph, pace: Pace) -> None:
        import keras
        import tensorflow as tf

        self._tf, self._graph, self._pace, self._done = tf, graph, pace, 0
        self._all = [*graph.trained, *graph.watched]
        self._average = [tf.Variable(each) for each in self._all]
        self._optimizer = keras.optimizers.Adam(pace.learning_rate)
        self._optimizer.build(graph.trained)
        self._compiled = tf.function(self._train)

    def step(
        self,
        windows: NDArray[np.int8],
        targets: NDArray[np.float32],
        weights: NDArray[np.float32],
    ) -> float:
        """One step; the loss before it. `weights` mix each window with its neighbour."""
        tf = self._tf
        progress = self._done / self._pace.steps
        self._done += 1
        rate = self._pace.learning_rate * min(1.0, 10 * progress + 0.01)
        rate *= max((1 + math.cos(math.pi * progress)) / 2, 1e-3)
        # The mean forgets the start: it reaches back a fraction of the steps so far.
        decay = min(AVERAGING, 1 - 5 / (self._done + 5))
        numbers = (tf.constant(value, tf.float32) for value in (rate, decay, progress))
        loss = float(self._compiled(real(windows), targets, weights, *numbers))
        self._graph.after_step()
        return loss

    def probabilities(self, windows: NDArray[np.int8]) -> NDArray[np.float32]:
        """Softmax of what the graph makes of windows, (n, labels)."""
        chunks = np.array_split(windows, max(1, -(-len(windows) // CHUNK_WINDOWS)))
        one = self._tf.constant(1.0)
        heard = [self._graph.logits(real(chunk), one, training=False) for chunk in chunks]
        return np.concatenate([np.asarray(self._tf.nn.softmax(each)) for each in heard])

    def finish(self) -> None:
        """Give the graph the mean of its variables."""
        for variable, average in zip(self._all, self._average, strict=True):
            variable.assign(average)
        self._graph.after_step()

    def _train(
        self, windows: Any, targets: Any, weights: Any, rate: Any, decay: Any, progress: Any
    ) -> Any:
        tf, graph = self._tf, self._graph
        own = weights[:, None, None]
        mixed = windows * own + tf.roll(windows, 1, axis=0) * (1 - own)
        truth = targets * weights[:, None] + tf.roll(targets, 1, axis=0) * (1 - weights[:, None])
        with tf.GradientTape() as tape:
            logits = graph.logits(mixed, progress, training=True)
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(truth, logits))
        gradients = tape.gradient(loss, graph.trained)
        self._optimizer.learning_rate.assign(rate)
        self._optimizer.apply(gradients, graph.trained)
        for average, value in zip(self._average, self._all, strict=True):
            average.assign(average * decay + value * (1 - decay))
        return loss


def real(windows: NDArray[np.int8]) -> NDArray[np.float32]:
    """int8 features as the numbers that they stand for."""
    return windows.astype(np.float32) * np.float32(2.0**-FEATURE_BITS)


def start_tensorflow(seed: int) -> None:
    """One thread, few messages, and every random number from a seed."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    keras = start_keras()
    limit_threads()
    keras.utils.set_random_seed(seed)
