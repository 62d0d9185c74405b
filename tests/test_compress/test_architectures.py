"""The contract that every architecture found in the folder keeps."""

from pathlib import Path

import numpy as np
import pytest
from fakes.exports import LABELS, Exported, export_dynamic_batch, some_features

from audio.frontend import FEATURE_SCALE
from audio.stage import finish, in_process
from compress import architectures
from compress.flatfile import unpack
from compress.graph import count_macs, read_graph
from compress.parity import tflm_answers
from compress.runner import Runner, interpreter
from compress.variant import ModelError

NAMES = tuple(architectures.registry())
STREAMING = tuple(name for name in NAMES if architectures.get(name).streaming)
MOST_BYTES = 60_000
# What every engine of this project can run; a new architecture stays within it.
OPERATORS = {
    "CONV_2D",
    "DEPTHWISE_CONV_2D",
    "FULLY_CONNECTED",
    "AVERAGE_POOL_2D",
    "RESHAPE",
    "ADD",
    "STRIDED_SLICE",
}


def test_every_file_of_the_folder_is_in_the_registry() -> None:
    folder = Path(architectures.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__", "blocks"}
    modules = {
        a.layers.func.__module__.rpartition(".")[2] for a in architectures.registry().values()
    }  # type: ignore[attr-defined]
    assert modules == files
    assert len(NAMES) >= 4


def test_names_are_usable_as_folders_and_described() -> None:
    for name, architecture in architectures.registry().items():
        assert name == architecture.name == Path(name).name
        assert architecture.description.endswith(".")


def test_unknown_architecture_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(ModelError, match="mixconv-48"):
        architectures.get("alexnet")


@pytest.mark.parametrize("name", NAMES)
def test_exported_shape_and_size(name: str, exported: dict[str, Exported]) -> None:
    engine = interpreter(exported[name].slimmed)
    [source], [target] = engine.get_input_details(), engine.get_output_details()
    assert source["shape"].tolist() == [1, 49, 40, 1]
    assert target["shape"].tolist() == [1, LABELS]
    assert source["quantization"] == (pytest.approx(FEATURE_SCALE, rel=1e-6), -128)
    assert len(exported[name].slimmed) < MOST_BYTES


@pytest.mark.parametrize("name", NAMES)
def test_only_operators_that_every_engine_has_and_no_softmax(
    name: str, exported: dict[str, Exported]
) -> None:
    graph = read_graph(exported[name].slimmed)
    assert {operator.opcode for operator in graph.operators} <= OPERATORS
    assert 100_000 < count_macs(graph) < 5_000_000


@pytest.mark.parametrize("name", NAMES)
def test_int8_logits_are_the_floats(name: str, exported: dict[str, Exported]) -> None:
    runner = Runner(exported[name].slimmed)
    [target] = interpreter(exported[name].slimmed).get_output_details()
    logits = runner.run(some_features(40)[:5]).astype(np.float32)
    real = (logits - target["quantization"][1]) * runner.output_scale
    wanted = exported[name].float_logits
    assert np.abs(real - wanted).max() < 0.15 * np.ptp(wanted)
    assert exported[name].agreement >= 0.85


@pytest.mark.parametrize("name", NAMES)
def test_tflite_micro_gives_the_same_logits(name: str, exported: dict[str, Exported]) -> None:
    windows = some_features(30, seed=5)
    ours = Runner(exported[name].slimmed).run(windows).astype(int)
    theirs = tflm_answers(exported[name].slimmed, windows)
    if theirs is None:
        pytest.skip("The tflite-micro wheel does not exist for this system.")
    distance = np.abs(ours - theirs.astype(int))
    assert distance.max() <= 1
    assert np.mean(distance == 0) >= 0.98
    assert len({tuple(row) for row in ours.tolist()}) > 20, "the answers depend on the input"


@pytest.mark.parametrize("name", STREAMING)
def test_streaming_architectures_pad_nothing_along_time(
    name: str, exported: dict[str, Exported]
) -> None:
    model = unpack(exported[name].slimmed)
    graph = model.subgraphs[0]
    for operator in graph.operators:
        options = operator.builtinOptions
        if hasattr(options, "padding") and hasattr(options, "strideH"):
            tall = graph.tensors[operator.inputs[0]].shape[1]
            out = graph.tensors[operator.outputs[0]].shape[1]
            weights = graph.tensors[operator.inputs[1]] if len(operator.inputs) > 1 else None
            kernel = weights.shape[1] if weights is not None else options.filterHeight
            assert out == (tall - kernel) // options.strideH + 1
    first_stride = next(
        operator.builtinOptions.strideH
        for operator in graph.operators
        if hasattr(operator.builtinOptions, "strideH")
    )
    assert architectures.get(name).stride_frames % first_stride == 0


def test_a_batch_that_is_not_fixed_becomes_one() -> None:
    """TensorFlow Lite Micro may run a file with an open batch silently wrong."""
    graph = unpack(finish(in_process(export_dynamic_batch))).subgraphs[0]
    signatures = [each.shapeSignature for each in graph.tensors if each.shapeSignature is not None]
    assert all(size > 0 for signature in signatures for size in signature)
    for index in (*graph.inputs, *graph.outputs):
        assert graph.tensors[index].shape[0] == 1
