"""Fitting a network to a pool of scenes. Runs in a child process: it imports TensorFlow."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.augmentation import MaskSettings, mask_features
from audio.frontend import FEATURE_SCALE, FEATURE_ZERO_POINT, FrontEndSettings
from audio.stage import Clock, Progress, Stage
from compress.architectures import Architecture
from compress.clips import ClipSet
from compress.mining import MOMENTS, HardNegatives
from compress.pool import Pool

BATCHES_PER_PROGRESS = 10
THREADS = 1
# More windows at once cost memory and gain no time.
CHUNK_WINDOWS = 256


@dataclass(frozen=True)
class Recipe:
    """How a network is fitted.

    Attributes:
        epochs, batches: Length of the training; an epoch is so many batches, not a pass.
        batch: Windows of one step.
        learning_rate: Its highest value; it warms up over half an epoch and falls as a cosine.
        label_smoothing: How much of the certainty is spread over the other labels.
        averaging: Decay of the running mean of all weights, which is what is exported.
        unknown_weight: How often `_unknown_` is drawn for each time that a word is.
        hard_share: Share of each batch that are hard negatives, see `compress.mining`.
        masks: SpecAugment.
        channel_shift: Mel channels that a window is moved up or down at most: taller and smaller
            speakers than those who were recorded.
        mixup: Windows are mixed in pairs with weights from a Beta(mixup, mixup) distribution
            (H. Zhang et al., "mixup: Beyond Empirical Risk Minimization", 2018); 0 for none.
    """

    epochs: int = 15
    batches: int = 190
    batch: int = 128
    learning_rate: float = 4e-3
    label_smoothing: float = 0.0
    averaging: float = 0.995
    unknown_weight: float = 3.0
    hard_share: float = 0.2
    masks: MaskSettings = field(default_factory=lambda: MaskSettings(1, 8, 1, 5))
    channel_shift: int = 2
    mixup: float = 0.4


class Sampler:
    """Draws windows from a pool: labels by their shares, then a word, then where it stands."""

    def __init__(
        self, pool: Pool, frames: int, unknown_weight: float, random: np.random.Generator
    ) -> None:
        self._pool, self._random = pool, random
        self._rows = pool.rows[np.argsort(pool.rows[:, 2], kind="stable")]
        self._counts = np.bincount(self._rows[:, 2], minlength=len(pool.labels))
        self._firsts = np.cumsum(self._counts) - self._counts
        words = len(pool.labels) - 2
        shares = np.asarray([1.0] * words + [unknown_weight, 1.0]) * (self._counts > 0)
        self._shares = shares / shares.sum()
        self._window = np.arange(frames)

    def draw(self, count: int) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
        """Windows, int8 (count, frames, 40), and their labels, (count,)."""
        labels = self._random.choice(len(self._shares), count, p=self._shares)
        picks = self._firsts[labels] + self._random.integers(0, self._counts[labels])
        first, last, _ = self._rows[picks].T
        starts = self._random.integers(first, last + 1)
        return self._pool.features[starts[:, None] + self._window], labels


def fit(
    architecture: Architecture,
    pool: Pool,
    front_end: FrontEndSettings,
    recipe: Recipe,
    validation: ClipSet,
    negatives: NDArray[np.int8],
    seed: int,
) -> Stage[Any]:
    """Train and return a `keras.Model` with a batch of 1, ready to export.

    Each progress carries epoch, loss and the accuracy on the validation clips.

    Args:
        negatives: Features of long sound without a word, int8 (n, 40), searched for what fools
            the network; may be empty.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    yield Progress(0.0, f"Starting TensorFlow for {architecture.name}")
    trainer = _Trainer(architecture, len(pool.labels), front_end, recipe, seed)
    sampler = Sampler(
        pool, front_end.frames, recipe.unknown_weight, np.random.default_rng((seed, 1))
    )
    hard = HardNegatives(negatives, front_end.frames, len(pool.labels))
    random = np.random.default_rng((seed, 2))
    clock, total = Clock(), recipe.epochs * recipe.batches
    details: dict[str, Any] = {"architecture": architecture.name, "epochs": recipe.epochs}
    losses: list[float] = []
    searches = {round(moment * total) for moment in MOMENTS}
    for batch in range(total):
        if batch in searches:
            hard.search(trainer.probabilities)
        windows, labels = sampler.draw(recipe.batch)
        hard_windows, hard_labels = hard.draw(round(recipe.hard_share * recipe.batch), random)
        windows[: len(hard_windows)], labels[: len(hard_labels)] = hard_windows, hard_labels
        windows = shift_channels(windows, recipe.channel_shift, random)
        windows = mask_features(windows, random, recipe.masks)
        losses.append(trainer.step(windows, labels, mix_weights(recipe, random)))
        if (batch + 1) % recipe.batches == 0:
            details["val_accuracy"] = trainer.accuracy(validation)
        if (batch + 1) % BATCHES_PER_PROGRESS == 0 or batch + 1 == total:
            epoch, loss = batch // recipe.batches + 1, float(np.mean(losses))
            details = {**details, "epoch": epoch, "loss": loss}
            message = f"{architecture.name}: epoch {epoch} of {recipe.epochs}, loss {loss:.2f}"
            yield clock.progress((batch + 1) / total, message, **details)
            losses.clear()
    return trainer.finished(architecture)


