"""One network fitted once, and the variants that its routes make of it. Runs in a child process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from audio.frontend import FrontEndSettings
from audio.stage import Progress, Stage, scaled
from audio.takes import Take
from compress import architectures
from compress.batches import Lesson
from compress.clips import ClipSet, clip_set
from compress.detector import DetectorSettings
from compress.draft import Course
from compress.evaluation import evaluate
from compress.events import choose_threshold, listen, match
from compress.fitting import Recipe, fit
from compress.graph import count_macs, read_graph
from compress.longaudio import negative_audio, spoken_audio
from compress.metadata import embed
from compress.parts import Parts
from compress.pool import Pool
from compress.presets import TUNING
from compress.route import Route, follow
from compress.runner import Runner
from compress.variant import StepReport, Variant

# Fitting takes about as long as all routes together, if there are any that train.
FIT_SHARE, FIT_SHARE_ALONE = 0.5, 0.85
# Steps are judged by each clip at these moments, in frames from where the word is in the middle.
JUDGED_OFFSETS = (-4, 0, 4)
SMOOTHING_FRAMES = 12


@dataclass(frozen=True)
class Job:
    """What one worker needs to fit one network and take it along its routes.

    Attributes:
        recipe: How it is fitted.
        routes: All of the job's architecture; empty: the plain one.
        tuning: How it is fine-tuned by each step of a route that trains.
        before: What was done to the training set already.
    """

    architecture: str
    parts: Parts
    pool: Pool
    front_end: FrontEndSettings
    recipe: Recipe
    seed: int
    false_accepts_per_hour: float
    made_from: str
    routes: tuple[Route, ...] = ()
    tuning: Recipe = TUNING
    before: tuple[StepReport, ...] = ()

    @property
    def ways(self) -> tuple[Route, ...]:
        """The routes to take, one at least."""
        return self.routes or (Route(self.architecture),)

    @property
    def fit_share(self) -> float:
        """How much of the work fitting is, 0..1."""
        return FIT_SHARE if any(route.steps for route in self.ways) else FIT_SHARE_ALONE


def make_variants(job: Job) -> Stage[list[Variant]]:
    """Fit a network once, take it along every route and measure each end on the test takes.

    Runs in a child process of its own.
    """
    bench = yield from scaled(_fitted(job), 0.0, job.fit_share)
    made, share = [], (1 - job.fit_share) / len(job.ways)
    for number, route in enumerate(job.ways):
        start = job.fit_share + number * share
        variant = yield from scaled(_validated(job, bench, route), start, start + 0.8 * share)
        measured = yield from scaled(
            evaluate(variant, job.parts.test), start + 0.8 * share, start + share
        )
        made.append(replace(variant, metrics={**measured.to_dict(), **variant.metrics}))
    return made


def make_variant(job: Job) -> Stage[Variant]:
    """As `make_variants`, for the first route alone."""
    [variant] = yield from make_variants(replace(job, routes=job.ways[:1]))
    return variant


def validated_variant(job: Job) -> Stage[Variant]:
    """As `make_variant`, judged by the validation takes only: its metrics are `validation_score`.

    Whatever chooses between many candidates works with these, and never hears the test takes.
    """
    bench = yield from scaled(_fitted(job), 0.0, job.fit_share)
    return (yield from scaled(_validated(job, bench, job.ways[0]), job.fit_share, 1.0))


@dataclass(frozen=True)
class _Bench:
    """A fitted network with what its routes need.

    Attributes:
        course: What the steps of its routes train with.
        judges: Validation clips with several windows each, which steps are judged by.
    """

    model: Any
    course: Course
    judges: ClipSet


def _fitted(job: Job) -> Stage[_Bench]:
    labels, front_end = job.pool.labels, job.front_end
    negatives = negative_audio(job.parts.train, front_end).features
    validation = clip_set(job.parts.val, labels, front_end)
    lesson = Lesson(job.pool, front_end, validation, negatives)
    model = yield from fit(architectures.get(job.architecture), lesson, job.recipe, job.seed)
    judges = clip_set(job.parts.val, labels, front_end, JUDGED_OFFSETS)
    return _Bench(model, Course.of(lesson, job.tuning, job.seed), judges)


def _validated(job: Job, bench: _Bench, route: Route) -> Stage[Variant]:
    """Take the network along a route and choose its threshold."""
    labels, front_end = job.pool.labels, job.front_end
    end = yield from scaled(follow(route, bench.model, bench.course, bench.judges), 0.0, 0.8)
    yield Progress(0.8, f"{route.name}: choosing thresholds")
    stride = architectures.get(job.architecture).stride_frames
    detector = DetectorSettings(stride_frames=stride, smoothing=SMOOTHING_FRAMES // stride)
    quiet = negative_audio(job.parts.val, front_end)
    heard = listen(Runner(end.tflite), quiet, labels, front_end, detector)
    threshold = choose_threshold(heard, job.false_accepts_per_hour)
    detector = detector.with_threshold(threshold, labels)
    variant = Variant(
        name=route.name,
        architecture=job.architecture,
        labels=labels,
        front_end=front_end,
        detector=detector,
        tflite=embed(end.tflite, labels, front_end, detector),
        macs=count_macs(read_graph(end.tflite)),
        made_from=job.made_from,
        steps=(*job.before, *end.steps),
    )
    validated = validation_score(variant, bench.course.lesson.validation, job.parts.val)
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
