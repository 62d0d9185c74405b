"""Flashing a simulated Uno with the real avrdude through the real boot loader optiboot."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from uno_networks import random_convnet
from uno_simulator import compile_simulator, has_simulator

from audio.stage import Progress, finish
from audio.uno_frontend import UnoFrontEnd
from compress.detector import DetectorSettings
from compress.uno.model import UnoModel
from firmware.boards import load_board
from firmware.build_small import build_small
from firmware.flash import flash, last_flash
from firmware.flashers import FlashError
from firmware.identify import identify
from firmware.image import FirmwareImage, ImageError
from firmware.monitor import Monitor, wait_for
from firmware.ports import Port
from firmware.protocol import StatLine

OPTIBOOT = Path(
    "/usr/share/arduino/hardware/arduino/avr/bootloaders/optiboot/optiboot_atmega328.hex"
)
BOARD = "arduino-uno"

pytestmark = pytest.mark.skipif(
    not (has_simulator() and OPTIBOOT.exists() and shutil.which("avrdude")),
    reason="avrdude, its boot loader and simavr are not installed (Debian: avrdude "
    "arduino-core-avr gcc-avr avr-libc libsimavr-dev).",
)


@dataclass
class PluggedIn:
    """A simulated Uno: its port, and its process, to pull the cable."""

    port: str
    process: subprocess.Popen[str]


def small_model(seed: int) -> UnoModel:
    """A model nobody trained."""
    network = random_convnet(seed, channels=12)
    labels = ("lantern", "good_night", "_unknown_")
    detector = DetectorSettings(network.stride_frames, 4, (30_000,) * 3)
    return UnoModel("random", labels, UnoFrontEnd(frames=network.frames), detector, network)


def built(seed: int, folder: Path) -> FirmwareImage:
    """Its firmware."""
    return finish(build_small(small_model(seed), load_board(BOARD), folder))


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> FirmwareImage:
    """Firmware for the Uno."""
    return built(1, tmp_path_factory.mktemp("builds") / BOARD)


@pytest.fixture(scope="module")
def simulator(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The command that simulates an Uno."""
    folder = tmp_path_factory.mktemp("simulator")
    readings = np.random.default_rng(1).normal(512, 40, 16_000).astype("<u2")
    sound = folder / "noise.u16"
    sound.write_bytes(readings.tobytes())
    return [compile_simulator("uno_port.c", folder), OPTIBOOT, sound]


@pytest.fixture
def uno(simulator: list[Path]) -> Iterator[PluggedIn]:
    """A blank Uno with its boot loader, plugged in."""
    process = subprocess.Popen(
        simulator,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    yield PluggedIn(process.stdout.readline().strip(), process)
    process.communicate("\n")


def test_it_is_written_read_back_started_and_listens(image: FirmwareImage, uno: PluggedIn) -> None:
    seen: list[Progress] = []
    result = finish(flash(image, load_board(BOARD), uno.port), seen.append)
    assert result.model_hash == image.model_hash
    assert result.bytes_written == image.flash_bytes
    assert last_flash(image.folder.parent, BOARD) == result
    fractions = [step.fraction for step in seen]
    assert fractions == sorted(fractions)
    for doing in ("Calling", "Writing", "Reading back", "Asking"):
        assert any(step.message.startswith(doing) for step in seen), doing
    with Monitor(uno.port) as monitor:
        stat = wait_for(monitor, StatLine, 10.0)
    assert stat.dropped_ms == 0
    assert stat.rms > 500


def test_another_model_takes_its_place(
    uno: PluggedIn, image: FirmwareImage, tmp_path: Path
) -> None:
    board = load_board(BOARD)
    finish(flash(image, board, uno.port))
    other = built(2, tmp_path / BOARD)
    assert other.model_hash != image.model_hash
    assert finish(flash(other, board, uno.port)).model_hash == other.model_hash


def test_a_port_without_a_boot_loader_is_told(image: FirmwareImage) -> None:
    ours, theirs = pty.openpty()
    try:
        with pytest.raises(FlashError, match="No boot loader answers") as caught:
            finish(flash(image, load_board(BOARD), os.ttyname(theirs)))
    finally:
        os.close(ours)
        os.close(theirs)
    assert "press its reset" in caught.value.hint


def test_a_port_that_is_not_there_is_told(image: FirmwareImage) -> None:
    with pytest.raises(FlashError, match="cannot be opened"):
        finish(flash(image, load_board(BOARD), "/dev/ttyACM97"))


def test_a_cable_pulled_while_writing_is_told(image: FirmwareImage, uno: PluggedIn) -> None:
    stage = flash(image, load_board(BOARD), uno.port)
    with pytest.raises(FlashError) as caught:
        for step in stage:
            if step.message.startswith("Writing"):
                uno.process.kill()
    assert "plug it in again" in caught.value.hint or "check the cable" in caught.value.hint


def test_cancelled_while_writing_it_can_be_written_again(
    image: FirmwareImage, uno: PluggedIn
) -> None:
    stage = flash(image, load_board(BOARD), uno.port)
    for step in stage:
        if step.message.startswith("Writing"):
            break
    stage.close()
    assert finish(flash(image, load_board(BOARD), uno.port)).model_hash == image.model_hash


def test_a_blank_one_is_asked_for_its_chips_name(
    uno: PluggedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firmware.identify.HELLO_S", 0.5)
    found = finish(identify(Port(uno.port, "", "2341:0043", (BOARD,)), may_reset=True))
    assert (found.hello, found.chip, found.boards) == (None, "ATmega328P", (BOARD,))


def test_a_changed_image_is_not_written(uno: PluggedIn, tmp_path: Path) -> None:
    image = built(3, tmp_path / BOARD)
    image.firmware_path.write_bytes(image.firmware_path.read_bytes() + b"\n")
    with pytest.raises(ImageError, match="changed after they were built"):
        finish(flash(image, load_board(BOARD), uno.port))