def shift_channels(
    windows: NDArray[np.int8], most: int, random: np.random.Generator
) -> NDArray[np.int8]:
    """Each window moved by -most..most mel channels; the channel at the edge is repeated."""
    shifts = random.integers(-most, most + 1, len(windows))
    channels = np.arange(windows.shape[2])
    source = np.clip(channels - shifts[:, None], 0, windows.shape[2] - 1)
    return np.take_along_axis(windows, source[:, None, :], axis=2)


def mix_weights(recipe: Recipe, random: np.random.Generator) -> NDArray[np.float32]:
    """For each window of a batch its weight in its pair, 0.5..1; shape (batch,)."""
    if recipe.mixup <= 0:
        return np.ones(recipe.batch, np.float32)
    weights = random.beta(recipe.mixup, recipe.mixup, recipe.batch)
    return np.maximum(weights, 1 - weights).astype(np.float32)


class _Trainer:
    """A Keras model with its optimizer and the running mean of its weights."""

    def __init__(
        self,
        architecture: Architecture,
        labels: int,
        front_end: FrontEndSettings,
        recipe: Recipe,
        seed: int,
    ) -> None:
        import keras
        import tensorflow as tf

        _limit_threads()
        keras.utils.set_random_seed(seed)
        self._tf, self._labels, self._front_end, self._recipe = tf, labels, front_end, recipe
        self._model = architecture.build(front_end.frames, labels)
        self._average = [tf.Variable(weight) for weight in self._model.weights]
        self._steps = 0
        self._optimizer = keras.optimizers.Adam(recipe.learning_rate)
        self._optimizer.build(self._model.trainable_variables)
        self._loss = keras.losses.CategoricalCrossentropy(
            from_logits=True, label_smoothing=recipe.label_smoothing
        )
        # Compiling with XLA was measured: depthwise layers train six times slower on a CPU.
        self._graph = tf.function(self._train)

    def step(
        self,
        windows: NDArray[np.int8],
        labels: NDArray[np.int64],
        weights: NDArray[np.float32],
    ) -> float:
        """One step of gradient descent; the loss before it.

        Args:
            weights: Of each window in its mixture with the next one of the batch.
        """
        tf = self._tf
        self._steps += 1
        rate = tf.constant(self._rate(), tf.float32)
        # The mean forgets the random start: it reaches back a fraction of the steps so far.
        decay = tf.constant(min(self._recipe.averaging, 1 - 5 / (self._steps + 5)), tf.float32)
        batch = (tf.constant(values) for values in (windows, labels, weights))
        return float(self._graph(*batch, rate, decay))

    def accuracy(self, clips: ClipSet) -> float | None:
        """Share of clips that the averaged weights get right; None without clips."""
        if not len(clips.truth):
            return None
        answers = self.probabilities(clips.windows).argmax(axis=1)
        return float(np.mean(answers == clips.truth))

    def probabilities(self, windows: NDArray[np.int8]) -> NDArray[np.float32]:
        """What the averaged weights make of windows (n, frames, 40): softmax, (n, labels)."""
        training = [weight.numpy() for weight in self._model.weights]
        self._assign(self._average)
        chunks = np.array_split(windows, max(1, -(-len(windows) // CHUNK_WINDOWS)))
        heard = [self._model(self._real(chunk), training=False) for chunk in chunks]
        self._assign(training)
        return np.concatenate([np.asarray(self._tf.nn.softmax(logits)) for logits in heard])

    def finished(self, architecture: Architecture) -> Any:
        """The averaged model with a batch of 1."""
        exported = architecture.build(self._front_end.frames, self._labels, batch=1)
        exported.set_weights([weight.numpy() for weight in self._average])
        return exported

    def _train(self, windows: Any, labels: Any, weights: Any, rate: Any, decay: Any) -> Any:
        tf, model = self._tf, self._model
        self._optimizer.learning_rate.assign(rate)
        real, truth = self._real(windows), tf.one_hot(labels, self._labels)
        # The batch is drawn at random, so its neighbour is a random partner.
        own, other = weights[:, None, None, None], 1 - weights[:, None, None, None]
        real = real * own + tf.roll(real, 1, axis=0) * other
        truth = truth * weights[:, None] + tf.roll(truth, 1, axis=0) * (1 - weights[:, None])
        with tf.GradientTape() as tape:
            loss = self._loss(truth, model(real, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        self._optimizer.apply(gradients, model.trainable_variables)
        for average, weight in zip(self._average, model.weights, strict=True):
            average.assign(average * decay + weight * (1 - decay))
        return loss

    def _real(self, windows: Any) -> Any:
        """int8 features as the real numbers that they stand for, (batch, frames, 40, 1)."""
        values = (self._tf.cast(windows, self._tf.float32) - FEATURE_ZERO_POINT) * FEATURE_SCALE
        return values[..., None]

    def _rate(self) -> float:
        recipe = self._recipe
        warm_up, total = recipe.batches / 2, recipe.epochs * recipe.batches
        cosine = (1 + math.cos(math.pi * self._steps / total)) / 2
        return recipe.learning_rate * min(1.0, self._steps / warm_up) * max(cosine, 1e-3)

    def _assign(self, values: list[Any]) -> None:
        for weight, value in zip(self._model.weights, values, strict=True):
            weight.assign(value)


def _limit_threads() -> None:
    """Small networks gain nothing from many threads, and the rest of the desktop wants some."""
    import tensorflow as tf

    try:
        tf.config.threading.set_intra_op_parallelism_threads(THREADS)
        tf.config.threading.set_inter_op_parallelism_threads(1)
    except RuntimeError:
        return  # TensorFlow is running already, with the threads it was given then.
