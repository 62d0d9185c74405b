"""Every control of the page Listen while it listens: named, reached, readable, whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fakes.looks import cut_off, hard_to_read, too_small
from fakes.sound_system import FakeSoundSystem
from fakes.walker import beyond_tab, mute_interfaces, twice_used_keys, without_names
from listening import SLOW, SOUND, WAIT_MS, make_project
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from compress.variant import Variant
from firmware.image import FirmwareImage
from gui.app import App
from gui.pages.listen import ListenPage
from gui.theme import THEMES

SMALLEST_WINDOW = (900, 700)


@pytest.fixture
def listening(
    qtbot: QtBot,
    app: App,
    tmp_path: Path,
    tone_variant: Variant,
    tone_image: Callable[[str], FirmwareImage],
) -> App:
    """The app listening, with detections of which one was wrong."""
    session, room = app.session, FakeSoundSystem()
    session.sound, room.speed = room, SLOW
    room.say(SOUND)
    session.show(make_project(tmp_path, tone_variant))
    session.image = tone_image("host")
    session.image_changed.emit()
    app.window.resize(*SMALLEST_WINDOW)
    app.window.go_to("listen")
    session.listener.listen()
    log = session.listener.log
    qtbot.waitUntil(lambda: len(log.detections) >= 3, timeout=WAIT_MS)
    session.listener.verdicts.mark_wrong(log.detections[0].number)
    corrector = session.listener.verdicts.corrector
    qtbot.waitUntil(lambda: corrector.latest is not None, timeout=WAIT_MS)
    app.window.activateWindow()
    qtbot.waitUntil(app.window.isActiveWindow)
    return app


def in_each_tab(app: App, check: Callable[[ListenPage], list[str]]) -> list[str]:
    """What a check finds with each tab at the front."""
    page = app.window.page
    assert isinstance(page, ListenPage)
    found: list[str] = []
    for number in range(page.tabs.count()):
        page.tabs.bar.setCurrentIndex(number)
        for _ in range(3):
            QApplication.processEvents()
        found += check(page)
    return found


def look(app: App, **wanted: str | int) -> None:
    for name, value in wanted.items():
        setattr(app.preferences, name, value)
    app.change_looks()
    for _ in range(3):
        QApplication.processEvents()


def scroller_of(page: ListenPage) -> QScrollArea | None:
    viewport = page.parentWidget()
    area = viewport.parentWidget() if viewport is not None else None
    return area if isinstance(area, QScrollArea) else None


@pytest.mark.parametrize("language", ["en", "ko"])
def test_all_is_told_in_words_reached_by_keys_and_whole(listening: App, language: str) -> None:
    def words_and_keys(page: ListenPage) -> list[str]:
        window = listening.window
        return [
            *map(str, without_names("listen", window)),
            *map(str, mute_interfaces("listen", page)),
            *map(str, twice_used_keys("listen", window, window)),
            *map(str, beyond_tab("listen", window, window)),
        ]

    def whole(page: ListenPage) -> list[str]:
        return [
            *map(str, cut_off("listen", page, scroller_of(page))),
            *map(str, too_small("listen", page)),
        ]

    look(listening, language=language)
    assert in_each_tab(listening, words_and_keys) == []
    for percent in (100, 200):
        look(listening, text_percent=percent)
        assert in_each_tab(listening, whole) == [], f"at {percent} %"


@pytest.mark.parametrize("colours", THEMES)
def test_letters_stand_out_as_they_are_drawn(listening: App, colours: str) -> None:
    plain = QFont(listening._base_font)
    plain.setStyleStrategy(QFont.StyleStrategy.NoAntialias)
    listening._base_font = plain
    look(listening, theme=colours)
    check = in_each_tab(listening, lambda page: [*map(str, hard_to_read("listen", page))])
    assert check == []
