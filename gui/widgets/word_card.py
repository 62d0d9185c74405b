"""One word of the open project: how many takes it has, and what it does when it is heard."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout

from audio.action import Action
from audio.errors import WakewrightError
from audio.languages import spoken_text
from gui.focus import first_control
from gui.pages.page import SPACING, subheading, text_label
from gui.session import Session
from gui.widgets.action_fields import first_value
from gui.widgets.action_row import ActionRow, kind_titles


class WordCard(QFrame):
    """Shows a word and edits what it does.

    Args:
        session: With an open project that has this word.
        word: Its label.
    """

    def __init__(self, session: Session, word: str) -> None:
        super().__init__()
        self._session, self.word = session, word
        self.setProperty("card", True)
        said = spoken_text(word)
        self.setAccessibleName(said)
        self.remove_button = QPushButton(self.tr("Remove"))
        self.remove_button.setAccessibleName(self.tr("Remove {0}").format(said))
        self.takes = text_label("", "soft")
        head = QHBoxLayout()
        head.addWidget(subheading(said))
        head.addWidget(self.takes, 1)
        head.addWidget(self.remove_button)
        layout = QVBoxLayout(self)
        layout.setSpacing(SPACING)
        layout.addLayout(head)
        layout.addWidget(text_label(self.tr("✓ Sends a line over the serial port, always.")))
        project = session.project
        assert project is not None
        self.rows = [
            ActionRow(session, at)
            for at, action in enumerate(project.actions)
            if action.word == word
        ]
        for row in self.rows:
            layout.addWidget(row)
        layout.addLayout(self._add_row(said))
        self.remove_button.clicked.connect(self._remove)
        self.refresh()

    def refresh(self) -> None:
        """Show the takes, and judge the actions anew, e.g. for another board."""
        count = sum(take.label == self.word for take in self._session.takes.takes)
        self.takes.setText(self.tr("Takes: {0}").format(count))
        for row in self.rows:
            row.refresh()

    def save(self) -> None:
        """Save what was typed now."""
        for row in self.rows:
            row.save()

    def _add_row(self, said: str) -> QHBoxLayout:
        self.add_button = QPushButton(self.tr("Also let it…"))
        self.add_button.setAccessibleName(self.tr("Let {0} do something more").format(said))
        self.menu = QMenu(self.add_button)
        for kind, title in kind_titles().items():
            entry = self.menu.addAction(title)
            entry.setData(kind)
        self.menu.triggered.connect(self._add)
        self.add_button.setMenu(self.menu)
        row = QHBoxLayout()
        row.addWidget(self.add_button)
        row.addStretch(1)
        return row

    def _add(self, entry: QAction) -> None:
        kind = entry.data()
        self.save()
        value = first_value(kind, self._session.board)
        self._session.words.add_action(Action(self.word, kind, value))

    def _remove(self) -> None:
        try:
            self._session.words.remove(self.word)
        except WakewrightError as error:
            self._session.failed.emit(error.what, error.hint)


def focus_first_field(card: WordCard) -> None:
    """Put the focus into the fields of the latest action."""
    if card.rows:
        (first_control(card.rows[-1].fields) or card.add_button).setFocus()
