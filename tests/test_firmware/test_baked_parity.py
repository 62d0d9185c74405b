"""The baked engine makes the very bytes that TensorFlow Lite Micro makes."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
from baked_harness import (
    Bytes,
    assert_same,
    converted_models,
    make_inputs,
    run_emulated,
    run_here,
    run_tflm,
)
from baked_recipes import ARCHITECTURES, RECIPES
from packed_harness import run_plan

from compress.graph import read_graph
from firmware.engines.baked import BakedModel, compile_model

INPUTS = 200
SMALL = [name for name, recipe in RECIPES.items() if recipe not in ARCHITECTURES]
# Where the public models lie in a tree of TensorFlow Lite Micro.
MICRO_SPEECH = "tensorflow/lite/micro/examples/micro_speech/models/micro_speech_quantized.tflite"


@cache
def expected(name: str) -> tuple[BakedModel, Bytes, Bytes]:
    """A compiled recipe, inputs for it, and what TFLM makes of them."""
    tflite = converted_models()[name]
    model = compile_model(tflite)
    inputs = make_inputs(model, INPUTS)
    return model, inputs, run_tflm(tflite, inputs)


@pytest.mark.parametrize("name", RECIPES)
def test_converter_made_the_operators_to_be_tested(name: str) -> None:
    operators = {operator.opcode for operator in read_graph(converted_models()[name]).operators}
    assert set(RECIPES[name].operators) <= operators


@pytest.mark.parametrize("name", RECIPES)
def test_same_bytes_here(name: str, tmp_path: Path) -> None:
    model, inputs, outputs = expected(name)
    assert_same(run_here(tmp_path, model, inputs), outputs)
    # An output that never moves would agree too easily.
    assert len({row.tobytes() for row in outputs}) > 1


@pytest.mark.parametrize("name", RECIPES)
def test_same_bytes_on_the_emulated_chip(name: str, tmp_path: Path) -> None:
    model, inputs, outputs = expected(name)
    ours, _ = run_emulated(tmp_path, model, inputs)
    assert_same(ours, outputs)
    assert f"MODEL_ARENA_BYTES {model.arena_bytes}" in model.header


@pytest.mark.parametrize("name", RECIPES)
def test_same_bytes_from_a_plan(name: str) -> None:
    _, inputs, outputs = expected(name)
    assert_same(run_plan(converted_models()[name], inputs[:60]), outputs[:60])


@pytest.mark.parametrize("optimize", ["-O0", "-Os", "-O3"])
@pytest.mark.parametrize("name", ["tiny_conv", "many_consumers", "mix_conv"])
def test_same_bytes_however_optimized(name: str, optimize: str, tmp_path: Path) -> None:
    model, inputs, outputs = expected(name)
    ours, _ = run_emulated(tmp_path, model, inputs[:20], optimize)
    assert_same(ours, outputs[:20])


@pytest.mark.parametrize("name", [*(recipe.name for recipe in ARCHITECTURES), "conv_dilated"])
def test_no_undefined_behaviour(name: str, tmp_path: Path) -> None:
    model, inputs, outputs = expected(name)
    assert_same(run_here(tmp_path, model, inputs[:40], sanitize=True), outputs[:40])


def public_models() -> list[Path]:
    """Models of others where the environment says that they are."""
    tree, folder = os.environ.get("WAKEWRIGHT_TFLM_DIR"), os.environ.get("WAKEWRIGHT_MODELS")
    found = [Path(tree) / MICRO_SPEECH] if tree else []
    found += sorted(Path(folder).glob("*.tflite")) if folder else []
    return [path for path in found if path.is_file()]


@pytest.mark.skipif(
    not public_models(),
    reason="WAKEWRIGHT_TFLM_DIR and WAKEWRIGHT_MODELS name no public models; the same "
    "architectures are tested with random weights",
)
def test_public_models(tmp_path: Path) -> None:
    for path in public_models():
        tflite = path.read_bytes()
        model = compile_model(tflite)
        inputs = make_inputs(model, INPUTS)
        outputs = run_tflm(tflite, inputs)
        assert_same(run_here(tmp_path / path.stem, model, inputs), outputs)
        if model.constant_bytes < 100_000:
            few = slice(None) if model.arena_bytes < 10_000 else slice(10)
            ours, _ = run_emulated(tmp_path / f"{path.stem}_chip", model, inputs[few])
            assert_same(ours, outputs[few])
