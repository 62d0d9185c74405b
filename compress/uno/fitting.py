"""Fitting the small models to a lesson. Runs in a child process: it imports TensorFlow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from audio.augmentation import MaskSettings
from audio.stage import Clock, Progress, Stage, scaled
from compress.batches import Batches, Lesson, Variety
from compress.mining import MOMENTS
from compress.uno.bonsai import Bonsai
from compress.uno.bonsaigraph import FloatTree, IntegerTree, TreeShape
from compress.uno.convgraph import FloatConvGraph, IntegerConvGraph, Shape
from compress.uno.convnet import ConvNet
from compress.uno.descent import Descent, Graph, Pace, real, start_tensorflow

STEPS_PER_PROGRESS = 20
CALIBRATION_WINDOWS = 256


@dataclass(frozen=True)
class UnoRecipe:
    """How a small model is fitted: in floats first, then with its integers."""

    steps: int = 3000
    learning_rate: float = 6e-3
    integer_steps: int = 600
    integer_learning_rate: float = 1e-3
    variety: Variety = field(
        default_factory=lambda: Variety(
            masks=MaskSettings(0, 0, 0, 0), channel_shift=0, unknown_weight=3.0, mixup=0.0
        )
    )


@dataclass(frozen=True)
class Fitted:
    """A network in integers, and what it was before it learned with them: the floats, rounded."""

    network: ConvNet | Bonsai
    rounded: ConvNet | Bonsai


def fit(shape: Shape | TreeShape, lesson: Lesson, recipe: UnoRecipe, seed: int) -> Stage[Fitted]:
    """Train a network of a shape, first in floats, and give it as integers."""
    yield Progress(0.0, "Starting TensorFlow")
    start_tensorflow(seed)
    bands, labels = lesson.pool.features.shape[1], len(lesson.pool.labels) - 1
    share = recipe.steps / (recipe.steps + recipe.integer_steps)
    graph, before_step, as_integers = _in_floats(shape, bands, labels, seed)
    batches = Supply(lesson, recipe, seed)
    pace = Pace(recipe.steps, recipe.learning_rate)
    yield from scaled(descend(graph, batches, pace, before_step), 0, share)
    windows, _, _ = batches.next()
    fine = as_integers(real(windows))
    plain = fine.to_integers()
    pace = Pace(recipe.integer_steps, recipe.integer_learning_rate)
    yield from scaled(descend(fine, batches, pace), share, 1)
    return Fitted(fine.to_integers(), plain)


def _in_floats(
    shape: Shape | TreeShape, bands: int, labels: int, seed: int
) -> tuple[
    Graph,
    Callable[[float], None] | None,
    Callable[[NDArray[np.float32]], IntegerConvGraph | IntegerTree],
]:
    """A fresh graph, what it is told before each step, and how real windows make integers of it."""
    if isinstance(shape, Shape):
        net, stride_frames = FloatConvGraph(shape, bands, labels, seed), shape.stride_frames
        return net, None, lambda windows: IntegerConvGraph(net.folded(), stride_frames, windows)
    tree = FloatTree(shape, bands, labels, seed)
    return tree, tree.thin_out, lambda windows: IntegerTree(tree, windows)


def descend(
    graph: Graph, batches: Supply, pace: Pace, before_step: Callable[[float], None] | None = None
) -> Stage[None]:
    """Train one graph, looking for hard negatives on the way.

    Args:
        before_step: Is told before each step how much of the training is done, 0..1.
    """
    descent, clock = Descent(graph, pace), Clock()
    searches = {round(moment * pace.steps) for moment in MOMENTS}
    losses: list[float] = []
    for step in range(pace.steps):
        if step in searches:
            batches.search(descent.probabilities)
        if before_step is not None:
            before_step(step / pace.steps)
        losses.append(descent.step(*batches.next()))
        if (step + 1) % STEPS_PER_PROGRESS == 0:
            loss = float(np.mean(losses))
            yield clock.progress((step + 1) / pace.steps, f"loss {loss:.2f}", loss=loss)
            losses.clear()
    descent.finish()


class Supply:
    """Batches for these models: masks are as quiet as this front end can be, and `_silence_` and
    `_unknown_` are one answer, because a detector has no use for the difference."""

    def __init__(self, lesson: Lesson, recipe: UnoRecipe, seed: int) -> None:
        self._batches = Batches(lesson, recipe.variety, seed)

    def search(self, probabilities: Callable[[NDArray[np.int8]], NDArray[np.float32]]) -> None:
        """Look for hard negatives; a network of ours has one answer less than those of a lesson."""

        def with_silence(windows: NDArray[np.int8]) -> NDArray[np.float32]:
            heard = probabilities(windows)
            return np.concatenate([heard, np.zeros((len(heard), 1), np.float32)], axis=1)

        self._batches.hard.search(with_silence)

    def next(self) -> tuple[NDArray[np.int8], NDArray[np.float32], NDArray[np.float32]]:
        """Windows, targets, and mixing weights."""
        windows, targets, weights = self._batches.next()
        no_word = targets[:, -2:].sum(axis=1, keepdims=True)
        return np.maximum(windows, 0), np.concatenate([targets[:, :-2], no_word], axis=1), weights
