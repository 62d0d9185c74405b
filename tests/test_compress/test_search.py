"""A search on a tiny project: from the first candidate to saved variants, stopped in between."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import ROOT
from fakes.spoken_project import tone_project

from audio.errors import ProjectError
from audio.project import Project
from audio.stage import Progress, finish
from compress import presets, search
from compress.batches import Variety
from compress.card import CARD_FILE
from compress.fitting import Recipe
from compress.presets import Preset
from compress.projectmodels import load_variants
from compress.route import Route, RouteStep
from compress.search import SearchPlan, choose, search_project
from compress.search_front import Measured
from compress.search_study import Finished, Limits, SearchStudy
from compress.search_trial import shorter
from compress.tradeoffs import tradeoffs
from compress.variant import ModelError

QUICK = Recipe(epochs=2, batches=20, searches=(), variety=Variety(batch=32))
TUNING = Recipe(1, 8, searches=())
TINY = Preset("tiny", "For tests.", ("mixconv-32",), 300, QUICK, (), TUNING, said_words=40)
SMALL = Route("mixconv-32", (RouteStep("prune_weights", 0.5), RouteStep("cluster", 16)))


@pytest.fixture(autouse=True)
def tiny_preset() -> Iterator[None]:
    presets.PRESETS["tiny"] = TINY
    yield
    del presets.PRESETS["tiny"]


@pytest.fixture
def light_routes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A space of two light routes: what is tried is real, only the choice is small."""
    routes = (Route("mixconv-32"), SMALL)

    def suggest(trial: object) -> Route:
        return routes[trial.suggest_categorical("route", (0, 1))]  # type: ignore[attr-defined]

    monkeypatch.setattr("compress.search_study.suggest", suggest)


def stage_until(stage: object, wanted: str) -> Progress:
    """Run a stage until it says something, and close it there, as a cancelled command does."""
    for step in stage:  # type: ignore[attr-defined]
        if wanted in step.message:
            stage.close()  # type: ignore[attr-defined]
            return step
    pytest.fail(f"it never said {wanted!r}")


@pytest.mark.usefixtures("light_routes")
def test_a_cancelled_search_goes_on_and_ends_in_variants(tmp_path: Path) -> None:
    project = tone_project(tmp_path, speakers=5, each=1)
    plan = SearchPlan(trials=2, keep=2, preset="tiny")
    stage_until(search_project(project, plan), "1 of 2 tried")
    assert not multiprocessing.active_children()
    assert load_variants(project.models) == []
    said: list[Progress] = []
    found = finish(search_project(project, plan), said.append)
    messages = [step.message for step in said]
    assert any("1 of 2 tried" in message for message in messages)
    assert not any("0 of 2 tried" in message for message in messages), "the first was lost"
    fractions = [step.fraction for step in said]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0

    assert {each.route for each in found.finished} == {Route("mixconv-32"), SMALL}
    for each in found.finished:
        assert each.measured is not None, each.failure
        assert 0 <= each.measured.error <= 1
        assert each.measured.encoded_bytes > 5_000
        assert each.measured.arena_bytes > 1_000
        assert each.measured.macs > 100_000
    saved = {variant.name: variant for variant in load_variants(project.models)}
    assert {variant.name for variant, _ in found.variants} == set(saved)
    assert set(saved) <= {"search-1", "search-2"}
    for variant, route in found.variants:
        assert saved[variant.name].model_hash == variant.model_hash
        assert saved[variant.name].made_from == variant.made_from
        assert saved[variant.name].metrics == variant.metrics
        assert variant.architecture == route.architecture
        done = [report.step for report in variant.steps[1:]]
        assert done[: len(route.steps)] == [step.name for step in route.steps]
        assert variant.metrics["clips"] > 5
        assert 0 <= variant.metrics["validation_score"] <= 1
        assert (project.models / variant.name / CARD_FILE).exists()
    assert {row.name for row in tradeoffs(list(saved.values()))} == set(saved)
    assert Project.open(project.folder).chosen_variant in saved

    again = finish(search_project(project, plan))
    kept, made = (
        [(v.name, v.model_hash, v.made_from) for v, _ in each.variants] for each in (again, found)
    )
    assert kept == made
    assert again.finished == found.finished


def measured(error: float, size: int, arena: int = 0) -> Measured:
    return Measured(error, size, 1, arena)


def test_what_is_kept_fits_and_lies_on_the_front() -> None:
    good, small, large, beaten = (Route(f"mixconv-{n}") for n in (1, 2, 3, 4))
    finished = (
        Finished(good, measured(0.1, 900)),
        Finished(small, measured(0.2, 500)),
        Finished(large, measured(0.01, 5000)),
        Finished(beaten, measured(0.3, 800)),
        Finished(Route("mixconv-5"), None, "It failed."),
    )
    assert choose(finished, SearchPlan(keep=9)) == [small, good, large]
    assert choose(finished, SearchPlan(keep=1)) == [large]
    assert choose(finished, SearchPlan(limits=Limits(model_bytes=900))) == [small, good]
    with pytest.raises(ModelError, match=r"None of 4 candidates fits; the smallest .* 500 bytes"):
        choose(finished, SearchPlan(limits=Limits(model_bytes=499)))
    with pytest.raises(ModelError, match="It failed"):
        choose(finished[-1:], SearchPlan())
    with pytest.raises(ModelError, match="none was tried"):
        choose((), SearchPlan())


def test_a_candidate_that_was_tried_is_not_trained_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one route in the space, the search notes that it has seen all and ends."""
    monkeypatch.setattr("compress.search_study.suggest", lambda trial: SMALL)
    monkeypatch.setattr(search, "in_process", lambda *_: pytest.fail("trained again"))
    study = SearchStudy(tmp_path / "study.log", "s", "hash", 1, Limits())
    study.answer(study.ask(), measured(0.1, 900))
    finish(search._try_candidates(study, None, SearchPlan(trials=5)))  # type: ignore[arg-type]
    assert study.finished() == [Finished(SMALL, measured(0.1, 900))]


def test_a_short_training_is_a_share_of_the_long_one() -> None:
    assert shorter(Recipe(epochs=16, batches=100), 0.25) == Recipe(epochs=4, batches=100)
    assert shorter(Recipe(epochs=1, batches=250), 0.5) == Recipe(epochs=1, batches=125)
    assert shorter(Recipe(epochs=1, batches=1), 0.1) == Recipe(epochs=1, batches=1)


def test_presets_and_storages_that_do_not_exist_are_said_so(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "project", ("rise", "fall"))
    with pytest.raises(ProjectError, match="no preset called best"):
        finish(search_project(project, SearchPlan(preset="best")))
    with pytest.raises(ProjectError, match="no database address"):
        finish(search_project(project, SearchPlan(preset="tiny", storage="no thing://")))


def test_optuna_is_imported_by_a_search_only() -> None:
    code = (
        "import sys, wakewright, compress.search, firmware.search_command, compress.training;"
        "sys.exit(any(name.split('.')[0] in ('optuna', 'sqlalchemy') for name in sys.modules))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
