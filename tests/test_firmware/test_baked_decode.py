"""Encoded weights in the baked engine: decoded on the chip, the same bytes as ever."""

from __future__ import annotations

import io
import re
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from baked_harness import (
    assert_same,
    converted_models,
    make_inputs,
    run_emulated,
    run_here,
    run_tflm,
)
from device_build import host_compiler
from elftools.elf.elffile import ELFFile
from fakes.clustered import clustered, edit_weights, encode_all
from fakes.tone_words import recording
from stream_harness import converted, some_frames, stream_here
from stream_recipes import CHANNELS
from test_baked_export import STRICT, alone

from audio.stage import finish
from compress.graph import MAC_OPERATORS, count_macs, read_graph
from compress.variant import Variant
from firmware.bare_model import read_bare_model
from firmware.boards import load_board
from firmware.build import build
from firmware.engines.baked import compile_model
from firmware.listen import listen

ARCHITECTURES = ["tiny_conv", "ds_cnn", "tc_resnet", "mix_conv", "squeeze_excite"]
# Odd channels, odd depths, one of everything, every kernel that reads weights.
ODD = [
    "conv_3x3",
    "conv_1x1_growing",
    "conv_no_bias",
    "conv_one_channel",
    "depthwise_3x3_even",
    "depthwise_column",
    "depthwise_multiplied",
    "dense_odd",
    "dense_one",
    "dense_rows",
]


@cache
def models(name: str) -> tuple[bytes, bytes]:
    """A recipe with few distinct weights, plain and with all of them encoded."""
    plain = clustered(converted_models()[name], levels=9)
    return plain, encode_all(plain)


def layer_sizes(tflite: bytes) -> list[int]:
    graph = read_graph(tflite)
    return [
        graph.tensors[operator.inputs[1]].elements
        for operator in graph.operators
        if operator.opcode in MAC_OPERATORS
    ]


@pytest.mark.parametrize("name", [*ARCHITECTURES, *ODD])
def test_same_bytes_here(name: str, tmp_path: Path) -> None:
    plain, encoded = models(name)
    model = compile_model(encoded)
    assert "read_codes" in model.source or name == "dense_one"
    inputs = make_inputs(model, 40)
    outputs = run_tflm(plain, inputs)
    assert_same(run_tflm(encoded, inputs), outputs)
    assert_same(run_here(tmp_path, model, inputs, sanitize=True), outputs)
    assert len({row.tobytes() for row in outputs}) > 1


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_same_bytes_on_the_emulated_chip(name: str, tmp_path: Path) -> None:
    _, encoded = models(name)
    model = compile_model(encoded)
    inputs = make_inputs(model, 24)[:12]
    ours, _ = run_emulated(tmp_path, model, inputs)
    assert_same(ours, run_tflm(encoded, inputs))


