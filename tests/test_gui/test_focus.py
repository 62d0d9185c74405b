"""The focus: it goes in the order of what is seen, and is never lost or out of sight."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from audio.action import Action
from audio.project import Project
from audio.stage import Progress, Stage
from gui.app import App
from gui.pages.board import BoardPage
from gui.pages.train import TrainPage
from gui.pages.words import WordsPage
from gui.widgets.action_fields import PinFields

# Middles of controls in one row are so near, in pixels.
SAME_ROW = 20


@pytest.fixture
def page(qtbot: QtBot, app: App, project: Project) -> WordsPage:
    """The page Words of a project with two words."""
    app.session.open(project.folder)
    app.window.activateWindow()
    app.window.go_to("words")
    qtbot.waitUntil(app.window.isActiveWindow)
    found = app.window.page
    assert isinstance(found, WordsPage)
    return found


def focus() -> QWidget:
    """What has it now."""
    found = QApplication.focusWidget()
    assert found is not None
    return found


def tab_order(begin: QWidget, end: QWidget) -> list[QWidget]:
    """What Tab comes to from one control to another."""
    QTest.qWait(20)  # What has just come is shown a moment later.
    begin.setFocus()
    passed = [begin]
    while passed[-1] is not end:
        QTest.keyClick(focus(), Qt.Key.Key_Tab)
        assert focus() not in passed, "Tab went round without coming there"
        passed.append(focus())
    return passed


def in_sight(app: App, control: QWidget) -> bool:
    """Whether all of a control is within what the page shows now."""
    view = app.window.scroller.viewport()
    at = control.mapTo(view, QPoint(0, 0))
    return view.rect().contains(QRect(at, control.size()))


def test_what_was_added_later_is_reached_where_it_stands(app: App, page: WordsPage) -> None:
    app.session.words.add("third word")
    app.session.words.add_action(Action("hey_lantern", "message", "Hello"))
    panel = page.panel
    order = tab_order(panel.entry.field, panel.onward_button)
    tops = [each.mapTo(page, QPoint(0, 0)).y() + each.height() // 2 for each in order]
    cards = [next((c.word for c in panel.cards if c.isAncestorOf(each)), "") for each in order]
    assert [word for word in dict.fromkeys(cards) if word] == [card.word for card in panel.cards]
    assert all(one <= other + SAME_ROW for one, other in pairwise(tops)), tops


def test_words_of_a_new_project_come_before_the_button_that_makes_it(
    app: App, page: WordsPage
) -> None:
    page.new_project()
    app.session.words.set_name("other")
    app.session.words.add("one word")
    order = tab_order(page.start.entry.field, page.start.create_button)
    assert [each.accessibleName() for each in order if "Remove" in each.accessibleName()] == [
        "Remove one word"
    ]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_presses_a_button_as_space_does(page: WordsPage, key: Qt.Key) -> None:
    page.panel.new_button.setFocus()
    QTest.keyClick(page.panel.new_button, key)
    assert page.start.isVisible()
    assert focus() is page.start.name, "the focus comes along to what has come"
    page.start.back_button.setFocus()
    QTest.keyClick(page.start.back_button, key)
    assert page.panel.isVisible() and focus() is page.panel.entry.field


def test_what_is_removed_leaves_the_focus_where_it_can_be_undone(page: WordsPage) -> None:
    button = page.panel.cards[1].remove_button
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert [card.word for card in page.panel.cards] == ["hey_lantern"]
    assert focus() is page.panel.undo_button
    QTest.keyClick(focus(), Qt.Key.Key_Space)
    assert focus() is page.panel.cards[1].add_button


def test_an_action_that_came_or_went_keeps_the_focus_in_its_card(app: App, page: WordsPage) -> None:
    app.session.change(board="nano-33-ble-sense")
    menu = page.panel.cards[0].menu
    next(each for each in menu.actions() if each.data() == "gpio").trigger()
    card = page.panel.cards[0]
    fields = card.rows[0].fields
    assert isinstance(fields, PinFields) and focus() in (fields.pin, fields.pin.lineEdit())
    card.rows[0].remove_button.setFocus()
    QTest.keyClick(card.rows[0].remove_button, Qt.Key.Key_Space)
    assert not page.panel.cards[0].rows and focus() is page.panel.cards[0].add_button


def test_the_focus_is_scrolled_to_however_it_comes(qtbot: QtBot, app: App, sample: Path) -> None:
    app.session.open(sample)
    app.preferences.text_percent = 200
    app.change_looks()
    app.window.resize(900, 500)
    app.window.activateWindow()
    app.window.go_to("board")
    page = app.window.page
    assert isinstance(page, BoardPage)
    button: QPushButton = page.delivery.put_button
    app.window.scroller.verticalScrollBar().setValue(0)
    assert not in_sight(app, button)
    button.setFocus()
    qtbot.waitUntil(lambda: in_sight(app, button))


@pytest.mark.parametrize("field", ["pin", "verb"])
def test_a_choice_says_what_it_is_for(app: App, page: WordsPage, field: str) -> None:
    app.session.change(board="nano-33-ble-sense")
    app.session.words.add_action(Action("hey_lantern", "gpio", "pin=D2 pulse=500"))
    box: QComboBox = getattr(page.panel.cards[0].rows[0].fields, field)
    box.setFocus()
    interface = QAccessible.queryAccessibleInterface(box)
    said = interface.text(QAccessible.Text.Name) + interface.text(QAccessible.Text.Description)
    assert "hey lantern: Switch a pin of the board" in said


def test_after_a_cancel_the_focus_is_not_lost_among_the_steps(
    qtbot: QtBot, app: App, sample: Path
) -> None:
    app.session.open(sample)
    app.window.activateWindow()
    app.window.go_to("train")
    qtbot.waitUntil(app.window.isActiveWindow)
    page, job = app.window.page, app.session.training
    assert isinstance(page, TrainPage)
    job.start(endless)
    page.bar.cancel_button.setFocus()
    QTest.keyClick(focus(), Qt.Key.Key_Space)
    assert focus() is page.bar.bar, "it stays where it is told how the stopping goes"
    qtbot.waitUntil(lambda: not job.busy)
    qtbot.waitUntil(lambda: focus() is not app.window.steps)
    assert page.isAncestorOf(focus())


def endless() -> Stage[None]:
    """Goes on until it is stopped, which takes a moment."""
    try:
        while True:
            yield Progress(0.5, "Reading the takes")
            time.sleep(0.01)
    finally:
        time.sleep(0.1)
