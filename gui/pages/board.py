"""The page Board: which board, how it is wired, and the chosen model put on it."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QWidget

from gui.language import in_words
from gui.pages.page import Page, card, subheading, text_label
from gui.widgets.board_facts import BoardFacts
from gui.widgets.board_list import BoardList
from gui.widgets.delivery_panel import DeliveryPanel
from gui.widgets.small_model import SmallModelPanel
from gui.widgets.wiring_view import WiringView


class BoardPage(Page):
    """Chooses a board and puts the model on it."""

    name = "board"

    def build(self) -> None:
        session = self.session
        self.body.addWidget(self._list_card())
        self.small = SmallModelPanel(session)
        self.delivery = DeliveryPanel(session)
        self.facts = BoardFacts(session)
        self.wiring = WiringView()
        self.body.addWidget(self.small)
        self.body.addWidget(self.delivery)
        self.body.addWidget(self._details_card())
        self.body.addStretch(1)
        self._cancel = QShortcut(QKeySequence("Esc"), self, self._cancel_all)
        self.list.chosen.connect(self._choose)
        session.ports.changed.connect(self._refresh_notices)
        for signal in (
            session.project_changed,
            session.models_changed,
            session.image_changed,
            session.delivery.changed,
        ):
            signal.connect(self.refresh_when_seen)
        session.takes_changed.connect(self.refresh_when_seen)
        session.small.training.changed.connect(self._refresh_list)
        session.building.changed.connect(self._refresh_list)
        session.flashing.changed.connect(self._refresh_list)
        session.delivery.fetching.changed.connect(self._refresh_list)
        self.refresh()

    def title(self) -> str:
        return self.tr("Board")

    def introduction(self) -> str:
        return self.tr("Put the model on a board.")

    def missing(self) -> str:
        if self.session.project is None:
            return self.tr("Open a project or make a new one on the page Words first.")
        if self.session.chosen is None and self.session.board_model is None:
            return self.tr("Train a model on the page Train first.")
        return ""

    def done(self) -> bool:
        return self.session.board_model is not None and self.session.delivery.flashed

    def first_focus(self) -> QWidget | None:
        return self.delivery.listen_button if self.done() else self.list

    def entered(self) -> None:
        self.session.ports.start()
        self.refresh()

    def left(self) -> None:
        self.session.ports.stop()

    def refresh(self) -> None:
        """Show the session as it is now."""
        board = self.session.board
        if board is None:
            return
        self.list.select(board.name)
        self._refresh_list()
        self.small.refresh()
        self.facts.refresh()
        self.wiring.show_board(board)
        self.delivery.refresh()
        self._refresh_notices()

    def _list_card(self) -> QFrame:
        frame, layout = card()
        layout.addWidget(subheading(self.tr("Which board")))
        self.notices = text_label("", "caution")
        self.list = BoardList(self.session.ports)
        layout.addWidget(self.list)
        layout.addWidget(self.notices)
        return frame

    def _details_card(self) -> QFrame:
        frame, layout = card()
        layout.addWidget(self.facts)
        layout.addWidget(self.wiring)
        return frame

    def _refresh_list(self) -> None:
        """The board cannot become another one while something for it is on its way."""
        busy = self.session.delivery.busy or self.session.small.training.busy
        self.list.setEnabled(not busy)

    def _refresh_notices(self) -> None:
        watch = self.session.ports
        lines = [
            self.tr(
                "! A {0} cable is plugged in at {1}. Its id names the cable, not the board behind "
                "it: choose your board in the list."
            ).format(port.bridge, port.device)
            for port in watch.boards
            if port.bridge
        ]
        shared = [port for port in watch.boards if len(port.boards) > 1]
        lines += [
            self.tr("! Several boards answer as the one at {0} does: choose yours.").format(
                port.device
            )
            for port in shared
        ]
        if watch.problem:
            said = in_words(watch.problem)
            lines.append(self.tr("! The serial ports cannot be listed ({0}).").format(said))
        self.notices.setText("\n".join(lines))
        self.notices.setVisible(bool(lines))

    def _cancel_all(self) -> None:
        """Esc stops whatever is under way on this page, or answers a question with no."""
        if self.delivery.fetch.no_button.isVisible():
            self.delivery.fetch.no_button.click()
        self.session.small.training.cancel()
        self.session.delivery.cancel()

    def _choose(self, name: str) -> None:
        if self.session.project is not None and self.session.project.board != name:
            self.session.change(board=name)
