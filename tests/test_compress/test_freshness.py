"""Models that takes or words have left behind are known as such, and give way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audio.dataset import load_takes
from audio.project import Project, Settings
from audio.stage import finish
from audio.takes import TakeSet
from compress.freshness import choice, stale_variants
from compress.projectmodels import load_variants
from compress.sample import make_sample
from compress.variant import Variant


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return finish(make_sample(tmp_path_factory.mktemp("freshness") / "sample"))


@pytest.fixture(scope="module")
def takes(project: Project) -> TakeSet:
    return load_takes(project)


@pytest.fixture(scope="module")
def variants(project: Project) -> list[Variant]:
    return load_variants(project.models)


def names(variants: list[Variant]) -> tuple[str, ...]:
    return tuple(variant.name for variant in variants)


def without(takes: TakeSet, split: str) -> TakeSet:
    """One take of a word less."""
    gone = next(t for t in takes.takes if t.split == split and t.label == "hey_lantern")
    return takes.where(lambda take: take.name != gone.name)


def test_nothing_changed(project: Project, takes: TakeSet, variants: list[Variant]) -> None:
    assert len(variants) == 6
    assert stale_variants(project, takes, variants) == ()


@pytest.mark.parametrize("split", ["train", "val", "test"])
def test_a_single_take_less(
    split: str, project: Project, takes: TakeSet, variants: list[Variant]
) -> None:
    assert stale_variants(project, without(takes, split), variants) == names(variants)


def test_other_words(project: Project, takes: TakeSet, variants: list[Variant]) -> None:
    other = replace(project, words=("hey_lantern",))
    assert stale_variants(other, takes, variants) == names(variants)


def test_another_target(project: Project, takes: TakeSet, variants: list[Variant]) -> None:
    other = replace(project, settings=Settings(false_accepts_per_hour=2.0))
    assert stale_variants(other, takes, variants) == names(variants)
    # What the board decides by itself, later, has no part in the training.
    calmer = replace(project, settings=Settings(sensitivity=0.2))
    assert stale_variants(calmer, takes, variants) == ()


def test_a_word_without_takes(project: Project, takes: TakeSet, variants: list[Variant]) -> None:
    left = takes.where(lambda take: take.label != "hey_lantern")
    assert stale_variants(project, left, variants) == names(variants)


def test_another_seed_is_another_training_and_no_staleness(
    project: Project, takes: TakeSet, variants: list[Variant]
) -> None:
    claimed = replace(variants[0], history={**variants[0].history, "seed": 2})
    assert stale_variants(project, takes, [claimed]) == (claimed.name,)


def test_models_of_a_search_are_judged_by_what_they_were_taught(
    project: Project, takes: TakeSet, variants: list[Variant]
) -> None:
    found = replace(variants[0], name="search-1", made_from="whatever the limits were")
    assert stale_variants(project, takes, [found]) == ()
    assert stale_variants(project, without(takes, "train"), [found]) == ("search-1",)
    # A take that only tests it does not make it another model.
    assert stale_variants(project, without(takes, "test"), [found]) == ()


def test_a_stale_choice_gives_way_to_a_fresh_model(
    project: Project, takes: TakeSet, variants: list[Variant]
) -> None:
    assert choice(project, takes, variants) == project.chosen_variant
    old = [
        replace(v, made_from="before") if v.name == project.chosen_variant else v for v in variants
    ]
    taken = choice(project, takes, old)
    assert taken in names(variants)
    assert taken != project.chosen_variant
    # With nothing fresh the old choice stays: better an old model than none.
    assert choice(project, without(takes, "train"), variants) == project.chosen_variant


def test_a_project_without_models(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "new", ("lamp",))
    assert stale_variants(project, TakeSet(()), []) == ()
    assert choice(project, TakeSet(()), []) == ""
