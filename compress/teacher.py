"""The teacher: knows the words from a few takes, and says what everything else sounds like.

A linear head on Google's speech embedding (`compress.embedding`). Trained on the maker's takes it
knows a word in most other voices; what it says of words, voices and noises without a label is what
a small network learns from (G. Hinton et al., "Distilling the Knowledge in a Neural Network",
2015). Where the embedding's files are missing, a larger convolutional network stands in.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audio.frontend import FrontEndSettings
from audio.stage import Progress, Stage, scaled
from compress import architectures
from compress.batches import Lesson
from compress.clips import ClipSet
from compress.fitting import Recipe, fit
from compress.pool import Pool
from compress.trainer import CHUNK_WINDOWS, real

# Strength of the L2 penalty, as scikit-learn's C: chosen on spoken digits and Arabic words.
CERTAINTY = 0.01
MOST_ROWS = 6000
MOST_ITERATIONS = 200
# Stands in for the embedding: four times the work of what is shown to users.
LARGE_NETWORK = "dscnn-64x4"
LARGE_RECIPE = Recipe(epochs=8, batches=150)


def taught(pool: Pool, front_end: FrontEndSettings, seed: int) -> Stage[Pool]:
    """The pool with what a teacher says of each of its rows. Runs in a child process."""
    if pool.heard is not None:
        yield Progress(0.0, "The teacher listens")
        soft = fit_head(pool, seed).answers(pool.heard.astype(np.float32))
    else:
        soft = yield from _large_network(pool, front_end, seed)
    yield Progress(1.0, "The teacher has judged every sound")
    return replace(pool, heard=None, soft=soft)


@dataclass(frozen=True)
class Head:
    """Multinomial logistic regression on standardized embeddings.

    Attributes:
        mean, deviation: Of each of the embedding's values, (values,).
        weights: (values, labels).
        bias: (labels,).
    """

    mean: NDArray[np.float32]
    deviation: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def answers(self, heard: NDArray[np.floating]) -> NDArray[np.float32]:
        """Softmax for each row of `compress.embedding.vectors`, (n, values) -> (n, labels)."""
        return _softmax((heard - self.mean) / self.deviation @ self.weights + self.bias)


def fit_head(pool: Pool, seed: int) -> Head:
    """Fit a head to the labelled rows of a pool that was made with a teacher.

    Raises:
        ValueError: The pool was made without one.
    """
    from sklearn.linear_model import LogisticRegression

    if pool.heard is None:
        raise ValueError("This pool was made without the teacher's ears.")
    labelled = np.flatnonzero(pool.rows[:, 2] < len(pool.labels))
    chosen = np.random.default_rng((seed, 4)).permutation(labelled)[:MOST_ROWS]
    heard, truth = pool.heard[chosen].astype(np.float32), pool.rows[chosen, 2]
    mean, deviation = heard.mean(axis=0), heard.std(axis=0) + np.float32(1e-3)
    regression = LogisticRegression(C=CERTAINTY, max_iter=MOST_ITERATIONS, class_weight="balanced")
    regression.fit((heard - mean) / deviation, truth)
    weights = np.zeros((heard.shape[1], len(pool.labels)), np.float32)
    # A label without a row is never the answer.
    bias = np.full(len(pool.labels), -1e4, np.float32)
    coefficients, intercepts = regression.coef_, regression.intercept_
    if len(regression.classes_) == 2:  # scikit-learn keeps one row for two labels.
        coefficients = np.concatenate([np.zeros_like(coefficients), coefficients])
        intercepts = np.concatenate([np.zeros_like(intercepts), intercepts])
    weights[:, regression.classes_] = coefficients.T
    bias[regression.classes_] = intercepts
    return Head(mean, deviation, weights, bias)


def _large_network(
    pool: Pool, front_end: FrontEndSettings, seed: int
) -> Stage[NDArray[np.float32]]:
    """What a larger network, fitted to the labelled rows, says of the middle of every row."""
    nothing = np.zeros((0, front_end.frames, front_end.channels), np.int8)
    clips = ClipSet(nothing, np.zeros(0, np.int64), ())
    lesson = Lesson(pool, front_end, clips, nothing.reshape(0, front_end.channels))
    large = architectures.get(LARGE_NETWORK)
    model = yield from scaled(fit(large, lesson, LARGE_RECIPE, seed), 0.0, 0.9)
    several = large.build(front_end.frames, len(pool.labels))
    several.set_weights(model.get_weights())
    starts = (pool.rows[:, 0] + pool.rows[:, 1]) // 2
    answers = []
    for chunk in np.array_split(starts, -(-len(starts) // CHUNK_WINDOWS)):
        windows = pool.features[chunk[:, None] + np.arange(front_end.frames)]
        logits = np.asarray(several(real(windows), training=False))
        answers.append(_softmax(logits))
    return np.concatenate(answers)


def _softmax(logits: NDArray[np.floating]) -> NDArray[np.float32]:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    softmax: NDArray[np.float32] = (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)
    return softmax
