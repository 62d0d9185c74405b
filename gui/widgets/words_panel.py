"""The words of the open project: add, remove with a way back, advice, and what each word does."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from audio.languages import spoken_text
from firmware.actions import on_computer
from gui.announce import announce
from gui.focus import follow_layout
from gui.pages.page import SPACING, card, subheading, text_label
from gui.session import Session
from gui.widgets.clearing import clear
from gui.widgets.flow_row import FlowRow
from gui.widgets.language_choice import LanguageChoice
from gui.widgets.word_advice import WordAdvice
from gui.widgets.word_card import WordCard, focus_first_field
from gui.widgets.word_entry import WordEntry

# Of what is shown: the project's folder, its words, and which word does what kind of thing.
Shape = tuple[Path, tuple[str, ...], tuple[tuple[str, str], ...]]


class WordsPanel(QWidget):
    """Edits the open project; everything is saved at once."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._shown: Shape | None = None
        self.cards: list[WordCard] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self._undo_bar())
        layout.addWidget(self._add_card())
        self._list = QVBoxLayout()
        self._list.setSpacing(SPACING)
        layout.addLayout(self._list)
        layout.addWidget(self._permission_card())
        layout.addLayout(self._end_row())
        session.words.changed.connect(self.refresh)
        session.project_changed.connect(self.refresh)
        session.takes_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the words as they are now; fields that are being typed in stay as they are."""
        project = self._session.project
        if project is None:
            return
        shape: Shape = (
            project.folder,
            project.words,
            tuple((action.word, action.kind) for action in project.actions),
        )
        if shape != self._shown:
            before, self._shown = self._shown, shape
            word = self._word_with_focus()
            self._build_cards()
            if before is not None and before[:2] == shape[:2] and len(before[2]) < len(shape[2]):
                self._focus_new(project.actions[-1].word)
            elif word and before is not None and before[0] == project.folder:
                self._focus_card(word)
        for each in self.cards:
            each.refresh()
        self.language.refresh()
        self.entry.refresh()
        self._refresh_undo()
        needed = on_computer(project.actions)
        self.permission_card.setVisible(needed)
        self.permission.setChecked(self._session.runner.allowed)

    def save(self) -> None:
        """Save what was typed now."""
        for each in self.cards:
            each.save()

    def _add_card(self) -> QFrame:
        frame, layout = card()
        self.entry = WordEntry(self._session.words)
        layout.addWidget(self.entry)
        self.language = LanguageChoice(self._session.words)
        label = QLabel(self.tr("Spo&ken in"))
        label.setBuddy(self.language)
        row = FlowRow()
        row.addWidget(label)
        row.addWidget(self.language)
        layout.addLayout(row)
        self.advice = WordAdvice(self._session.words)
        layout.addWidget(self.advice)
        return frame

    def _undo_bar(self) -> QFrame:
        self.undo_bar, layout = card()
        self.undo_text = text_label("")
        self.undo_button = QPushButton(self.tr("&Undo"))
        self.undo_button.clicked.connect(self._undo)
        self._keys = QShortcut(QKeySequence.StandardKey.Undo, self, self._undo)
        row = QHBoxLayout()
        row.addWidget(self.undo_text, 1)
        row.addWidget(self.undo_button)
        layout.addLayout(row)
        return self.undo_bar

    def _undo(self) -> None:
        """Bring the word back, and the focus to it."""
        words = self._session.words
        removed, renamed = words.removed, words.renamed
        words.undo()
        if removed is not None or renamed is not None:
            self._focus_card(removed.label if removed else renamed.old if renamed else "")

    def _permission_card(self) -> QFrame:
        self.permission_card, layout = card()
        layout.addWidget(subheading(self.tr("Permission")))
        warning = self.tr(
            "Words of this project press keys, run programs or call web addresses here. Look at "
            "them before you allow that, above all in a project that somebody gave you."
        )
        layout.addWidget(text_label(warning))
        self.permission = QCheckBox(self.tr("A&llow that for this project"))
        self.permission.setAccessibleDescription(warning)
        self.permission.toggled.connect(self._session.runner.allow)
        layout.addWidget(self.permission)
        return self.permission_card

    def _end_row(self) -> FlowRow:
        self.onward_button = QPushButton(self.tr("&Record these words"))
        self.onward_button.setProperty("primary", True)
        self.onward_button.clicked.connect(self._go_on)
        self.new_button = QPushButton(self.tr("Another pro&ject…"))
        self.new_button.clicked.connect(self._session.words.new_project)
        row = FlowRow()
        row.addWidget(self.onward_button)
        row.addWidget(self.new_button)
        return row

    def _build_cards(self) -> None:
        project = self._session.project
        clear(self._list)
        self.cards = [WordCard(self._session, word) for word in project.words] if project else []
        for each in self.cards:
            self._list.addWidget(each)
        follow_layout(self)

    def _word_with_focus(self) -> str:
        """Whose card has the focus, which goes with it when cards are built anew."""
        focus = self.focusWidget()
        found = (each.word for each in self.cards if focus and each.isAncestorOf(focus))
        return next(found, "")

    def _focus_card(self, word: str) -> None:
        """The focus to a word's card; from one that is gone to the button that brings it back."""
        renamed = self._session.words.renamed
        if renamed is not None and renamed.old == word:
            word = renamed.new
        card = next((each for each in self.cards if each.word == word), None)
        if card is not None:
            (card.rename_button if renamed else card.add_button).setFocus()
        elif self._session.words.removed is not None:
            self._refresh_undo()
            self.undo_button.setFocus()

    def _focus_new(self, word: str) -> None:
        for each in self.cards:
            if each.word == word:
                focus_first_field(each)

    def _refresh_undo(self) -> None:
        text = self._done_last()
        self.undo_bar.setVisible(bool(text))
        if text != self.undo_text.text():
            self.undo_text.setText(text)
            announce(self, text)

    def _done_last(self) -> str:
        """What can be undone, as a sentence; empty when there is nothing."""
        removed, renamed = self._session.words.removed, self._session.words.renamed
        if renamed is not None:
            text = self.tr("“{0}” is called “{1}” now.").format(
                spoken_text(renamed.old), spoken_text(renamed.new)
            )
            if self._session.variants:
                text += " " + self.tr("Models know it by its new name after the next training.")
            return text
        if removed is None:
            return ""
        text = self.tr("{0} was removed.").format(f"“{spoken_text(removed.label)}”")
        if removed.takes:
            text += " " + self.tr(
                "Its {0} takes stay in the project; they count again if you add the word again."
            ).format(removed.takes)
        return text

    def _go_on(self) -> None:
        self._session.page_wanted.emit("record")
