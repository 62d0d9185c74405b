"""“That was wrong” and “missed me”: large buttons, an undo, and what came of it."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from audio.languages import spoken_text
from gui.announce import announce
from gui.corrector import Kept
from gui.language import in_words
from gui.pages.page import SPACING, set_role, text_label
from gui.session import Session
from gui.widgets.flow_row import FlowRow

WRONG_KEY, MISSED_KEY = "F8", "F9"


class VerdictBar(QWidget):
    """Corrects the selected detection, or keeps a word that was not heard.

    Args:
        session: What is open.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._listener = session, session.listener
        self._corrector = session.listener.verdicts.corrector
        self._number = 0
        self._kept = self._refused = ""
        self.wrong_button = QPushButton(self.tr("✕ That was &wrong"))
        self.wrong_button.setToolTip(
            self.tr("Counts as a false alarm; its sound trains the next model ({0})").format(
                WRONG_KEY
            )
        )
        self.missed_button = QPushButton(self.tr("+ &Missed me"))
        self.missed_button.setToolTip(
            self.tr("The word you just said was not heard: it trains the next model ({0})").format(
                MISSED_KEY
            )
        )
        self.undo_button = QPushButton(self.tr("↶ Un&do"))
        self.train_button = QPushButton(self.tr("→ Tra&in with them"))
        large = self.font()
        large.setPointSizeF(large.pointSizeF() * 1.25)
        large.setBold(True)
        for button in (self.wrong_button, self.missed_button):
            button.setFont(large)
        self.menu = QMenu(self)
        self.menu.setAccessibleName(self.tr("Which word was missed?"))
        self.wrong_button.clicked.connect(self.mark_wrong)
        self.missed_button.clicked.connect(self.ask_missed)
        self.undo_button.clicked.connect(self._corrector.undo)
        self.train_button.clicked.connect(self._to_train_page)
        for key, action in ((WRONG_KEY, self.mark_wrong), (MISSED_KEY, self.ask_missed)):
            QShortcut(QKeySequence(key), self).activated.connect(action)
        self.about: QLabel = text_label("", "soft")
        self.status: QLabel = text_label("")
        self.status.setAccessibleName(self.tr("Corrections"))
        row = FlowRow()
        for button in (self.wrong_button, self.missed_button, self.undo_button, self.train_button):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING // 2)
        layout.addLayout(row)
        layout.addWidget(self.about)
        layout.addWidget(self.status)
        self._corrector.changed.connect(self.refresh)
        self._corrector.kept.connect(self._say_kept)
        self._corrector.undone.connect(self._say_undone)
        self._listener.changed.connect(self.refresh)
        session.takes_changed.connect(self.refresh)
        session.models_changed.connect(self.refresh)
        self.refresh()

    def select(self, number: int) -> None:
        """Make another detection the one that the button is about; 0 for none."""
        self._number = number
        self.refresh()

    def mark_wrong(self) -> None:
        """Say that the selected detection was wrong."""
        if self.wrong_button.isEnabled():
            self._kept = ""
            self._listener.verdicts.mark_wrong(self._number)
            self.refresh()

    def ask_missed(self) -> None:
        """Keep the only word, or ask which one it was."""
        if not self.missed_button.isEnabled():
            return
        self._kept = ""
        project = self._session.project
        words = project.words if project else ()
        if len(words) == 1:
            self._listener.keep_missed(words[0])
            return
        self.menu.clear()
        for word in words:
            action = self.menu.addAction(spoken_text(word))
            action.setData(word)
            action.triggered.connect(self._keep_missed)
        self.menu.setActiveAction(self.menu.actions()[0])
        button = self.missed_button
        self.menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def refresh(self) -> None:
        """Show what can be corrected, and what came of it."""
        heard = self._listener.log.find(self._number)
        self.wrong_button.setEnabled(heard is not None and not heard.wrong)
        self.missed_button.setEnabled(self._listener.active)
        self.undo_button.setVisible(self._corrector.latest is not None)
        self.undo_button.setEnabled(not self._corrector.busy)
        if heard is None:
            about = self.tr("After a detection you can say that it was wrong.")
        elif heard.wrong:
            about = self.tr("“{0}” at {1} is marked as wrong.")
        else:
            about = self.tr("This is about “{0}” at {1}.")
        if heard is not None:
            about = about.format(spoken_text(heard.word), f"{heard.at:%H:%M:%S}")
        self.about.setText(about)
        waiting = len(self._corrector.waiting)
        self.train_button.setVisible(waiting > 0)
        text, role = self._text(waiting)
        self.status.setText(text)
        self.status.setVisible(bool(text))
        set_role(self.status, role)
        if role == "bad" and text != self._refused:
            announce(self, text, urgent=True)
        self._refused = text if role == "bad" else ""

    def _text(self, waiting: int) -> tuple[str, str]:
        if self._corrector.what:
            return f"✕ {in_words(self._corrector.what)} {in_words(self._corrector.hint)}", "bad"
        parts = [self._kept] if self._kept else []
        if waiting:
            parts.append(
                self.tr("Corrections that wait for the next training: {0}").format(waiting)
            )
        return " ".join(parts), "good" if self._kept else "soft"

    def _keep_missed(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._listener.keep_missed(str(action.data()))

    def _say_kept(self, kept: Kept) -> None:
        seconds = f"{kept.take.duration_s:.1f}"
        if kept.number:
            text = self.tr("✓ Kept: {0} s of what it is not.").format(seconds)
        else:
            word = spoken_text(kept.take.label)
            text = self.tr("✓ Kept: {0} s as a take of “{1}”.").format(seconds, word)
        self._kept = text
        announce(self, text)
        self.refresh()

    def _say_undone(self, kept: Kept) -> None:
        self._kept = self.tr("✓ Taken back; the recording is deleted.")
        announce(self, self._kept)
        self.refresh()

    def _to_train_page(self) -> None:
        self._session.page_wanted.emit("train")
