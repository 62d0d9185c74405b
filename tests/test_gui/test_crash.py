"""A fault of the app: written down without anything private, offered, and nothing is lost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from audio.project import Project
from gui import theme
from gui.app import App
from gui.crash import CrashDialog, CrashReporter
from gui.worker import StageWorker

CRASH = """
import ctypes, sys
from pathlib import Path
from gui.crash import CrashReporter
reporter = CrashReporter(Path(sys.argv[1]))
reporter.install()
ctypes.string_at(0)
"""


@pytest.fixture
def reporter(tmp_path: Path) -> Iterator[CrashReporter]:
    """A reporter that is installed for the test alone."""
    made = CrashReporter(tmp_path / "reports")
    before = sys.excepthook
    made.install()
    yield made
    made.uninstall()
    sys.excepthook = before


def fail() -> None:
    """A fault in a slot, with something private in its text."""
    raise RuntimeError(f"no such thing in {Path.home()}/lamp")


def test_a_fault_in_a_slot_is_written_down_and_offered(
    qtbot: QtBot, app: App, project: Project, reporter: CrashReporter
) -> None:
    app.session.open(project.folder)
    reporter.written.connect(app.offer_report)
    with qtbot.waitSignal(reporter.written) as signal:
        QTimer.singleShot(0, fail)
    report = signal.args[0].read_text("utf-8")
    assert "RuntimeError" in report
    assert "Wakewright" in report
    assert "Qt 6" in report
    assert str(Path.home()) not in report
    dialog = next(iter(app.window.findChildren(CrashDialog)))
    assert dialog.isVisible()
    dialog.copy_button.click()
    assert QGuiApplication.clipboard().text() == report
    assert Project.open(project.folder) == project


@pytest.mark.parametrize("percent", [100, 200])
def test_its_buttons_are_wide_enough_for_their_texts(
    qapp: QApplication, app: App, tmp_path: Path, percent: int
) -> None:
    report = tmp_path / "report.txt"
    report.write_text("RuntimeError", "utf-8")
    base = QFont(qapp.font())
    base.setPointSizeF(11.0)
    theme.apply(qapp, theme.LIGHT, base, percent)
    app.offer_report(report)
    [dialog] = app.window.findChildren(CrashDialog)
    cut_off = [
        button.text()
        for button in dialog.findChildren(QPushButton)
        if button.isVisible() and button.width() < button.sizeHint().width()
    ]
    assert len(dialog.buttons()) == 4 and cut_off == []


def test_a_bug_in_a_stage_is_told_by_its_job_and_reported(
    qtbot: QtBot, reporter: CrashReporter
) -> None:
    def broken() -> Iterator[None]:
        yield from ()
        raise KeyError("lost")

    worker = StageWorker(broken)  # type: ignore[arg-type]
    with capture_exceptions():  # Puts a hook of its own in place, which ours then replaces.
        reporter.install()
        with qtbot.waitSignals([worker.failed, reporter.written]):
            worker.start()
        worker.wait()
    assert any("KeyError" in each.read_text() for each in reporter.folder.glob("report-*.txt"))


def test_a_sudden_end_is_offered_at_the_next_start(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    ended = subprocess.run(
        [sys.executable, "-c", CRASH, str(folder)], capture_output=True, check=False, timeout=60
    )
    assert ended.returncode != 0
    report = CrashReporter(folder).fault_of_last_time()
    assert report is not None
    assert "string_at" in report.read_text()
    assert CrashReporter(folder).fault_of_last_time() is None


def test_a_good_end_leaves_nothing_to_report(tmp_path: Path) -> None:
    reporter = CrashReporter(tmp_path / "reports")
    reporter.install()
    reporter.uninstall()
    assert CrashReporter(tmp_path / "reports").fault_of_last_time() is None
