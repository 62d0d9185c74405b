"""Every control of every page: named, reached by Tab, readable, and nothing cut off.

The pages are walked as people meet them: with nothing open, with the sample project and its
models, while a job runs, and after one has failed; in both languages, at both ends of the sizes of
text, in each theme.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import pytest
from fakes.looks import LEAST_CONTRAST, cut_off, hard_to_read, too_small
from fakes.walker import (
    Finding,
    WindowWatch,
    beyond_tab,
    controls,
    mute_interfaces,
    name_of,
    twice_used_keys,
    without_names,
)
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from audio.errors import WakewrightError
from audio.stage import Progress, Stage
from gui import theme
from gui.app import App
from gui.crash import CrashDialog
from gui.language import LANGUAGES
from gui.pages import PAGES
from gui.theme import THEMES

SMALLEST_WINDOW = (900, 700)


def working() -> Stage[None]:
    """A job that goes on until it is stopped."""
    while True:
        yield Progress(0.4, "Reading the takes", 95.0)
        time.sleep(0.02)


def failing() -> Stage[None]:
    """A job that fails with something to say."""
    yield Progress(0.1, "Reading the takes")
    raise WakewrightError("The model file is damaged (x: y).", "Make or download it again.")


def nothing_open(app: App, folder: Path) -> None:
    """The first start."""


def sample_open(app: App, folder: Path) -> None:
    """A project with takes and models."""
    assert app.session.open(folder)


def jobs_running(app: App, folder: Path) -> None:
    """Everything that takes long is under way."""
    sample_open(app, folder)
    for job in app.session.jobs:
        job.start(working)


def jobs_failed(app: App, folder: Path) -> None:
    """Everything went wrong."""
    sample_open(app, folder)
    for job in app.session.jobs:
        job.start(failing)
    while app.session.busy:
        QApplication.processEvents()


SITUATIONS = (nothing_open, sample_open, jobs_running, jobs_failed)


@pytest.fixture(params=SITUATIONS, ids=lambda situation: situation.__name__)
def walked(request: pytest.FixtureRequest, qtbot: QtBot, app: App, sample: Path) -> Iterator[App]:
    """The app in each situation, in the smallest window that is promised to do."""
    app.window.resize(*SMALLEST_WINDOW)
    request.param(app, sample)
    app.window.activateWindow()
    qtbot.waitUntil(app.window.isActiveWindow)
    yield app
    app.session.stop()


def look(app: App, language: str = "en", colours: str = "light", percent: int = 100) -> None:
    """Show the app in another look."""
    preferences = app.preferences
    preferences.language, preferences.theme, preferences.text_percent = language, colours, percent
    watch = WindowWatch()
    _application().installEventFilter(watch)
    app.change_looks()
    QTest.qWait(10)
    _application().removeEventFilter(watch)
    assert watch.seen == [], "these were windows of their own"


def on_every_page(app: App, check: Callable[[str, App], Iterator[Finding]]) -> list[str]:
    """What a check finds on all pages, as sentences."""
    found: list[Finding] = []
    for kind in PAGES:
        app.window.go_to(kind.name)
        QTest.qWait(40)  # layouts, what is shown a moment later, and what that moves
        for _ in range(3):  # What a job said last is laid out, and it says nothing new meanwhile.
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        found += check(kind.name, app)
    return [str(finding) for finding in found]


def scroller_of(page: QWidget) -> QScrollArea | None:
    """The scroll area that a page is in."""
    viewport = page.parentWidget()
    area = viewport.parentWidget() if viewport is not None else None
    return area if isinstance(area, QScrollArea) else None


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_told_in_words_and_reached_by_keys(walked: App, language: str) -> None:
    def check(page: str, app: App) -> Iterator[Finding]:
        window = app.window
        yield from without_names(page, window)
        yield from mute_interfaces(page, window.page)
        yield from twice_used_keys(page, window, window)
        yield from beyond_tab(page, window, window)

    look(walked, language)
    found = on_every_page(walked, check)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("language", "percent"), [("en", 100), ("en", 200), ("ko", 200)])
def test_nothing_is_cut_off_or_too_small(walked: App, language: str, percent: int) -> None:
    def check(page: str, app: App) -> Iterator[Finding]:
        yield from cut_off(page, app.window.page, scroller_of(app.window.page))
        yield from cut_off("window", app.window, None)
        yield from too_small(page, app.window)

    look(walked, language, percent=percent)
    found = on_every_page(walked, check)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("walked", [sample_open, jobs_failed], indirect=True)
@pytest.mark.parametrize("colours", THEMES)
def test_letters_stand_out_as_they_are_drawn(walked: App, colours: str) -> None:
    plain = QFont(walked._base_font)
    plain.setStyleStrategy(QFont.StyleStrategy.NoAntialias)
    walked._base_font = plain
    look(walked, colours=colours)
    found = on_every_page(walked, lambda page, app: hard_to_read(page, app.window))
    assert not found, "\n".join(found)


def test_dialogs_are_told_in_words_and_reached_by_keys(
    qtbot: QtBot, app: App, tmp_path: Path
) -> None:
    report = tmp_path / "report.txt"
    report.write_text("Something", encoding="utf-8")
    found: list[str] = []

    def inspect() -> None:
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        shown = chain(
            without_names("dialog", dialog),
            mute_interfaces("dialog", dialog),
            twice_used_keys("dialog", dialog, dialog),
            cut_off("dialog", dialog, None),
        )
        found.extend(map(str, shown))
        dialog.close()

    for language in LANGUAGES:
        look(app, language)
        for ask in (app.window.menus._keys, app.window.menus._about):
            QTimer.singleShot(50, inspect)
            ask()
        crash = CrashDialog(report, app.window)
        qtbot.addWidget(crash)
        QTimer.singleShot(50, inspect)
        crash.exec()
    assert not found, "\n".join(found)


# The walker itself: what it is there to find.


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    """An empty window to put faults into."""
    theme.apply(_application(), THEMES["light"], QFont(_application().font()), 100)
    made = QWidget()
    made.setLayout(QVBoxLayout())
    qtbot.addWidget(made)
    made.resize(300, 200)
    return made


def _application() -> QApplication:
    found = QApplication.instance()
    assert isinstance(found, QApplication)
    return found


def shown(qtbot: QtBot, page: QWidget, *widgets: QWidget) -> QWidget:
    for widget in widgets:
        page.layout().addWidget(widget)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def test_a_field_without_a_label_is_found(qtbot: QtBot, page: QWidget) -> None:
    shown(qtbot, page, QLineEdit())
    assert [finding.fault for finding in without_names("p", page)] == ["has no accessible name"]
    assert "QLineEdit" in str(next(without_names("p", page)))
    assert len(list(mute_interfaces("p", page))) == 1


def test_a_label_is_a_name_only_for_its_field(qtbot: QtBot, page: QWidget) -> None:
    field, other, label = QLineEdit(), QLineEdit(), QLabel("&Word:")
    label.setBuddy(field)
    shown(qtbot, page, label, field, other)
    assert name_of(field) == "&Word:"
    assert len(list(without_names("p", page))) == 1


def test_a_field_that_keeps_the_tab_key_is_found(qtbot: QtBot, page: QWidget) -> None:
    first, trap, after = QPushButton("A"), QPlainTextEdit(), QPushButton("B")
    trap.setAccessibleName("Log")
    shown(qtbot, page, first, trap, after)
    first.setFocus()
    faults = {finding.fault for finding in beyond_tab("p", page, page)}
    assert faults == {"keeps the focus: Tab does not leave it", "is not reached by Tab"}
    trap.setTabChangesFocus(True)
    first.setFocus()
    assert list(beyond_tab("p", page, page)) == []


def test_a_control_left_out_of_the_order_is_found(qtbot: QtBot, page: QWidget) -> None:
    first, second = QPushButton("A"), QPushButton("B")
    second.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    shown(qtbot, page, first, second)
    wanted = controls(page)
    second.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    first.setFocus()
    assert wanted == [first, second]
    assert controls(page) == [first]


def test_a_key_used_twice_is_found(qtbot: QtBot, page: QWidget) -> None:
    shown(qtbot, page, QPushButton("&Save"), QPushButton("&Stop"), QPushButton("A && B"))
    assert [finding.fault for finding in twice_used_keys("p", page, page)] == [
        "share the key Alt+S"
    ]


def test_a_text_that_is_cut_off_is_found(qtbot: QtBot, page: QWidget) -> None:
    short, long = QLabel("Short"), QLabel("A text that is much longer than its label")
    long.setFixedWidth(40)
    shown(qtbot, page, short, long)
    (finding,) = cut_off("p", page, None)
    assert "much longer" in finding.path
    assert "pixels in width" in finding.fault


def test_a_page_wider_than_its_place_is_found(qtbot: QtBot) -> None:
    content, area = QWidget(), QScrollArea()
    qtbot.addWidget(area)
    row = QHBoxLayout(content)
    wide = QPushButton("Wide")
    wide.setMinimumWidth(500)
    row.addWidget(wide)
    area.setWidget(content)
    area.setWidgetResizable(True)
    area.resize(200, 200)
    area.show()
    QApplication.processEvents()
    assert ["makes the page" in finding.fault for finding in cut_off("p", content, area)] == [True]


def test_pale_letters_are_found(qtbot: QtBot, page: QWidget) -> None:
    good, pale = QLabel("Plain to see"), QLabel("Hard to see")
    for label, colour in ((good, "#000000"), (pale, "#999999")):
        font = QFont(label.font())
        font.setStyleStrategy(QFont.StyleStrategy.NoAntialias)
        label.setFont(font)
        label.setStyleSheet(f"color: {colour}; background: #ffffff; padding: 6px;")
    shown(qtbot, page, good, pale)
    (finding,) = hard_to_read("p", page)
    assert "Hard to see" in finding.path
    ratio = float(finding.fault.rsplit(" ", 1)[1])
    assert ratio == pytest.approx(theme.contrast("#999999", "#ffffff"), abs=0.01)
    assert ratio < LEAST_CONTRAST


def test_small_text_is_found(qtbot: QtBot, page: QWidget) -> None:
    small = QLabel("Small print")
    font = QFont(small.font())
    font.setPointSizeF(7.0)
    small.setFont(font)
    shown(qtbot, page, small)
    assert [finding.fault for finding in too_small("p", page)] == ["has text of 7.0 points"]
