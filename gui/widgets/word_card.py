"""One word of the open project: how many takes it has, and what it does when it is heard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout

from audio.action import Action
from audio.errors import WakewrightError
from audio.languages import spoken_text
from gui.announce import announce
from gui.focus import first_control
from gui.language import in_words
from gui.pages.page import SPACING, subheading, text_label
from gui.session import Session
from gui.widgets.action_fields import first_value
from gui.widgets.action_row import ActionRow, kind_titles
from gui.widgets.flow_row import FlowRow


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
        self.heading = subheading(said)
        self.rename_button = QPushButton(self.tr("Rename"))
        self.rename_button.setAccessibleName(self.tr("Rename {0}").format(said))
        self.rename_button.setToolTip(self.tr("F2"))
        self.rename_button.setCheckable(True)
        self.rename_button.toggled.connect(self._show_renaming)
        self.name_field = self._name_field(said)
        self.problem = text_label("", "bad")
        self.problem.hide()
        self.remove_button = QPushButton(self.tr("Remove"))
        self.remove_button.setAccessibleName(self.tr("Remove {0}").format(said))
        self.takes = text_label("", "soft")
        head = QHBoxLayout()
        head.addWidget(self.heading)
        head.addWidget(self.name_field, 3)
        head.addWidget(self.takes, 1)
        head.addWidget(self.remove_button)
        layout = QVBoxLayout(self)
        layout.setSpacing(SPACING)
        layout.addLayout(head)
        layout.addWidget(self.problem)
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

    def _name_field(self, said: str) -> QLineEdit:
        field = QLineEdit(said)
        field.setAccessibleName(self.tr("New name of {0}").format(said))
        field.setAccessibleDescription(self.tr("Enter renames, Esc leaves the name as it is."))
        field.returnPressed.connect(self._rename)
        field.hide()
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, action in (("F2", self.rename_button.toggle), ("Esc", self._keep_name)):
            shortcut = QShortcut(QKeySequence(keys), self if keys == "F2" else field)
            shortcut.setContext(context)
            shortcut.activated.connect(action)
        return field

    def _show_renaming(self, wanted: bool) -> None:
        self._say("")
        if wanted:
            self.name_field.setText(spoken_text(self.word))
            self.name_field.selectAll()
            self.name_field.show()
        # Before the field is hidden: Qt would take the focus elsewhere, and that would be read out.
        (self.name_field if wanted else self.rename_button).setFocus()
        self.name_field.setVisible(wanted)
        self.heading.setVisible(not wanted)

    def _keep_name(self) -> None:
        self.rename_button.setChecked(False)

    def _rename(self) -> None:
        try:
            self._session.words.rename(self.word, self.name_field.text())
        except WakewrightError as error:
            self._say(f"{in_words(error.what)} {in_words(error.hint)}")
            return
        project = self._session.project
        if project is not None and self.word in project.words:  # Else another card is here now.
            self._keep_name()

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        if text:
            announce(self, text, urgent=True)

    def _add_row(self, said: str) -> FlowRow:
        self.add_button = QPushButton(self.tr("Also let it…"))
        self.add_button.setAccessibleName(self.tr("Let {0} do something more").format(said))
        self.menu = QMenu(self.add_button)
        for kind, title in kind_titles().items():
            entry = self.menu.addAction(title)
            entry.setData(kind)
        self.menu.triggered.connect(self._add)
        self.add_button.setMenu(self.menu)
        row = FlowRow()
        row.addWidget(self.add_button)
        row.addWidget(self.rename_button)
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
