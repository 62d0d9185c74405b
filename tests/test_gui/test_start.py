"""A start from an icon: where files are, a second start, and what cannot be read in a terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from command import ROOT
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from audio import alert
from audio.errors import WakewrightError
from gui import app as gui_app
from gui.crash import FailedStart
from wakewright import open_app, read_arguments

# Starts the app with a project that breaks it, changes one preference, and tells where things are.
DRIVER = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from gui import app as gui_app
from gui.crash import CrashDialog
from gui.session import Session, data_folder, projects_folder

def broken(self, folder):
    raise KeyError("damaged in a way that nobody thought of")

Session.open = broken
app = gui_app.start(Path(sys.argv[1]))
name, value = sys.argv[2:]
setattr(app.preferences, name, value)
dialogs = app.window.findChildren(CrashDialog)
told = {
    "data": str(data_folder()),
    "projects": str(projects_folder()),
    "settings": app.preferences._settings.fileName(),
    "window": app.window.isVisible(),
    "dialog": [dialog.detailedText() for dialog in dialogs],
}
print("up", flush=True)
sys.stdin.readline()
app.preferences.save()
print(json.dumps(told), flush=True)
"""


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """The environment of a user who is new here."""
    places = {
        "HOME": tmp_path / "home",
        "XDG_DATA_HOME": tmp_path / "data",
        "XDG_CONFIG_HOME": tmp_path / "config",
        "XDG_CACHE_HOME": tmp_path / "cache",
    }
    places["HOME"].mkdir()
    return {**os.environ, **{name: str(place) for name, place in places.items()}}


def begin(home: dict[str, str], name: str, value: str) -> subprocess.Popen[str]:
    """Start the driver and wait until its window is up."""
    process = subprocess.Popen(
        [sys.executable, "-c", DRIVER, "lamp", name, value],
        cwd=ROOT,
        env=home,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None and process.stdout.readline() == "up\n"
    return process


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only XDG's places can be moved.")
def test_two_at_once_keep_to_the_users_places_and_to_each_others_preferences(
    home: dict[str, str], tmp_path: Path
) -> None:
    processes = [begin(home, "theme", "dark"), begin(home, "pace", "brisk")]
    outputs = [json.loads(process.communicate("\n", timeout=60)[0]) for process in processes]
    for told in outputs:
        assert told["data"] == str(tmp_path / "data" / "Wakewright" / "Wakewright")
        assert told["projects"].startswith(str(tmp_path / "home"))
        assert told["settings"].startswith(str(tmp_path / "config"))
        # The project that was open last does not keep the window from opening.
        assert told["window"] and "nobody thought of" in told["dialog"][0]
    assert len(list((tmp_path / "data").rglob("report-*.txt"))) == 2
    settings = Path(outputs[0]["settings"]).read_text("utf-8")
    assert "theme=dark" in settings and "pace=brisk" in settings


def test_qt_has_a_place_for_data_and_projects_on_this_system() -> None:
    from gui.session import data_folder, projects_folder

    assert data_folder().is_absolute() and projects_folder().name == "Wakewright"
    assert data_folder() != projects_folder()


def test_a_start_that_fails_is_shown_and_written_down(
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(_project: Path | None) -> None:
        raise OSError("the settings are a folder")

    shown: list[tuple[str, str]] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FailedStart)
        shown.append((dialog.informativeText(), dialog.detailedText()))
        dialog.close()

    monkeypatch.setattr(gui_app, "start", fail)
    monkeypatch.setattr(gui_app, "data_folder", lambda: tmp_path)
    QTimer.singleShot(0, look)
    assert gui_app.run() == 1
    [(text, details)] = shown
    [report] = (tmp_path / "reports").glob("report-*.txt")
    assert "the settings are a folder" in text and str(report) in text
    for written in (details, report.read_text("utf-8"), capsys.readouterr().err):
        assert "OSError: the settings are a folder" in written


def test_without_a_screen_it_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in gui_app.SCREENS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("gui.app.sys.platform", "linux")
    with pytest.raises(WakewrightError, match="no screen") as refused:
        gui_app.run()
    assert "wakewright --help" in refused.value.hint


def test_what_macos_adds_to_a_click_is_no_command() -> None:
    assert read_arguments(["-psn_0_1234567"]).run is open_app
    assert read_arguments([]).run is open_app


@pytest.mark.skipif(sys.platform == "win32", reason="Windows shows texts itself.")
def test_a_text_is_shown_by_what_the_desktop_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audio.alert.sys.platform", "linux")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not alert.show("No library.")
    for name in ("xmessage", "kdialog"):
        program = tmp_path / name
        program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$0" "$@" > "{tmp_path / "said"}"\n')
        program.chmod(0o755)
    assert alert.show("No library.\nInstall it.")
    said = (tmp_path / "said").read_text().splitlines()
    assert said == [str(tmp_path / "kdialog"), "--title", "Wakewright", "--error", *_LINES]
    monkeypatch.setattr("audio.alert.sys.platform", "darwin")
    assert alert._command("“No”")[-1] == "“No”"


_LINES = ("No library.", "Install it.")
