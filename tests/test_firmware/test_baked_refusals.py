"""What the baked engine cannot compile is named, and nothing is emitted."""

from __future__ import annotations

import random
from typing import Any

import pytest
from ai_edge_litert import schema_py_generated as schema
from baked_harness import converted_models
from flatbuffers import Builder

from audio.errors import WakewrightError
from compress.graph import count_macs, read_graph
from compress.variant import ModelError
from firmware.engines.baked import UnsupportedModel, compile_model


def edited(name: str, edit: Any) -> bytes:
    """A converted model with something changed by `edit(model, main_graph)`."""
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(converted_models()[name], 0))
    edit(model, model.subgraphs[0])
    builder = Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def refused(tflite: bytes) -> str:
    """The message of the refusal."""
    with pytest.raises(UnsupportedModel) as caught:
        compile_model(tflite)
    assert isinstance(caught.value, ModelError | WakewrightError)
    return str(caught.value)


def test_an_unknown_operator_is_named_with_its_place() -> None:
    def edit(model: Any, graph: Any) -> None:
        code = model.operatorCodes[graph.operators[2].opcodeIndex]
        code.builtinCode = schema.BuiltinOperator.SVDF
        code.deprecatedBuiltinCode = schema.BuiltinOperator.SVDF

    message = refused(edited("ds_cnn", edit))
    names = read_graph(converted_models()["ds_cnn"])
    tensor = names.tensors[names.operators[2].outputs[0]].name
    # All convolutions share the code, so the first of them is the one found.
    first = next(i for i, o in enumerate(names.operators) if o.opcode == names.operators[2].opcode)
    assert f"operator {first}, SVDF" in message
    assert names.tensors[names.operators[first].outputs[0]].name in message
    assert tensor


def test_a_custom_operator_is_named() -> None:
    def edit(model: Any, graph: Any) -> None:
        code = model.operatorCodes[graph.operators[-1].opcodeIndex]
        code.builtinCode = schema.BuiltinOperator.CUSTOM
        code.deprecatedBuiltinCode = schema.BuiltinOperator.CUSTOM
        code.customCode = b"Wizardry"

    assert "CUSTOM Wizardry" in refused(edited("softmax", edit))


def test_a_type_other_than_int8_is_named() -> None:
    def edit(_model: Any, graph: Any) -> None:
        graph.tensors[graph.operators[0].outputs[0]].type = schema.TensorType.INT16

    message = refused(edited("dense", edit))
    assert "operator 0, FULLY_CONNECTED" in message
    assert "INT16" in message


def test_float_ends_are_refused() -> None:
    def edit(_model: Any, graph: Any) -> None:
        graph.tensors[graph.inputs[0]].type = schema.TensorType.FLOAT32

    assert "FLOAT32" in refused(edited("dense", edit))


def test_a_dynamic_shape_is_refused() -> None:
    def edit(_model: Any, graph: Any) -> None:
        tensor = graph.tensors[graph.operators[0].outputs[0]]
        tensor.shapeSignature = [1, -1, *tensor.shape[2:]]

    assert "dynamic" in refused(edited("conv_1x1_growing", edit))


def test_an_unknown_batch_counts_as_one() -> None:
    def edit(_model: Any, graph: Any) -> None:
        for tensor in graph.tensors:
            if len(tensor.shape) == 4:
                tensor.shapeSignature = [-1, *tensor.shape[1:]]

    assert compile_model(edited("conv_3x3", edit)) == compile_model(converted_models()["conv_3x3"])


def test_several_inputs_are_refused() -> None:
    def edit(_model: Any, graph: Any) -> None:
        graph.inputs = [*graph.inputs, graph.inputs[0]]

    assert "2 inputs" in refused(edited("dense", edit))


def test_inconsistent_shapes_are_refused() -> None:
    def edit(_model: Any, graph: Any) -> None:
        graph.tensors[graph.operators[0].outputs[0]].shape = [1, 9, 8, 5]

    assert "operator 0, CONV_2D" in refused(edited("conv_3x3", edit))


def test_no_model_at_all() -> None:
    for content in (b"", b"RIFF", b"\0" * 64):
        with pytest.raises(ModelError, match="not a TensorFlow Lite model"):
            read_graph(content)


@pytest.mark.parametrize("name", ["dense", "many_consumers"])
def test_truncated_models(name: str) -> None:
    whole = converted_models()[name]
    for share in range(1, 20):
        with pytest.raises(ModelError):
            compile_model(whole[: len(whole) * share // 20])


@pytest.mark.parametrize("name", ["dense", "mix_conv", "squeeze_excite"])
def test_damaged_models_are_read_or_refused_but_never_crash(name: str) -> None:
    whole = converted_models()[name]
    chance = random.Random(name)
    refusals = 0
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(8, len(damaged))] = chance.randrange(256)
        try:
            compile_model(bytes(damaged))
        except ModelError:
            refusals += 1
    assert refusals > 0


def test_macs_of_known_architectures() -> None:
    models = {
        name: count_macs(read_graph(converted_models()[name])) for name in ("tiny_conv", "ds_cnn")
    }
    # 20 * 25 outputs of 8 filters of 80 taps and 4 * 4000 weights; MLPerf Tiny's published 2.66 M.
    assert models["tiny_conv"] == 500 * 8 * 80 + 4 * 4000
    assert models["ds_cnn"] == 2_656_768


def test_tensors_carry_quantization_and_constants() -> None:
    graph = read_graph(converted_models()["conv_3x3"])
    conv = graph.operators[0]
    weights = graph.tensors[conv.inputs[1]]
    assert weights.data is not None
    assert weights.data.shape == weights.shape == (5, 3, 3, 3)
    assert len(weights.scales) == len(weights.zero_points) == 5
    assert weights.quantized_axis == 0
    assert graph.tensors[graph.inputs[0]].data is None
    assert conv.options["stride_h"] == conv.options["dilation_w_factor"] == 1
