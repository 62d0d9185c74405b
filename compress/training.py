"""From the takes of a project to measured variants, in worker processes."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

from audio.bundled import with_bundled_negatives
from audio.dataset import load_takes
from audio.files import hash_bytes
from audio.labels import LONG_LABELS
from audio.project import Project
from audio.stage import Progress, Stage, few_at_once, in_process, scaled
from audio.takes import Take, TakeSet
from compress.card import save_with_card
from compress.embedding import available
from compress.history import history_of
from compress.making import Job, make_variants
from compress.parts import Parts, deal
from compress.pool import PoolPlan, make_pool
from compress.presets import Preset, get_preset
from compress.projectmodels import load_variants
from compress.steps.distill import distill
from compress.tradeoffs import best
from compress.variant import Variant
from compress.window import front_end_for

# Counted up whenever a change here makes models that a rerun would not make again.
RECIPE_VERSION = 5
POOL_SHARE = 0.25
# Networks this small keep one core busy each; two fit any computer's memory.
TRAINED_AT_ONCE = 2


def train_project(
    project: Project, preset: str = "standard", seed: int | None = None
) -> Stage[list[Variant]]:
    """Fit every architecture of a preset, take it along its routes, and save each variant.

    A variant that was made from the same takes with the same recipe is kept as it is. The best one
    is marked as chosen if the project has chosen none, or one that is no longer there.

    Args:
        project: Whose takes to train on; its `models/` is written, each variant whole or not.
        preset: quick, standard or thorough.
        seed: Start of every random number; None takes the project's.

    Raises:
        ProjectError: There is no such preset.
        AudioError: There are too few takes.
        ModelError: An export came out wrong.
    """
    plan, seed = get_preset(preset), project.settings.seed if seed is None else seed
    takes = with_bundled_negatives(load_takes(project))
    # Who is kept for testing does not depend on the seed of a training.
    parts = deal(takes.takes, project.words, project.settings.seed)
    plan = planned(plan, parts)
    hashes = {name: made_from(project, takes, plan, name, seed) for name in plan.architectures}
    kept = {
        variant.name: variant
        for variant in load_variants(project.models)
        if variant.made_from == hashes.get(variant.architecture)
    }
    missing = [
        name
        for name in plan.architectures
        if any(route.name not in kept for route in plan.routes_of(name))
    ]
    if missing:
        blank, history = yield from scaled(prepare(project, parts, plan, seed), 0.0, POOL_SHARE)
        jobs = [
            replace(blank, architecture=name, made_from=hashes[name], routes=plan.routes_of(name))
            for name in missing
        ]

        def keep(made: list[Variant]) -> None:
            for variant in (replace(each, history=history) for each in made):
                save_with_card(variant, project.models)
                kept[variant.name] = variant

        stages = [in_process(make_variants, job) for job in jobs]
        yield from scaled(few_at_once(stages, TRAINED_AT_ONCE, keep), POOL_SHARE, 1.0)
    _choose(project)
    yield Progress(1.0, "Trained")
    return [kept[route.name] for name in plan.architectures for route in plan.routes_of(name)]


def prepare(
    project: Project, parts: Parts, plan: Preset, seed: int
) -> Stage[tuple[Job, dict[str, Any]]]:
    """What all trainings of a project share: a job whose architecture is still open, with the
    training set in it, and the history that its variants get.

    Raises:
        AudioError: A take is gone or damaged.
    """
    front_end = front_end_for(parts.train, project.words)
    pool_plan = PoolPlan(
        parts.train,
        project.words,
        front_end,
        plan.words_wanted,
        seed,
        scene=plan.scene,
        with_teacher=available(),
        near_words=project.settings.near_words,
        said_words=plan.said_words,
    )
    pool = yield from scaled(make_pool(pool_plan), 0.0, 0.9)
    teaching = in_process(distill, pool, front_end, seed)
    pool, distilled = yield from scaled(teaching, 0.9, 1.0)
    job = Job(
        architecture="",
        parts=parts,
        pool=pool,
        front_end=front_end,
        recipe=plan.recipe,
        seed=seed,
        false_accepts_per_hour=project.settings.false_accepts_per_hour,
        made_from="",
        tuning=plan.tuning,
        before=(distilled,),
    )
    return job, history_of(project, parts, plan, seed, pool)


def made_from(project: Project, takes: TakeSet, preset: Preset, name: str, seed: int) -> str:
    """Hash of everything that a variant depends on; another hash means that it is stale."""
    facts = {
        "version": RECIPE_VERSION,
        "takes": takes.hash,
        "words": project.words,
        "false_accepts_per_hour": project.settings.false_accepts_per_hour,
        "architecture": name,
        "words_wanted": preset.words_wanted,
        "recipe": asdict(preset.recipe),
        "routes": [asdict(route) for route in preset.routes_of(name)],
        "tuning": asdict(preset.tuning),
        "seed": seed,
        "near_words": project.settings.near_words,
        "said_words": preset.said_words,
        "scene": asdict(preset.scene),
    }
    return hash_bytes(json.dumps(facts, sort_keys=True).encode())


def planned(preset: Preset, parts: Parts) -> Preset:
    """A preset as a training on these takes has it."""
    return preset.sized(sum(take.label not in LONG_LABELS for take in parts.train))


def _choose(project: Project) -> None:
    variants = load_variants(project.models)
    if project.chosen_variant not in {variant.name for variant in variants}:
        project.changed(chosen_variant=best(variants))


def unheard_takes(project: Project) -> tuple[Take, ...]:
    """The takes of a project that its models have never heard."""
    takes = with_bundled_negatives(load_takes(project)).takes
    return deal(takes, project.words, project.settings.seed).test
