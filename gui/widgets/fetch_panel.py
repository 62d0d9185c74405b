"""What must be downloaded before firmware can be built: shown, asked for, and watched."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from audio.errors import WakewrightError
from firmware.consent import Offer
from firmware.requirements import offers
from gui.announce import announce
from gui.job import JobState
from gui.language import in_words
from gui.pages.page import SPACING, set_primary, set_role, text_label
from gui.session import Session
from gui.widgets.flow_row import FlowRow
from gui.widgets.job_bar import JobBar


class FetchPanel(QFrame):
    """Asks a person for the session's board, and fetches what they agree to. Hidden until asked."""

    ready = Signal()  # all that was missing is there now
    refused = Signal()  # the person does not want it now

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self._fetching = session, session.delivery.fetching
        self._offers: tuple[Offer, ...] = ()
        self._board = ""
        self.question = text_label("")
        self.yes_button, self.no_button = QPushButton(), QPushButton(self.tr("No&t now"))
        self.yes_button.clicked.connect(self._fetch)
        self.no_button.clicked.connect(self._refuse)
        self.bar = JobBar(self._fetching, self.tr("Downloading"))
        row = FlowRow()
        row.addWidget(self.yes_button)
        row.addWidget(self.no_button)
        layout = QVBoxLayout(self)
        layout.setSpacing(SPACING)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.question)
        layout.addLayout(row)
        layout.addWidget(self.bar)
        self.hide()
        self._fetching.changed.connect(self._refresh)
        self._fetching.ended.connect(self._go_on)

    def ask(self) -> bool:
        """Ask for what is missing; False, and nothing shown, when all is there."""
        board = self._session.board
        if board is None:
            return False
        self._board = board.name
        try:
            self._offers = offers(board)
        except WakewrightError as error:
            self._say(in_words(str(error)), "bad")
            return True
        if not self._offers:
            self.hide()
            return False
        self._fetching.reset()
        self._say(self._text(in_words(board.title)), "")
        self.yes_button.setText(
            self.tr("&Download {0} MB and go on").format(
                sum(offer.megabytes for offer in self._offers)
            )
        )
        self.yes_button.setFocus()
        return True

    def forget_other_board(self) -> None:
        """A question about another board than the session's is no longer one."""
        board = self._session.board
        if board is None or board.name != self._board:
            self.hide()

    def _text(self, title: str) -> str:
        said = [
            self.tr("{0}: {1} MB from {2}, {3} MB on this computer; licence {4}. {5}").format(
                offer.name,
                offer.megabytes,
                offer.source,
                offer.disk_megabytes,
                offer.licence,
                in_words(offer.why),
            )
            for offer in self._offers
        ]
        first = self.tr("To build firmware for {0} on this computer, this is downloaded once:")
        return "\n".join([first.format(title), *said])

    def _say(self, text: str, role: str) -> None:
        set_role(self.question, role)
        self.question.setText(text)
        self.yes_button.setAccessibleDescription(text)
        self.show()
        self._refresh()
        announce(self, text)

    def _refresh(self) -> None:
        busy = self._fetching.busy
        self.yes_button.setVisible(bool(self._offers) and not busy)
        self.no_button.setVisible(not busy)
        set_primary(self.yes_button, bool(self._offers) and not busy)

    def _fetch(self) -> None:
        if self._session.delivery.fetch(self._offers):
            self.bar.cancel_button.setFocus()

    def _refuse(self) -> None:
        self.hide()
        self.refused.emit()

    def _go_on(self) -> None:
        """What was fetched may have told how large the next thing is."""
        self._refresh()
        if self._fetching.state is JobState.SUCCEEDED:
            if not self.ask():
                self.ready.emit()
        elif self.isVisible():
            self.yes_button.setFocus()
