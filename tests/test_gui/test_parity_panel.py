"""The button that asks whether the board computes the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from listening import WAIT_MS, Scene
from pytestqt.qtbot import QtBot

from compress.variant import MODEL_FILE
from firmware.image import FirmwareImage
from firmware.monitor import Monitor
from firmware.virtual.board_process import start_board
from gui.job import JobState
from gui.listener import ListenState
from gui.widgets.parity_panel import ParityPanel


class Chosen:
    """The port that is chosen on the page."""

    port = ""

    def __call__(self) -> str:
        return self.port


@pytest.fixture
def chosen() -> Chosen:
    return Chosen()


@pytest.fixture
def panel(qtbot: QtBot, scene: Scene, chosen: Chosen) -> Iterator[ParityPanel]:
    """The panel of a project with firmware for the board `host`."""
    made = ParityPanel(scene.session, chosen)
    qtbot.addWidget(made)
    made.show()
    yield made
    scene.session.stop()


def compare(qtbot: QtBot, scene: Scene, panel: ParityPanel) -> None:
    """Press the button and wait for the answer."""
    panel.button.click()
    assert scene.session.parity.job.busy
    assert not panel.button.isEnabled()
    qtbot.waitUntil(lambda: not scene.session.parity.job.busy, timeout=WAIT_MS)


def other_model(image: FirmwareImage, folder: Path) -> FirmwareImage:
    """The same firmware, but this computer has a model with other weights."""
    shutil.copytree(image.folder, folder)
    model = bytearray((folder / MODEL_FILE).read_bytes())
    at = len(model) // 2
    model[at : at + 400] = bytes(byte ^ 1 for byte in model[at : at + 400])
    (folder / MODEL_FILE).write_bytes(model)
    return replace(image, folder=folder)


def test_a_board_that_is_right_is_told_so(qtbot: QtBot, scene: Scene, panel: ParityPanel) -> None:
    compare(qtbot, scene, panel)
    report = scene.session.parity.report
    assert report is not None and report.equal and report.runs > 50
    assert panel.answer.text().startswith("✓ Computer and board agree in every number")
    scene.session.image_changed.emit()
    assert not panel.answer.isVisible(), "another firmware was not compared"


def test_a_board_that_is_wrong_is_explained(
    qtbot: QtBot, scene: Scene, panel: ParityPanel, chosen: Chosen, tmp_path: Path
) -> None:
    right = scene.session.image
    assert right is not None
    scene.session.keep_image(other_model(right, tmp_path / "other"))
    with start_board(right) as board:
        chosen.port = board.port
        compare(qtbot, scene, panel)
    text = panel.answer.text()
    assert text.startswith("✕ Computer and board do not compute the same.")
    assert "What the model is given agrees, but it answers otherwise." in text
    assert "first different logit is in row" in text and "Build and write" in text


def test_a_real_board_is_compared_and_listened_to_again(
    qtbot: QtBot,
    scene: Scene,
    panel: ParityPanel,
    chosen: Chosen,
    tone_image: Callable[[str], FirmwareImage],
) -> None:
    session = scene.session
    with start_board(tone_image("host")) as board:
        chosen.port = board.port
        session.listener.listen(board.port)
        qtbot.waitUntil(lambda: session.listener.state is ListenState.LISTENING, timeout=WAIT_MS)
        session.listener.set_sensitivity(0.9)
        compare(qtbot, scene, panel)
        report = session.parity.report
        assert report is not None and report.equal
        qtbot.waitUntil(lambda: session.listener.state is ListenState.LISTENING, timeout=WAIT_MS)
        # Cancelled in the middle, the board goes back to its microphone.
        panel.button.click()
        job = session.parity.job
        qtbot.waitUntil(lambda: job.progress.message == "Computing on the board", timeout=WAIT_MS)
        panel.bar.cancel_button.click()
        qtbot.waitUntil(lambda: not job.busy, timeout=WAIT_MS)
        assert job.state is JobState.CANCELLED
        session.listener.stop()
        with Monitor(board.port) as monitor:
            board.play(np.zeros(16_000, np.int16))
            assert any(type(line).__name__ == "StatLine" for line in monitor.lines(2.0))
