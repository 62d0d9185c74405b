"""The contract of the compression steps, over every step and every architecture of the folders."""

from __future__ import annotations

import inspect
from pathlib import Path

import numpy as np
import pytest
from fakes.compressed import Narrowed, Stepped, narrow_all, step_all
from fakes.exports import some_features

from audio.stage import Stage, finish, in_process
from compress import architectures, steps
from compress.graph import Graph, read_graph
from compress.parity import check_parity
from compress.rounding import ALL, in_steps, nearest
from compress.route import ORDER
from compress.steps.cluster import centroids, start
from compress.steps.prune_weights import largest
from compress.steps.quantize_aware import levels

NAMES = tuple(architectures.registry())
NETWORK = "stemresnet-32"
AMOUNTS = {"prune_channels": 0.4, "prune_weights": 0.6, "cluster": 12.0, "quantize_aware": 8.0}


Made = tuple[dict[str, Narrowed], dict[str, Stepped]]


def both() -> Stage[Made]:
    narrow = yield from narrow_all(NAMES)
    return narrow, (yield from step_all(NETWORK, AMOUNTS))


@pytest.fixture(scope="module")
def made() -> Made:
    """All of it from one child process: TensorFlow is slow to start."""
    return finish(in_process(both))


@pytest.fixture(scope="module")
def narrowed(made: Made) -> dict[str, Narrowed]:
    return made[0]


@pytest.fixture(scope="module")
def stepped(made: Made) -> dict[str, Stepped]:
    return made[1]


def test_every_file_is_a_step_that_names_itself() -> None:
    folder = Path(steps.__file__).parent
    assert set(steps.registry()) == {path.stem for path in folder.glob("*.py")} - {"__init__"}
    for name, module in steps.registry().items():
        assert module.__name__.endswith(f".{name}")
        assert module.TITLE
        assert getattr(module, name).__doc__


def test_steps_that_train_have_one_shape_and_a_place_in_the_order() -> None:
    trained = {name for name, module in steps.registry().items() if hasattr(module, "AMOUNT")}
    assert trained == {name for names in ORDER for name in names} == set(AMOUNTS)
    for name in trained:
        function = getattr(steps.registry()[name], name)
        assert list(inspect.signature(function).parameters) == ["draft", "course", "amount"]


@pytest.mark.parametrize("name", NAMES)
def test_removed_channels_are_those_that_were_silent(
    name: str, narrowed: dict[str, Narrowed]
) -> None:
    """Taking channels out changes nothing else: the same logits as with those channels at zero."""
    result = narrowed[name]
    assert result.removed > 0
    assert result.weights[1] < 0.9 * result.weights[0]
    assert np.ptp(result.narrow) > 0
    np.testing.assert_allclose(result.narrow, result.silent, rtol=2e-3, atol=2e-4)
    assert np.abs(result.whole - result.silent).max() > 1e-3, "those channels did something"


@pytest.mark.parametrize("name", NAMES)
def test_folding_leaves_the_answers(name: str, narrowed: dict[str, Narrowed]) -> None:
    result = narrowed[name]
    assert result.norms_left == 0
    np.testing.assert_allclose(result.folded, result.whole, rtol=2e-3, atol=2e-4)


def test_no_step_changes_the_network_that_goes_in(stepped: dict[str, Stepped]) -> None:
    assert not any(result.input_changed for result in stepped.values())


def test_pruned_channels_leave_the_graph(stepped: dict[str, Stepped]) -> None:
    count = {name: weights_of(read_graph(stepped[name].tflite)).size for name in stepped}
    assert 0.45 < count["prune_channels"] / count["aware alone"] < 0.75
    assert count["prune_channels"] == count["quantize_aware"]
    kept = {text.split()[0] for text in stepped["prune_channels"].skipped}
    assert "logits keeps its 10 channels" in stepped["prune_channels"].skipped
    assert kept < set(stepped["prune_channels"].kernels), "some layer is narrower"
    for name, kernel in stepped["prune_channels"].kernels.items():
        assert kernel.shape[-1] % 4 == 0 or name == "logits"


