"""Compile, write, prove: what it needs, how it goes, and what to do when it does not go."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import (
    QFrame,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
)

from firmware.flashers import FLASHERS
from firmware.requirements import download_text, requirements
from gui.announce import announce
from gui.job import JobState
from gui.language import in_words
from gui.pages.page import SPACING, set_primary, set_role, subheading, text_label
from gui.session import Session
from gui.widgets.fetch_panel import FetchPanel
from gui.widgets.flow_row import FlowRow
from gui.widgets.job_bar import JobBar
from gui.widgets.port_choice import PortChoice
from gui.widgets.sketch_note import SketchNote

LOG_LINES = 12


class DeliveryPanel(QFrame):
    """Drives `session.delivery` for the session's board."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self._delivery = session, session.delivery
        self._follows = False  # Whether the focus goes along from step to step.
        self.setProperty("card", True)
        self.needs = text_label("")
        self.state = text_label("")
        self.fetch = FetchPanel(session)
        self.building = JobBar(session.building, self.tr("Building"))
        self.flashing = JobBar(session.flashing, self.tr("Writing"))
        self.port_choice = PortChoice(session)
        self.troubles = text_label("")
        self.troubles.setAccessibleName(self.tr("What to try"))
        layout = QVBoxLayout(self)
        layout.setSpacing(SPACING)
        layout.addWidget(subheading(self.tr("Put it on the board")))
        layout.addWidget(self.needs)
        layout.addWidget(self.port_choice)
        layout.addLayout(self._buttons())
        self.sketch = SketchNote(session)
        parts = (self.fetch, self.building, self.flashing, self.state, self.troubles, self.sketch)
        for each in parts:
            layout.addWidget(each)
        self.log = QPlainTextEdit()
        self.log.setReadOnly(True)
        self.log.setTabChangesFocus(True)
        self.log.setAccessibleName(self.tr("What the compiler said"))
        self.log.setVisible(False)
        layout.addWidget(self.log)
        self._wanted: Callable[[], bool] = self._build_now  # When all is there.
        self._pressed = self.put_button  # Where the focus goes back to.
        self.fetch.ready.connect(self._go_on)
        self.fetch.refused.connect(self._stay)
        session.delivery.changed.connect(self._note_step)
        session.delivery.fetching.changed.connect(self._refresh_state)
        session.building.changed.connect(self._refresh_state)
        session.flashing.changed.connect(self._refresh_state)
        session.measuring.changed.connect(self._refresh_state)
        session.ports.asking.changed.connect(self._refresh_state)

    def refresh(self) -> None:
        """Show the board and how far the model's way onto it is."""
        board = self._session.board
        if board is None:
            return
        needed = requirements(board)
        each_one = [f"{in_words(each.what)}: {in_words(each.says)}" for each in needed]
        self.needs.setText("\n".join([in_words(download_text(needed)), *each_one]))
        self.fetch.forget_other_board()
        self.port_choice.refresh()
        self.sketch_button.setVisible(bool(board.fqbn))
        self.sketch.refresh()
        self.log_button.setEnabled(bool(self._delivery.log))
        self._refresh_state()
        if self.log.isVisible():
            self._show_log()

    def _note_step(self) -> None:
        """A step has ended or the next one begun: show it, say it, and let the focus follow."""
        self.refresh()
        if self._session.building.state is JobState.FAILED and self.isVisible():
            self.fetch.ask()  # What was there turned out not to do, as a program that is too old.
        if not self._follows or not self.isVisible():
            return
        if self._session.flashing.busy:
            self.flashing.cancel_button.setFocus()
        elif not self._delivery.busy:
            self._follows = False
            (self.listen_button if self._delivery.flashed else self._pressed).setFocus()
            only_built = self._pressed is self.build_button and self._session.building.result
            if self._delivery.flashed or only_built:
                announce(self, self.state.text())

    def _buttons(self) -> FlowRow:
        self.put_button = QPushButton(self.tr("&Build and put it on the board"))
        self.put_button.setProperty("primary", True)
        self.listen_button = QPushButton(self.tr("Liste&n to the board"))
        self.build_button = QPushButton(self.tr("Only b&uild"))
        self.log_button = QPushButton(self.tr("&Compiler’s log"))
        self.log_button.setCheckable(True)
        self.put_button.clicked.connect(self._put)
        self.listen_button.clicked.connect(self._listen)
        self.sketch_button = QPushButton(self.tr("Sketch for the Arduino &IDE"))
        self.build_button.clicked.connect(self._build)
        self.sketch_button.clicked.connect(self._delivery.write_sketch)
        self.log_button.toggled.connect(self._toggle_log)
        row = FlowRow()
        for each in (
            self.put_button,
            self.listen_button,
            self.build_button,
            self.sketch_button,
            self.log_button,
        ):
            row.addWidget(each)
        return row

    def _refresh_state(self) -> None:
        board = self._session.board
        if board is None:
            return
        asking = self._session.ports.asking.busy
        busy = self._delivery.busy or self._session.measuring.busy or asking
        possible = board.status == "ready" and FLASHERS[board.upload_method].ready
        modelled = self._session.board_model is not None
        self.put_button.setEnabled(possible and modelled and not busy)
        self.build_button.setEnabled(board.status == "ready" and modelled and not busy)
        self.sketch_button.setEnabled(board.status == "ready" and modelled)
        done = self._delivery.flashed and not busy
        self.listen_button.setVisible(done)
        set_primary(self.listen_button, done)
        asks = self.fetch.isVisibleTo(self)
        set_primary(self.put_button, modelled and not done and not asks)
        self._say_state(possible, done)
        self.troubles.setText(self._trouble_text())
        self.troubles.setVisible(bool(self.troubles.text()))

    def _say_state(self, possible: bool, done: bool) -> None:
        image = self._session.image
        text, role = "", ""
        if self._session.measuring.busy:
            text = self.tr("The models are being measured; that takes some seconds.")
        elif not possible:
            role = "caution"
            text = self.tr(
                "! Firmware for this board cannot be built yet. You can plan for it, wire it, "
                "and try the model on a virtual board."
            )
        elif self._session.board_model is None:
            text = self.tr("Train a small model for this board first.")
        elif done and image is not None:
            role = "good"
            text = self.tr("✓ The board runs the model {0}: written, read back, started.").format(
                image.model_hash
            )
        elif image is not None and not self._delivery.busy:
            text = self.tr("Built, but not on the board yet.")
        set_role(self.state, role)
        self.state.setText(text)
        self.state.setVisible(bool(text))

    def _trouble_text(self) -> str:
        board = self._session.board
        if board is None or self._session.flashing.state is not JobState.FAILED:
            return ""
        lines = [f"{n}. {in_words(text)}" for n, text in enumerate(board.troubles, 1)]
        return "\n".join([self.tr("What usually helps:"), *lines])

    def _put(self) -> None:
        self._prepare(self._put_now, self.put_button)

    def _build(self) -> None:
        self._prepare(self._build_now, self.build_button)

    def _prepare(self, wanted: Callable[[], bool], pressed: QPushButton) -> None:
        """Ask for what building needs; what is wanted comes when it is there."""
        self._wanted, self._pressed = wanted, pressed
        if self.fetch.ask():
            self._refresh_state()
        else:
            self._go_on()

    def _go_on(self) -> None:
        """All that building needs is there."""
        self.refresh()
        self._wanted()

    def _stay(self) -> None:
        """Nothing is to be downloaded: back to where the question came from."""
        self._refresh_state()
        self._pressed.setFocus()

    def _put_now(self) -> bool:
        return self._follow(self._delivery.put_on_board(self.port_choice.device()))

    def _build_now(self) -> bool:
        return self._follow(self._delivery.build())

    def _follow(self, begun: bool) -> bool:
        if begun:
            self._follows = True
            self.building.cancel_button.setFocus()  # The button that had it waits now.
        return begun

    def _listen(self) -> None:
        self._session.page_wanted.emit("listen")

    def _toggle_log(self, on: bool) -> None:
        self.log.setVisible(on)
        if on:
            self._show_log()

    def _show_log(self) -> None:
        self.log.setPlainText(self._delivery.log)
        self.log.setFixedHeight(LOG_LINES * self.log.fontMetrics().lineSpacing())
