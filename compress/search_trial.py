"""One candidate of a search, trained for a short while or to its end. Runs in child processes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from audio.stage import Stage
from compress.arena import arena_bytes
from compress.fitting import Recipe
from compress.making import Job, make_variant, validated_variant
from compress.route import Route
from compress.search_front import Measured
from compress.variant import Variant

# Several objectives know no early stopping; a candidate's first training is short instead.
SHORT_FIT_SHARE = 0.25
SHORT_TUNING_SHARE = 0.5


@dataclass(frozen=True)
class Lab:
    """What all candidates share: the same sound, the same seed, the same judges.

    Attributes:
        job: A training to its full length whose architecture and route are still open.
        history: What saved variants tell of where they come from.
    """

    job: Job
    history: dict[str, Any]


def measure(lab: Lab, route: Route) -> Stage[Measured]:
    """Train a candidate for a short while; what validation takes say of it.

    Raises:
        ModelError: It cannot be made, e.g. because an export came out wrong.
    """
    job = replace(
        lab.job,
        architecture=route.architecture,
        routes=(route,),
        recipe=shorter(lab.job.recipe, SHORT_FIT_SHARE),
        tuning=shorter(lab.job.tuning, SHORT_TUNING_SHARE),
    )
    variant = yield from validated_variant(job)
    return Measured(
        1 - variant.metrics["validation_score"],
        len(variant.tflite),
        variant.macs,
        arena_bytes(variant.tflite),
    )


def make_candidate(lab: Lab, route: Route, name: str, made_from: str) -> Stage[Variant]:
    """Train a candidate to its end and measure it on the test takes, once.

    Raises:
        ModelError: As `measure`.
    """
    job = replace(lab.job, architecture=route.architecture, routes=(route,), made_from=made_from)
    variant = yield from make_variant(job)
    return replace(variant, name=name, history=lab.history)


def shorter(recipe: Recipe, share: float) -> Recipe:
    """The same recipe for a share of its length: fewer epochs, or a shorter one."""
    epochs = max(1, round(share * recipe.epochs))
    batches = max(1, round(share * recipe.epochs * recipe.batches / epochs))
    return replace(recipe, epochs=epochs, batches=batches)
