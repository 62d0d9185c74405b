"""The window, driven as a person would, offscreen."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QProgressBar
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow, State, time_left_text

LONG_MS = 60_000


def wait_for(qtbot: QtBot, window: MainWindow, state: State) -> None:
    qtbot.waitUntil(lambda: window.state is state, timeout=LONG_MS)


def open_window(qtbot: QtBot, folder: Path) -> MainWindow:
    window = MainWindow(folder)
    qtbot.addWidget(window)
    window.show()
    return window


def test_a_finished_sample_is_shown_with_its_numbers(qtbot: QtBot, demo_folder: Path) -> None:
    window = open_window(qtbot, demo_folder)
    qtbot.keyClick(window.start_button, Qt.Key.Key_Space)
    wait_for(qtbot, window, State.SUCCEEDED)
    texts = [label.text() for label in window.findChildren(QLabel)]
    assert any("heard" in text for text in texts)
    assert "Wake phrases heard" in texts
    assert window.report_button.isVisible()
    assert window.report_button.hasFocus()


def test_cancel_by_keyboard_leaves_no_process(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, tmp_path / "sample")
    qtbot.keyClick(window.start_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(multiprocessing.active_children()), timeout=LONG_MS)
    assert window.state is State.RUNNING
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    wait_for(qtbot, window, State.CANCELLED)
    assert multiprocessing.active_children() == []
    assert window.start_button.isEnabled()


def test_closing_in_the_middle_leaves_no_process(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, tmp_path / "sample")
    window.start()
    qtbot.waitUntil(lambda: bool(multiprocessing.active_children()), timeout=LONG_MS)
    window.close()
    assert multiprocessing.active_children() == []


def test_a_failure_is_told_in_plain_words(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine")
    window = open_window(qtbot, tmp_path)
    window.start()
    wait_for(qtbot, window, State.FAILED)
    assert "other files" in window.message.text()
    assert window.start_button.isEnabled()


def test_every_control_has_a_name_and_can_be_reached(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, tmp_path)
    for button in window.findChildren(QAbstractButton):
        assert button.text() or button.accessibleName()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    for bar in window.findChildren(QProgressBar):
        assert bar.accessibleName()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""),
        (1.0, "about 5 seconds left"),
        (57.0, "about 55 seconds left"),
        (61.0, "about 1 minute left"),
        (150.0, "about 2 minutes left"),
    ],
)
def test_time_left_is_said_as_people_say_it(seconds: float | None, text: str) -> None:
    assert time_left_text(seconds) == text
