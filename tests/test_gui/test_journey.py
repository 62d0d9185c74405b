"""The whole way of a maker, by the keyboard alone: a new project, takes, a training, a board, and a
word that the board hears. Once with a microphone that the test speaks into, once with a real one.

Nothing on the way is faked but the first microphone: the trainings are real, the firmware is
compiled, and it runs in the emulated Cortex-M4 behind a real serial port.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from fakes.projects import write_wav
from fakes.sound_system import FakeSoundSystem
from fakes.sounds import RATE_HZ
from fakes.virtual_microphone import (
    VirtualMicrophone,
    needs_pulseaudio,
    require_portaudio,
    virtual_microphone,
)
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from audio.bundled import DEMO_TAKES
from audio.project import Project
from audio.sound import read_samples
from compress import presets
from compress.fitting import Recipe
from compress.presets import Preset
from firmware.listening import Heard
from gui.app import App
from gui.job import JobState
from gui.listener import ListenState
from gui.pages.board import BoardPage
from gui.pages.listen import ListenPage
from gui.pages.record import RecordPage
from gui.pages.shrink import ShrinkPage
from gui.pages.train import TrainPage
from gui.pages.words import WordsPage
from gui.preferences import Preferences
from gui.recorder import RecorderState
from gui.sound_system import SoundSystem

BOARD = "virtual-cortex-m4"
LEAST_TAKES = 10
SHORT_MS, LONG_MS, TRAINING_MS = 30_000, 120_000, 540_000
MOST_TABS = 150
VOICE = "en-029-annie"
# The virtual board works some times faster than time; this is slow enough for a busy computer.
LISTENING_SPEED = 2.0
# The quick preset on one network, with a sixth of its sound and of its time: every take that is
# played later is still heard.
RECIPE = Recipe(epochs=4, batches=100)
QUICKER = Preset("quick", "For tests.", ("mixconv-32",), 2000, RECIPE, said_words=100)


def takes_of(word: str) -> list[NDArray[np.int16]]:
    """The bundled takes of a phrase, those of one voice first."""
    files = sorted((DEMO_TAKES / word).glob("*.ogg"), key=lambda f: (VOICE not in f.name, f.name))
    return [read_samples(file) for file in files]


@dataclass
class Hands:
    """Somebody who has a keyboard and nothing else."""

    app: App
    qtbot: QtBot

    @property
    def at(self) -> QWidget:
        """What has the focus."""
        widget = QApplication.focusWidget()
        assert widget is not None, "nothing has the focus"
        return widget

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key wherever the focus is."""
        QTest.keyClick(self.at, key, modifier)

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        QTest.keyClicks(self.at, text)

    def tab_to(self, widget: QWidget) -> None:
        """Press Tab until a control has the focus."""
        for _ in range(MOST_TABS):
            if self.at is widget:
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not lead to {widget.accessibleName() or widget}")

    def use(self, widget: QWidget) -> None:
        """Go to a button and press it."""
        self.tab_to(widget)
        assert widget.isEnabled()
        self.press(Qt.Key.Key_Space)

    def go_to(self, number: int) -> QWidget:
        """The page of this number, by its shortcut."""
        self.press(Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)
        return self.app.window.page

    def wait(self, condition: Callable[[], bool], milliseconds: int = SHORT_MS) -> None:
        """Wait for something to become true."""
        self.qtbot.waitUntil(condition, timeout=milliseconds)


OpenApp = Callable[[SoundSystem | None], Hands]


