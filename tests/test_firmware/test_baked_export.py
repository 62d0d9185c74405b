"""The emitted pair of files stands alone."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from baked_harness import converted_models
from baked_recipes import ARCHITECTURES, RECIPES
from device_build import host_compiler, require_cross_compiler

from compress.graph import read_graph
from firmware.engines.baked import BakedModel, compile_model
from firmware.toolchains.cortex_m4 import ZIG_TARGET, find_compiler

STRICT = ("-std=c99", "-Wall", "-Wextra", "-Werror", "-Wpedantic", "-Wstrict-prototypes")


def alone(folder: Path, model: BakedModel) -> None:
    """Put nothing but the pair into a folder."""
    (folder / "model.h").write_text(model.header)
    (folder / "model.c").write_text(model.source)


@pytest.mark.parametrize("name", RECIPES)
def test_compiles_alone_and_clean(name: str, tmp_path: Path) -> None:
    model = compile_model(converted_models()[name])
    alone(tmp_path, model)
    command = [*host_compiler(), *STRICT, "-c", "model.c", "-o", "model.o"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    included = set(re.findall(r"#include (\S+)", model.source + model.header))
    assert included == {"<stdint.h>", "<string.h>", '"model.h"'}


@pytest.mark.parametrize("options", [["-mcpu=cortex-m0plus"], ["-mcpu=cortex-m4"]])
def test_compiles_for_chips_with_and_without_dsp(options: list[str], tmp_path: Path) -> None:
    require_cross_compiler()
    compiler = find_compiler()
    if ZIG_TARGET[1] in compiler:
        pytest.skip("zig cc needs another target for each chip; GNU's compiler takes both")
    alone(tmp_path, compile_model(converted_models()["many_consumers"]))
    # string.h is the only thing that a bare compiler lacks.
    (tmp_path / "string.h").write_text(
        "#include <stddef.h>\nvoid *memcpy(void *, const void *, size_t);\n"
    )
    command = [compiler[0], *options, "-mthumb", "-I.", *STRICT, "-O2", "-ffreestanding"]
    done = subprocess.run(
        [*command, "-c", "model.c", "-o", "model.o"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_the_header_tells_sizes_and_serves_cpp(tmp_path: Path) -> None:
    model = compile_model(converted_models()["ds_cnn"])
    assert f"#define MODEL_INPUT_BYTES {49 * 10}\n" in model.header
    assert "#define MODEL_OUTPUT_BYTES 12\n" in model.header
    assert f"#define MODEL_ARENA_BYTES {model.arena_bytes}\n" in model.header
    assert "void model_invoke(const int8_t *input, int8_t *output);" in model.header
    assert 'extern "C"' in model.header


def test_compiling_twice_gives_the_same_text() -> None:
    tflite = converted_models()["many_consumers"]
    assert compile_model(tflite) == compile_model(tflite)


@pytest.mark.parametrize("name", [recipe.name for recipe in ARCHITECTURES])
def test_constants_are_little_more_than_the_weights(name: str) -> None:
    tflite = converted_models()[name]
    graph = read_graph(tflite)
    weights = sum(t.elements for t in graph.tensors if t.data is not None and t.dtype == "INT8")
    biases = sum(t.elements for t in graph.tensors if t.data is not None and t.dtype == "INT32")
    # A bias of 4 bytes, a multiplier of 4 and a shift of 1 per channel; 116 bytes of description
    # an operator at most; a table of 256 for a logistic function.
    bound = weights * 1.02 + 9 * biases + 136 * len(graph.operators) + 256
    model = compile_model(tflite)
    assert model.constant_bytes <= bound
    assert model.constant_bytes < len(tflite)


def test_one_kernel_of_each_kind() -> None:
    source = compile_model(converted_models()["ds_cnn"]).source
    assert source.count("static void conv_s8(") == 1
    assert "static void fully_connected_s8(" in source
    assert "max_pool_s8" not in source
