"""Models for small boards from takes to disk: they learn, are kept while nothing changes, and a
damaged file says so."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes.spoken_project import WORDS, tone_project

from audio.errors import ProjectError
from audio.project import Project
from audio.stage import finish
from compress.projectmodels import load_variants
from compress.uno import training
from compress.uno.convgraph import Shape
from compress.uno.fitting import UnoRecipe
from compress.uno.model import UNO_FILE, UnoModel, best_uno_model, load_uno_models
from compress.uno.training import SHAPES, fitted_to, train_uno
from compress.variant import ModelError

RECIPE = UnoRecipe(steps=120, integer_steps=40)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two words that any network can learn, with all small models trained on them."""
    made = tone_project(tmp_path_factory.mktemp("uno"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "WORDS_WANTED", 800)
        patch.setattr(training, "SAID_WORDS", 40)
        finish(train_uno(made, recipe=RECIPE))
    return made


def test_every_model_knows_the_words(project: Project) -> None:
    models = {model.name: model for model in load_uno_models(project)}
    assert models.keys() == SHAPES.keys()
    for model in models.values():
        assert model.labels == (*WORDS, "_unknown_")
        assert model.metrics["accuracy"] > 0.8, model.name
        assert model.metrics["clips"] > 6
        assert model.metrics["hours_of_negatives"] > 0.005
        assert model.metrics["validation_accuracy_rounded_only"] > 0.5
        assert len(model.detector.thresholds) == 3


def test_the_classes_of_size_hold(project: Project) -> None:
    models = {model.name: model.network for model in load_uno_models(project)}
    # With two words; a third adds some 20 bytes to the networks and 170 to the tree.
    assert models["uno-conv-16"].weight_bytes <= 2048
    assert models["uno-bonsai-10"].weight_bytes <= 2048
    assert all(network.ram_bytes <= 760 for network in models.values())


def test_what_was_saved_is_what_is_loaded(project: Project, tmp_path: Path) -> None:
    features = np.random.default_rng(1).integers(0, 128, (400, 14)).astype(np.int8)
    for model in load_uno_models(project):
        again = UnoModel.load(model.save(tmp_path))
        assert again.model_hash == model.model_hash
        assert again.metrics == model.metrics
        assert again.front_end == model.front_end
        assert np.array_equal(
            again.network.run_stream(features), model.network.run_stream(features)
        )


def test_nothing_is_trained_again_while_nothing_changes(project: Project) -> None:
    stamps = {path: path.stat().st_mtime_ns for path in project.models.rglob(UNO_FILE)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "WORDS_WANTED", 800)
        patch.setattr(training, "SAID_WORDS", 40)
        finish(train_uno(project, recipe=RECIPE))
        assert {path: path.stat().st_mtime_ns for path in project.models.rglob(UNO_FILE)} == stamps
        takes = "hash of other takes"
        hashes = {
            training.made_from(project, takes, "uno-conv-16", RECIPE, 1),
            training.made_from(project, "", "uno-conv-16", RECIPE, 1),
            training.made_from(project, takes, "uno-conv-24", RECIPE, 1),
            training.made_from(project, takes, "uno-conv-16", replace(RECIPE, steps=9), 1),
            training.made_from(project, takes, "uno-conv-16", RECIPE, 2),
            training.made_from(replace(project, words=("x",)), takes, "uno-conv-16", RECIPE, 1),
        }
    assert len(hashes) == 6


def test_variants_for_other_boards_are_not_disturbed(project: Project) -> None:
    assert load_variants(project.models) == []
    assert Project.open(project.folder).chosen_variant == ""


def test_the_best_is_chosen_on_validation_takes(project: Project, tmp_path: Path) -> None:
    models = load_uno_models(project)
    other = replace(project, folder=tmp_path)
    with pytest.raises(ProjectError, match="no model for small boards"):
        best_uno_model(other)
    for score, model in zip((0.5, 0.9, 0.9), models, strict=True):
        changed = {**model.metrics, "validation_score": score, "accuracy": 1 - score}
        replace(model, metrics=changed).save(other.models)
    best = best_uno_model(other)
    assert best.metrics["validation_score"] == 0.9
    assert best.network.weight_bytes == min(m.network.weight_bytes for m in models[1:])


def test_a_changed_network_is_noticed(project: Project, tmp_path: Path) -> None:
    model = best_uno_model(project)
    file = model.save(tmp_path) / UNO_FILE
    values = json.loads(file.read_text("utf-8"))
    key = "first" if "first" in values["network"] else "bias"
    inner = values["network"][key]
    array = (inner["bias"] if key == "first" else inner)["values"]
    array[0] += 1
    file.write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(ModelError, match="changed after it was made"):
        UnoModel.load(file.parent)
    file.write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be read"):
        UnoModel.load(file.parent)


def test_long_words_are_heard_with_a_longer_stride() -> None:
    short, long = (fitted_to(Shape(16), seconds) for seconds in (1.0, 1.25))
    assert short == Shape(16)
    assert (short.frames, long.frames) == (61, 91)
    assert fitted_to(SHAPES["uno-bonsai-10"], 1.25) == SHAPES["uno-bonsai-10"]
