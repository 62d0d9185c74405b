"""From the takes of a project to measured models for boards with 2 KB of RAM."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace

import numpy as np

from audio.bundled import with_bundled_negatives
from audio.dataset import load_takes
from audio.files import hash_bytes
from audio.frontend import SAMPLE_RATE_HZ
from audio.labels import UNKNOWN
from audio.project import Project
from audio.stage import Progress, Stage, few_at_once, in_process, scaled
from audio.takes import TakeSet
from audio.uno_frontend import UnoFrontEnd
from compress.batches import Lesson
from compress.clips import ClipSet, clip_answers, clip_set, passing_offsets
from compress.detector import DetectorSettings
from compress.embedding import available
from compress.evaluation import measure
from compress.events import choose_threshold, listen, match
from compress.longaudio import negative_audio, spoken_audio
from compress.parts import Parts, deal
from compress.pool import Pool, PoolPlan, make_pool
from compress.steps.distill import distill
from compress.uno.bonsaigraph import TreeShape
from compress.uno.convgraph import Shape
from compress.uno.fitting import Fitted, UnoRecipe, fit
from compress.uno.model import Network, UnoModel, UnoRunner, load_uno_models, with_metrics
from compress.window import front_end_for

# Counted up whenever a change here or in the front end makes other models.
RECIPE_VERSION = 2
WORDS_WANTED = 20_000
# How many times a synthesizer says the words, for the teacher to judge.
SAID_WORDS = 800
POOL_SHARE = 0.3
TRAINED_AT_ONCE = 2
# About as long as on the other boards.
SMOOTHING_MS = 256
# Longer words than a second holds are heard with longer strides.
SHORT_WINDOW_SECONDS = 1.05
LONG_FIRST_TAPS, LONG_STRIDE = 4, 3

SHAPES: dict[str, Shape | TreeShape] = {
    "uno-bonsai-10": TreeShape(),
    "uno-conv-16": Shape(16),
    "uno-conv-24": Shape(24),
}


@dataclass(frozen=True)
class UnoJob:
    """What one worker needs to make one model."""

    name: str
    shape: Shape | TreeShape
    parts: Parts
    pool: Pool
    front_end: UnoFrontEnd
    recipe: UnoRecipe
    seed: int
    false_accepts_per_hour: float
    made_from: str


def train_uno(
    project: Project, seed: int | None = None, recipe: UnoRecipe | None = None
) -> Stage[list[UnoModel]]:
    """Train, round and measure each of `SHAPES`, and save each model whole or not at all.

    A model that was made from the same takes with the same recipe is kept as it is.

    Args:
        project: Whose takes to train on; its `models/` is written.
        seed: Start of every random number; None takes the project's.
        recipe: How to fit; None for the usual way.

    Raises:
        AudioError: There are too few takes.
    """
    seed, recipe = project.settings.seed if seed is None else seed, recipe or UnoRecipe()
    takes = with_bundled_negatives(load_takes(project))
    parts = deal(takes.takes, project.words, project.settings.seed)
    hashes = {name: made_from(project, takes.hash, name, recipe, seed) for name in SHAPES}
    kept = {m.name: m for m in load_uno_models(project) if m.made_from == hashes.get(m.name)}
    missing = [name for name in SHAPES if name not in kept]
    if missing:
        yield Progress(0.0, "Looking at the words")
        window = front_end_for(parts.train, project.words).window_samples
        shapes = {name: fitted_to(SHAPES[name], window / SAMPLE_RATE_HZ) for name in missing}
        front_end = UnoFrontEnd(frames=max(shape.frames for shape in shapes.values()))
        pool = yield from scaled(_pool(project, parts, front_end, seed), 0.0, POOL_SHARE)
        target = project.settings.false_accepts_per_hour
        jobs = [
            UnoJob(name, shape, parts, pool, front_end, recipe, seed, target, hashes[name])
            for name, shape in shapes.items()
        ]

        def keep(model: UnoModel) -> None:
            model.save(project.models)
            kept[model.name] = model

        stages = [in_process(make_uno_model, job) for job in jobs]
        yield from scaled(few_at_once(stages, TRAINED_AT_ONCE, keep), POOL_SHARE, 1.0)
    yield Progress(1.0, "Trained")
    return [kept[name] for name in SHAPES]


def _pool(project: Project, parts: Parts, front_end: UnoFrontEnd, seed: int) -> Stage[Pool]:
    """The training set, with what the teacher makes of it where its ears are to be had."""
    taught = available()
    plan = PoolPlan(
        parts.train,
        project.words,
        front_end,
        WORDS_WANTED,
        seed,
        with_teacher=taught,
        said_words=SAID_WORDS if taught else 0,
    )
    pool = yield from scaled(make_pool(plan), 0.0, 0.85 if taught else 1.0)
    if taught:
        pool, _ = yield from scaled(in_process(distill, pool, front_end, seed), 0.85, 1.0)
    return pool


def fitted_to(shape: Shape | TreeShape, seconds: float) -> Shape | TreeShape:
    """A shape whose window holds words that need so many seconds, where it can be stretched."""
    if isinstance(shape, Shape) and seconds > SHORT_WINDOW_SECONDS:
        return replace(shape, first_taps=LONG_FIRST_TAPS, stride_frames=LONG_STRIDE)
    return shape


def is_stale(project: Project, takes: TakeSet, model: UnoModel) -> bool:
    """Whether a training now would make the model anew; no recording is read.

    Args:
        takes: The project's own, as they are now.
    """
    if model.name not in SHAPES or model.labels != (*project.words, UNKNOWN):
        return True
    whole, seed = with_bundled_negatives(takes), project.settings.seed
    return model.made_from != made_from(project, whole.hash, model.name, UnoRecipe(), seed)


def made_from(project: Project, takes_hash: str, name: str, recipe: UnoRecipe, seed: int) -> str:
    """Hash of everything that a model depends on; another hash means that it is stale."""
    facts = {
        "version": RECIPE_VERSION,
        "takes": takes_hash,
        "words": project.words,
        "false_accepts_per_hour": project.settings.false_accepts_per_hour,
        "shape": asdict(SHAPES[name]),
        "words_wanted": WORDS_WANTED,
        "said_words": SAID_WORDS if available() else 0,
        "recipe": asdict(recipe),
        "seed": seed,
    }
    return hash_bytes(json.dumps(facts, sort_keys=True).encode())


def make_uno_model(job: UnoJob) -> Stage[UnoModel]:
    """Fit, choose a threshold and measure; runs in a child process of its own."""
    labels = (*job.pool.labels[:-2], UNKNOWN)
    lesson = Lesson(
        job.pool,
        job.front_end,
        clip_set(job.parts.val, labels, job.front_end),
        negative_audio(job.parts.train, job.front_end).features,
    )
    fitted = yield from scaled(fit(job.shape, lesson, job.recipe, job.seed), 0.0, 0.85)
    model = _with_threshold(job, fitted.network, labels)
    yield Progress(0.9, f"{job.name}: measuring")
    model = with_metrics(model, **_validated(job, model, fitted))
    measured = yield from scaled(measure(model, UnoRunner(model.network), job.parts.test), 0.9, 1.0)
    return with_metrics(model, **measured.to_dict())


def _with_threshold(job: UnoJob, network: Network, labels: tuple[str, ...]) -> UnoModel:
    """The model with the threshold that meets the target on validation sound."""
    front_end = UnoFrontEnd(frames=network.frames)
    run_ms = network.stride_frames * front_end.step_ms
    detector = DetectorSettings(
        stride_frames=network.stride_frames,
        smoothing=SMOOTHING_MS // run_ms,
    )
    quiet = negative_audio(job.parts.val, front_end)
    heard = listen(UnoRunner(network), quiet, labels, front_end, detector)
    threshold = choose_threshold(heard, job.false_accepts_per_hour)
    detector = detector.with_threshold(threshold, labels)
    return UnoModel(job.name, labels, front_end, detector, network, made_from=job.made_from)


def _validated(job: UnoJob, model: UnoModel, fitted: Fitted) -> dict[str, float]:
    """Validation accuracy with and without learning in integers, and the score to choose by."""
    clips = clip_set(job.parts.val, model.labels, model.front_end, passing_offsets(model.detector))
    accuracy = clip_accuracy(model.network, clips)
    scores = [accuracy]
    spoken = spoken_audio(job.parts.val, model.labels, model.front_end)
    if spoken.spoken:
        runner = UnoRunner(model.network)
        heard = listen(runner, spoken, model.labels, model.front_end, model.detector)
        hits = match(heard.events(model.detector.thresholds[0]), spoken.spoken)
        scores.append(hits.found / hits.words)
    return {
        "validation_score": float(np.mean(scores)),
        "validation_accuracy": accuracy,
        "validation_accuracy_rounded_only": clip_accuracy(fitted.rounded, clips),
    }


def clip_accuracy(network: Network, clips: ClipSet) -> float:
    """Share of clips that a network gets right; 0 without clips."""
    if not len(clips.truth):
        return 0.0
    runner = UnoRunner(network)
    answers = clip_answers(runner.run(clips.windows), runner.output_scale, len(clips.truth))
    return float(np.mean(answers == clips.truth))
