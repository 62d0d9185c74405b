"""The sample project: finished at once, whole or not there, and true to what a training makes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from audio.dataset import load_takes
from audio.project import Project
from audio.stage import finish
from compress import sample
from compress.freshness import stale_variants
from compress.projectmodels import load_variants
from compress.training import train_project
from gui import sample as gui_sample
from gui.job import JobState
from gui.session import Session


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The sample project as the app makes it."""
    return finish(sample.make_sample(tmp_path_factory.mktemp("data") / "sample"))


def test_its_models_are_those_that_a_training_would_make(made: Project) -> None:
    variants = load_variants(made.models)
    assert {v.history["preset"] for v in variants} == {"quick", "standard"}
    assert stale_variants(made, load_takes(made), variants) == ()
    for preset in ("quick", "standard"):
        stage = train_project(made, preset)
        # The first word of a training that finds everything as it is, is that it is done.
        assert next(stage).message == "Trained"
        stage.close()
    assert made.chosen_variant in {variant.name for variant in variants}


def test_its_models_never_heard_what_tests_them(made: Project) -> None:
    test = {take.content_hash for take in load_takes(made).takes if take.split == "test"}
    for variant in load_variants(made.models):
        heard = set(variant.history["heard"])
        assert len(heard) > 300
        assert not heard & test


def test_models_of_another_recipe_stay_stale(tmp_path: Path) -> None:
    models = Path(shutil.copytree(sample.FOLDER, tmp_path / "models of old"))
    facts = sample.Facts.load(models)
    old = load_variants(models / "models")[0]
    # On this computer the decoder may give the very bits that the models were made from.
    replace(old, made_from="0123456789abcdef").save(models / "models")
    recipes = {**facts.recipes, old.name: "0123456789abcdef"}
    (models / sample.FACTS_FILE).write_text(sample.Facts(facts.takes, recipes).to_json())
    project = finish(sample.make_sample(tmp_path / "sample", models))
    variants = load_variants(project.models)
    assert len(variants) > 1
    assert stale_variants(project, load_takes(project), variants) == (old.name,)


def test_a_cancelled_making_leaves_nothing_behind(tmp_path: Path) -> None:
    stage = sample.make_sample(tmp_path / "sample")
    for _ in range(20):
        next(stage)
    stage.close()
    assert list(tmp_path.iterdir()) == []


def test_opening_it_shows_trained_models(
    qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Project
) -> None:
    monkeypatch.setattr(gui_sample, "data_folder", lambda: tmp_path)
    with qtbot.waitSignal(session.importing.ended, timeout=60_000):
        gui_sample.open_sample(session)
        assert session.project is None  # Nothing waits for it.
    qtbot.waitUntil(lambda: session.project is not None)
    assert session.project is not None
    assert session.project.folder == tmp_path / "sample"
    assert session.trainer.stale == ()
    assert session.chosen is not None
    # A second time it is there already, and what the user changed in it is kept.
    session.choose("mixconv-48")
    gui_sample.open_sample(session)
    assert session.project.chosen_variant == "mixconv-48"
    assert session.importing.state is JobState.IDLE


def test_a_place_that_cannot_be_written_is_told(
    qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a file").write_text("not a folder")
    monkeypatch.setattr(gui_sample, "data_folder", lambda: tmp_path / "a file")
    with qtbot.waitSignal(session.failed, timeout=30_000) as told:
        gui_sample.open_sample(session)
    what, hint = told.args
    assert "cannot be written" in what
    assert hint
    assert session.project is None
