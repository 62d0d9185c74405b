"""From the takes of a project to measured variants, in worker processes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from audio.bundled import with_bundled_negatives
from audio.dataset import load_takes
from audio.files import hash_bytes
from audio.frontend import FrontEndSettings
from audio.project import Project
from audio.stage import Progress, Stage, in_process, scaled, side_by_side
from audio.takes import Take, TakeSet
from compress import architectures
from compress.batches import Lesson
from compress.card import save_with_card
from compress.clips import ClipSet, clip_set
from compress.detector import DetectorSettings
from compress.evaluation import evaluate
from compress.events import choose_threshold, listen, match
from compress.fitting import Recipe, fit
from compress.graph import count_macs, read_graph
from compress.history import history_of
from compress.longaudio import negative_audio, spoken_audio
from compress.metadata import embed
from compress.parity import check_parity
from compress.parts import Parts, deal
from compress.pool import Pool, PoolPlan, make_pool
from compress.presets import Preset, get_preset
from compress.projectmodels import load_variants
from compress.runner import Runner
from compress.steps.quantize_int8 import quantize_int8
from compress.steps.slim import slim
from compress.tradeoffs import best
from compress.variant import ModelError, StepReport, Variant
from compress.window import front_end_for

# Counted up whenever a change here makes models that a rerun would not make again.
RECIPE_VERSION = 3
POOL_SHARE = 0.25
REPRESENTATIVE_WINDOWS = 300
CHECKED_WINDOWS = 100
SMOOTHING_FRAMES = 12
# Networks this small keep one core busy each; two fit any computer's memory.
TRAINED_AT_ONCE = 2


@dataclass(frozen=True)
class Job:
    """What one worker needs to make one variant."""

    architecture: str
    parts: Parts
    pool: Pool
    front_end: FrontEndSettings
    recipe: Recipe
    seed: int
    false_accepts_per_hour: float
    made_from: str


def train_project(
    project: Project, preset: str = "standard", seed: int | None = None
) -> Stage[list[Variant]]:
    """Train, quantize, slim and measure every architecture of a preset, and save each variant.

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
    hashes = {name: made_from(project, takes, plan, name, seed) for name in plan.architectures}
    kept = {v.name: v for v in load_variants(project.models) if v.made_from == hashes.get(v.name)}
    missing = [name for name in plan.architectures if name not in kept]
    if missing:
        front_end = front_end_for(parts.train, project.words)
        pool_plan = PoolPlan(parts.train, project.words, front_end, plan.words_wanted, seed)
        pool = yield from scaled(make_pool(pool_plan), 0.0, POOL_SHARE)
        history = history_of(project, parts, plan, seed, pool)
        jobs = [
            Job(
                name,
                parts,
                pool,
                front_end,
                plan.recipe,
                seed,
                project.settings.false_accepts_per_hour,
                hashes[name],
            )
            for name in missing
        ]
        for first in range(0, len(jobs), TRAINED_AT_ONCE):
            few = jobs[first : first + TRAINED_AT_ONCE]
            start, end = (
                POOL_SHARE + (1 - POOL_SHARE) * done / len(jobs)
                for done in (first, first + len(few))
            )
            stages = [in_process(make_variant, job) for job in few]
            for trained in (yield from scaled(side_by_side(stages), start, end)):
                variant = replace(trained, history=history)
                save_with_card(variant, project.models)
                kept[variant.name] = variant
    _choose(project)
    yield Progress(1.0, "Trained")
    return [kept[name] for name in plan.architectures]


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
        "seed": seed,
    }
    return hash_bytes(json.dumps(facts, sort_keys=True).encode())


def make_variant(job: Job) -> Stage[Variant]:
    """Fit, export, check and measure one network; runs in a child process of its own."""
    variant = yield from scaled(validated_variant(job), 0.0, 0.9)
    measured = yield from scaled(evaluate(variant, job.parts.test), 0.9, 1.0)
    return replace(variant, metrics={**measured.to_dict(), **variant.metrics})


