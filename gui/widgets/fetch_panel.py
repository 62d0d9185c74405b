"""What must be downloaded before firmware can be built: shown, asked for, and watched."""

from __future__ import annotations

from PySide6.QtCore import Signal

from audio.errors import WakewrightError
from firmware.requirements import offers
from gui.job import JobState
from gui.language import in_words
from gui.session import Session
from gui.widgets.job_bar import JobBar
from gui.widgets.offer_question import OfferQuestion


class FetchPanel(OfferQuestion):
    """Asks a person for the session's board, and fetches what they agree to."""

    ready = Signal()  # all that was missing is there now

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self._fetching = session, session.delivery.fetching
        self._board = ""
        self.bar = JobBar(self._fetching, self.tr("Downloading"))
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.bar)
        self.agreed.connect(self._fetch)
        self._fetching.changed.connect(self._refresh)
        self._fetching.ended.connect(self._go_on)

    def ask(self) -> bool:
        """Ask for what is missing; False, and nothing shown, when all is there."""
        board = self._session.board
        if board is None:
            return False
        self._board = board.name
        try:
            wanted = offers(board)
        except WakewrightError as error:
            self.offers = ()
            self.say(in_words(str(error)), "bad")
            return True
        if not wanted:
            self.hide()
            return False
        self._fetching.reset()
        first = self.tr("To build firmware for {0} on this computer, this is downloaded once:")
        self.ask_for(wanted, first.format(in_words(board.title)))
        return True

    def forget_other_board(self) -> None:
        """A question about another board than the session's is no longer one."""
        board = self._session.board
        if board is None or board.name != self._board:
            self.hide()

    def _refresh(self) -> None:
        self.show_answers(not self._fetching.busy)

    def _fetch(self) -> None:
        if self._session.delivery.fetch(self.offers):
            self.bar.cancel_button.setFocus()

    def _go_on(self) -> None:
        """What was fetched may have told how large the next thing is."""
        self._refresh()
        if self._fetching.state is JobState.SUCCEEDED:
            if not self.ask():
                self.ready.emit()
        elif self.isVisible():
            self.yes_button.setFocus()
