"""What the commands on words and trainings say, as values and as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from audio.advice import Advice, advise
from audio.dataset import load_takes
from audio.errors import ProjectError
from audio.likeness import advise_with_takes
from audio.project import FILE_NAME, Project
from audio.stage import Progress, Stage, in_process, scaled
from audio.synthesis import PROGRAM, Synthesizer
from compress.cardfacts import target_line
from compress.curve import CurveSettings, LearningCurve, learning_curve
from compress.freshness import choice
from compress.projectmodels import load_variants
from compress.search import SearchPlan, search_project
from compress.tradeoffs import best
from compress.training import train_project

# What `train --preset thorough` searches when its own models are made.
SEARCHED = SearchPlan(trials=12, keep=2, preset="thorough")


def advise_on(what: Sequence[str], language: str = "") -> list[Advice]:
    """Advice on a project, its takes included, or on words that stand for themselves.

    Raises:
        ProjectError: The only thing named is a folder with a damaged project.
        AudioError: A take is damaged.
    """
    if len(what) == 1 and (Path(what[0]) / FILE_NAME).is_file():
        return advise_on_project(Project.open(Path(what[0])), language)
    return advise(what, language, Synthesizer.find())


def advise_on_project(project: Project, language: str = "") -> list[Advice]:
    """Advice on the words of a project and what its takes say of them.

    Raises:
        AudioError: A take is damaged.
    """
    return advise_with_takes(load_takes(project).takes, project.words, language)


def advice_text(advice: Sequence[Advice]) -> str:
    """Advice for a terminal, each on a line of its own; empty where there is none."""
    return "".join(f"  {each.severity}: {each}\n" for each in advice)


def how_advised() -> str:
    """How words were judged, for those who wonder."""
    if Synthesizer.find() is not None:
        return f"by the pronunciation of {PROGRAM}"
    return f"by their spelling ({PROGRAM} is not installed)"


def train_words(
    project: Project, preset: str, seed: int | None
) -> Stage[tuple[dict[str, Any], str]]:
    """`train_project`, and for `thorough` a search; what `train --json` prints, and the text.

    Raises:
        WakewrightError: As `train_project` and `search_project`.
    """
    if preset == SEARCHED.preset:
        variants = yield from scaled(train_project(project, preset, seed), 0.0, 0.5)
        found = yield from scaled(search_project(project, replace(SEARCHED, seed=seed)), 0.5, 1.0)
        variants = [*variants, *(variant for variant, _ in found.variants)]
        if not project.chosen_variant:
            name = best(load_variants(project.models))
            Project.open(project.folder).changed(chosen_variant=name)
    else:
        variants = yield from train_project(project, preset, seed)
    chosen = _choose_fresh(Project.open(project.folder))
    lines = [
        f"  {variant.name}: {100 * variant.metrics['accuracy']:.1f} % of "
        f"{variant.metrics['clips']} test clips, {len(variant.tflite):,} bytes, "
        f"{variant.metrics['false_accepts']} false accepts in "
        f"{60 * variant.metrics['hours_of_negatives']:.0f} minutes"
        for variant in variants
    ]
    told = next((each for each in variants if each.name == chosen), variants[0])
    values = {
        "variants": [
            {"name": v.name, "tflite_bytes": len(v.tflite), **v.metrics} for v in variants
        ],
        "chosen": chosen,
    }
    notes = [told.metrics["fairness"]["sentence"]]
    notes += [target_line(told.history)] if told.history else []
    return values, "\n".join(["Trained:", *lines, f"Chosen: {chosen}", *notes])


def _choose_fresh(project: Project) -> str:
    """A chosen variant of a training before, that knows nothing of new takes, gives way."""
    name = choice(project, load_takes(project), load_variants(project.models))
    if name != project.chosen_variant:
        project.changed(chosen_variant=name)
    return name


def advise_apart(project: Project, language: str = "") -> Stage[list[Advice]]:
    """`advise_on_project` in a process of its own: listening to takes is work.

    Raises:
        AudioError: A take is damaged.
    """
    return (yield from in_process(_advise, project, language))


def _advise(project: Project, language: str) -> Stage[list[Advice]]:
    yield Progress(0.1, "Listening to the takes of each word")
    return advise_on_project(project, language)


def curve_of(folder: Path, more_takes: int, seed: int | None) -> Stage[LearningCurve]:
    """The learning curve of the project in a folder.

    Raises:
        ProjectError: There is no project, or a number makes no sense.
        AudioError: As `learning_curve`.
    """
    project = Project.open(folder)
    if more_takes < 1:
        raise ProjectError(f"{more_takes} more takes is no step ahead.", "Give 1 or more.")
    seed = project.settings.seed if seed is None else seed
    return learning_curve(project, CurveSettings(more_takes=more_takes, seed=seed))