def validated_variant(job: Job) -> Stage[Variant]:
    """As `make_variant`, judged by the validation takes only: its metrics are `validation_score`.

    Whatever chooses between many candidates works with these, and never hears the test takes.
    """
    architecture = architectures.get(job.architecture)
    labels = job.pool.labels
    validation = clip_set(job.parts.val, labels, job.front_end)
    negatives = negative_audio(job.parts.train, job.front_end).features
    lesson = Lesson(job.pool, job.front_end, validation, negatives)
    model = yield from scaled(fit(architecture, lesson, job.recipe, job.seed), 0.0, 0.85)
    yield Progress(0.85, f"{job.architecture}: quantizing")
    tflite, steps = export(model, job.pool, job.front_end, validation, job.seed)
    yield Progress(0.88, f"{job.architecture}: choosing thresholds")
    detector = DetectorSettings(
        stride_frames=architecture.stride_frames,
        smoothing=SMOOTHING_FRAMES // architecture.stride_frames,
    )
    quiet = negative_audio(job.parts.val, job.front_end)
    heard = listen(Runner(tflite), quiet, labels, job.front_end, detector)
    threshold = choose_threshold(heard, job.false_accepts_per_hour)
    detector = detector.with_threshold(threshold, labels)
    variant = Variant(
        name=job.architecture,
        architecture=job.architecture,
        labels=labels,
        front_end=job.front_end,
        detector=detector,
        tflite=embed(tflite, labels, job.front_end, detector),
        macs=count_macs(read_graph(tflite)),
        made_from=job.made_from,
        steps=steps,
    )
    validated = validation_score(variant, validation, job.parts.val)
    return replace(variant, metrics={"validation_score": validated})


def validation_score(variant: Variant, clips: ClipSet, takes: Sequence[Take]) -> float:
    """How good a variant is on takes kept for choosing: the test takes have no say in that.

    The mean of the share of clips that it gets right and of the share of words that its detector
    finds in a running room, at its own threshold.
    """
    runner, detector = Runner(variant.tflite), variant.detector
    scores = []
    if len(clips.truth):
        scores.append(float(np.mean(runner.run(clips.windows).argmax(axis=1) == clips.truth)))
    spoken = spoken_audio(takes, variant.labels, variant.front_end)
    if spoken.spoken:
        heard = listen(runner, spoken, variant.labels, variant.front_end, detector)
        hits = match(heard.events(detector.thresholds[0]), spoken.spoken)
        scores.append(hits.found / hits.words)
    return float(np.mean(scores)) if scores else 0.0


def export(
    model: Any, pool: Pool, front_end: FrontEndSettings, validation: ClipSet, seed: int
) -> tuple[bytes, tuple[StepReport, ...]]:
    """A Keras model with a batch of 1 -> a slim int8 file that was checked against everything.

    Raises:
        ModelError: A step changed an answer that it must not change.
    """
    windows = some_windows(pool, front_end.frames, REPRESENTATIVE_WINDOWS, seed)
    check = validation.windows[:: max(1, len(validation.windows) // CHECKED_WINDOWS)]
    check = check if len(check) else windows[:CHECKED_WINDOWS]
    quantized, quantizing = quantize_int8(model, windows, check)
    slimmed, slimming = slim(quantized)
    if not np.array_equal(Runner(quantized).run(check), Runner(slimmed).run(check)):
        raise ModelError("Slimming the model changed its answers.", "Please report this.")
    parity = check_parity(slimmed, check)
    checked = StepReport(
        "parity",
        {"windows": float(parity.windows)},
        {"same_logits": float(parity.same), "logits": float(parity.logits)},
        () if parity.windows else ("there is no tflite-micro wheel for this system",),
    )
    return slimmed, (quantizing, slimming, checked)


def some_windows(pool: Pool, frames: int, count: int, seed: int) -> Any:
    """Windows of a pool, drawn evenly over its words; int8, shape (count, frames, 40)."""
    random = np.random.default_rng((seed, 3))
    rows = pool.rows[random.integers(0, len(pool.rows), count)]
    return pool.features[rows[:, :1] + np.arange(frames)]


def _choose(project: Project) -> None:
    variants = load_variants(project.models)
    if project.chosen_variant not in {variant.name for variant in variants}:
        project.changed(chosen_variant=best(variants))


def unheard_takes(project: Project) -> tuple[Take, ...]:
    """The takes of a project that its models have never heard."""
    takes = with_bundled_negatives(load_takes(project)).takes
    return deal(takes, project.words, project.settings.seed).test
