"""The page Listen by keyboard, from the start of a virtual board to a correction that is kept."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from listening import WAIT_MS, Scene, make_project, said
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from audio.sound import write_flac
from compress.events import match
from compress.variant import Variant
from firmware.image import FirmwareImage
from firmware.listen import with_tail
from firmware.ports import Port
from firmware.tryout import LiveModel
from firmware.virtual.board_process import start_board
from gui import theme
from gui.board_sound import BoardHears
from gui.listener import ListenState
from gui.main_window import MainWindow
from gui.pages.listen import ListenPage
from gui.preferences import Preferences
from gui.session import Session
from gui.widgets.big_word import BigWord

MakeImage = Callable[[str], FirmwareImage]


@pytest.fixture
def window(qtbot: QtBot, scene: Scene) -> MainWindow:
    """The window at the page Listen."""
    shown = MainWindow(scene.session)
    qtbot.addWidget(shown)
    shown.show()
    shown.go_to("listen")
    return shown


def page_of(window: MainWindow) -> ListenPage:
    page = window.page
    assert isinstance(page, ListenPage)
    return page


def press(qtbot: QtBot, widget: QWidget, key: Qt.Key = Qt.Key.Key_Space) -> None:
    """Focus a control that can be used now, and press a key."""
    assert widget.isVisible() and widget.isEnabled()
    widget.setFocus()
    qtbot.keyClick(widget, key)


def start(qtbot: QtBot, window: MainWindow, words: int = 1) -> ListenPage:
    """Start listening by keyboard and wait for some words."""
    page = page_of(window)
    press(qtbot, page.source.button)
    log = window.session.listener
    qtbot.waitUntil(lambda: len(log.log.detections) >= words, timeout=WAIT_MS)
    return page


def test_what_is_missing_is_said_in_order(
    qtbot: QtBot, preferences: Preferences, tmp_path: Path, tone_variant: Variant
) -> None:
    session = Session(preferences)
    page = ListenPage(session)
    page.fill()
    qtbot.addWidget(page)
    assert "page Words" in page.missing()
    session.show(make_project(tmp_path, tone_variant))
    assert "page Board" in page.missing()
    session.ports.ports = (Port("COM7", "USB", "303A:1001", ("esp32-s3",)),)
    assert page.missing() == ""
    session.choose("")
    assert "page Train" in page.missing()
    session.stop()


def test_from_start_to_a_kept_correction_by_keyboard(
    qtbot: QtBot, scene: Scene, window: MainWindow
) -> None:
    page = page_of(window)
    assert page.source.button.hasFocus() and page.word.text() == "Not listening"
    start(qtbot, window, words=2)
    assert page.source.status.text().startswith("● Listening to This computer")
    qtbot.waitUntil(lambda: page.word.text().startswith("fall, ✓ score"), timeout=WAIT_MS)
    assert [page.detections.table.item(row, 1).text() for row in range(2)] == ["fall", "rise"]
    # The first of the detections is chosen on the timeline, heard again, and was wrong.
    press(qtbot, page.detections.timeline, Qt.Key.Key_Home)
    first = scene.listener.log.detections[0]
    assert page.detections.number == first.number == page.detections.timeline._number
    assert "rise at" in page.detections.timeline.accessibleDescription()
    assert page.detections.table.currentRow() == page.detections.table.rowCount() - 1
    qtbot.waitUntil(lambda: page.detections.play_button.isEnabled(), timeout=WAIT_MS)
    qtbot.keyClick(page.detections.timeline, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(scene.room.played), timeout=WAIT_MS)
    assert np.array_equal(scene.room.played[0], said(first.ms - 2000, first.ms + 300))
    qtbot.keyClick(window, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: "✓ Kept: 2.3 s" in page.verdicts.status.text(), timeout=WAIT_MS)
    assert "wait for the next training: 1" in page.verdicts.status.text()
    assert page.detections.table.item(page.detections.table.currentRow(), 3).text() == "✕ wrong"
    assert "marked as wrong" in page.detections.timeline.accessibleDescription()
    assert not page.verdicts.wrong_button.isEnabled()
    press(qtbot, page.verdicts.undo_button)
    qtbot.waitUntil(lambda: "Taken back" in page.verdicts.status.text(), timeout=WAIT_MS)
    assert scene.session.takes.takes == () and not page.verdicts.train_button.isVisible()
    assert page.verdicts.wrong_button.isEnabled() and not page.verdicts.undo_button.isVisible()


def test_a_missed_word_is_chosen_from_a_menu_and_leads_to_the_training(
    qtbot: QtBot, scene: Scene, window: MainWindow
) -> None:
    page = start(qtbot, window)
    qtbot.waitUntil(lambda: scene.listener.log.ms >= 6000, timeout=WAIT_MS)
    qtbot.keyClick(window, Qt.Key.Key_F9)
    assert [action.text() for action in page.verdicts.menu.actions()] == ["rise", "fall"]
    qtbot.keyClick(page.verdicts.menu, Qt.Key.Key_Down)
    qtbot.keyClick(page.verdicts.menu, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "as a take of “fall”" in page.verdicts.status.text(), timeout=WAIT_MS)
    assert [take.label for take in scene.session.takes.takes] == ["fall"]
    with qtbot.waitSignal(scene.session.page_wanted) as wanted:
        press(qtbot, page.verdicts.train_button)
    assert wanted.args == ["train"]


def test_a_missed_word_that_nobody_said_is_refused_in_plain_words(
    qtbot: QtBot, scene: Scene, window: MainWindow
) -> None:
    scene.listener.sound.hears = BoardHears.NOTHING
    page = page_of(window)
    press(qtbot, page.source.button)
    qtbot.waitUntil(lambda: scene.listener.state is ListenState.LISTENING, timeout=WAIT_MS)
    scene.listener.keep_missed("rise")
    qtbot.waitUntil(lambda: "There is no sound to keep" in page.verdicts.status.text())
    assert scene.session.takes.takes == ()


def test_going_along_the_timeline_says_each_detection_and_ends_at_its_ends(
    qtbot: QtBot, scene: Scene, window: MainWindow
) -> None:
    page = start(qtbot, window, words=3)
    numbers = [heard.number for heard in scene.listener.log.detections]
    timeline = page.detections.timeline
    seen = []
    for key in ("Left", "Left", "Left", "Right", "End", "Right", "Home"):
        press(qtbot, timeline, getattr(Qt.Key, f"Key_{key}"))
        seen.append(page.detections.number)
    first, second, third = numbers
    assert seen == [second, first, first, second, third, third, first]
    # Chosen in the table, it is chosen on the timeline and for the verdict as well.
    page.detections.table.setFocus()
    qtbot.keyClick(page.detections.table, Qt.Key.Key_Up)
    assert page.detections.number == second
    assert "fall" in page.verdicts.about.text()
    press(qtbot, page.detections.latest_button)
    assert page.detections.number == third


def test_listening_and_what_was_heard_survive_another_language_or_look(
    qtbot: QtBot, scene: Scene, window: MainWindow
) -> None:
    start(qtbot, window)
    window.build()
    page = page_of(window)
    assert scene.listener.state is ListenState.LISTENING
    assert page.word.text().startswith("rise, ")
    assert page.detections.table.rowCount() >= 1
    assert page.source.button.text().replace("&", "") == "Stop listening"
    log = scene.listener.log
    qtbot.waitUntil(lambda: len(log.detections) >= 3, timeout=WAIT_MS)
    assert page.word.text().startswith("rise, ✓ score")


def test_a_board_that_goes_away_is_waited_for_in_plain_words(
    qtbot: QtBot, scene: Scene, window: MainWindow
) -> None:
    page = start(qtbot, window)
    board = scene.listener._link.board  # type: ignore[union-attr]
    board.unplug()
    qtbot.waitUntil(lambda: "The board went away" in page.source.status.text(), timeout=WAIT_MS)
    assert "goes on by itself" in page.source.status.text()
    board.plug_in()
    qtbot.waitUntil(lambda: "● Listening" in page.source.status.text(), timeout=WAIT_MS)


def test_started_and_stopped_at_once_it_can_be_started_again(
    qtbot: QtBot, scene: Scene, window: MainWindow
) -> None:
    page = page_of(window)
    button, status = page.source.button, page.source.status
    press(qtbot, button)
    assert status.text() == "… Connecting."
    press(qtbot, button)
    assert status.text() == "Stopping…" and not button.isEnabled()
    qtbot.waitUntil(button.isEnabled, timeout=WAIT_MS)
    assert status.text() == "○ Not listening."
    start(qtbot, window)


def test_the_raw_log_is_filtered_and_saved(
    qtbot: QtBot, scene: Scene, window: MainWindow, tmp_path: Path
) -> None:
    page = start(qtbot, window)
    raw = page.log
    page.tabs.bring(raw)
    assert '"hello"' in raw.text.toPlainText() and '"detect"' in raw.text.toPlainText()
    raw.filter.setFocus()
    qtbot.keyClicks(raw.filter, "detect rise")
    shown = raw.text.toPlainText().splitlines()
    assert shown and all('"detect"' in line and "rise" in line for line in shown)
    qtbot.waitUntil(lambda: len(scene.listener.log.detections) >= 3, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: len(raw.text.toPlainText().splitlines()) == 2, timeout=WAIT_MS)
    assert raw.save_to(tmp_path / "board.log")
    saved = (tmp_path / "board.log").read_text("utf-8").splitlines()
    assert len(saved) == 2 and all('"rise"' in line for line in saved)
    (tmp_path / "file").write_text("not a folder", "utf-8")
    with qtbot.waitSignal(scene.session.failed) as failed:
        assert not raw.save_to(tmp_path / "file" / "board.log")
    assert "could not be written" in failed.args[0]


def test_the_sensitivity_is_turned_by_keys_and_saved(
    qtbot: QtBot, scene: Scene, window: MainWindow
) -> None:
    page = start(qtbot, window)
    scores = page.scores
    page.tabs.bring(scores)
    assert not scores.save_button.isEnabled() and scores.slider.value() == 50
    before = scene.listener.log.thresholds
    press(qtbot, scores.slider, Qt.Key.Key_PageUp)
    assert scores.slider.value() == 60
    qtbot.waitUntil(lambda: scene.listener.log.thresholds < before, timeout=WAIT_MS)
    percent = round(100 * scene.listener.log.thresholds[0])
    qtbot.waitUntil(lambda: f"rise {percent} %" in scores.limits.text(), timeout=WAIT_MS)
    press(qtbot, scores.save_button)
    project = scene.session.project
    assert project is not None and project.settings.sensitivity == 0.6
    assert not scores.save_button.isEnabled()
    qtbot.waitUntil(lambda: "at most" in scores.plot.accessibleDescription(), timeout=WAIT_MS)


def test_test_takes_are_played_and_counted(
    qtbot: QtBot, scene: Scene, window: MainWindow, tmp_path: Path
) -> None:
    from fakes.projects import imported
    from fakes.tone_words import recording

    project = scene.session.project
    assert project is not None
    for number in range(12):
        label = ("rise", "fall")[number % 2]
        file = tmp_path / "in" / label / f"s{number}_0.flac"
        file.parent.mkdir(parents=True, exist_ok=True)
        write_flac(file, recording([(label, 0.4)], 1.4, seed=100 + number))
    imported(project, tmp_path / "in")
    scene.session.reload_takes()
    page = page_of(window)
    sound = scene.listener.sound
    index = page.source.hears.findData(BoardHears.TAKES)
    page.source.hears.setCurrentIndex(index)
    page.source.hears.activated.emit(index)
    press(qtbot, page.source.button)
    qtbot.waitUntil(lambda: page.source.play_button.isEnabled(), timeout=WAIT_MS)
    page.source.fast.setChecked(True)
    press(qtbot, page.source.play_button)
    qtbot.waitUntil(lambda: sound.rehearsal is not None, timeout=WAIT_MS)
    assert sound.rehearsal is not None
    rehearsal, chosen = sound.rehearsal, scene.session.chosen
    assert chosen is not None and len(rehearsal.spoken) >= 2
    runs = LiveModel(chosen).push(with_tail(rehearsal.samples))
    found = [run.detection for run in runs if run.detection is not None]
    events = [(each.seconds, chosen.labels.index(each.word)) for each in found]
    hits = match(events, rehearsal.spoken)
    assert hits.found
    qtbot.waitUntil(lambda: sound.played_seconds == sound.rehearsal.seconds, timeout=WAIT_MS)
    expected = f"Heard {hits.found} of {hits.words} words, {hits.wrong} wrong detections."
    qtbot.waitUntil(lambda: expected in page.source.sound_status.text(), timeout=WAIT_MS)
    assert scene.room.listening == 0


def test_a_real_board_that_comes_back_under_another_name_is_found_again(
    qtbot: QtBot, scene: Scene, window: MainWindow, tone_image: MakeImage
) -> None:
    """What a Nano does when it restarts; the board is a program, its serial port is real."""
    if not hasattr(os, "openpty"):
        pytest.skip("this system has no pseudo-terminals")

    def port(device: str) -> Port:
        return Port(device, "USB", "2341:805A", ("nano-33-ble-sense",), serial_number="77A1")

    ports, listener = scene.session.ports, scene.listener
    ports.stop()  # What is plugged into this computer is no part of the test.
    with start_board(tone_image("host")) as board:
        ports.ports = (port(board.port),)
        ports.changed.emit()
        page = page_of(window)
        page.source.board.setCurrentIndex(page.source.board.findData(board.port))
        press(qtbot, page.source.button)
        qtbot.waitUntil(lambda: listener.state is ListenState.LISTENING, timeout=WAIT_MS)
        assert not listener.is_virtual and listener.sends_sound
        # Its sound comes over the line, and is kept as it was heard.
        board.play(said(700, 5000))
        qtbot.waitUntil(lambda: len(listener.log.detections) >= 2, timeout=WAIT_MS)
        first = listener.log.detections[0]
        sounds = listener.verdicts.sounds
        qtbot.waitUntil(lambda: sounds.get(first.number) is not None, timeout=WAIT_MS)
        end = first.ms + 700
        assert np.array_equal(sounds.get(first.number), said(end - 2000, end + 300))
        old = board.port
        board.unplug()
        qtbot.waitUntil(lambda: listener.state is ListenState.LOST, timeout=WAIT_MS)
        taken = list(os.openpty())
        while os.ttyname(taken[-1]) != old and len(taken) < 200:
            taken += os.openpty()  # Until somebody else has the old name.
        try:
            new = board.plug_in()
            assert new != old
            ports.ports = (port(new),)
            ports.changed.emit()
            qtbot.waitUntil(lambda: listener.state is ListenState.LISTENING, timeout=WAIT_MS)
            assert listener.port == new and listener.owns(new)
        finally:
            listener.stop()
            for end_of_line in taken:
                os.close(end_of_line)


@pytest.mark.parametrize("still", [False, True])
def test_a_word_lights_up_only_where_motion_is_wanted(qtbot: QtBot, still: bool) -> None:
    word = BigWord("Last word heard", still)
    qtbot.addWidget(word)
    word.resize(600, 300)
    word.show()
    word.hear("rise", 0.9)
    assert word.lit
    colour = QColor(word.grab().toImage().pixel(40, 60))
    role = "card" if still else "accent"
    assert colour == theme.current().colour(role)


def test_a_long_word_is_written_smaller_but_whole(qtbot: QtBot) -> None:
    word = BigWord("Last word heard", still=True)
    qtbot.addWidget(word)
    word.resize(500, word.sizeHint().height())
    word.show_word("yes", 0.9)
    short = word._fitting(460)
    word.show_word("good_morning_beautiful_kitchen", 0.9)
    long = word._fitting(460)
    assert long.pointSizeF() < short.pointSizeF()
    assert word.text().startswith("good morning beautiful kitchen, ✓ score 90 %")


def test_a_microphone_that_failed_is_tried_again_from_the_page(
    qtbot: QtBot, window: MainWindow, scene: Scene
) -> None:
    source, sound = page_of(window).source, scene.listener.sound
    scene.room.forbidden = True
    scene.listen(qtbot)
    qtbot.waitUntil(source.play_button.isVisible, timeout=WAIT_MS)
    assert "does not let this program listen" in source.sound_status.text()
    scene.room.forbidden = False
    press(qtbot, source.play_button)
    qtbot.waitUntil(lambda: scene.room.listening == 1, timeout=WAIT_MS)
    assert sound.job.busy and not source.play_button.isVisible()
