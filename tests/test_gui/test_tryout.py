"""The chosen model tried out through the computer's microphone: controller and panel."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.sound_system import BREATH_SECONDS
from listening import WAIT_MS, WORDS, Scene, make_scene
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from compress.variant import Variant
from gui.job import JobState
from gui.preferences import Preferences
from gui.session import Session
from gui.widgets.tryout_panel import TryoutPanel

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def scene(
    qapp: QApplication, preferences: Preferences, tmp_path: Path, tone_variant: Variant
) -> Iterator[Scene]:
    """A project with a model and no firmware; three words will be said."""
    opened = make_scene(preferences, tmp_path, tone_variant, None)
    yield opened
    opened.session.stop()


def test_words_are_heard_without_any_firmware(qtbot: QtBot, scene: Scene) -> None:
    tryout = scene.session.tryout
    found: list[tuple[str, float]] = []
    tryout.detected.connect(lambda word, score: found.append((word, score)))
    tryout.start()
    qtbot.waitUntil(lambda: len(found) == 3, timeout=WAIT_MS)
    assert [word for word, _ in found] == ["rise", "fall", "rise"]
    assert tryout.last is not None and tryout.count == 3
    start_s = WORDS[-1][1] + BREATH_SECONDS
    assert 0.5 < tryout.last.seconds - start_s < 1.0
    assert tryout.last.score == pytest.approx(found[-1][1])
    assert len(tryout.scores) == len(tryout.thresholds) == 3
    assert -80 < tryout.level_dbfs < 0
    tryout.cancel()
    qtbot.waitUntil(lambda: not tryout.running, timeout=WAIT_MS)
    assert scene.room.listening == 0 and tryout.job.state is JobState.CANCELLED


def test_changes_are_few_and_readings_are_many(qtbot: QtBot, scene: Scene) -> None:
    tryout = scene.session.tryout
    changes: list[JobState] = []
    readings: list[int] = []
    tryout.changed.connect(lambda: changes.append(tryout.job.state))
    tryout.heard.connect(lambda: readings.append(1))
    tryout.start()
    qtbot.waitUntil(lambda: len(readings) > 30, timeout=WAIT_MS)
    assert changes == [JobState.RUNNING]


def test_a_microphone_that_is_pulled_out_is_told_and_trying_again_works(
    qtbot: QtBot, scene: Scene
) -> None:
    panel = TryoutPanel(scene.session)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    tryout = scene.session.tryout
    qtbot.waitUntil(lambda: bool(tryout.scores), timeout=WAIT_MS)
    names, scene.room.names = scene.room.names, ()
    qtbot.waitUntil(lambda: not tryout.running, timeout=WAIT_MS)
    assert "is gone" in panel.message.text() and "Plug it in" in panel.message.text()
    scene.room.names = names
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(tryout.scores), timeout=WAIT_MS)
    assert "is gone" not in panel.message.text()


def test_a_muted_microphone_is_told_in_plain_words(qtbot: QtBot, scene: Scene) -> None:
    scene.room.muted = True
    tryout = scene.session.tryout
    tryout.start()
    qtbot.waitUntil(lambda: not tryout.running, timeout=WAIT_MS)
    assert tryout.job.state is JobState.FAILED
    assert "muted" in tryout.job.what and tryout.job.hint


def test_the_panel_by_keyboard_shows_and_says_the_word(qtbot: QtBot, scene: Scene) -> None:
    panel = TryoutPanel(scene.session)
    qtbot.addWidget(panel)
    panel.show()
    assert not panel.word.isVisible()
    panel.button.setFocus()
    qtbot.keyClick(panel.button, Qt.Key.Key_Space)
    assert panel.button.text().replace("&", "") == "Stop listening"
    assert panel.word.text() == "Say: “rise” · “fall”"
    qtbot.waitUntil(lambda: panel.word.text().startswith("rise, ✓ score"), timeout=WAIT_MS)
    assert panel.message.text() == "Listening through this computer’s microphone."
    assert "just now" in panel.word.accessibleDescription()
    assert "fall: " in panel.scores.accessibleDescription()
    assert "fires at 61 %" in panel.scores.accessibleDescription()
    qtbot.keyClick(panel.button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not scene.session.tryout.running, timeout=WAIT_MS)
    # What was heard last stays to be read, also in a panel that is built anew.
    again = TryoutPanel(scene.session)
    qtbot.addWidget(again)
    again.show()
    assert again.word.isVisible() and again.word.text().startswith("rise, ")


def test_without_a_model_it_says_so(qtbot: QtBot, session: Session) -> None:
    panel = TryoutPanel(session)
    qtbot.addWidget(panel)
    assert "train one first" in panel.message.text()
    assert not panel.button.isEnabled()
    session.tryout.start()
    assert not session.tryout.running


def test_the_engine_is_imported_in_the_thread_that_needs_it() -> None:
    heavy = [
        "ai_edge_litert.interpreter",
        "pymicro_features",
        "tensorflow",
        "librosa",
        "sounddevice",
    ]
    script = f"import sys, gui.tryout; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
