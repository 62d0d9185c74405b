"""Words for ESPHome: the streaming model says what the trained one says, and the cutoff holds."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema
from fakes.tone_words import recording
from numpy.typing import NDArray
from test_virtual_board import has_tflm

from audio.frontend import oracle_frames, to_int8
from audio.stage import finish
from compress.flatfile import pack, unpack
from compress.graph import read_graph
from compress.runner import Runner, interpreter
from compress.variant import Variant
from firmware.esphome_export import component_detections, esphome_files, probabilities
from firmware.esphome_model import (
    OPERATORS,
    EsphomeError,
    new_frames,
    streaming_word_model,
)

SOUND = recording([("rise", 1.5), ("fall", 3.0), ("rise", 4.4), ("fall", 5.6)], 7.0, seed=11)
FRAMES = to_int8(oracle_frames(SOUND))
WORD = "rise"


@pytest.fixture(scope="module")
def streaming(tone_variant: Variant) -> bytes:
    return streaming_word_model(tone_variant, WORD)


def expected(variant: Variant) -> NDArray[np.float64]:
    """The logistic of how far the word is ahead, at each run, from windows put together here."""
    count, ratio = new_frames(variant), variant.front_end.step_ms // 10
    steps = FRAMES[: len(FRAMES) // count * count].astype(np.int32)
    means = steps.reshape(-1, ratio, 40).sum(axis=1) / ratio
    # Averages of int8 round halves away from zero.
    pooled = np.where(means < 0, np.ceil(means - 0.5), np.floor(means + 0.5)).astype(np.int8)
    frames, stride = variant.front_end.frames, variant.detector.stride_frames
    padded = np.concatenate([np.full((frames, 40), -128, np.int8), pooled])
    ends = range(frames + stride, len(padded) + 1, stride)
    runner = Runner(variant.tflite)
    logits = runner.run(np.stack([padded[end - frames : end] for end in ends])).astype(int)
    word = variant.labels.index(WORD)
    margin = logits[:, word] - np.delete(logits, word, axis=1).max(axis=1)
    return 1 / (1 + np.exp(-margin * runner.output_scale))


def test_it_says_what_the_trained_model_says(tone_variant: Variant, streaming: bytes) -> None:
    answers, wanted = probabilities(streaming, FRAMES), expected(tone_variant)
    assert len(answers) == len(wanted) > 50
    assert np.abs(answers / 256 - wanted).max() <= 3 / 256
    assert answers.max() > 250 and answers.min() < 5


def test_it_is_what_the_component_takes(tone_variant: Variant, streaming: bytes) -> None:
    engine = interpreter(streaming)
    [source], [target] = engine.get_input_details(), engine.get_output_details()
    assert tuple(source["shape"]) == (1, new_frames(tone_variant), 40)
    assert source["dtype"] == np.int8
    assert tuple(target["shape"]) == (1, 1) and target["dtype"] == np.uint8
    assert target["quantization"] == (1 / 256, 0)
    names = {code: name for name, code in vars(schema.BuiltinOperator).items()}
    used = {names[code.builtinCode] for code in unpack(streaming).operatorCodes}
    assert used <= OPERATORS and {"VAR_HANDLE", "CALL_ONCE"} <= used


@pytest.mark.skipif(not has_tflm(), reason="the interpreter's wheel is for Linux on x86-64 only")
def test_the_chips_interpreter_gives_the_same_bytes(
    tone_variant: Variant, streaming: bytes
) -> None:
    from tflite_micro.python.tflite_micro import runtime

    chip, count = runtime.Interpreter.from_bytes(streaming), new_frames(tone_variant)
    answers = []
    for start in range(0, len(FRAMES) - count + 1, count):
        chip.set_input(FRAMES[np.newaxis, start : start + count], 0)
        chip.invoke()
        answers.append(int(chip.get_output(0)[0, 0]))
    assert answers == probabilities(streaming, FRAMES).tolist()


def test_each_word_has_its_own_answers(tone_variant: Variant, streaming: bytes) -> None:
    other = probabilities(streaming_word_model(tone_variant, "fall"), FRAMES)
    assert not np.any((probabilities(streaming, FRAMES) > 200) & (other > 200))


def test_the_component_waits_a_second_after_start_and_after_each_word() -> None:
    high, low = 240, 0
    quiet = [low] * 25  # 100 frames at 4 a run
    assert component_detections(np.array([high] * 40, np.uint8), 0.9, 3, 4) == []
    early = np.array([*quiet[:-1], high, high, high], np.uint8)
    assert component_detections(early, 0.9, 3, 4) == []
    heard = np.array([*quiet, high, high, high, high, *quiet, high, high, high], np.uint8)
    assert component_detections(heard, 0.9, 3, 4) == [27, 56]
    # 229 is the cutoff in 1/255, and the mean has to be above it.
    for last, count in ((229, 0), (230, 1)):
        edge = np.array([*quiet, 229, 229, last], np.uint8)
        assert len(component_detections(edge, 0.9, 3, 4)) == count


def test_a_model_that_the_component_cannot_run_is_refused(tone_variant: Variant) -> None:
    model = unpack(tone_variant.tflite)
    fully = next(
        code
        for code in model.operatorCodes
        if code.builtinCode == schema.BuiltinOperator.FULLY_CONNECTED
    )
    fully.builtinCode = fully.deprecatedBuiltinCode = schema.BuiltinOperator.TANH
    broken = pack(model)
    assert "TANH" in {each.opcode for each in read_graph(broken).operators}
    with pytest.raises(EsphomeError, match="TANH"):
        streaming_word_model(replace(tone_variant, tflite=broken), WORD)


def test_without_takes_the_manifest_keeps_our_threshold(tone_variant: Variant) -> None:
    files = finish(esphome_files(tone_variant, (), "en"))
    assert set(files) == {"README.md", "rise.json", "rise.tflite", "fall.json", "fall.tflite"}
    manifest = json.loads(files["rise.json"])
    micro = manifest["micro"]
    assert (manifest["version"], manifest["type"], manifest["model"]) == (2, "micro", "rise.tflite")
    assert micro["probability_cutoff"] == 0.62  # 20000 of 32767, rounded up
    assert micro["sliding_window_size"] == tone_variant.detector.smoothing
    assert micro["feature_step_size"] == 10
    assert "no sound without words" in str(files["README.md"])
