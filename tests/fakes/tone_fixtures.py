"""A model of two tone words, and firmware made of it: each built once for all tests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes.tone_words import FRONT_END, LABELS

from audio.stage import finish
from compress.detector import DetectorSettings
from compress.variant import Variant
from firmware.boards import load_board
from firmware.build import build
from firmware.image import FirmwareImage

ROOT = Path(__file__).resolve().parents[2]
TRAINING_TIMEOUT_S = 300


@pytest.fixture(scope="session")
def tone_tflite(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The int8 model, trained in a process of its own, once for all workers of a test run."""
    place = tmp_path_factory.getbasetemp()
    shared = (place.parent if "PYTEST_XDIST_WORKER" in os.environ else place) / "tones.tflite"
    if shared.exists():
        return shared.read_bytes()
    path = tmp_path_factory.mktemp("tones") / "tones.tflite"
    script = Path(__file__).with_name("tone_words.py")
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "CUDA_VISIBLE_DEVICES": "",
    }
    done = subprocess.run(
        [sys.executable, str(script), str(path)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=TRAINING_TIMEOUT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return path.replace(shared).read_bytes()


@pytest.fixture(scope="session")
def tone_variant(tone_tflite: bytes) -> Variant:
    """The model as training leaves it."""
    detector = DetectorSettings(thresholds=(20000, 20000, 20000))
    return Variant("tones", "test", LABELS, FRONT_END, detector, tone_tflite, macs=0)


@pytest.fixture(scope="session")
def tone_image(
    tone_variant: Variant, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], FirmwareImage]:
    """Firmware for a board by its name."""
    builds = tmp_path_factory.mktemp("builds")

    def image(board: str) -> FirmwareImage:
        return finish(build(tone_variant, load_board(board), "", builds / board))

    return image
