"""The model leaves the app: each format that the dialog offers is written, shown and told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fakes.zig_release import BareComputer
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from firmware.export import FORMATS
from gui.app import App
from gui.job import JobState
from gui.widgets.export_dialog import ExportDialog

WAIT_MS = 60_000


@pytest.fixture
def dialog(app: App, qtbot: QtBot, sample: Path, tmp_path: Path) -> ExportDialog:
    """The dialog as the menu opens it, over a copy of the sample project."""
    folder = tmp_path / "sample"
    shutil.copytree(sample, folder)
    assert app.session.open(folder)
    entry = next(
        action
        for menu in app.window.menuBar().findChildren(QMenu)
        for action in menu.actions()
        if action.shortcut().toString() == "Ctrl+E"
    )
    entry.trigger()
    opened = app.window.findChild(ExportDialog)
    assert opened is not None and opened.isVisible()
    return opened


def finish(qtbot: QtBot, dialog: ExportDialog, app: App) -> JobState:
    dialog.export_button.click()
    qtbot.waitUntil(lambda: not app.session.exporting.busy, timeout=WAIT_MS)
    return app.session.exporting.state


@pytest.mark.parametrize(
    ("kind", "files"),
    [
        ("web", ["index.html", "wakewright.js", "wakewright.wasm"]),
        ("c", ["model.c", "model.h"]),
        ("tflite", ["model.tflite"]),
    ],
)
def test_a_format_is_written_into_the_project(
    kind: str, files: list[str], dialog: ExportDialog, app: App, qtbot: QtBot
) -> None:
    dialog.formats[kind].click()
    assert not dialog.show_button.isVisible() and not dialog.open_button.isVisible()
    assert finish(qtbot, dialog, app) is JobState.SUCCEEDED
    project = app.session.project
    assert project is not None
    folder = project.folder / "exports" / kind
    assert sorted(path.name for path in folder.iterdir()) == files
    assert all(name in dialog.written.text() for name in files)
    assert dialog.show_button.isVisible()
    assert dialog.open_button.isVisible() == (kind == "web")


def test_enter_on_a_format_exports_it(dialog: ExportDialog, app: App, qtbot: QtBot) -> None:
    choice = dialog.formats["tflite"]
    choice.setFocus()
    QTest.keyClick(choice, Qt.Key.Key_Space)
    QTest.keyClick(choice, Qt.Key.Key_Return)
    assert app.session.exporting.busy
    qtbot.waitUntil(lambda: not app.session.exporting.busy, timeout=WAIT_MS)
    assert "model.tflite" in dialog.written.text()


def test_tab_reaches_every_button_after_an_export(
    dialog: ExportDialog, app: App, qtbot: QtBot
) -> None:
    dialog.formats["tflite"].click()
    assert finish(qtbot, dialog, app) is JobState.SUCCEEDED
    reached = []
    for _ in range(8):
        focus = dialog.focusWidget()
        assert focus is not None
        reached.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert {dialog.place_button, dialog.export_button, dialog.show_button} <= set(reached)


def test_a_compiler_for_the_page_is_asked_for_and_fetched(
    dialog: ExportDialog, app: App, qtbot: QtBot, bare_computer: BareComputer
) -> None:
    bare_computer.publish()
    dialog.formats["web"].click()
    dialog.export_button.click()
    assert dialog.fetch.isVisible() and not app.session.exporting.busy
    for told in ("zig 0.16.0", "56 MB from ziglang.org", "licence MIT"):
        assert told in dialog.fetch.question.text()
    assert dialog.focusWidget() is dialog.fetch.yes_button
    dialog.fetch.no_button.click()
    assert not dialog.fetch.isVisible() and not bare_computer.cache.exists()
    assert dialog.focusWidget() is dialog.export_button
    # A question is about one format.
    dialog.export_button.click()
    dialog.formats["c"].click()
    assert not dialog.fetch.isVisible()
    dialog.formats["web"].click()
    dialog.export_button.click()
    dialog.fetch.yes_button.click()
    qtbot.waitUntil(lambda: not app.session.exporting.busy, timeout=WAIT_MS)
    assert app.session.exporting.state is JobState.SUCCEEDED
    assert dialog.open_button.isVisible() and not dialog.fetch.isVisible()


def test_a_folder_that_cannot_be_written_is_said_and_can_be_changed(
    dialog: ExportDialog, app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    project = app.session.project
    assert project is not None
    dialog.formats["tflite"].click()
    (project.folder / "exports").write_text("in the way")
    assert finish(qtbot, dialog, app) is JobState.FAILED
    assert "cannot be written" in dialog.bar.message.text()
    assert not dialog.written.isVisible()
    dialog._folder = tmp_path / "elsewhere"
    assert finish(qtbot, dialog, app) is JobState.SUCCEEDED
    assert (tmp_path / "elsewhere" / "model.tflite").exists()


def test_every_format_of_the_command_line_is_offered(dialog: ExportDialog) -> None:
    # The Uno's needs a small model, which the sample has none of.
    assert set(dialog.formats) == set(FORMATS) - {"uno", "arduino"}
    for choice in dialog.formats.values():
        assert choice.accessibleDescription()


def test_without_a_model_there_is_nothing_to_export(app: App) -> None:
    told: list[str] = []
    app.session.told.connect(told.append)
    app.window.menus._export_model()
    assert "train one first" in told[-1]
    assert app.window.findChild(ExportDialog) is None
