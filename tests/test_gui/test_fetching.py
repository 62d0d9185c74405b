"""On the page Board: downloads that are asked for, firmware for a chip, and sketches for the IDE.

arduino-cli is the program of `fakes/arduino_cli.py`, started as the real one would be.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.arduino_computer import Computer
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from audio.bundled import ASSETS
from audio.project import Project
from firmware.boards import load_board
from gui.app import App
from gui.job import JobState
from gui.pages.board import BoardPage
from gui.widgets.delivery_panel import DeliveryPanel

LONG_MS = 60_000
MODEL = ASSETS / "sample" / "models" / "mixconv-32"


@pytest.fixture
def page(app: App, computer: Computer, tmp_path: Path) -> Iterator[BoardPage]:
    """The page with a trained project for an ESP32-S3, and arduino-cli alone on the computer."""
    project = Project.create(tmp_path / "lamp", ("good night house", "hey lantern"))
    shutil.copytree(MODEL, project.models / MODEL.name)
    project.changed(chosen_variant=MODEL.name, board="esp32-s3")
    computer.install()
    assert app.session.open(project.folder)
    app.window.activateWindow()
    app.window.go_to("board")
    found = app.window.page
    assert isinstance(found, BoardPage)
    yield found
    app.session.stop()


def focused() -> object:
    """Where the keyboard is."""
    return QApplication.focusWidget()


def wait_for_question(qtbot: QtBot, panel: DeliveryPanel, words: str) -> None:
    """Until it asks about something and nothing is under way."""
    fetch = panel.fetch
    qtbot.waitUntil(
        lambda: words in fetch.question.text() and fetch.yes_button.isVisible(), timeout=LONG_MS
    )


def test_each_download_is_asked_for_and_then_the_firmware_is_built(
    qtbot: QtBot, app: App, page: BoardPage, computer: Computer, said: list[str]
) -> None:
    panel = page.delivery
    assert not panel.fetch.isVisible()
    assert "esp32:esp32 3.2.0" in panel.needs.text()
    panel.build_button.setFocus()
    qtbot.keyClick(panel.build_button, Qt.Key.Key_Space)
    wait_for_question(qtbot, panel, "lists of cores")
    # Nothing has been fetched yet, and the keyboard is where the answer is given.
    assert computer.commands() == []
    assert focused() is panel.fetch.yes_button
    assert panel.fetch.yes_button.property("primary") and not panel.put_button.property("primary")
    assert panel.fetch.yes_button.text() == "&Download 20 MB and go on"
    for told in ("20 MB from downloads.arduino.cc", "80 MB on this computer", "licence GPL-3.0"):
        assert told in panel.fetch.question.text()
        assert told in panel.fetch.yes_button.accessibleDescription()
    qtbot.keyClick(panel.fetch.yes_button, Qt.Key.Key_Space)
    wait_for_question(qtbot, panel, "esp32:esp32 3.2.0")
    assert "376 MB" in panel.fetch.yes_button.text() or "375 MB" in panel.fetch.yes_button.text()
    qtbot.keyClick(panel.fetch.yes_button, Qt.Key.Key_Space)
    building = app.session.building
    qtbot.waitUntil(lambda: building.state is JobState.SUCCEEDED, timeout=LONG_MS)
    assert not panel.fetch.isVisible()
    assert app.session.image is not None and app.session.image.board == "esp32-s3"
    assert "Built, but not on the board yet" in panel.state.text()
    assert said[-1] == panel.state.text() and focused() is panel.build_button
    assert "Nothing needs to be downloaded" in panel.needs.text()
    panel.log_button.setChecked(True)
    assert "arduino-cli compile" in panel.log.toPlainText()
    # With all there nothing is asked any more.
    panel.build_button.click()
    qtbot.waitUntil(lambda: not app.session.delivery.busy, timeout=LONG_MS)
    assert not panel.fetch.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Escape], ids=["no", "Esc"])
def test_a_no_fetches_nothing(
    qtbot: QtBot, page: BoardPage, computer: Computer, key: Qt.Key
) -> None:
    panel = page.delivery
    panel.put_button.click()
    wait_for_question(qtbot, panel, "lists of cores")
    qtbot.keyClick(panel.fetch.no_button, key)
    assert not panel.fetch.isVisible() and computer.commands() == []
    assert focused() is panel.put_button and panel.put_button.property("primary")
    # A question is about one board.
    panel.put_button.click()
    wait_for_question(qtbot, panel, "lists of cores")
    names = [board.name for board in page.list.boards]
    page.list.setCurrentRow(names.index("virtual-cortex-m4"))
    qtbot.waitUntil(lambda: not panel.fetch.isVisible())


def test_a_download_that_fails_says_why_and_can_be_tried_again(
    qtbot: QtBot, app: App, page: BoardPage, computer: Computer
) -> None:
    panel = page.delivery
    computer.misbehave("offline")
    panel.build_button.click()
    wait_for_question(qtbot, panel, "lists of cores")
    panel.fetch.yes_button.click()
    fetching = app.session.delivery.fetching
    qtbot.waitUntil(lambda: fetching.state is JobState.FAILED, timeout=LONG_MS)
    assert "cannot be reached" in panel.fetch.bar.message.text()
    assert "online" in panel.fetch.bar.message.text()
    qtbot.waitUntil(lambda: panel.fetch.yes_button.isVisible())
    computer.misbehave("")
    panel.fetch.yes_button.click()
    wait_for_question(qtbot, panel, "esp32:esp32 3.2.0")


def test_a_program_that_turns_out_too_old_is_offered_anew(
    qtbot: QtBot, page: BoardPage, computer: Computer
) -> None:
    computer.ready()
    computer.install("0.35.3")
    panel = page.delivery
    panel.refresh()
    assert "Nothing needs to be downloaded" in panel.needs.text()
    panel.build_button.click()
    wait_for_question(qtbot, panel, "arduino-cli 1.5.1")
    assert "20 MB from github.com/arduino" in panel.fetch.question.text()


def test_a_download_can_be_cancelled(
    qtbot: QtBot, app: App, page: BoardPage, computer: Computer
) -> None:
    panel = page.delivery
    panel.build_button.click()
    wait_for_question(qtbot, panel, "lists of cores")
    panel.fetch.yes_button.click()
    wait_for_question(qtbot, panel, "esp32:esp32 3.2.0")
    computer.misbehave("hang")
    panel.fetch.yes_button.click()
    fetching = app.session.delivery.fetching
    qtbot.waitUntil(lambda: "of 37" in panel.fetch.bar.message.text(), timeout=LONG_MS)
    assert focused() is panel.fetch.bar.cancel_button
    assert not panel.build_button.isEnabled() and not page.list.isEnabled()
    qtbot.keyClick(panel.fetch.bar.cancel_button, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: fetching.state is JobState.CANCELLED, timeout=LONG_MS)
    qtbot.waitUntil(panel.fetch.yes_button.isVisible)
    assert page.list.isEnabled()


def test_a_sketch_is_written_and_opened(
    qtbot: QtBot, app: App, page: BoardPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    answers = [True, False, True]

    def open_url(url: QUrl) -> bool:
        opened.append(url.toLocalFile())
        return answers.pop(0)

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    panel = page.delivery
    assert not panel.sketch.open_button.isVisible()
    panel.sketch_button.click()
    qtbot.waitUntil(panel.sketch.open_button.isVisible, timeout=LONG_MS)
    project = app.session.project
    assert project is not None
    folder = project.folder / "exports" / "wakewright_esp32_s3"
    assert str(folder) in panel.sketch.said.text()
    assert focused() is panel.sketch.open_button
    panel.sketch.open_button.click()
    assert opened == [str(folder / "wakewright_esp32_s3.ino")]
    assert (folder / "wakewright_esp32_s3.ino").is_file()
    panel.sketch.open_button.click()  # Nothing opens sketches here: their folder is shown.
    assert opened[2] == str(folder)
    # It is the sketch of this board alone.
    names = [board.name for board in page.list.boards]
    page.list.setCurrentRow(names.index("virtual-cortex-m4"))
    qtbot.waitUntil(lambda: not panel.sketch.open_button.isVisible())
    assert not panel.sketch_button.isVisible()
    assert load_board("virtual-cortex-m4").fqbn == ""
