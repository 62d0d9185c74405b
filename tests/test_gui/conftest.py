"""Windows and sessions for tests of the app."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fakes.sound_system import FakeSoundSystem
from listening import Scene, make_scene
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from recording import LONG_MS, Until

from audio import patience
from audio.project import Project
from audio.stage import finish
from compress.sample import make_sample
from compress.variant import Variant
from firmware.image import FirmwareImage
from gui import language
from gui.app import App
from gui.garbage import collect_due
from gui.main_window import MainWindow
from gui.preferences import Preferences
from gui.session import Session


@pytest.fixture(autouse=True)
def english_before_and_after() -> Iterator[None]:
    """No test leaves its language to the next one, whichever that is."""
    language.switch("en")
    yield
    language.switch("en")


@pytest.fixture(autouse=True)
def garbage_of_this_thread() -> Iterator[None]:
    """Windows of earlier tests are deleted between two tests, and never by a thread of a job."""
    gc.disable()
    yield
    collect_due()
    gc.enable()


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    """Preferences of somebody who has never started the app, in English."""
    found = Preferences(tmp_path / "preferences.ini")
    found.language, found.theme = "en", "light"
    return found


@pytest.fixture
def session(qapp: QApplication, preferences: Preferences) -> Iterator[Session]:
    """A session without a project."""
    opened = Session(preferences)
    yield opened
    opened.stop()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with two phrases and nothing else."""
    return Project.create(tmp_path / "lamp", ("hey lantern", "good night"))


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project, made once; for looking at, not for changing."""
    return finish(make_sample(tmp_path_factory.mktemp("shared") / "sample")).folder


@pytest.fixture
def app(qtbot: QtBot, qapp: QApplication, preferences: Preferences) -> Iterator[App]:
    """The whole app with its window shown; its looks end with it."""
    font = qapp.font()
    opened = App(qapp, preferences)
    qtbot.addWidget(opened.window)
    opened.window.show()
    yield opened
    opened.window.close()
    # A style sheet would grow the next app's font from this one's.
    qapp.setStyleSheet("")
    qapp.setFont(font)


@pytest.fixture
def scene(
    qapp: QApplication,
    preferences: Preferences,
    tmp_path: Path,
    tone_variant: Variant,
    tone_image: Callable[[str], FirmwareImage],
) -> Iterator[Scene]:
    """A project with firmware for the board `host`; its microphone says three words."""
    opened = make_scene(preferences, tmp_path, tone_variant, tone_image)
    yield opened
    opened.session.stop()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader is told to say."""
    texts: list[str] = []

    def listen(event: QAccessibleEvent) -> None:
        if event.type() is QAccessible.Event.Announcement:
            texts.append(event.message())  # type: ignore[attr-defined]

    monkeypatch.setattr(QAccessible, "updateAccessibility", listen)
    return texts


@pytest.fixture
def sound() -> FakeSoundSystem:
    """A room with two microphones."""
    return FakeSoundSystem()


@pytest.fixture
def until(qtbot: QtBot) -> Until:
    """Wait for something."""

    def wait(condition: Callable[[], bool]) -> None:
        qtbot.waitUntil(condition, timeout=LONG_MS)

    return wait


@pytest.fixture
def record_window(
    qtbot: QtBot,
    qapp: QApplication,
    preferences: Preferences,
    project: Project,
    sound: FakeSoundSystem,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[MainWindow]:
    """The window with a project of two phrases, on the page Record."""
    monkeypatch.setattr(patience, "RETRY_SECONDS", 0.1)
    monkeypatch.setattr("gui.recorder.RINGING_SECONDS", 0.02)
    preferences.pace = "brisk"
    opened = MainWindow(Session(preferences, sound))
    qtbot.addWidget(opened)
    opened.session.open(project.folder)
    opened.show()
    opened.go_to("record")
    yield opened
    opened.close()
