"""The page Record: from the keyboard alone, with every trouble in plain words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes.sound_system import PLUGGED_IN, FakeSoundSystem
from fakes.sounds import take
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from recording import Until, press, tab_to, with_takes

from audio.dataset import load_takes
from audio.project import Project
from gui.main_window import MainWindow
from gui.pages.record import RecordPage
from gui.recorder import Recorder, RecorderState
from gui.session import Session

DESK, HEADSET = PLUGGED_IN


@pytest.fixture
def page(record_window: MainWindow) -> RecordPage:
    """The page at the front."""
    assert isinstance(record_window.page, RecordPage)
    return record_window.page


@pytest.fixture
def recorder(record_window: MainWindow) -> Recorder:
    """What the page shows."""
    return record_window.session.recorder


def test_the_keyboard_alone_records_plays_deletes_and_undoes(
    qtbot: QtBot, record_window: MainWindow, page: RecordPage, recorder: Recorder,
    sound: FakeSoundSystem, project: Project, until: Until,
) -> None:  # fmt: skip
    assert QApplication.focusWidget() is page.start_button
    tab_to(qtbot, page.labels)
    press(qtbot, Qt.Key.Key_Down)
    assert recorder.choices.label == "good_night"
    tab_to(qtbot, page.setup.speaker)
    press(qtbot, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    for key in (Qt.Key.Key_B, Qt.Key.Key_O):
        press(qtbot, key)
    tab_to(qtbot, page.setup.count)
    assert page.setup.count.value() == 10 and recorder.choices.speaker == "bo"
    press(qtbot, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press(qtbot, Qt.Key.Key_2)
    tab_to(qtbot, page.setup.goes_on)
    press(qtbot, Qt.Key.Key_Space)
    tab_to(qtbot, page.start_button)
    press(qtbot, Qt.Key.Key_Space)
    until(lambda: recorder.state is RecorderState.RECORDING)
    assert page.start_button.text() == "&Stop" and not page.labels.isEnabled()
    assert "good night" in page.prompt.prompt.text() and page.prompt.count.text() == "0 of 2"
    sound.say(take(1), take(2))
    until(lambda: recorder.state is RecorderState.IDLE)
    assert [each.speaker for each in load_takes(project).takes] == ["bo", "bo"]
    tab_to(qtbot, page.takes.table)
    assert page.takes.table.take() == load_takes(project).takes[1], "the cursor is on the newest"
    press(qtbot, Qt.Key.Key_Space)
    until(lambda: len(sound.played) == 1)
    until(lambda: recorder.player.take is None)
    press(qtbot, Qt.Key.Key_Delete)
    # Not from the disk, where a thread is just deleting it.
    until(lambda: len(record_window.session.takes.takes) == 1)
    assert not list(project.takes.rglob("bo_2.flac"))
    until(lambda: page.takes.undo_button.isEnabled())
    press(qtbot, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    until(lambda: len(record_window.session.takes.takes) == 2)
    press(qtbot, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    until(lambda: recorder.state is RecorderState.RECORDING)
    press(qtbot, Qt.Key.Key_Escape)
    until(lambda: recorder.state is RecorderState.IDLE and sound.listening == 0)


def test_a_name_that_is_still_being_typed_counts(
    qtbot: QtBot, page: RecordPage, recorder: Recorder, sound: FakeSoundSystem, until: Until
) -> None:
    page.setup.speaker.setFocus()
    press(qtbot, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    for key in (Qt.Key.Key_Z, Qt.Key.Key_O, Qt.Key.Key_E):
        press(qtbot, key)
    press(qtbot, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    sound.say(take(1))
    until(lambda: recorder.done == 1)
    assert recorder.last is not None and recorder.last.speaker == "zoe"


def test_what_is_missing_is_one_line_and_the_page_is_done_when_it_can_be(
    record_window: MainWindow, page: RecordPage, project: Project
) -> None:
    assert page.lacks.text() == "○ Still to record: 10 × hey lantern, 10 × good night"
    assert not page.done() and page.missing() == ""
    with_takes(project, 9)
    with_takes(project, 10, "good_night")
    record_window.session.reload_takes()
    assert page.lacks.text() == "○ Still to record: 1 × hey lantern" and not page.done()
    with_takes(project, 1)
    record_window.session.reload_takes()
    assert page.done() and page.lacks.text().startswith("✓ Enough to train.")
    assert (
        "10 × good night" in page.lacks.text() and "60 s of background noise" in page.lacks.text()
    )
    assert page.labels.item(0).text() == "hey lantern\n◐ 10 of 20 takes"
    assert page.labels.item(3).text() == "background noise\n◐ 0 of 60 seconds"


def test_without_a_project_the_page_says_where_to_go(qtbot: QtBot, session: Session) -> None:
    page = RecordPage(session)
    page.fill()
    qtbot.addWidget(page)
    assert "Words" in page.missing() and not page.done() and page.lacks.text() == ""


def test_every_take_every_refusal_and_every_trouble_is_announced(
    qtbot: QtBot, page: RecordPage, recorder: Recorder, sound: FakeSoundSystem, until: Until,
    said: list[str],
) -> None:  # fmt: skip
    recorder.choices.choose_count(1)
    page.start_button.click()
    assert said == ["Say “hey lantern”"]
    until(lambda: recorder.state is RecorderState.RECORDING)
    loud = np.clip(take(8).astype(int) * 8, -32768, 32767).astype(np.int16)
    sound.say(loud[4000:-4000])
    until(lambda: len(said) == 2)
    assert said[1].startswith("Once more: It is too loud")
    assert page.prompt.verdict.text() == f"⚠ {said[1]}"
    sound.say(take(1))
    until(lambda: len(said) == 4)
    assert said[2:] == ["1 of 1", "Next: Say “good night”"]
    sound.names = ()
    until(lambda: recorder.state is RecorderState.LOST)
    assert said[-1] == f"{DESK} is gone. Plug it in again."
    assert page.prompt.prompt.text() == "Waiting for the microphone"
    assert "goes on by itself" in page.prompt.verdict.text()
    assert "All takes so far are kept." in page.prompt.verdict.text()
    sound.names = PLUGGED_IN
    until(lambda: recorder.state is RecorderState.RECORDING)
    assert said[-1] == "The microphone is back. Say “good night”"


def test_what_a_screen_reader_says_is_not_recorded(
    page: RecordPage, recorder: Recorder, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    hushed: list[float] = []
    monkeypatch.setattr(recorder, "hush", hushed.append)
    page.start_button.click()
    assert hushed == [], "nobody speaks without a screen reader"
    recorder.finish()
    until(lambda: recorder.state is RecorderState.IDLE)
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    page.start_button.click()
    assert hushed and hushed[0] > 1.0


def test_microphones_appear_live_and_the_chosen_one_is_remembered(
    qtbot: QtBot, record_window: MainWindow, page: RecordPage, sound: FakeSoundSystem, until: Until
) -> None:
    box, watch = page.setup.microphone, record_window.session.recorder.microphones
    until(lambda: box.count() == 3)
    assert [box.itemText(at) for at in range(3)] == ["the one the system uses", *PLUGGED_IN]
    box.setFocus()
    press(qtbot, Qt.Key.Key_End)
    assert record_window.session.preferences.microphone == HEADSET
    sound.names = (DESK,)
    watch.look()
    until(lambda: box.count() == 3 and "not plugged in" in box.currentText())
    assert box.currentText() == f"{HEADSET} (not plugged in)"
    sound.names = ()
    watch.look()
    until(lambda: page.setup.no_microphone.isVisible())
    assert "No microphone is plugged in" in page.setup.no_microphone.text()
    sound.answers = False
    watch.look()
    until(lambda: "does not answer" in page.setup.no_microphone.text())
    sound.answers, sound.names = True, PLUGGED_IN
    watch.look()
    until(lambda: box.currentText() == HEADSET)
    assert not page.setup.no_microphone.isVisible()


def test_level_and_waveform_follow_the_sound_and_say_it_in_words(
    qtbot: QtBot, page: RecordPage, recorder: Recorder, sound: FakeSoundSystem, until: Until
) -> None:
    meter, prompt = page.prompt.meter, page.prompt
    assert prompt.loudness.text() == meter.accessibleDescription() == "The microphone is off."
    page.try_button.click()
    until(lambda: recorder.state is RecorderState.TRYING)
    assert prompt.prompt.text() == "Say something" and prompt.count.text() == "Nothing is kept."
    seen: set[str] = set()
    recorder.sound_heard.connect(lambda: seen.add(prompt.loudness.text()))
    until(lambda: "Quiet: speak, or come nearer" in seen)
    sound.say(take(1))
    until(lambda: "Good" in seen)
    sound.say(np.clip(take(2).astype(int) * 9, -32768, 32767).astype(np.int16))
    until(lambda: "Too loud: move away" in seen)
    assert "decibels" in meter.in_words() and prompt.wave.accessibleDescription() in seen
    page.try_button.click()
    until(lambda: recorder.state is RecorderState.IDLE)
    assert prompt.loudness.text() == "The microphone is off." and recorder.heard.peaks.maxlen == 500


def test_with_reduced_motion_meters_move_twice_a_second(
    record_window: MainWindow, page: RecordPage, recorder: Recorder, until: Until,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    shown, heard = [], []
    record_window.session.preferences.reduced_motion = True
    page.try_button.click()
    until(lambda: recorder.state is RecorderState.TRYING)
    monkeypatch.setattr("gui.widgets.record_prompt.STILL_MS", 10**9)
    monkeypatch.setattr(page.prompt.wave, "show_peaks", lambda *_: shown.append(True))
    recorder.sound_heard.connect(lambda: heard.append(True))
    until(lambda: len(heard) > 50)
    assert shown == []
    monkeypatch.setattr("gui.widgets.record_prompt.STILL_MS", 0)
    until(lambda: len(shown) > 5)


def test_other_words_are_suggested_and_long_sound_is_asked_for_plainly(
    page: RecordPage, recorder: Recorder, sound: FakeSoundSystem, until: Until
) -> None:
    recorder.choices.choose_going_on(False)
    recorder.choices.choose_label("_unknown_")
    recorder.choices.choose_count(2)
    page.start_button.click()
    until(lambda: recorder.state is RecorderState.RECORDING)
    first = page.prompt.prompt.text()
    assert first.startswith("Say another word, e.g. “")
    sound.say(take(1))
    until(lambda: recorder.done == 1)
    assert page.prompt.prompt.text() not in (first, ""), "each time another one"
    recorder.finish()
    until(lambda: recorder.state is RecorderState.IDLE)
    recorder.choices.choose_label("_background_")
    assert page.prompt.prompt.text() == "Let the room sound as it always does"
    assert page.prompt.count.text() == "Pieces of 10 seconds: 6"
    recorder.choices.choose_label("_speech_")
    assert page.prompt.prompt.text() == "Talk or read aloud, without your words"


def test_leaving_the_page_lets_go_of_the_microphone(
    record_window: MainWindow, recorder: Recorder, sound: FakeSoundSystem, until: Until
) -> None:
    recorder.start()
    until(lambda: sound.listening == 1)
    record_window.go_to("train")
    until(lambda: recorder.state is RecorderState.IDLE and sound.listening == 0)
    assert not recorder.microphones._timer.isActive()


def test_built_anew_the_page_shows_the_same(
    record_window: MainWindow, recorder: Recorder, project: Project, until: Until
) -> None:
    with_takes(project, 2)
    record_window.session.reload_takes()
    recorder.choices.choose_label("good_night")
    recorder.choices.choose_count(7)
    recorder.bin.delete([record_window.session.takes.takes[0]])
    until(lambda: recorder.bin.can_undo)
    record_window.build()
    page = record_window.page
    assert isinstance(page, RecordPage)
    assert page.setup.count.value() == 7 and page.labels.currentRow() == 1
    assert page.takes.undo_button.isEnabled() and page.setup.pace.currentData() == "brisk"
    recorder.bin.undo()
    until(lambda: len(record_window.session.takes.takes) == 2)
    assert recorder.choices.label == "hey_lantern" and page.labels.currentRow() == 0


@pytest.mark.parametrize("percent", [100, 200])
def test_nothing_is_cut_off_in_a_small_window(
    record_window: MainWindow, qapp: QApplication, until: Until, percent: int
) -> None:
    font = qapp.font()
    font.setPointSizeF(font.pointSizeF() * percent / 100)
    qapp.setFont(font)
    try:
        record_window.resize(900, 700)
        record_window.build()
        qapp.processEvents()
        page = record_window.page
        until(lambda: page.width() <= record_window.stack.width())  # Nothing scrolls to the side.
        for child in page.findChildren(QWidget):
            if child.isVisible() and child.parentWidget() is not None:
                assert child.width() >= child.minimumSizeHint().width() - 1, child
    finally:
        font.setPointSizeF(font.pointSizeF() * 100 / percent)
        qapp.setFont(font)


def test_enough_takes_lead_on_to_the_training(record_window: MainWindow, sample: Path) -> None:
    page = record_window.page
    assert isinstance(page, RecordPage) and not page.onward_button.isVisible()
    assert record_window.session.open(sample)
    assert page.onward_button.isVisible()
    page.onward_button.click()
    assert record_window.page.name == "train"
