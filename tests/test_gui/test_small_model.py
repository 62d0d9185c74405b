"""The Uno in the window: it takes a small model of its own, which is trained, built and flashed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fakes.two_tones import two_tone_model
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from audio.bundled import ASSETS, with_bundled_negatives
from audio.dataset import load_takes
from audio.project import Project
from compress.uno.fitting import UnoRecipe
from compress.uno.training import SHAPES, made_from
from firmware.boards import load_board
from firmware.requirements import offered
from gui.app import App
from gui.job import JobState
from gui.listener import ListenState
from gui.pages.board import BoardPage
from gui.pages.listen import ListenPage

LONG_MS = 120_000
NO_SIMAVR = pytest.mark.skipif(
    not offered(load_board("virtual-uno")), reason="simavr is not installed (Debian: libsimavr-dev)"
)


@pytest.fixture
def tones(sample: Path, tmp_path: Path) -> Project:
    """The sample project with one large model and no small one; the Uno is its board."""
    folder = tmp_path / "tones"
    shutil.copytree(sample, folder)
    shutil.rmtree(folder / "models")
    shutil.copytree(ASSETS / "sample" / "models" / "mixconv-32", folder / "models" / "mixconv-32")
    return Project.open(folder).changed(chosen_variant="mixconv-32", board="arduino-uno")


@pytest.fixture
def page(app: App, tones: Project) -> Iterator[BoardPage]:
    """The page Board of that project, at the front."""
    assert app.session.open(tones.folder)
    app.window.activateWindow()
    app.window.go_to("board")
    found = app.window.page
    assert isinstance(found, BoardPage)
    yield found
    app.session.stop()


def test_it_is_explained_and_nothing_is_built_before_there_is_one(
    app: App, page: BoardPage
) -> None:
    assert page.small.isVisible()
    assert "Arduino Uno has 2.0 kB of memory" in page.small.why.text()
    assert "hears less well" in page.small.why.text()
    assert not page.small.verdict.isVisible() and page.small.train_button.isEnabled()
    assert not page.delivery.put_button.isEnabled() and not page.delivery.build_button.isEnabled()
    assert "Train a small model" in page.delivery.state.text()
    app.session.change(board="host")
    assert not page.small.isVisible() and page.delivery.put_button.isEnabled()


def test_a_training_shows_its_progress_and_can_be_cancelled(
    qtbot: QtBot, app: App, page: BoardPage
) -> None:
    page.small.train_button.setFocus()
    qtbot.keyClick(page.small.train_button, Qt.Key.Key_Space)
    job = app.session.small.training
    assert job.busy and not page.list.isEnabled()
    assert QApplication.focusWidget() is page.small.bar.cancel_button
    assert not app.session.trainer.start(), "one training at a time"
    qtbot.waitUntil(lambda: bool(job.progress.message), timeout=LONG_MS)
    assert page.small.bar.message.text()
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not job.busy, timeout=LONG_MS)
    assert job.state is JobState.CANCELLED and app.session.small.best is None
    assert page.small.train_button.isEnabled() and page.list.isEnabled()


def test_what_was_trained_is_shown_with_its_numbers_until_takes_change(
    qtbot: QtBot, app: App, page: BoardPage, tones: Project, said: list[str]
) -> None:
    takes, seed = with_bundled_negatives(load_takes(tones)), tones.settings.seed
    for name in SHAPES:
        made = made_from(tones, takes.hash, name, UnoRecipe(), seed)
        two_tone_model(name, made, (*tones.words, "_unknown_")).save(tones.models)
    # All of them are as a training would make them, so it keeps them and ends at once.
    assert app.session.small.start()
    qtbot.waitUntil(lambda: not app.session.small.training.busy, timeout=LONG_MS)
    assert app.session.small.training.state is JobState.SUCCEEDED
    small = page.small
    assert "✓" not in small.verdict.text() and "usable" in small.verdict.text()
    assert any(text.startswith("The training is done. This model is usable") for text in said)
    assert "18 of 20" in small.counted.text() and "18.9" in small.counted.text()
    assert "bytes of weights" in small.needs.text()
    assert not small.train_button.isVisible() and not small.stale.isVisible()
    assert page.delivery.put_button.isEnabled()
    app.session.show_takes(type(takes)(load_takes(tones).takes[1:], ()))
    assert small.stale.isVisible() and small.train_button.isVisible()
    assert "again" in small.train_button.text()


@NO_SIMAVR
def test_it_goes_onto_the_virtual_board_and_is_listened_to(
    qtbot: QtBot, app: App, page: BoardPage, tones: Project
) -> None:
    model = two_tone_model()
    model.save(tones.models)
    app.session.reload_models()
    app.session.change(board="virtual-uno")
    page.delivery.put_button.click()
    qtbot.waitUntil(lambda: not app.session.delivery.busy, timeout=LONG_MS)
    assert page.done() and app.session.image is not None
    assert app.session.image.model_hash == model.model_hash
    assert "busy" in page.small.needs.text() and "never touched" in page.small.needs.text()
    assert "✓ fits" in page.facts.ram.text.text()
    app.window.go_to("listen")
    listen = app.window.page
    assert isinstance(listen, ListenPage) and not listen.missing()
    listener = app.session.listener
    listener.sound.hear_nothing()
    listener.listen()
    qtbot.waitUntil(lambda: listener.state is ListenState.LISTENING, timeout=LONG_MS)
    assert not listener.other_model and listener.log.hello is not None
    assert listener.log.hello.board == "virtual-uno"
    listener.set_sensitivity(0.25)
    qtbot.waitUntil(lambda: len(set(listener.log.thresholds)) == 1, timeout=LONG_MS)
    stricter = (model.detector.thresholds[0] + 32767) / 2 / 32767
    qtbot.waitUntil(
        lambda: bool(np.isclose(listener.log.thresholds[0], stricter, atol=1e-3)), timeout=LONG_MS
    )
    assert not any(line.kind == "error" for line in listener.log.lines)
