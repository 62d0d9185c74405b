"""Slimming, metadata, and the file writer below them."""

import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema
from fakes.exports import Exported, some_features

from audio.frontend import FrontEndSettings
from compress import steps
from compress.detector import DetectorSettings
from compress.flatfile import pack, unpack
from compress.graph import read_graph
from compress.metadata import ModelMetadata, embed, extract
from compress.runner import Runner
from compress.steps.slim import slim
from compress.variant import ModelError

LABELS = ("로봇", "hey_lantern", "_unknown_", "_silence_")
DETECTOR = DetectorSettings(4, 3, (20000, 21000, 22000, 23000), 750)
METADATA = ModelMetadata(LABELS, FrontEndSettings(step_ms=10, frames=98), DETECTOR)


@pytest.fixture(scope="module")
def model(exported: dict[str, Exported]) -> Exported:
    return exported["dscnn-32x4"]


def test_the_steps_are_found_by_scanning() -> None:
    found = steps.registry()
    assert {"quantize_int8", "slim"} <= set(found)
    for name, module in found.items():
        assert callable(getattr(module, name))
        assert module.TITLE


def test_slim_files_answer_the_same_in_fewer_bytes(exported: dict[str, Exported]) -> None:
    windows = some_features(25, seed=3)
    for each in exported.values():
        want, have = Runner(each.quantized).run(windows), Runner(each.slimmed).run(windows)
        assert np.array_equal(want, have), each.name
        assert len(each.slimmed) < len(each.quantized), each.name
    assert len(exported["dscnn-32x4"].slimmed) < 0.65 * len(exported["dscnn-32x4"].quantized)


def test_slim_reports_and_does_not_grow_a_slim_file(model: Exported) -> None:
    again, report = slim(model.slimmed)
    assert again == model.slimmed
    assert report.before == report.after == {"tflite_bytes": float(len(again))}
    assert report.skipped
    _, first = slim(model.quantized)
    assert first.before["tflite_bytes"] == len(model.quantized)
    assert first.after["tflite_bytes"] == len(model.slimmed)


def test_no_names_stay_and_zero_points_stay_per_channel(model: Exported) -> None:
    graph = unpack(model.slimmed).subgraphs[0]
    assert all(not tensor.name for tensor in graph.tensors)
    per_channel = [t.quantization for t in graph.tensors if t.quantization]
    per_channel = [each for each in per_channel if len(each.scale) > 1]
    assert per_channel
    assert all(len(q.scale) == len(q.zeroPoint) for q in per_channel)


def test_only_biases_of_convolutions_lose_their_scales(model: Exported) -> None:
    graph = read_graph(model.slimmed)
    kinds = {"CONV_2D": 0, "DEPTHWISE_CONV_2D": 0, "FULLY_CONNECTED": 1}
    seen = {}
    for operator in graph.operators:
        if operator.opcode in kinds:
            bias = graph.tensors[operator.inputs[2]]
            assert len(bias.scales) == kinds[operator.opcode]
            seen[operator.opcode] = True
    assert seen.keys() == kinds.keys()


def test_a_bias_that_others_read_too_keeps_its_scales(model: Exported) -> None:
    shared = unpack(model.quantized)
    graph = shared.subgraphs[0]
    convolution = next(operator for operator in graph.operators if len(operator.inputs) == 3)
    bias = int(convolution.inputs[2])
    graph.outputs = np.append(graph.outputs, bias).astype(np.int32)
    kept, stripped = (
        unpack(slim(file)[0]).subgraphs[0].tensors[bias].quantization
        for file in (pack(shared), model.quantized)
    )
    assert len(kept.scale) > 1
    assert stripped is None


def test_equal_tables_are_written_once(model: Exported) -> None:
    table = schema.Model.GetRootAs(model.slimmed).Subgraphs(0)
    operators = [table.Operators(index) for index in range(table.OperatorsLength())]
    places = [each.BuiltinOptions().Pos for each in operators if each.BuiltinOptions()]
    unpacked = unpack(model.slimmed).subgraphs[0].operators
    texts = {str(vars(each.builtinOptions)) for each in unpacked if each.builtinOptions}
    assert len(set(places)) == len(texts) < len(places)


def test_constants_stay_aligned_for_the_chip(model: Exported) -> None:
    whole = np.frombuffer(model.slimmed, np.uint8)
    table = schema.Model.GetRootAs(model.slimmed)
    vectors = [table.Buffers(index).DataAsNumpy() for index in range(table.BuffersLength())]
    constants = [vector for vector in vectors if isinstance(vector, np.ndarray) and len(vector)]
    assert len(constants) > 10
    assert all((vector.ctypes.data - whole.ctypes.data) % 16 == 0 for vector in constants)


def test_packing_again_changes_nothing(model: Exported) -> None:
    assert pack(unpack(model.slimmed)) == model.slimmed


def test_metadata_round_trip(model: Exported) -> None:
    file = embed(model.slimmed, METADATA.labels, METADATA.front_end, METADATA.detector)
    assert extract(file) == METADATA
    assert len(file) - len(model.slimmed) < 320
    windows = some_features(3)
    assert np.array_equal(Runner(file).run(windows), Runner(model.slimmed).run(windows))


def test_metadata_is_replaced_not_piled_up(model: Exported) -> None:
    first = embed(model.slimmed, METADATA.labels, METADATA.front_end, METADATA.detector)
    same = DETECTOR.with_threshold(30000, LABELS)
    second = embed(first, METADATA.labels, METADATA.front_end, same)
    assert extract(second) == ModelMetadata(LABELS, METADATA.front_end, same)
    assert len(second) <= len(first)
    third = embed(second, METADATA.labels, METADATA.front_end, METADATA.detector)
    assert third == first


def test_models_of_others_say_nothing_about_themselves(model: Exported) -> None:
    assert extract(model.quantized) is None
    assert extract(model.slimmed) is None


@pytest.mark.parametrize("cut", [0, 3, 8, 100, 2000])
def test_broken_files_are_a_model_error(model: Exported, cut: int) -> None:
    with pytest.raises(ModelError):
        slim(model.slimmed[:cut])


def test_runner_refuses_a_float_model_and_a_foreign_input(model: Exported) -> None:
    foreign = unpack(model.slimmed)
    graph = foreign.subgraphs[0]
    graph.tensors[graph.inputs[0]].quantization.scale = np.asarray([0.02], np.float32)
    with pytest.raises(ModelError, match="scale"):
        Runner(pack(foreign))
