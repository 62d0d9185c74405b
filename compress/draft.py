"""A network on its way through the compression steps, before it becomes a .tflite file.

Runs in a child process: the model is a Keras model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.stage import Stage
from compress.batches import Lesson
from compress.fitting import Recipe, train
from compress.mining import HardNegatives
from compress.trainer import Trainer


@dataclass(frozen=True)
class Draft:
    """A fitted network and what the steps so far promise about its int8 form.

    Attributes:
        model: Keras, real features (batch, frames, 40, 1) of any batch -> logits (batch, labels).
            No step changes it: each makes a new one.
        table: The int8 values that weights may take; empty: all of them.
        ranges: Smallest and largest value behind each named layer, where these were trained;
            empty: the converter looks for them itself.
    """

    model: Any
    table: tuple[int, ...] = ()
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Course:
    """What a step may train with.

    Attributes:
        lesson: What to learn from.
        recipe: How to fine-tune, each time that a step does.
        seed: Start of every random number.
        hard: Where words are heard in sound without any. Networks that come from the same one are
            fooled in the same places: the first fine-tuning looks for them, as its recipe says.
        name: What the progress calls the network.
    """

    lesson: Lesson
    recipe: Recipe
    seed: int
    hard: HardNegatives
    name: str = ""

    @classmethod
    def of(cls, lesson: Lesson, recipe: Recipe, seed: int) -> Course:
        """A course whose hard negatives are still to be found."""
        frames, labels = lesson.front_end.frames, len(lesson.pool.labels)
        return cls(lesson, recipe, seed, HardNegatives(lesson.negatives, frames, labels))


def some_windows(lesson: Lesson, count: int, seed: int) -> NDArray[np.int8]:
    """Windows of a lesson, drawn evenly over its words; int8, shape (count, frames, 40)."""
    random = np.random.default_rng((seed, 3))
    rows = lesson.pool.rows[random.integers(0, len(lesson.pool.rows), count)]
    windows: NDArray[np.int8] = lesson.pool.features[
        rows[:, :1] + np.arange(lesson.front_end.frames)
    ]
    return windows


def fine_tune(
    model: Any, course: Course, after_step: Callable[[Trainer, int], None] | None = None
) -> Stage[None]:
    """Train a network on where it stands; its weights are then the running mean."""
    recipe = replace(course.recipe, searches=()) if course.hard.found else course.recipe
    weights = yield from train(
        model, course.lesson, recipe, course.seed, after_step, course.hard, course.name
    )
    model.set_weights(weights)
