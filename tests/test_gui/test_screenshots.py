"""Pictures of the pages: one for each page and look, each of what it says it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from gui.app import App
from gui.language import LANGUAGES
from gui.pages import PAGES
from gui.screenshots import PERCENTS, Look, looks, main, take_pictures
from gui.theme import THEMES


def test_there_is_a_look_for_each_theme_size_and_language() -> None:
    wanted = list(looks(tuple(LANGUAGES)))
    assert len(wanted) == len(set(wanted)) == len(THEMES) * len(PERCENTS) * len(LANGUAGES)
    assert {look.language for look in looks(("ko",))} == {"ko"}


def test_every_page_is_pictured_in_its_look(app: App, sample: Path, tmp_path: Path) -> None:
    app.session.open(sample)
    look = Look("contrast", 100, "en")
    pages = {page.name: page.name for page in PAGES}
    files = list(take_pictures(app, tmp_path, [look], pages))
    assert [file.name for file in files] == [f"{name}-contrast-100-en.png" for name in pages]
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
