"""The window: pages by keyboard, looks changed while it runs, and an end that leaves nothing."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from audio.project import Project
from audio.stage import Progress, Stage, in_process
from gui.app import App
from gui.job import JobState
from gui.pages import PAGES
from gui.pages.words import WordsPage
from gui.widgets.job_bar import time_left

LONG_MS = 60_000


def endless() -> Stage[None]:
    """A worker that goes on until it is stopped."""
    while True:
        yield Progress(0.5, "Working")


def test_each_page_is_a_key_away(qtbot: QtBot, app: App) -> None:
    for number, kind in enumerate(PAGES):
        qtbot.keyClick(
            app.window, Qt.Key(Qt.Key.Key_1 + number), Qt.KeyboardModifier.ControlModifier
        )
        assert app.window.page.name == kind.name
        assert app.window.stack.currentIndex() == number
        assert app.window.steps.currentRow() == number


def test_theme_size_and_language_change_while_a_page_is_open(app: App) -> None:
    app.window.go_to("listen")
    size = app.window.page.heading.font().pointSizeF()
    app.preferences.theme, app.preferences.text_percent = "dark", 200
    app.change_looks()
    assert app.window.page.name == "listen"
    assert app.window.page.heading.font().pointSizeF() == pytest.approx(2 * size)
    assert app.window.palette().window().color().lightness() < 60


def test_the_focus_stays_where_it_was_when_the_looks_change(app: App) -> None:
    def button() -> QPushButton:
        assert isinstance(app.window.page, WordsPage)
        return app.window.page.start.open_button

    app.window.activateWindow()
    button().setFocus()
    app.preferences.text_percent = 125
    app.change_looks()
    assert button().hasFocus()


def test_pages_behind_are_filled_while_nobody_waits(qtbot: QtBot, app: App) -> None:
    app.change_looks()
    assert [page.filled for page in app.window.pages] == [True] + 5 * [False]
    app.window.go_to("shrink")
    assert app.window.page.filled
    qtbot.waitUntil(lambda: all(page.filled for page in app.window.pages))


def test_a_dialog_is_not_left_without_its_page(qtbot: QtBot, app: App, project: Project) -> None:
    """The system may become dark while a dialog is open."""
    assert app.session.open(project.folder)
    page, dialog = app.window.page, QMessageBox(app.window)
    dialog.open()
    app.change_looks()
    assert app.window.page is page
    dialog.close()
    qtbot.waitUntil(lambda: app.window.page is not page)


def test_closing_in_the_middle_of_a_job_leaves_no_process(
    qtbot: QtBot, app: App, project: Project
) -> None:
    app.session.open(project.folder)
    app.session.training.start(lambda: in_process(endless))
    qtbot.waitUntil(lambda: bool(multiprocessing.active_children()), timeout=LONG_MS)
    app.window.close()
    assert multiprocessing.active_children() == []


def test_a_killed_worker_is_told_and_work_can_go_on(
    qtbot: QtBot, app: App, project: Project
) -> None:
    app.session.open(project.folder)
    job = app.session.training
    job.start(lambda: in_process(endless))
    qtbot.waitUntil(lambda: bool(multiprocessing.active_children()), timeout=LONG_MS)
    qtbot.waitUntil(lambda: job.progress.message == "Working", timeout=LONG_MS)
    for child in multiprocessing.active_children():
        child.kill()
    qtbot.waitUntil(lambda: not job.busy, timeout=LONG_MS)
    assert job.state is JobState.FAILED
    assert "worker process ended" in job.what
    assert "try again" in job.hint
    job.start(lambda: in_process(endless))
    assert job.state is JobState.RUNNING


def test_a_folder_that_is_no_project_is_refused_and_the_open_one_stays(
    app: App, project: Project, tmp_path: Path
) -> None:
    app.session.open(project.folder)
    assert not app.session.open(tmp_path)
    assert app.session.project == project
    assert "is not a Wakewright project" in app.window.notice.text()
    assert app.window.notice.isVisible()


def test_what_was_said_of_one_project_goes_with_it(app: App, project: Project) -> None:
    app.session.open(project.folder)
    app.session.told.emit("The sample project is open.")
    assert app.window.notice.isVisible()
    other = Project.create(project.folder.with_name("other"), ["lamp"])
    app.session.open(other.folder)
    assert not app.window.notice.isVisible()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, ""),
        (1.0, "about 5 seconds left"),
        (57.0, "about 55 seconds left"),
        (61.0, "about a minute left"),
        (150.0, "about 2 minutes left"),
    ],
)
def test_time_left_is_said_as_people_say_it(seconds: float | None, text: str) -> None:
    assert time_left(seconds) == text


def test_a_page_that_waits_says_why_and_leads_to_where_that_ends(
    qtbot: QtBot, app: App, project: Project
) -> None:
    window = app.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    for name, leads in (("listen", "words"), ("record", "words")):
        window.go_to(name)
        assert window.waiting.isVisible() and not window.page.isVisible()
        assert window.waiting.text.text() == window.page.missing()
        assert window.waiting.heading.text() == window.page.title()
        assert window.waiting.button.hasFocus()
        window.waiting.button.click()
        assert window.page.name == leads and not window.waiting.isVisible()
    app.session.open(project.folder)
    for name, leads in (("shrink", "record"), ("board", "record"), ("listen", "record")):
        window.go_to(name)
        window.waiting.button.click()
        assert window.page.name == leads, "nothing was recorded, so that nothing can be trained"


def test_a_page_that_waited_is_there_as_soon_as_it_can_be(app: App, project: Project) -> None:
    app.window.go_to("record")
    assert app.window.waiting.isVisible()
    app.session.open(project.folder)
    assert not app.window.waiting.isVisible() and app.window.page.isVisible()
