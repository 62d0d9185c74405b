"""A button that asks whether the board computes the same, and the answer in words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from firmware.boards import load_board
from firmware.build_small import is_small
from gui.announce import announce
from gui.language import in_words
from gui.pages.page import SPACING, set_role, subheading, text_label
from gui.session import Session
from gui.widgets.flow_row import FlowRow
from gui.widgets.job_bar import JobBar


class ParityPanel(QFrame):
    """Drives `session.parity`.

    Args:
        session: What is open.
        port: Gives the port of the real board that is chosen; empty for one without hardware.
    """

    def __init__(self, session: Session, port: Callable[[], str]) -> None:
        super().__init__()
        self._session, self._parity, self._port = session, session.parity, port
        self.setProperty("card", True)
        self.why = text_label("", "soft")
        self.button = QPushButton(self.tr("Chec&k that the board computes the same"))
        self.button.clicked.connect(self._start)
        self.bar = JobBar(session.parity.job, self.tr("Comparing"))
        self.answer: QLabel = text_label("")
        self.answer.setAccessibleName(self.tr("Result of the comparison"))
        row = FlowRow()
        row.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setSpacing(SPACING)
        layout.addWidget(subheading(self.tr("Is the board right?")))
        layout.addWidget(self.why)
        layout.addLayout(row)
        layout.addWidget(self.bar)
        layout.addWidget(self.answer)
        self._parity.changed.connect(self._tell)
        self._parity.job.changed.connect(self._refresh_button)
        session.image_changed.connect(self.refresh)
        session.delivery.changed.connect(self._refresh_button)
        self.refresh()

    def refresh(self) -> None:
        """Show what can be compared, and what came out last."""
        image = self._session.image
        if image is None:
            text = self.tr("Build the firmware on the page Board first; then it can be compared.")
        elif is_small(load_board(image.board)):
            text = self.tr(
                "The Uno has no memory for a sound that comes over the cable, so it cannot be "
                "compared here. Its model was compared in the simulator when Wakewright was made."
            )
        else:
            text = self.tr(
                "The same sound goes through this computer and through the board; every number in "
                "between must be the same. Listening pauses meanwhile."
            )
        self.why.setText(text)
        report = self._parity.report
        self.answer.setVisible(report is not None)
        if report is not None:
            sign = "✓" if report.equal else "✕"
            said = f"{in_words(report.says)} {in_words(report.advice)}".strip()
            self.answer.setText(f"{sign} {said}")
            set_role(self.answer, "good" if report.equal else "bad")
        self._refresh_button()

    def _refresh_button(self) -> None:
        busy = self._parity.job.busy or self._session.delivery.busy
        self.button.setEnabled(self._parity.possible and not busy)

    def _start(self) -> None:
        if self._parity.start(self._port()):
            self.refresh()
            self.bar.cancel_button.setFocus()  # The button that had it waits now.

    def _tell(self) -> None:
        had_focus = self.bar.cancel_button.hasFocus()
        self.refresh()
        if had_focus or self.bar.isAncestorOf(self.focusWidget() or self):
            self.button.setFocus()
        if self._parity.report is not None and self.isVisible():
            announce(self, self.answer.text(), urgent=not self._parity.report.equal)
