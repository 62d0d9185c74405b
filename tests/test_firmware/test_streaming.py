"""The streaming form gives the bytes of the window form, from the first run on, with less work."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
from baked_harness import Bytes, assert_same, make_inputs, run_here, run_tflm
from device_build import host_compiler
from packed_harness import PlanChip
from stream_harness import (
    converted,
    emulated_stream,
    some_frames,
    stream_emulated,
    stream_here,
    windows_of,
)
from stream_recipes import CHANNELS, FRAMES, STREAMING
from test_baked_export import STRICT, alone

from firmware.engines.baked import compile_model
from firmware.engines.baked.compiler import plan_model

RECIPES = "stream_recipes.py"
# Some two windows and a half: the start, the first full window, and every column replaced.
SOME = some_frames(80, CHANNELS)
ODD_STRIDES = {"dilated": 1, "gated": 17, "local_pools": 5, "padded_frequencies": 3}
CASES = [(recipe.name, stride) for recipe in STREAMING for stride in (2, 4)]
CASES += [*ODD_STRIDES.items(), ("mix_conv", 6), ("residual", 18), ("two_strides", 12)]


@cache
def expected(name: str, stride: int) -> Bytes:
    """What TFLM makes of the windows."""
    return run_tflm(converted(RECIPES)[name], windows_of(SOME, FRAMES, stride))


@pytest.mark.parametrize(("name", "stride"), CASES)
def test_same_bytes_as_the_window_form_from_the_first_run_on(
    name: str, stride: int, tmp_path: Path
) -> None:
    model = compile_model(converted(RECIPES)[name], stride)
    assert model.stream is not None and model.stream.frames == stride
    first, again = stream_here(tmp_path, model, SOME)
    assert_same(first, expected(name, stride))
    # A reset leaves nothing of what was heard before.
    assert_same(again, first)
    assert len({row.tobytes() for row in first}) > 1


@pytest.mark.parametrize("name", [recipe.name for recipe in STREAMING])
def test_same_bytes_on_the_emulated_chip(name: str, tmp_path: Path) -> None:
    model = compile_model(converted(RECIPES)[name], 4)
    emulator = emulated_stream(tmp_path, model)
    stream_emulated(emulator, model, SOME[:20][::-1])
    assert_same(stream_emulated(emulator, model, SOME), expected(name, 4))


@pytest.mark.parametrize("name", [recipe.name for recipe in STREAMING])
def test_same_bytes_from_a_plan(name: str) -> None:
    program = plan_model(converted(RECIPES)[name], 4)
    chip = PlanChip(program)
    assert chip.trouble == "" and program.stream is not None
    fresh = SOME.reshape(-1, 4 * CHANNELS)
    chip.run(fresh[:5][::-1])
    assert_same(chip.run(fresh), expected(name, 4))


@pytest.mark.parametrize("name", [recipe.name for recipe in STREAMING])
def test_the_pair_compiles_clean_and_its_window_form_stays(name: str, tmp_path: Path) -> None:
    tflite = converted(RECIPES)[name]
    model, plain = compile_model(tflite, 4), compile_model(tflite)
    assert (model.arena_bytes, model.constant_bytes) == (plain.arena_bytes, plain.constant_bytes)
    assert plain.stream is None and "stream" not in plain.source + plain.header
    alone(tmp_path, model)
    command = [*host_compiler(), *STRICT, "-c", "model.c", "-o", "model.o"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    inputs = make_inputs(model, 30)
    assert_same(run_here(tmp_path, model, inputs), run_tflm(tflite, inputs))


def test_weights_serve_both_forms() -> None:
    """All but those of depthwise layers, which lie otherwise for few columns than for many."""
    model = compile_model(converted(RECIPES)["residual"], 4)
    depthwise = set(re.findall(r" op(\d+)_depthwise = ", model.source))
    twice = re.findall(r" stream_op(\d+)_(weights|bias|multiplier|shift)\b", model.source)
    assert {what for _, what in twice} == {"weights"}
    assert {number for number, _ in twice} <= depthwise
    assert model.source.count("} op0_weights = ") == 1
    assert "static const conv_s8_t op0_conv = " in model.source
    assert "static const conv_s8_t stream_op0_conv = " in model.source


def test_the_header_tells_what_to_call_and_what_it_takes() -> None:
    model = compile_model(converted(RECIPES)["mix_conv"], 4)
    assert model.stream is not None
    for name, value in {
        "FRAMES": 4,
        "INPUT_BYTES": 4 * CHANNELS,
        "ARENA_BYTES": model.stream.arena_bytes,
        "STATE_BYTES": model.stream.state_bytes,
    }.items():
        assert f"#define MODEL_STREAM_{name} {value}\n" in model.header
    assert "void model_stream_reset(void);" in model.header
    assert "void model_stream(const int8_t *new_frames, int8_t *output);" in model.header


def test_what_is_kept_is_what_later_runs_need() -> None:
    """Counted by hand for mix_conv, 33 frames of 8: 15 columns of 7, then 13, 13, 8, 8."""
    model = compile_model(converted(RECIPES)["mix_conv"], 4)
    assert model.stream is not None
    # 7 frames for two new columns of stride 2; 3 + 1 and 6 + 1 columns; all 8 for the pool.
    kept = [7 * 8, 4 * 7, 7 * 7, 8 * 7]
    assert model.stream.state_bytes == sum(-(-size // 4) * 4 for size in kept)
    # 2 columns of 40 x 7, 3 x 7, 7 x 7, 6 x 7 and 7 x 7 products, and the answer.
    macs = 2 * (40 * 7 + 3 * 7 + 7 * 7 + 6 * 7 + 7 * 7) + 7 * 4
    assert f"the 4 newest of {FRAMES} frames and does {macs:,} of " in model.stream_note


def test_a_crop_costs_nothing() -> None:
    model = compile_model(converted(RECIPES)["residual"], 4)
    streamed = model.source[model.source.index("static void run_layers") :]
    assert "copy_s8(" not in streamed and "copy_s8(" in model.source


WHOLE = "Each run computes the whole window: "
REFUSED = {
    ("mix_conv", 3): f"{WHOLE}operator 1, CONV_2D, makes a column every 2 frames, which does not "
    "divide the stride of 3 frames.",
    ("padded_first", 4): f"{WHOLE}operator 0, CONV_2D, pads along time.",
    ("dense_first", 4): f"{WHOLE}operator 1, FULLY_CONNECTED, takes all moments in a row.",
    ("all_columns_out", 4): "The model's output runs along time.",
    ("mix_conv", FRAMES + 1): f"{WHOLE}operator 1, CONV_2D, makes nothing but new columns.",
}


@pytest.mark.parametrize(("name", "stride"), REFUSED)
def test_refusals_say_why(name: str, stride: int) -> None:
    model = compile_model(converted(RECIPES)[name], stride)
    assert (model.stream, model.stream_note) == (None, REFUSED[name, stride])
    assert "stream" not in model.source + model.header


def test_an_operator_that_sees_more_than_time_ends_it() -> None:
    """Behind a padded layer all columns are made anew, and still nothing differs (see CASES)."""
    notes = [
        compile_model(converted(RECIPES)[name], 4).stream_note
        for name in ("padded_later", "mix_conv")
    ]
    shares = [re.search(r"does ([\d,]+) of ([\d,]+)", note) for note in notes]
    late, full = (int(m[1].replace(",", "")) / int(m[2].replace(",", "")) for m in shares if m)
    assert full < 0.25 < late < 0.6
