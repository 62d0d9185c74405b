"""The page Words: what each word does, judged, kept from mistakes, allowed and done."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from words import actions, choose, now

from audio.action import Action, Safety
from audio.project import Project
from gui.app import App
from gui.pages.listen import ListenPage
from gui.pages.words import WordsPage
from gui.widgets.action_fields import KeyboardFields, MediaFields, PinFields, TextFields
from gui.widgets.big_message import BigMessage

LONG_MS = 30_000


@pytest.fixture
def page(app: App) -> Iterator[WordsPage]:
    """The page, at the front."""
    found = app.window.page
    assert isinstance(found, WordsPage)
    app.window.activateWindow()
    yield found
    app.session.stop()


def test_what_a_word_does_is_judged_and_saved_while_it_is_typed(
    qtbot: QtBot, app: App, page: WordsPage, project: Project
) -> None:
    app.session.open(project.folder)
    choose(page, 0, "webhook")
    row = page.panel.cards[0].rows[0]
    assert isinstance(row.fields, TextFields)
    assert QApplication.focusWidget() is row.fields.text
    qtbot.waitUntil(row.problem.isVisible)
    assert "no address yet" in row.problem.text()
    qtbot.keyClicks(row.fields.text, "lamp")
    assert "“lamp” is no web address" in row.problem.text()
    assert row.fields.accessibleDescription() == row.problem.text()
    row.fields.text.clear()
    qtbot.keyClicks(row.fields.text, "http://lamp/on")
    assert not row.problem.isVisible()
    expected = [("hey_lantern", "webhook", "http://lamp/on")]
    qtbot.waitUntil(lambda: actions(Project.open(project.folder)) == expected)
    assert page.panel.cards[0].rows[0] is row, "what is being typed in is not built anew"
    row.remove_button.click()
    assert actions(Project.open(project.folder)) == []


def test_leaving_the_page_saves_what_was_just_typed(
    qtbot: QtBot, app: App, page: WordsPage, project: Project
) -> None:
    app.session.open(project.folder)
    choose(page, 1, "message")
    fields = page.panel.cards[1].rows[0].fields
    assert isinstance(fields, TextFields)
    qtbot.keyClicks(fields.text, "Good night")
    app.window.go_to("record")
    assert actions(Project.open(project.folder)) == [("good_night", "message", "Good night")]


def test_pins_and_keys_are_filled_in_by_fields_and_judged_for_the_board(
    qtbot: QtBot, app: App, page: WordsPage, project: Project
) -> None:
    project.changed(board="arduino-uno")
    app.session.open(project.folder)
    choose(page, 0, "gpio")
    choose(page, 0, "usb_keyboard")
    pin_row, key_row = page.panel.cards[0].rows
    pin, key = pin_row.fields, key_row.fields
    assert isinstance(pin, PinFields) and isinstance(key, KeyboardFields)
    assert pin.value() == "pin=13 pulse=500" and not pin_row.problem.text()
    pin.pin.setEditText("A0")
    assert "Pin A0 of Arduino Uno is not free" in pin_row.problem.text()
    pin.pin.setEditText("7")
    pin.verb.setCurrentIndex(pin.verb.findData("toggle"))
    pin.verb.activated.emit(pin.verb.currentIndex())
    assert not pin.pulse.isVisible()
    qtbot.keyClicks(key.text, "ctrl+l")
    assert "Arduino Uno cannot be a USB keyboard" in key_row.problem.text()
    page.panel.save()
    assert actions(Project.open(project.folder)) == [
        ("hey_lantern", "gpio", "pin=7 toggle"),
        ("hey_lantern", "usb_keyboard", "key=ctrl+l"),
    ]
    app.session.change(board="esp32-s3")
    assert not key_row.problem.text()
    app.change_looks()
    again = now(app).panel.cards[0].rows
    assert [row.fields.value() for row in again] == ["pin=7 toggle", "key=ctrl+l"]


def test_controls_that_must_not_misfire_are_made_safe(
    qtbot: QtBot, app: App, page: WordsPage, project: Project
) -> None:
    app.session.open(project.folder)
    choose(page, 0, "command")
    [row] = page.panel.cards[0].rows
    assert isinstance(row.fields, TextFields)
    qtbot.keyClicks(row.fields.text, "bed up")
    safety = row.safety
    assert not safety.fields.isVisibleTo(row)
    qtbot.keyClick(safety.button, Qt.Key.Key_Space)
    assert safety.fields.isVisibleTo(row) and not safety.confirm_s.isVisibleTo(row)
    qtbot.keyClick(safety.latch, Qt.Key.Key_Space)
    qtbot.keyClick(safety.confirm, Qt.Key.Key_End)
    safety.confirm.activated.emit(safety.confirm.currentIndex())
    assert safety.confirm_s.isVisibleTo(row)
    safety.confirm_s.setValue(5)
    safety.cooldown_s.setValue(1.5)
    qtbot.keyClick(safety.button, Qt.Key.Key_Space)
    assert not safety.fields.isVisibleTo(row)
    said = "Against mistakes: on, then off, waits for “good night”, rests 1.5 s"
    assert safety.button.text() == said and safety.button.accessibleName().endswith(said)
    page.panel.save()
    wanted = Safety(latch=True, cooldown_ms=1500, confirm="good_night", confirm_ms=5000)
    [saved] = Project.open(project.folder).actions
    assert saved == Action("hey_lantern", "command", "bed up", wanted)
    app.session.words.remove("good_night")
    [row] = now(app).panel.cards[0].rows
    assert "which shall confirm “hey lantern”, is not a word" in row.problem.text()
    assert row.safety.value() == wanted, "it does not become one without confirmation"
    first = row.safety.confirm.itemText(1)
    assert first == "only when said twice"


def test_relays_and_media_keys_have_fields(
    qtbot: QtBot, app: App, page: WordsPage, project: Project
) -> None:
    project.changed(board="esp32-s3")
    app.session.open(project.folder)
    choose(page, 0, "gpio")
    choose(page, 0, "media")
    choose(page, 0, "key")
    pin, media, key = (row.fields for row in page.panel.cards[0].rows)
    assert isinstance(pin, PinFields) and isinstance(media, MediaFields)
    qtbot.keyClick(pin.rest, Qt.Key.Key_Space)
    qtbot.keyClick(media.key, Qt.Key.Key_End)
    media.key.activated.emit(media.key.currentIndex())
    assert not page.panel.cards[0].rows[1].safety.latch.isVisibleTo(page), "keys have no off"
    assert isinstance(key, TextFields)
    qtbot.keyClicks(key.text, "ctrl+l")
    page.panel.save()
    assert [value for _, _, value in actions(Project.open(project.folder))] == [
        *("pin=1 pulse=500 rest=high", "mute", "ctrl+l")
    ]
    assert page.panel.permission_card.isVisible(), "keys take a permission, too"


def test_a_second_word_is_waited_for_and_that_is_told(
    qtbot: QtBot, app: App, project: Project, tmp_path: Path
) -> None:
    mark = tmp_path / "done"
    program = f"import pathlib; pathlib.Path({str(mark)!r}).touch()"
    line = f"{shlex.quote(sys.executable)} -c {shlex.quote(program)}"
    safe = Safety(confirm="good_night", confirm_ms=500)
    project.changed(actions=(Action("hey_lantern", "command", line, safe),))
    app.session.open(project.folder)
    runner, heard = app.session.runner, app.session.listener.detected
    told: list[str] = []
    runner.told.connect(told.append)
    heard.emit("hey_lantern", 0.9)
    assert told == [], "what may not be done is not waited for"
    runner.allow(True)
    heard.emit("hey_lantern", 0.9)
    assert told == ["“hey lantern” waits for “good night”, 0.5 s."]
    with qtbot.waitSignal(runner.told, timeout=LONG_MS):
        pass
    assert told[1] == "“hey lantern” was not confirmed in time: nothing was done."
    heard.emit("good_night", 0.9)
    assert not mark.exists()
    heard.emit("hey_lantern", 0.9)
    with qtbot.waitSignal(runner.done, timeout=LONG_MS):
        heard.emit("good_night", 0.9)
    assert mark.exists()


def test_what_waits_on_this_computer_is_told_on_the_page_listen(app: App, project: Project) -> None:
    safe = Safety(confirm="good_night")
    project.changed(actions=(Action("hey_lantern", "message", "up", safe),))
    app.session.open(project.folder)
    app.window.go_to("listen")
    page = app.window.page
    assert isinstance(page, ListenPage)
    assert not page.note.isVisibleTo(page)
    app.session.listener.detected.emit("hey_lantern", 0.9)
    assert page.note.isVisibleTo(page)
    assert page.note.text.text() == "“hey lantern” waits for “good night”, 3 s."


def test_nothing_runs_here_before_the_user_allows_it(
    qtbot: QtBot, app: App, page: WordsPage, project: Project, tmp_path: Path
) -> None:
    mark = tmp_path / "heard"
    program = f"import pathlib; pathlib.Path({str(mark)!r}).touch()"
    line = f"{shlex.quote(sys.executable)} -c {shlex.quote(program)}"
    project.changed(actions=(Action("hey_lantern", "command", line),))
    app.session.open(project.folder)
    assert page.panel.permission_card.isVisible() and not page.panel.permission.isChecked()
    app.session.runner.hear("hey_lantern", 0.9)
    app.session.runner.stop()
    assert not mark.exists()
    page.panel.permission.click()
    app.session.runner.hear("good_night", 0.9)
    app.session.runner.stop()
    assert not mark.exists()
    with qtbot.waitSignal(app.session.runner.done, timeout=LONG_MS):
        app.session.listener.detected.emit("hey_lantern", 0.9)
    assert mark.exists()
    other = Project.create(tmp_path / "other", ["hey lantern"]).changed(actions=project.actions)
    app.session.open(other.folder)
    assert not app.session.runner.allowed, "a permission is for one project"


def test_an_action_that_fails_is_told(
    qtbot: QtBot, app: App, page: WordsPage, project: Project
) -> None:
    project.changed(actions=(Action("hey_lantern", "command", "no-such-program-anywhere"),))
    app.session.open(project.folder)
    app.session.runner.allow(True)
    with qtbot.waitSignal(app.session.failed, timeout=LONG_MS) as failed:
        app.session.runner.hear("hey_lantern", 0.9)
    assert "cannot be started" in failed.args[0]


def test_a_message_is_shown_over_the_screen_and_any_key_closes_it(
    qtbot: QtBot, app: App, page: WordsPage, project: Project
) -> None:
    project.changed(actions=(Action("good_night", "message", "불이 꺼졌어요"),))
    app.session.open(project.folder)
    app.session.listener.detected.emit("good_night", 0.8)
    [message] = app.window.findChildren(BigMessage)
    assert message.isVisible() and message.label.text() == "불이 꺼졌어요"
    qtbot.keyClick(message, Qt.Key.Key_Escape)
    assert not message.isVisible()
