"""Gradient descent on a Keras model. Runs in a child process: it imports TensorFlow."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.frontend import FEATURE_SCALE, FEATURE_ZERO_POINT
from compress.clips import ClipSet

THREADS = 1
# More windows at once cost memory and gain no time.
CHUNK_WINDOWS = 256


@dataclass(frozen=True)
class Schedule:
    """How fast a model learns, and for how long.

    Attributes:
        steps: Batches in all.
        warm_up: Batches until the learning rate is at its highest; it then falls as a cosine.
        learning_rate: Its highest value.
        averaging: Decay of the running mean of all weights, which is what is exported.
        label_smoothing: How much of the certainty is spread over the other labels.
    """

    steps: int
    warm_up: int
    learning_rate: float
    averaging: float = 0.995
    label_smoothing: float = 0.0


class Trainer:
    """A Keras model with its optimizer and the running mean of its weights.

    Args:
        model: Real features (batch, frames, 40, 1) -> logits (batch, labels), of any batch.
        schedule: How it learns.
        seed: Start of every random number inside the model (dropout).
    """

    def __init__(self, model: Any, schedule: Schedule, seed: int) -> None:
        import keras
        import tensorflow as tf

        limit_threads()
        keras.utils.set_random_seed(seed)
        self.model = model
        self._tf, self._schedule, self._steps = tf, schedule, 0
        self._average = [tf.Variable(weight) for weight in model.weights]
        self._optimizer = keras.optimizers.Adam(schedule.learning_rate)
        self._optimizer.build(model.trainable_variables)
        self._loss = keras.losses.CategoricalCrossentropy(
            from_logits=True, label_smoothing=schedule.label_smoothing
        )
        # Compiling with XLA was measured: depthwise layers train six times slower on a CPU.
        self._graph = tf.function(self._train)

    def step(
        self,
        windows: NDArray[np.int8],
        targets: NDArray[np.float32],
        weights: NDArray[np.float32],
    ) -> float:
        """One step of gradient descent; the loss before it.

        Args:
            windows: int8 features, (batch, frames, 40).
            targets: What the softmax should be, (batch, labels); rows sum to 1.
            weights: Of each window in its mixture with the next one of the batch, (batch,).
        """
        tf = self._tf
        self._steps += 1
        rate = tf.constant(self._rate(), tf.float32)
        # The mean forgets the random start: it reaches back a fraction of the steps so far.
        decay = tf.constant(min(self._schedule.averaging, 1 - 5 / (self._steps + 5)), tf.float32)
        batch = (tf.constant(values) for values in (windows, targets, weights))
        return float(self._graph(*batch, rate, decay))

    def accuracy(self, clips: ClipSet) -> float | None:
        """Share of clips that the averaged weights get right; None without clips."""
        if not len(clips.truth):
            return None
        answers = self.probabilities(clips.windows).argmax(axis=1)
        return float(np.mean(answers == clips.truth))

    def probabilities(self, windows: NDArray[np.int8]) -> NDArray[np.float32]:
        """What the averaged weights make of windows (n, frames, 40): softmax, (n, labels)."""
        training = [weight.numpy() for weight in self.model.weights]
        self._assign(self._average)
        chunks = np.array_split(windows, max(1, -(-len(windows) // CHUNK_WINDOWS)))
        heard = [self.model(real(chunk), training=False) for chunk in chunks]
        self._assign(training)
        return np.concatenate([np.asarray(self._tf.nn.softmax(logits)) for logits in heard])

    def averaged_weights(self) -> list[NDArray[np.float32]]:
        """The running mean of every weight, in the order of `model.weights`."""
        return [weight.numpy() for weight in self._average]

    def _train(self, windows: Any, targets: Any, weights: Any, rate: Any, decay: Any) -> Any:
        tf, model = self._tf, self.model
        self._optimizer.learning_rate.assign(rate)
        features = real(windows)
        # The batch is drawn at random, so its neighbour is a random partner.
        own, other = weights[:, None, None, None], 1 - weights[:, None, None, None]
        features = features * own + tf.roll(features, 1, axis=0) * other
        truth = targets * weights[:, None] + tf.roll(targets, 1, axis=0) * (1 - weights[:, None])
        with tf.GradientTape() as tape:
            loss = self._loss(truth, model(features, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        self._optimizer.apply(gradients, model.trainable_variables)
        for average, weight in zip(self._average, model.weights, strict=True):
            average.assign(average * decay + weight * (1 - decay))
        return loss

    def _rate(self) -> float:
        cosine = (1 + math.cos(math.pi * self._steps / self._schedule.steps)) / 2
        warm = min(1.0, self._steps / max(self._schedule.warm_up, 1))
        return self._schedule.learning_rate * warm * max(cosine, 1e-3)

    def _assign(self, values: list[Any]) -> None:
        for weight, value in zip(self.model.weights, values, strict=True):
            weight.assign(value)


def real(windows: Any) -> Any:
    """int8 features as the real numbers that they stand for, (batch, frames, 40, 1)."""
    import tensorflow as tf

    values = (tf.cast(windows, tf.float32) - FEATURE_ZERO_POINT) * FEATURE_SCALE
    return values[..., None]


def limit_threads() -> None:
    """Small networks gain nothing from many threads, and the rest of the desktop wants some."""
    import tensorflow as tf

    try:
        tf.config.threading.set_intra_op_parallelism_threads(THREADS)
        tf.config.threading.set_inter_op_parallelism_threads(1)
    except RuntimeError:
        return  # TensorFlow is running already, with the threads it was given then.
