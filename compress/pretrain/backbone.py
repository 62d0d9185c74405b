"""Teaching a backbone: which word is it, and what would the teacher's ears make of it?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.augmentation import MaskSettings, mask_features
from audio.stage import Clock, Stage
from compress.architectures import Architecture
from compress.backbones import HEAD_WEIGHTS
from compress.batches import shift_channels
from compress.pool import Pool
from compress.trainer import limit_threads, real

Floats = NDArray[np.float32]

DIRECTIONS = 64
MASKS = MaskSettings(1, 8, 1, 5)
MOST_CHANNEL_SHIFT = 2
WARM_UP_STEPS = 300
AVERAGING = 0.998
DROPOUT = 0.1
STEPS_PER_PROGRESS = 250


@dataclass(frozen=True)
class Lesson:
    """How backbones are trained.

    Attributes:
        steps, batch: Length of the training.
        learning_rate: Its highest value; it falls as a cosine.
        weight_decay: AdamW's.
        embedding_weight: How much the teacher's ears count beside the names of the words.
    """

    steps: int = 10_000
    batch: int = 160
    learning_rate: float = 4e-3
    weight_decay: float = 1e-4
    embedding_weight: float = 8.0


def targets(heard: NDArray[np.float16]) -> Floats:
    """What a backbone's features must be able to tell: 64 directions of the teacher's, (n, 64).

    The principal components of the standardized values, their spread evened out half-way: the
    first ones alone would count otherwise, and the last ones are noise.
    """
    values = heard.astype(np.float32)
    values = (values - values.mean(axis=0)) / (values.std(axis=0) + np.float32(1e-3))
    spreads, directions = np.linalg.eigh(values.T @ values / len(values))
    best = np.argsort(spreads)[::-1][:DIRECTIONS]
    found = values @ directions[:, best] / spreads[best] ** 0.25
    scaled: Floats = (found / found.std()).astype(np.float32)
    return scaled


def pretrain(architecture: Architecture, pool: Pool, lesson: Lesson, seed: int) -> Stage[list[Any]]:
    """Train a backbone; the running mean of all its weights but the last layer's.

    Each progress carries the losses of words and of the embedding.
    """
    if pool.heard is None:
        raise ValueError("This pool was made without the teacher's ears.")
    import keras
    import tensorflow as tf

    limit_threads()
    keras.utils.set_random_seed(seed)
    words, heard, random = len(pool.labels) - 2, targets(pool.heard), np.random.default_rng(seed)
    frames = np.arange(49)
    network = architecture.build(len(frames), 2)
    model = _with_two_heads(network, words)
    optimizer = keras.optimizers.AdamW(lesson.learning_rate, weight_decay=lesson.weight_decay)
    optimizer.build(model.trainable_variables)
    average = [tf.Variable(weight) for weight in model.weights]

    def step(windows: Any, labels: Any, aims: Any, rate: Any, decay: Any) -> Any:
        optimizer.learning_rate.assign(rate)
        known = tf.cast(labels < words, tf.float32)
        with tf.GradientTape() as tape:
            named, felt = model(real(windows), training=True)
            missed = tf.nn.sparse_softmax_cross_entropy_with_logits(
                tf.minimum(labels, words - 1), named
            )
            word_loss = tf.reduce_sum(missed * known) / (tf.reduce_sum(known) + 1)
            embedding_loss = tf.reduce_mean(tf.square(felt - aims))
            loss = word_loss + lesson.embedding_weight * embedding_loss
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)
        for mean, weight in zip(average, model.weights, strict=True):
            mean.assign(mean * decay + weight * (1 - decay))
        return word_loss, embedding_loss

    graph, clock, losses = tf.function(step), Clock(), []
    for number in range(lesson.steps):
        picks = random.integers(0, len(pool.rows), lesson.batch)
        first, last, labels = pool.rows[picks].T
        windows = pool.features[random.integers(first, last + 1)[:, None] + frames]
        windows = shift_channels(windows, MOST_CHANNEL_SHIFT, random)
        windows = mask_features(windows, random, MASKS)
        warm = min(1.0, (number + 1) / WARM_UP_STEPS)
        rate = lesson.learning_rate * warm * (1 + math.cos(math.pi * number / lesson.steps)) / 2
        decay = min(AVERAGING, 1 - 5 / (number + 6))
        losses.append(
            graph(
                tf.constant(windows),
                tf.constant(labels.astype(np.int64)),
                tf.constant(heard[picks]),
                tf.constant(rate, tf.float32),
                tf.constant(decay, tf.float32),
            )
        )
        if (number + 1) % STEPS_PER_PROGRESS == 0 or number + 1 == lesson.steps:
            word_loss, embedding_loss = np.mean([[float(v) for v in pair] for pair in losses], 0)
            losses.clear()
            yield clock.progress(
                (number + 1) / lesson.steps,
                f"{architecture.name}: words {word_loss:.2f}, embedding {embedding_loss:.3f}",
            )
    held = {id(weight): mean for weight, mean in zip(model.weights, average, strict=True)}
    return [held[id(weight)].numpy() for weight in network.weights[:-HEAD_WEIGHTS]]


def _with_two_heads(network: Any, words: int) -> Any:
    """The network up to its pooled features, with a head for words and one for the embedding."""
    import keras

    [features] = [each.output for each in network.layers if isinstance(each, keras.layers.Flatten)]
    named = keras.layers.Dense(words)(keras.layers.Dropout(DROPOUT)(features))
    return keras.Model(network.input, [named, keras.layers.Dense(DIRECTIONS)(features)])
