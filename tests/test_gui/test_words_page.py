"""The page Words: from nothing to a project, and words with advice, new names and an undo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.projects import collection, imported
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from words import actions, now

from audio.action import Action
from audio.project import Project
from audio.stage import Progress, Stage
from gui.app import App
from gui.pages.words import WordsPage
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


def advised(qtbot: QtBot, advice: WordAdvice, text: str) -> None:
    """Wait until this is advised."""
    qtbot.waitUntil(lambda: any(text in each for each in advice.texts()), timeout=LONG_MS)


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
