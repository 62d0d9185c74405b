"""Firmware whose model streams does what firmware with a window does, in less RAM and time."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes.tone_words import FRONT_END, LABELS, recording
from test_virtual_board import ROUGH, WORD_SECONDS

from audio.frontend import features
from audio.stage import finish
from compress.detector import DetectorSettings
from compress.events import listen as listen_in_python
from compress.longaudio import LongAudio
from compress.runner import Runner
from compress.variant import Variant
from firmware.boards import load_board
from firmware.build import build
from firmware.image import FirmwareImage
from firmware.listen import listen, with_tail
from firmware.monitor import Monitor, wait_for
from firmware.parity import check_parity, trace_here
from firmware.protocol import HelloLine, command
from firmware.virtual.board_process import start_board

ROOT = Path(__file__).resolve().parents[2]
ARCHITECTURE = "mixconv-32"
STRIDE_FRAMES = 4
WORDS = [("rise", 1.1), ("fall", 2.6), ("fall", 4.4), ("rise", 6.0)]
SOUND = recording(WORDS, 7.5, seed=11)
BOARDS = ("host", "virtual-cortex-m4")


@pytest.fixture(scope="module")
def variant(tmp_path_factory: pytest.TempPathFactory) -> Variant:
    """A small MixConv that knows the tone words, trained in a process of its own."""
    path = tmp_path_factory.mktemp("streaming") / "tones.tflite"
    script = Path(__file__).parents[1] / "fakes" / "tone_words.py"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CUDA_VISIBLE_DEVICES": ""}
    command = [sys.executable, str(script), str(path), ARCHITECTURE]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    detector = DetectorSettings(STRIDE_FRAMES, smoothing=3, thresholds=(18000,) * len(LABELS))
    return Variant("tones", ARCHITECTURE, LABELS, FRONT_END, detector, path.read_bytes(), macs=0)


@pytest.fixture(scope="module")
def images(variant: Variant, tmp_path_factory: pytest.TempPathFactory) -> dict[str, FirmwareImage]:
    """The firmware for each board, and for the emulated chip with a stride that cannot stream."""
    folder = tmp_path_factory.mktemp("images")
    built = {
        name: finish(build(variant, load_board(name), "baked", folder / name)) for name in BOARDS
    }
    odd = replace(variant, detector=replace(variant.detector, stride_frames=STRIDE_FRAMES - 1))
    built["window"] = finish(build(odd, load_board(BOARDS[1]), "baked", folder / "window"))
    return built


@pytest.mark.parametrize("board", BOARDS)
def test_it_detects_what_python_detects(
    board: str, images: dict[str, FirmwareImage], variant: Variant
) -> None:
    image = images[board]
    assert image.streams
    heard = with_tail(SOUND)
    result = finish(listen(image, SOUND))
    assert result.dropped_seconds == 0.0
    assert [each.word for each in result.detections] == [word for word, _ in WORDS]
    for detection, (_, start_s) in zip(result.detections, WORDS, strict=True):
        assert 0 < detection.seconds - (start_s + WORD_SECONDS) < 0.6
    # Score for score what the windows give in TensorFlow Lite Micro ...
    exact = [(round(1000 * d.seconds), d.word, round(32767 * d.score)) for d in result.detections]
    assert exact == list(trace_here(image, heard).detections)
    # ... and event for event what training and evaluation count.
    audio = LongAudio(features(heard, FRONT_END), (), len(heard) / 16000)
    runner = Runner(variant.tflite)
    reference = listen_in_python(runner, audio, LABELS, FRONT_END, variant.detector)
    expected = [(each.seconds, each.word) for each in reference.detections()]
    assert [(each.seconds, each.word) for each in result.detections] == expected


@pytest.mark.parametrize("board", BOARDS)
def test_every_logit_is_that_of_the_window(board: str, images: dict[str, FirmwareImage]) -> None:
    """Twice on one board: replaying starts from silence, whatever was heard before."""
    sounds = [SOUND[12000:40000], ROUGH[:16000]]
    with start_board(images[board]) as running:
        for sound in sounds:
            told: list[float] = []
            checking = check_parity(images[board], running.port, sound)
            report = finish(checking, lambda step, told=told: told.append(step.fraction))
            assert told == sorted(told) and told[-1] == 1.0
            assert report.difference == ""
            assert report.runs == (len(sound) // 160 - 2) // 2 // STRIDE_FRAMES


def test_it_takes_less_ram_and_time(images: dict[str, FirmwareImage]) -> None:
    stream, window = images["virtual-cortex-m4"].needs, images["window"].needs
    assert not images["window"].streams
    assert stream.static_ram_bytes < window.static_ram_bytes - 1000
    assert stream.inference_instructions * 4 < window.inference_instructions
    assert stream.flash_bytes < window.flash_bytes + 1024


def test_an_image_says_whether_it_streams(images: dict[str, FirmwareImage]) -> None:
    values = images["virtual-cortex-m4"].to_dict()
    assert values["streams"] is True
    note = f"Each run takes the {STRIDE_FRAMES} newest of {FRONT_END.frames} frames and does "
    assert values["streaming_note"].startswith(note)
    values = images["window"].to_dict()
    assert values["streams"] is False
    assert "makes a column every 2 frames, which does not divide" in values["streaming_note"]
    assert FirmwareImage.load(images["host"].folder) == images["host"]


def test_the_greeting_tells_the_arena_of_the_form_that_runs(
    images: dict[str, FirmwareImage],
) -> None:
    image = images["host"]
    with start_board(image) as running, Monitor(running.port) as monitor:
        monitor.send(command("hello"))
        told = wait_for(monitor, HelloLine, 20).arena_bytes
    assert told == image.needs.arena_bytes != images["window"].needs.arena_bytes


def test_silence_before_the_first_sound_is_the_windows_silence(
    images: dict[str, FirmwareImage],
) -> None:
    """The very first runs, whose window is mostly what was before the sound."""
    image = images["virtual-cortex-m4"]
    sound = np.tile(np.array([-20000, 20000], np.int16), 2400)
    reference = trace_here(image, sound)
    assert len(reference.logits) == 3 and len(np.unique(reference.logits, axis=0)) > 1
    with start_board(image) as running:
        assert finish(check_parity(image, running.port, sound)).difference == ""
