"""The page Words: from nothing to a project, words with advice, and what each word does."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.projects import collection, imported
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from audio.action import Action, Safety
from audio.project import Project
from audio.stage import Progress, Stage
from gui.app import App
from gui.pages.listen import ListenPage
from gui.pages.words import WordsPage
from gui.widgets.action_fields import KeyboardFields, MediaFields, PinFields, TextFields
from gui.widgets.big_message import BigMessage
from gui.widgets.word_advice import WordAdvice

LONG_MS = 30_000


@pytest.fixture
def page(app: App) -> Iterator[WordsPage]:
    """The page, at the front."""
    found = app.window.page
    assert isinstance(found, WordsPage)
    app.window.activateWindow()
    yield found
    app.session.stop()


def now(app: App) -> WordsPage:
    """The page as it is after everything was built anew."""
    found = app.window.page
    assert isinstance(found, WordsPage)
    return found


def advised(qtbot: QtBot, advice: WordAdvice, text: str) -> None:
    """Wait until this is advised."""
    qtbot.waitUntil(lambda: any(text in each for each in advice.texts()), timeout=LONG_MS)


def actions(project: Project | None) -> list[tuple[str, str, str]]:
    assert project is not None
    return [(action.word, action.kind, action.value) for action in project.actions]


def test_a_project_is_made_by_keyboard_alone(
    qtbot: QtBot, app: App, page: WordsPage, tmp_path: Path
) -> None:
    start = page.start
    assert start.isVisible() and not page.panel.isVisible() and not page.done()
    assert not start.create_button.isEnabled()
    assert start.missing.text() == "Add a word first."
    app.session.words.set_place(tmp_path)
    page.first_focus().setFocus()
    assert QApplication.focusWidget() is start.name
    qtbot.keyClicks(start.name, "Desk lamp 1")
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is start.entry.field
    qtbot.keyClicks(start.entry.field, "hey lantern")
    qtbot.keyClick(start.entry.field, Qt.Key.Key_Return)
    qtbot.keyClicks(start.entry.field, "double clap")
    qtbot.keyClick(start.entry.field, Qt.Key.Key_Return)
    assert start.entry.field.text() == ""
    start.create_button.setFocus()
    qtbot.keyClick(start.create_button, Qt.Key.Key_Space)
    project = app.session.project
    assert project is not None and project.folder == tmp_path / "Desk lamp 1"
    assert Project.open(project.folder).words == ("hey_lantern", "double_clap")
    assert page.panel.isVisible() and not start.isVisible() and page.done()
    assert app.preferences.recent_projects[0] == project.folder
    with qtbot.waitSignal(app.session.page_wanted) as wanted:
        qtbot.keyClick(page.panel.onward_button, Qt.Key.Key_Space)
    assert wanted.args == ["record"]


@pytest.mark.parametrize(
    ("name", "said"),
    [("", "has no name yet"), ("a/b", "cannot be called"), ("..", "cannot be called")],
)
def test_a_name_that_no_folder_can_have_is_refused_at_once(
    page: WordsPage, app: App, name: str, said: str
) -> None:
    app.session.words.add("lantern")
    app.session.words.set_name(name)
    assert said in page.start.missing.text()
    assert not page.start.create_button.isEnabled()


def test_a_name_that_is_taken_is_told_before_anything_is_made(
    page: WordsPage, app: App, project: Project
) -> None:
    app.session.words.set_place(project.folder.parent)
    app.session.words.add("lantern")
    app.session.words.set_name(project.folder.name)
    assert "There is a project of this name" in page.start.missing.text()
    app.session.words.set_name("another")
    assert page.start.missing.text() == "" and page.start.create_button.isEnabled()


def test_advice_comes_while_typing_and_survives_another_language_and_look(
    qtbot: QtBot, app: App, page: WordsPage
) -> None:
    entry = page.start.entry
    qtbot.keyClicks(entry.field, "go")
    advised(qtbot, page.start.advice, "✗ Serious: “go” is a single syllable")
    app.session.words.set_name("Lamp")
    app.preferences.text_percent = 150
    app.change_looks()
    start = now(app).start
    assert start.name.text() == "Lamp" and start.entry.field.text() == "go"
    advised(qtbot, start.advice, "✗ Serious: “go”")
    start.entry.field.clear()
    qtbot.keyClicks(start.entry.field, "good night house")
    advised(qtbot, start.advice, "✓ Nothing to say against")


def test_the_language_decides_how_words_are_judged(
    qtbot: QtBot, app: App, page: WordsPage, project: Project
) -> None:
    app.session.open(project.folder)
    choice = page.panel.language
    choice.setCurrentIndex(choice.findData("de"))
    choice.activated.emit(choice.currentIndex())
    assert Project.open(project.folder).language == "de"
    words = app.session.words
    qtbot.waitUntil(
        lambda: words.advised is not None and words.advised.language == "de", timeout=LONG_MS
    )


@pytest.mark.parametrize("typed", ["", "   ", "hey lantern", "HEY Lantern", "a/b", "_unknown_"])
def test_a_word_that_cannot_be_is_refused_and_the_text_stays(
    qtbot: QtBot, app: App, page: WordsPage, project: Project, typed: str
) -> None:
    app.session.open(project.folder)
    entry = page.panel.entry
    qtbot.keyClicks(entry.field, typed)
    qtbot.keyClick(entry.field, Qt.Key.Key_Return)
    assert entry.problem.isVisible() and entry.problem.text()
    assert entry.field.text() == typed
    assert app.session.project == project
    qtbot.keyClicks(entry.field, "x")
    assert not entry.problem.isVisible()


def test_several_words_at_once_in_any_script(
    qtbot: QtBot, app: App, page: WordsPage, project: Project
) -> None:
    app.session.open(project.folder)
    page.panel.entry.field.setText("불 켜 줘, مصباح,whistle")
    page.panel.entry.add()
    words = Project.open(project.folder).words
    assert words == ("hey_lantern", "good_night", "불_켜_줘", "مصباح", "whistle")
    assert [card.word for card in page.panel.cards] == list(words)
    page.panel.entry.field.setText("new one, whistle")
    page.panel.entry.add()
    assert Project.open(project.folder).words == words, "all or none"


def test_removing_a_word_keeps_its_takes_and_can_be_undone(
    qtbot: QtBot, app: App, page: WordsPage, project: Project, tmp_path: Path
) -> None:
    imported(project, collection(tmp_path / "in", ("hey_lantern",), speakers=1, each=3))
    project.changed(
        actions=(Action("hey_lantern", "message", "Hi"), Action("good_night", "message", "Bye"))
    )
    app.session.open(project.folder)
    files = sorted((project.takes / "hey_lantern").iterdir())
    assert len(files) == 3
    card = page.panel.cards[0]
    assert card.takes.text() == "Takes: 3"
    card.remove_button.click()
    assert Project.open(project.folder).words == ("good_night",)
    assert actions(app.session.project) == [("good_night", "message", "Bye")]
    assert sorted((project.takes / "hey_lantern").iterdir()) == files
    assert page.panel.undo_bar.isVisible()
    assert "Its 3 takes stay" in page.panel.undo_text.text()
    qtbot.keyClick(page.panel, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert Project.open(project.folder).words == ("hey_lantern", "good_night")
    assert set(actions(app.session.project)) == {
        ("good_night", "message", "Bye"),
        ("hey_lantern", "message", "Hi"),
    }
    assert not page.panel.undo_bar.isVisible()
    assert page.panel.cards[0].takes.text() == "Takes: 3"


def test_the_last_word_stays(app: App, page: WordsPage, project: Project) -> None:
    app.session.open(project.folder)
    page.panel.cards[0].remove_button.click()
    page.panel.cards[0].remove_button.click()
    assert Project.open(project.folder).words == ("good_night",)
    assert "needs a word" in app.window.notice.text()


def choose(page: WordsPage, card: int, kind: str) -> None:
    """Let a word do one thing more, as through its menu."""
    menu = page.panel.cards[card].menu
    next(entry for entry in menu.actions() if entry.data() == kind).trigger()


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


def test_a_new_project_can_be_begun_and_given_up_while_one_is_open(
    qtbot: QtBot, app: App, page: WordsPage, project: Project
) -> None:
    app.session.open(project.folder)
    app.window.go_to("record")
    app.window.menus._new()
    assert app.window.page is page and page.start.isVisible()
    assert QApplication.focusWidget() is page.start.name
    page.start.back_button.click()
    assert page.panel.isVisible() and app.session.project == project


def test_recent_projects_are_a_button_away(
    qtbot: QtBot, app: App, page: WordsPage, project: Project, tmp_path: Path
) -> None:
    other = Project.create(tmp_path / "door & gate", ["open the door"])
    app.session.open(project.folder)
    app.session.open(other.folder)
    app.change_looks()
    app.window.menus._new()
    buttons = now(app).start.recent
    assert [button.accessibleName() for button in buttons] == ["Open door & gate", "Open lamp"]
    assert all(isinstance(button, QPushButton) for button in buttons)
    buttons[1].click()
    assert app.session.project == project
    qtbot.waitUntil(now(app).panel.isVisible)


def test_a_word_is_renamed_by_keyboard_and_that_can_be_undone(
    qtbot: QtBot, app: App, page: WordsPage, project: Project
) -> None:
    app.session.open(project.folder)
    app.session.words.add_action(Action("hey_lantern", "message", "Hello"))
    app.window.activateWindow()
    qtbot.waitUntil(app.window.isActiveWindow)
    card = now(app).panel.cards[0]
    qtbot.waitUntil(card.isVisible)
    card.add_button.setFocus()
    qtbot.keyClick(card.add_button, Qt.Key.Key_F2)
    assert card.name_field.hasFocus() and card.name_field.text() == "hey lantern"
    qtbot.keyClick(card.name_field, Qt.Key.Key_Escape)
    assert card.heading.isVisible() and card.rename_button.hasFocus()
    card.rename_button.click()
    card.name_field.setText("good night")
    qtbot.keyClick(card.name_field, Qt.Key.Key_Return)
    assert "named twice" in card.problem.text() and card.problem.isVisible()
    card.name_field.setText("불 켜 줘")
    qtbot.keyClick(card.name_field, Qt.Key.Key_Return)
    saved = Project.open(project.folder)
    assert saved.words == ("불_켜_줘", "good_night") and saved.actions[0].word == "불_켜_줘"
    panel = now(app).panel
    qtbot.waitUntil(panel.undo_bar.isVisible)
    assert "“hey lantern” is called “불 켜 줘” now." in panel.undo_text.text()
    assert panel.cards[0].rename_button.hasFocus()
    panel.undo_button.click()
    assert Project.open(project.folder).words == ("hey_lantern", "good_night")
    assert not panel.undo_bar.isVisible() and app.session.words.renamed is None


def test_a_word_whose_takes_are_in_use_keeps_its_name(
    qtbot: QtBot, app: App, page: WordsPage, project: Project
) -> None:
    app.session.open(project.folder)
    app.session.importing.start(endless)
    card = now(app).panel.cards[0]
    card.rename_button.click()
    card.name_field.setText("another")
    qtbot.keyClick(card.name_field, Qt.Key.Key_Return)
    assert "The takes are in use now" in card.problem.text()
    assert Project.open(project.folder).words == project.words
    app.session.importing.stop()


def endless() -> Stage[None]:
    """Goes on until it is stopped."""
    while True:
        yield Progress(0.5, "Reading the takes")
