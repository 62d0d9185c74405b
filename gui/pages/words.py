"""The page Words: a project, its words, and what each of them does."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gui.pages.page import Page
from gui.widgets.big_message import BigMessage
from gui.widgets.start_panel import StartPanel
from gui.widgets.words_panel import WordsPanel


class WordsPage(Page):
    """Shows where to begin, or the words of the open project."""

    name = "words"

    def build(self) -> None:
        session = self.session
        self.start = StartPanel(session)
        self.panel = WordsPanel(session)
        self.body.addWidget(self.start)
        self.body.addWidget(self.panel)
        self.body.addStretch(1)
        session.project_changed.connect(self.refresh_when_seen)
        session.words.changed.connect(self.refresh_when_seen)
        session.runner.message_wanted.connect(self._show_message)
        self.refresh()

    def title(self) -> str:
        return self.tr("Words")

    def introduction(self) -> str:
        return self.tr("Name a project and the words or sounds that the chip shall hear.")

    def done(self) -> bool:
        return self.session.project is not None

    def first_focus(self) -> QWidget | None:
        return self.start.name if self.session.words.draws_up else self.panel.entry.field

    def entered(self) -> None:
        self.session.words.ask_advice()

    def left(self) -> None:
        self.panel.save()

    def refresh(self) -> None:
        """Show the one or the other."""
        starts = self.session.words.draws_up
        gone, come = (self.panel, self.start) if starts else (self.start, self.panel)
        goes_along = self.focusWidget() is not None and gone.isAncestorOf(self.focusWidget())
        come.show()
        gone.hide()
        focus = self.first_focus()
        if goes_along and focus is not None:
            focus.setFocus()

    def new_project(self) -> None:
        """Begin a new project."""
        self.session.words.new_project()
        self.start.name.setFocus()

    def _show_message(self, text: str) -> None:
        BigMessage(text, self.window()).appear()
