"""Fitting a network to a lesson. Runs in a child process: it imports TensorFlow."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from audio.stage import Clock, Progress, Stage
from compress.architectures import Architecture
from compress.backbones import has_backbone, start_from_backbone
from compress.batches import Batches, Lesson, Variety
from compress.keras_start import start_keras
from compress.mining import MOMENTS, HardNegatives
from compress.trainer import Schedule, Trainer, limit_threads

BATCHES_PER_PROGRESS = 10


@dataclass(frozen=True)
class Recipe:
    """How a network is fitted.

    Attributes:
        epochs, batches: Length of the training; an epoch is so many batches, not a pass.
        learning_rate: Its highest value; it warms up over half an epoch and falls as a cosine.
        label_smoothing: How much of the certainty is spread over the other labels.
        averaging: Decay of the running mean of all weights, which is what is exported.
        variety: How batches are put together.
        searches: When it is looked for hard negatives, in shares of the training.
        pretrained: Whether to start from `compress.backbones` where there is one.
        pretrained_learning_rate: The highest learning rate if so.
    """

    epochs: int = 15
    batches: int = 190
    learning_rate: float = 4e-3
    label_smoothing: float = 0.0
    averaging: float = 0.995
    variety: Variety = field(default_factory=Variety)
    searches: tuple[float, ...] = MOMENTS
    pretrained: bool = True
    pretrained_learning_rate: float = 2e-3

    @property
    def schedule(self) -> Schedule:
        """What a `Trainer` needs of it."""
        return Schedule(
            self.epochs * self.batches,
            self.batches // 2,
            self.learning_rate,
            self.averaging,
            self.label_smoothing,
        )


def fit(architecture: Architecture, lesson: Lesson, recipe: Recipe, seed: int) -> Stage[Any]:
    """Train a network, from pretrained weights where there are some; a `keras.Model` with a batch
    of 1, ready to export.

    Each progress carries epoch, batch, loss and, from the first epoch's end on, the accuracy on the
    validation clips and the batch at which that was measured; see `compress.livecurve`.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    yield Progress(0.0, f"Starting TensorFlow for {architecture.name}")
    keras = start_keras()
    limit_threads()
    keras.utils.set_random_seed(seed)
    frames, labels = lesson.front_end.frames, len(lesson.pool.labels)
    model = architecture.build(frames, labels)
    if recipe.pretrained and has_backbone(architecture.name):
        start_from_backbone(model, architecture.name)
        recipe = replace(recipe, learning_rate=recipe.pretrained_learning_rate)
    weights = yield from train(model, lesson, recipe, seed)
    exported = architecture.build(frames, labels, batch=1)
    exported.set_weights(weights)
    return exported


def train(
    model: Any,
    lesson: Lesson,
    recipe: Recipe,
    seed: int,
    after_step: Callable[[Trainer, int], None] | None = None,
    hard: HardNegatives | None = None,
    name: str = "",
) -> Stage[list[Any]]:
    """Train a Keras model of any batch where it stands; the running mean of its weights.

    Args:
        model: Real features (batch, frames, 40, 1) -> logits (batch, labels).
        lesson: What to learn from.
        recipe: How.
        seed: Start of every random number.
        after_step: Called with the trainer and the number of steps so far after each step: where
            a compression step holds weights to its rule.
        hard: Hard negatives of trainings before; more are added to them.
        name: What the progress calls the network; empty: its own name.
    """
    trainer, batches = Trainer(model, recipe.schedule, seed), Batches(lesson, recipe.variety, seed)
    batches.hard = hard or batches.hard
    clock, total = Clock(), recipe.epochs * recipe.batches
    name = name or model.name
    details: dict[str, Any] = {
        "architecture": name,
        "epochs": recipe.epochs,
        "batches": total,
    }
    losses: list[float] = []
    searches = {round(moment * total) for moment in recipe.searches}
    for batch in range(total):
        if batch in searches:
            batches.hard.search(trainer.probabilities)
        losses.append(trainer.step(*batches.next()))
        if after_step:
            after_step(trainer, batch + 1)
        if (batch + 1) % recipe.batches == 0:
            details["val_accuracy"] = trainer.accuracy(lesson.validation)
            details["judged_batch"] = batch + 1
        if (batch + 1) % BATCHES_PER_PROGRESS == 0 or batch + 1 == total:
            epoch, loss = batch // recipe.batches + 1, float(np.mean(losses))
            details = {**details, "epoch": epoch, "batch": batch + 1, "loss": loss}
            message = f"{name}: epoch {epoch} of {recipe.epochs}, loss {loss:.2f}"
            yield clock.progress((batch + 1) / total, message, **details)
            losses.clear()
    return trainer.averaged_weights()
