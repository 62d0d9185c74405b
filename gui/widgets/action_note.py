"""Why a word has not done yet on this computer what it does: it waits, rests, or came too late."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gui.announce import announce
from gui.language import in_words
from gui.listener import ListenState
from gui.pages.page import show_part, text_label
from gui.session import Session


class ActionNote(QWidget):
    """One line, told to screen readers, too; not there before there is something to tell."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._listener = session.listener
        self.text: QLabel = text_label("")
        self.text.setAccessibleName(self.tr("On this computer"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)
        self.hide()
        session.runner.told.connect(self.tell)
        session.listener.changed.connect(self._note_state)

    def tell(self, sentence: str) -> None:
        """Show a sentence of the core, in place of the one before."""
        said = in_words(sentence)
        self.text.setText(said)
        show_part(self, True)
        announce(self, said)

    def _note_state(self) -> None:
        """What was told of one board says nothing of the next."""
        if self._listener.state is ListenState.CONNECTING:
            self.hide()