@pytest.mark.parametrize("name", ["conv_1x1_growing", "dense_odd", "depthwise_multiplied"])
def test_encoded_models_compile_alone_and_clean(name: str, tmp_path: Path) -> None:
    alone(tmp_path, compile_model(models(name)[1]))
    command = [*host_compiler(), *STRICT, "-Wconversion", "-c", "model.c", "-o", "model.o"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_flash_shrinks_and_the_arena_grows_by_what_is_decoded() -> None:
    plain, encoded = (compile_model(tflite) for tflite in models("mix_conv"))
    sizes = layer_sizes(models("mix_conv")[0])
    assert plain.constant_bytes - encoded.constant_bytes > 0.45 * sum(sizes)
    assert plain.arena_bytes < encoded.arena_bytes <= plain.arena_bytes + max(sizes) + 4
    assert f"MODEL_ARENA_BYTES {encoded.arena_bytes}" in encoded.header
    assert encoded.arena_bytes == encoded.arena_lower_bound_bytes


def test_a_fully_connected_layer_needs_two_rows_only() -> None:
    plain, encoded = (compile_model(tflite) for tflite in models("tiny_conv"))
    graph = read_graph(models("tiny_conv")[0])
    dense = next(o for o in graph.operators if o.opcode == "FULLY_CONNECTED")
    _, depth = graph.tensors[dense.inputs[1]].shape
    convolution = min(layer_sizes(models("tiny_conv")[0]))
    assert encoded.arena_bytes <= plain.arena_bytes + max(2 * depth, convolution) + 4


def test_flash_of_the_chip_is_what_was_promised(tmp_path: Path) -> None:
    """Constants counted by us against read-only bytes of the compiled file, code included."""
    sizes = []
    for number, tflite in enumerate(models("tc_resnet")):
        model = compile_model(tflite)
        run_emulated(tmp_path / str(number), model, make_inputs(model, 24)[-1:])
        elf = ELFFile(io.BytesIO((tmp_path / str(number) / "model.elf").read_bytes()))
        flash = sum(part["p_filesz"] for part in elf.iter_segments("PT_LOAD"))
        sizes.append((flash, model.constant_bytes))
    (plain_flash, plain_constants), (flash, constants) = sizes
    code = (flash - constants) - (plain_flash - plain_constants)
    assert 0 < code < 1200


def test_layers_that_the_file_holds_plain_stay_plain() -> None:
    plain, _ = models("ds_cnn")
    graph = read_graph(plain)
    largest = max(
        (o.inputs[1] for o in graph.operators if o.opcode in MAC_OPERATORS),
        key=lambda index: graph.tensors[index].elements,
    )
    one = compile_model(encode_all(plain, only={largest})).source
    before = compile_model(plain).source
    constants = [line for line in before.splitlines() if line.startswith("static const union")]
    kept = [line for line in one.splitlines() if line.startswith("static const union")]
    assert len(kept) == len(constants) - 1 > 5
    assert one.count("_codes = {") == 1
    assert "codes" not in before and "op3_table" not in before


def test_decoding_costs_what_it_says(tmp_path: Path) -> None:
    counts = []
    for number, tflite in enumerate(models("mix_conv")):
        model = compile_model(tflite)
        _, chip = run_emulated(tmp_path / str(number), model, make_inputs(model, 24)[-1:])
        chip.instructions = 0
        chip.call("test_run", count=True)
        counts.append(chip.instructions)
    weights = sum(layer_sizes(models("mix_conv")[0]))
    assert 8 < (counts[1] - counts[0]) / weights < 24


def test_long_codes_take_several_looks(tmp_path: Path) -> None:
    """A few hundred rare values beside one that is nearly always there: codes of up to 16 bits."""
    random = np.random.default_rng(8)

    def rare(values: Any, _: str) -> Any:
        steps = np.minimum(random.geometric(0.5, values.shape), 120)
        return (steps * random.choice([-1, 1], values.shape)).astype(np.int8)

    plain = edit_weights(converted_models()["tc_resnet"], rare)
    model = compile_model(encode_all(plain))
    inputs = make_inputs(model, 30)
    assert_same(run_here(tmp_path, model, inputs, sanitize=True), run_tflm(plain, inputs))


def test_the_streaming_form_decodes_too(tmp_path: Path) -> None:
    plain = clustered(converted("stream_recipes.py")["mix_conv"], levels=9)
    frames = some_frames(60, CHANNELS)
    sources = [compile_model(tflite, 4) for tflite in (plain, encode_all(plain))]
    (before, _), (after, again) = (
        stream_here(tmp_path / str(number), model, frames) for number, model in enumerate(sources)
    )
    runs = sources[1].source.split("static void run_layers")[1]
    assert {"conv_decoded_s8(", "depthwise_columns_decoded_s8("} <= set(re.findall(r"\w+\(", runs))
    assert_same(after, before)
    assert_same(again, before)


def test_boards_hear_the_same_with_encoded_weights(tone_variant: Variant, tmp_path: Path) -> None:
    plain = clustered(tone_variant.tflite, levels=31)
    sound = recording([("rise", 1.5), ("fall", 3.5)], 5.0, seed=7)
    heard = {}
    for tflite, board in (
        (plain, "host"),
        (encode_all(plain), "host"),
        (encode_all(plain), "virtual-cortex-m4"),
    ):
        variant = replace(tone_variant, tflite=tflite)
        folder = tmp_path / f"{board}{len(heard)}"
        image = finish(build(variant, load_board(board), "", folder))
        found = finish(listen(image, sound)).detections
        heard[folder.name] = [(each.seconds, each.word, each.score) for each in found]
    assert [word for _, word, _ in heard["host0"]] == ["rise", "fall"]
    assert heard["host1"] == heard["host0"]
    assert heard["virtual-cortex-m42"] == heard["host0"]


def test_a_bare_encoded_model_without_its_softmax(tmp_path: Path) -> None:
    plain, encoded = models("tiny_conv")
    path = tmp_path / "bare.tflite"
    path.write_bytes(encoded)
    taken = read_bare_model(path)
    assert taken.macs == count_macs(read_graph(plain)) > 0
    opcodes = [operator.opcode for operator in read_graph(taken.tflite).operators]
    before = [operator.opcode for operator in read_graph(plain).operators]
    assert before[-1] == "SOFTMAX"
    assert opcodes == (before[:-1] if isinstance(taken, Variant) else before)
