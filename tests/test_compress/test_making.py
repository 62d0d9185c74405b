"""One network, two routes: what a project gets when a preset branches."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from fakes.exports import some_features
from fakes.spoken_project import tone_project

from audio.project import Project
from audio.stage import finish
from compress import presets
from compress.batches import Variety
from compress.decode_operators import decode, is_encoded
from compress.fitting import Recipe
from compress.graph import read_graph
from compress.parity import tflm_answers
from compress.presets import Preset
from compress.projectmodels import load_variants
from compress.route import Route, RouteStep
from compress.runner import Runner
from compress.tradeoffs import tradeoffs
from compress.training import train_project
from compress.variant import Variant

ROUTE = Route("mixconv-32", (RouteStep("prune_weights", 0.5), RouteStep("cluster", 16)))
BRANCHING = Preset(
    "branching",
    "For tests.",
    ("mixconv-32",),
    400,
    Recipe(epochs=3, batches=50, variety=Variety(batch=64)),
    (ROUTE,),
    Recipe(epochs=1, batches=200, learning_rate=2e-3, variety=Variety(batch=64), searches=(0.0,)),
    said_words=40,
)


@pytest.fixture(scope="module", autouse=True)
def branching_preset() -> Iterator[None]:
    presets.PRESETS["branching"] = BRANCHING
    yield
    del presets.PRESETS["branching"]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Variant, Variant]:
    """The project, its plain variant, and the one behind the route."""
    project = tone_project(tmp_path_factory.mktemp("branching"))
    plain, small = finish(train_project(project, "branching"))
    return Project.open(project.folder), plain, small


def test_both_variants_are_saved_under_their_names(
    trained: tuple[Project, Variant, Variant],
) -> None:
    project, plain, small = trained
    assert (plain.name, small.name) == ("mixconv-32", ROUTE.name)
    assert plain.architecture == small.architecture == "mixconv-32"
    assert {each.name: each for each in load_variants(project.models)} == {
        plain.name: plain,
        small.name: small,
    }
    assert finish(train_project(project, "branching")) == [plain, small], "nothing is made again"


def test_every_step_goes_on_where_the_last_one_ended(
    trained: tuple[Project, Variant, Variant],
) -> None:
    _, plain, small = trained
    assert [step.step for step in plain.steps] == ["distill", "quantize_int8", "slim", "parity"]
    assert small.steps[0] == plain.steps[0], "both were fitted to what one teacher said"
    names = [step.step for step in small.steps[1:]]
    assert names == ["prune_weights", "cluster", "quantize_int8", "slim", "encode", "parity"]
    pruning, clustering = small.steps[1:3]
    for step in (pruning, clustering):
        for key in ("accuracy", "tflite_bytes", "encoded_bytes", "macs", "arena_bytes"):
            assert step.before[key] > 0 and step.after[key] > 0, key
        undone = any(text.startswith("undone") for text in step.skipped)
        assert (step.before == step.after) == undone
    assert clustering.before == pruning.after
    assert pruning.before["tflite_bytes"] == plain.steps[2].after["tflite_bytes"]
    assert pruning.before["accuracy"] == plain.steps[1].after["accuracy"]
    assert small.steps[4].after["tflite_bytes"] == clustering.after["tflite_bytes"]


def test_weights_share_values_and_are_stored_encoded(
    trained: tuple[Project, Variant, Variant],
) -> None:
    _, plain, small = trained
    assert is_encoded(small.tflite) and not is_encoded(plain.tflite)
    assert len(small.tflite) < 0.75 * len(plain.tflite)
    weights = [t.data for t in read_graph(small.tflite).tensors if t.dtype == "INT8"]
    values = np.concatenate([data.ravel() for data in weights if data is not None])
    assert len(np.unique(values)) <= 16
    rows = {row.name: row for row in tradeoffs([plain, small])}
    assert rows[small.name].encoded_bytes == len(small.tflite)
    assert rows[small.name].tflite_bytes == len(decode(small.tflite)) > len(small.tflite)
    assert rows[small.name].path[-1].size_bytes < rows[small.name].path[0].size_bytes


def test_tflite_micro_runs_the_stored_file(trained: tuple[Project, Variant, Variant]) -> None:
    small = trained[2]
    windows = some_features(20)[:, : small.front_end.frames]
    theirs = tflm_answers(small.tflite, windows)
    if theirs is None:
        pytest.skip("The tflite-micro wheel does not exist for this system.")
    assert np.abs(Runner(small.tflite).run(windows).astype(int) - theirs).max() <= 1
    assert small.metrics["accuracy"] > 0.7
