"""Search: many short trainings of different candidates, then full ones of those on the front.

Several objectives know no early stopping, so that time is saved in two rungs: each candidate is
trained for a quarter of the preset's length, and only a few of the Pareto front to its end. All
are trained on the same pool from the same seed and judged by validation takes; the test takes are
heard once, by the variants that are saved.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from audio.bundled import with_bundled_negatives
from audio.dataset import load_takes
from audio.errors import WakewrightError
from audio.files import hash_bytes
from audio.project import Project
from audio.stage import Clock, Progress, Stage, WorkerDied, few_at_once, in_process, scaled
from compress.card import save_with_card
from compress.embedding import available
from compress.parts import deal
from compress.presets import get_preset
from compress.projectmodels import load_variants
from compress.route import Route
from compress.search_front import spread
from compress.search_space import SPACE_VERSION, route_values
from compress.search_study import Finished, Limits, Question, SearchStudy
from compress.search_trial import (
    SHORT_FIT_SHARE,
    SHORT_TUNING_SHARE,
    Lab,
    make_candidate,
    measure,
)
from compress.tradeoffs import best
from compress.training import RECIPE_VERSION, TRAINED_AT_ONCE, prepare
from compress.variant import ModelError, Variant

FOLDER, FILE = "search", "study.log"
PREFIX = "search-"
# Shares of the progress where the trials begin, and where the full trainings do.
TRIALS_START, TRIALS_END = 0.05, 0.7
# So many candidates in a row that were tried already: there is hardly another one.
MOST_REPEATS = 40


@dataclass(frozen=True)
class SearchPlan:
    """How long to search, where to keep the study, and what to keep of it.

    Attributes:
        trials: Candidates to try, all runs and machines of the study together; 0 only makes
            variants of what was found.
        minutes: Begin no further candidate after so long; None: no limit.
        preset: How each kept candidate is trained in the end.
        storage: A journal file or a database URL; empty: a file in the project.
        study: Name of the study; empty: one that follows from takes and settings, so that changed
            takes begin another study.
        seed: Start of every random number; None takes the project's.
        keep: Candidates of the front that become variants.
        limits: What these must fit into.
    """

    trials: int = 24
    minutes: float | None = None
    preset: str = "standard"
    storage: str = ""
    study: str = ""
    seed: int | None = None
    keep: int = 4
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Found:
    """What a search came to: the study's name and all it tried, and the variants that were saved,
    each with the route that it came by."""

    study: str
    storage: str
    finished: tuple[Finished, ...]
    variants: tuple[tuple[Variant, Route], ...]


def search_project(project: Project, plan: SearchPlan) -> Stage[Found]:
    """Try candidates and save the best of each size as variants `search-1`, `search-2`, ...

    Everything that was measured is kept when it is cancelled or killed; run again to go on. A
    variant that was made of the same candidate before is kept as it is. The best variant is marked
    as chosen if the project has chosen none.

    Raises:
        ProjectError: There is no such preset, or the storage cannot be used.
        StudyError: The study is about something else.
        AudioError: There are too few takes.
        ModelError: No candidate could be trained, or none fits the limits.
        WorkerDied: A training crashed.
    """
    preset = get_preset(plan.preset)
    seed = project.settings.seed if plan.seed is None else plan.seed
    takes = with_bundled_negatives(load_takes(project))
    facts = {
        "version": (RECIPE_VERSION, SPACE_VERSION),
        "takes": takes.hash,
        "words": project.words,
        "false_accepts_per_hour": project.settings.false_accepts_per_hour,
        "near_words": project.settings.near_words,
        "teacher": available(),
        "preset": asdict(preset),
        "short": (SHORT_FIT_SHARE, SHORT_TUNING_SHARE),
        "limits": asdict(plan.limits),
        "seed": seed,
    }
    made_from = hash_bytes(json.dumps(facts, sort_keys=True).encode())
    name = plan.study or f"wakewright-{made_from}"
    storage = plan.storage or str(project.folder / FOLDER / FILE)
    study = SearchStudy(storage, name, made_from, seed, plan.limits)
    parts = deal(takes.takes, project.words, project.settings.seed)
    lab = Lab(*(yield from scaled(prepare(project, parts, preset, seed), 0.0, TRIALS_START)))
    yield from scaled(_try_candidates(study, lab, plan), TRIALS_START, TRIALS_END)
    finished = tuple(study.finished())
    chosen = choose(finished, plan)
    variants = yield from scaled(_make_variants(project, lab, chosen, made_from), TRIALS_END, 1.0)
    now = Project.open(project.folder)
    if not now.chosen_variant:
        now.changed(chosen_variant=best(load_variants(project.models)))
    yield Progress(1.0, f"Saved {len(variants)} variants of {len(finished)} candidates")
    return Found(name, _without_password(storage), finished, tuple(variants))


def choose(finished: tuple[Finished, ...], plan: SearchPlan) -> list[Route]:
    """The candidates worth a full training, smallest first.

    Raises:
        ModelError: There is none.
    """
    measured = [(each.route, each.measured) for each in finished if each.measured]
    if not measured:
        why = finished[-1].failure if finished else "none was tried"
        raise ModelError(f"The search found no model ({why}).", "Allow more --trials or --minutes.")
    fitting = [(each, found) for each, found in measured if plan.limits.hold(found)]
    if not fitting:
        smallest = min(found.encoded_bytes for _, found in measured)
        raise ModelError(
            f"None of {len(measured)} candidates fits; the smallest model has {smallest:,} bytes.",
            "Allow more --trials, or choose a board with more room.",
        )
    return [fitting[index][0] for index in spread([found for _, found in fitting], plan.keep)]


def _try_candidates(study: SearchStudy, lab: Lab, plan: SearchPlan) -> Stage[None]:
    """Keep two candidates in training until the study holds enough of them."""
    end = None if plan.minutes is None else time.monotonic() + 60 * plan.minutes
    known = {each.route: each for each in study.finished()}
    began, clock, repeats = len(known), Clock(), 0
    running: dict[int, tuple[Question, Stage[None], float]] = {}
    started = 0
    try:
        while True:
            while (
                len(running) < TRAINED_AT_ONCE
                and len(known) + len(running) < plan.trials
                and repeats < MOST_REPEATS
                and (end is None or time.monotonic() < end)
            ):
                question = study.ask()
                repeated = known.get(question.route)
                if repeated is not None:
                    repeats += 1
                    _repeat(study, question, repeated)
                elif any(question.route == other.route for other, _, _ in running.values()):
                    repeats += 1
                    study.give_up(question)
                else:
                    repeats = 0
                    running[started] = (question, _try(study, lab, question), 0.0)
                    started += 1
            if not running:
                return
            for number, (question, stage, _) in list(running.items()):
                try:
                    running[number] = (question, stage, next(stage).fraction)
                except StopIteration:
                    del running[number]
                    known = {each.route: each for each in study.finished()}
            done = len(known) - began + sum(share for _, _, share in running.values())
            fraction = min(0.999, done / max(1, plan.trials - began))
            yield clock.progress(fraction, _standing(list(known.values()), plan.trials))
    finally:
        for _, stage, _ in running.values():
            stage.close()


def _try(study: SearchStudy, lab: Lab, question: Question) -> Stage[None]:
    """Train and measure one candidate in a child process, and write it down whatever happens."""
    told = False
    try:
        measured = yield from in_process(measure, lab, question.route)
        study.answer(question, measured)
        told = True
    except WorkerDied:
        raise  # No fault of the candidate: it may be tried again.
    except WakewrightError as error:
        study.fail(question, error.what)
        told = True
    finally:
        if not told:
            study.give_up(question)


def _repeat(study: SearchStudy, question: Question, known: Finished) -> None:
    """The same candidate trained in the same way gives the same model: nothing is trained."""
    if known.measured:
        study.answer(question, known.measured)
    else:
        study.fail(question, known.failure)


def _standing(finished: list[Finished], trials: int) -> str:
    text = f"Candidates: {len(finished)} of {trials} tried"
    measured = [each.measured for each in finished if each.measured]
    if not measured:
        return text
    best = min(measured, key=lambda each: (each.error, each.encoded_bytes))
    return f"{text}, best {100 * (1 - best.error):.1f} % in {best.encoded_bytes / 1024:.1f} kB"


def _make_variants(
    project: Project, lab: Lab, candidates: list[Route], made_from: str
) -> Stage[list[tuple[Variant, Route]]]:
    """Train candidates fully, measure them on the test takes, and save each."""
    hashes = {
        each: hash_bytes(json.dumps([made_from, route_values(each)]).encode())
        for each in candidates
    }
    there = load_variants(project.models)
    kept = {variant.made_from: variant for variant in there}
    names = _free_names({variant.name for variant in there})
    missing = [each for each in candidates if hashes[each] not in kept]

    def keep(variant: Variant) -> None:
        save_with_card(variant, project.models)
        kept[variant.made_from] = variant

    stages = [in_process(make_candidate, lab, each, next(names), hashes[each]) for each in missing]
    yield from few_at_once(stages, TRAINED_AT_ONCE, keep)
    return [(kept[hashes[each]], each) for each in candidates]


def _free_names(taken: set[str]) -> Iterator[str]:
    number = 0
    while True:
        number += 1
        if f"{PREFIX}{number}" not in taken:
            yield f"{PREFIX}{number}"


def _without_password(storage: str) -> str:
    if "://" not in storage:
        return storage
    from sqlalchemy.engine import make_url

    return make_url(storage).render_as_string(hide_password=True)
