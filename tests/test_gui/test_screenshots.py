"""Pictures of the pages: one for each page and look, each of what it says it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.app import App
from gui.language import LANGUAGES
from gui.pages import PAGES
from gui.picture_room import PictureRoom
from gui.preferences import Preferences
from gui.screenshots import PERCENTS, Look, looks, main, take_pictures
from gui.situations import SITUATIONS, Situation, as_it_is
from gui.theme import THEMES

SHORT_MS, WAIT_MS = 60, 60_000
# Nobody listens before; and without firmware there is nothing to compare.
ONLY_LATER = ("listen-stopped", "listen-compared")


def test_there_is_a_look_for_each_theme_size_and_language() -> None:
    wanted = list(looks(tuple(LANGUAGES)))
    assert len(wanted) == len(set(wanted)) == len(THEMES) * len(PERCENTS) * len(LANGUAGES)
    assert {look.language for look in looks(("ko",))} == {"ko"}


def test_every_page_is_pictured_in_its_look(app: App, sample: Path, tmp_path: Path) -> None:
    app.session.open(sample)
    look = Look("contrast", 100, "en")
    pages = [Situation(page.name, page.name, as_it_is, 0) for page in PAGES]
    files = list(take_pictures(app, tmp_path, [look], pages))
    assert [file.name for file in files] == [f"{page.name}-contrast-100-en.png" for page in PAGES]
    pictures = [QImage(str(file)) for file in files]
    assert all(picture.size() == app.window.size() for picture in pictures)
    assert len({bytes(picture.constBits()) for picture in pictures}) == len(PAGES)
    corner = pictures[0].pixelColor(pictures[0].width() - 3, pictures[0].height() // 2)
    assert corner == QColor(THEMES["contrast"].window)


def test_a_folder_that_cannot_be_is_told(
    app: App, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["--out", str(tmp_path / "file" / "pictures")]) == 1
    assert "file" in capsys.readouterr().out


def test_every_situation_is_seen_and_leaves_nothing_behind(
    qtbot: QtBot, qapp: QApplication, preferences: Preferences, sample: Path, tmp_path: Path
) -> None:
    font, folder = qapp.font(), tmp_path / "lamp"
    shutil.copytree(sample, folder)
    app = App(qapp, preferences, PictureRoom())
    qtbot.addWidget(app.window)
    app.window.show()
    try:
        assert app.session.open(folder)
        before = app.session.project

        def idle() -> bool:
            return not app.session.busy and not app.session.recorder.busy

        for situation in SITUATIONS:
            app.window.go_to(situation.page)
            qtbot.wait(SHORT_MS)
            plain = app.window.page.grab().toImage()
            with situation.brings_about(app) as shown:
                qtbot.wait(SHORT_MS)
                seen = (shown or app.window.page).grab().toImage()
            assert seen != plain or situation.name in ONLY_LATER, situation.name
            assert app.session.project == before, situation.name
            qtbot.waitUntil(idle, timeout=WAIT_MS)  # Advice on words may still be sought.
    finally:
        app.window.close()
        qapp.setStyleSheet("")
        qapp.setFont(font)