def test_pruned_weights_are_zero_where_it_pays(stepped: dict[str, Stepped]) -> None:
    result = stepped["prune_weights"]
    whole = {text.split()[0] for text in result.skipped}
    assert "logits" in whole
    assert 0 < len(whole) < len(result.kernels)
    for name, kernel in result.kernels.items():
        share = np.mean(kernel == 0)
        assert share == pytest.approx(0 if name in whole else 0.6, abs=1 / kernel.size), name


@pytest.mark.parametrize("step", ["cluster", "quantize_aware"])
def test_clustered_weights_share_a_few_int8_values(step: str, stepped: dict[str, Stepped]) -> None:
    result = stepped[step]
    assert len(result.table) == 12
    assert {-127, 0, 127} <= set(result.table) <= set(ALL)
    assert set(np.unique(weights_of(read_graph(result.tflite))).tolist()) <= set(result.table)
    assert len(np.unique(weights_of(read_graph(stepped["aware alone"].tflite)))) > 100


def test_zeros_survive_everything_behind_them(stepped: dict[str, Stepped]) -> None:
    values = weights_of(read_graph(stepped["quantize_aware"].tflite))
    assert np.mean(values == 0) > 0.4


@pytest.mark.parametrize("step", ["quantize_aware", "aware alone"])
def test_the_file_has_the_trained_ranges(step: str, stepped: dict[str, Stepped]) -> None:
    result, graph = stepped[step], read_graph(stepped[step].tflite)
    wanted = [(high - low) / 255 for low, high in result.ranges.values()]
    stored = [
        graph.tensors[operator.outputs[0]].scale
        for operator in graph.operators
        if operator.opcode not in ("AVERAGE_POOL_2D", "RESHAPE")
    ]
    assert stored == pytest.approx(wanted, rel=0.01)
    for kernel in result.kernels.values():
        values, _ = in_steps(kernel)
        assert np.abs(values - np.rint(values)).max() < 1e-2, "weights lie on int8 steps"


@pytest.mark.parametrize("step", [*AMOUNTS, "aware alone"])
def test_everybody_runs_the_file_alike(step: str, stepped: dict[str, Stepped]) -> None:
    parity = check_parity(stepped[step].tflite, some_features(20, seed=9))
    if not parity.windows:
        pytest.skip("The tflite-micro wheel does not exist for this system.")
    assert parity.same >= 0.9 * parity.logits


def weights_of(graph: Graph) -> np.ndarray:
    """All int8 constants of a model, flat."""
    data = [tensor.data for tensor in graph.tensors if tensor.dtype == "INT8"]
    return np.concatenate([values.ravel() for values in data if values is not None])


def test_the_smallest_weights_go_and_zeros_count() -> None:
    kernel = np.asarray([[0.0, -3.0], [1.0, 0.5], [-2.0, 4.0]], np.float32)
    assert largest(kernel, 0.5).tolist() == [[False, True], [False, False], [True, True]]
    assert largest(kernel, 0.0).sum() == 5, "a zero is no weight"
    assert largest(kernel, 1.0).sum() == 0


def test_levels_are_even_and_symmetric() -> None:
    assert levels(8) == ALL
    assert levels(2) == (-127, 0, 127)
    assert levels(4)[6:9] == (-18, 0, 18)
    assert len(levels(4)) == 15


def test_nearest_decides_in_the_middle() -> None:
    values = np.asarray([-200, -64.1, 63.4, 63.6, 127], np.float32)
    assert nearest(values, (-127, 0, 127)).tolist() == [-127, -127, 0, 127, 127]


def test_centroids_find_the_heaps_and_keep_the_fixed_ones() -> None:
    random = np.random.default_rng(0)
    heaps = np.concatenate([random.normal(m, 1, 400) for m in (-90, -20, 35, 80)])
    table = centroids(heaps.astype(np.float32), start(7))
    assert len(table) == 7 == len(set(table))
    assert {-127, 0, 127} <= set(table)
    for heap in (-90, -20, 35, 80):
        assert min(abs(entry - heap) for entry in table) <= 1
    assert start(16)[0] == -127 and start(16)[-1] == 127 and len(set(start(16))) == 16