@pytest.fixture
def open_app(
    qtbot: QtBot,
    qapp: QApplication,
    preferences: Preferences,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[OpenApp]:
    """Opens the app as on its first day; new projects go into a folder of the test's."""
    monkeypatch.setitem(presets.PRESETS, "quick", QUICKER)
    font, opened = qapp.font(), []

    def make(sound: SoundSystem | None) -> Hands:
        app = App(qapp, preferences, sound)
        opened.append(app)
        qtbot.addWidget(app.window)
        app.session.words.set_place(tmp_path / "projects")
        app.window.show()
        app.window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        return Hands(app, qtbot)

    yield make
    for app in opened:
        app.window.close()
    qapp.setStyleSheet("")
    qapp.setFont(font)


def name_project(hands: Hands, name: str, words: list[str]) -> Project:
    """Page Words: a new project."""
    page = hands.go_to(1)
    assert isinstance(page, WordsPage)
    hands.tab_to(page.start.name)
    hands.type(name)
    hands.tab_to(page.start.entry.field)
    for word in words:
        hands.type(word)
        hands.press(Qt.Key.Key_Return)
    hands.use(page.start.create_button)
    project = hands.app.session.project
    assert project is not None
    assert project.folder.name == name
    hands.use(page.panel.onward_button)
    assert isinstance(hands.app.window.page, RecordPage)
    return project


def train(hands: Hands) -> None:
    """Page Train: the quick preset, to the end."""
    page = hands.go_to(3)
    assert isinstance(page, TrainPage)
    quick = page.presets.buttons["quick"]
    while not quick.hasFocus():
        chosen = next(each for each in page.presets.buttons.values() if each.isChecked())
        if hands.at is chosen:
            hands.press(Qt.Key.Key_Up)
        else:
            hands.tab_to(chosen)
    if not quick.isChecked():
        hands.press(Qt.Key.Key_Space)
    hands.use(page.start_button)
    job = hands.app.session.training
    assert job.state is JobState.RUNNING
    hands.wait(lambda: not job.busy, TRAINING_MS)
    assert job.state is JobState.SUCCEEDED, job.what
    assert page.done()


def choose(hands: Hands) -> None:
    """Page Shrink: look at the last model of the picture and take it."""
    page = hands.go_to(4)
    assert isinstance(page, ShrinkPage)
    session = hands.app.session
    hands.wait(lambda: bool(session.rows) and not session.measuring.busy, LONG_MS)
    hands.tab_to(page.plot)
    hands.press(Qt.Key.Key_End)
    wanted = session.shrinker.selected
    assert wanted is not None
    hands.press(Qt.Key.Key_Return)
    assert session.chosen is not None
    assert session.chosen.name == wanted.name
    hands.wait(lambda: page.onward_button.isEnabled())
    hands.use(page.onward_button)


def put_on_board(hands: Hands) -> None:
    """Page Board: build for the virtual board, write, read back, start."""
    page = hands.app.window.page
    assert isinstance(page, BoardPage)
    session = hands.app.session
    hands.tab_to(page.list)
    for _ in range(page.list.count()):
        hands.press(Qt.Key.Key_Up)
    while session.board is None or session.board.name != BOARD:
        hands.press(Qt.Key.Key_Down)
    hands.wait(page.delivery.put_button.isEnabled, LONG_MS)
    hands.use(page.delivery.put_button)
    hands.wait(lambda: session.delivery.flashed and not session.delivery.busy, LONG_MS)
    assert page.done()
    # The focus follows to what comes next.
    assert hands.at is page.delivery.listen_button
    hands.press(Qt.Key.Key_Space)


def listen(hands: Hands, speak: Callable[[], None], word: str) -> Heard:
    """Page Listen: start, speak, and see the word."""
    page = hands.app.window.page
    assert isinstance(page, ListenPage)
    listener = hands.app.session.listener
    hands.use(page.source.button)
    hands.wait(lambda: listener.state is ListenState.LISTENING, LONG_MS)
    speak()
    hands.wait(lambda: any(each.word == word for each in listener.log.detections), LONG_MS)
    heard = next(each for each in listener.log.detections if each.word == word)
    assert page.done()
    return heard


def test_by_keyboard_alone_from_a_new_project_to_a_detection(open_app: OpenApp) -> None:
    room = FakeSoundSystem()
    hands = open_app(room)
    project = name_project(hands, "Desk lamp", ["hey lantern", "good night house"])
    session, page = hands.app.session, hands.app.window.page
    assert isinstance(page, RecordPage)
    hands.use(page.start_button)
    recorder = session.recorder
    hands.wait(lambda: recorder.state is RecorderState.RECORDING)
    for word in project.words:
        assert recorder.choices.label == word
        room.say(*takes_of(word)[: LEAST_TAKES + 4])
        hands.wait(lambda word=word: recorder.choices.label != word or not recorder.busy, LONG_MS)
        room.hush()
    assert not recorder.busy
    counts = [sum(t.label == word for t in session.takes.takes) for word in project.words]
    assert counts == [LEAST_TAKES, LEAST_TAKES]
    assert page.done()
    train(hands)
    choose(hands)
    put_on_board(hands)
    room.speed = LISTENING_SPEED
    new = takes_of("good_night_house")[LEAST_TAKES + 4 :][:6]
    heard = listen(hands, lambda: room.say(*new), "good_night_house")
    assert heard.score > 0.5
    listening = hands.app.window.page
    assert isinstance(listening, ListenPage)
    assert "good night house" in listening.word.accessibleDescription()
    # And it was wrong, says the user: the sound is kept for the next training.
    before = len(session.takes.takes)
    hands.use(listening.verdicts.wrong_button)
    hands.wait(lambda: len(session.takes.takes) == before + 1)
    hands.use(listening.source.button)
    hands.wait(lambda: listening.session.listener.state is ListenState.IDLE)


@needs_pulseaudio
def test_with_a_real_microphone_from_a_new_project_to_a_detection(
    open_app: OpenApp, tmp_path: Path
) -> None:
    with virtual_microphone(tmp_path / "pulse") as microphone:
        require_portaudio()
        _walk_with(microphone, open_app(None), tmp_path)


def _walk_with(microphone: VirtualMicrophone, hands: Hands, tmp_path: Path) -> None:
    name_project(hands, "Hall light", ["hey lantern"])
    session, page = hands.app.session, hands.app.window.page
    assert isinstance(page, RecordPage)
    takes = takes_of("hey_lantern")
    microphone.play(_spoken(tmp_path / "takes.wav", takes[: LEAST_TAKES + 6]))
    hands.use(page.start_button)
    hands.wait(lambda: session.recorder.state is RecorderState.RECORDING)
    hands.wait(lambda: session.recorder.state is RecorderState.IDLE, LONG_MS)
    assert len(session.takes.takes) == LEAST_TAKES
    train(hands)
    hands.go_to(5)
    put_on_board(hands)
    new = _spoken(tmp_path / "new.wav", takes[LEAST_TAKES + 6 :][:8])
    heard = listen(hands, lambda: microphone.play(new), "hey_lantern")
    assert heard.score > 0.5


def _spoken(file: Path, takes: list[NDArray[np.int16]]) -> Path:
    """Takes one after the other, with the pauses that people make."""
    random = np.random.default_rng(1)

    def room(seconds: float) -> NDArray[np.int16]:
        return np.rint(random.normal(0, 20, round(seconds * RATE_HZ))).astype(np.int16)

    parts = [room(2.0), *(part for take in takes for part in (take, room(1.5)))]
    return write_wav(file, np.concatenate(parts))
