"""The page Record as tests use it: with the keyboard, and with takes that are there already."""

from __future__ import annotations

from collections.abc import Callable

from fakes.sounds import take
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from audio.project import Project
from audio.takestore import Origin, TakeStore

LONG_MS = 20_000
Until = Callable[[Callable[[], bool]], None]


def press(qtbot: QtBot, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    """Press a key wherever the focus is."""
    keys = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        keys |= modifier
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, key, keys)


def tab_to(qtbot: QtBot, target: QWidget) -> None:
    """Go on with the Tab key until a widget has the focus."""
    for _ in range(60):
        if QApplication.focusWidget() is target:
            return
        press(qtbot, Qt.Key.Key_Tab)
    raise AssertionError(f"{target} cannot be reached with the Tab key")


def with_takes(project: Project, count: int, label: str = "hey_lantern") -> None:
    """Give a project takes of a word."""
    with TakeStore(project.takes).writer() as writer:
        for number in range(count):
            writer.add(take(number), Origin(label, "me"), ("noisy",) if number == 1 else ())
