"""The model of a board that takes none of the others: why, how good it is, and training it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout

from compress.verdict import judge
from firmware.build_small import is_small
from firmware.room import size_text
from gui.announce import announce
from gui.job import JobState
from gui.language import in_words
from gui.pages.page import SPACING, set_primary, set_role, show_part, subheading, text_label
from gui.session import Session
from gui.widgets.flow_row import FlowRow
from gui.widgets.job_bar import JobBar
from gui.widgets.results import ROLES, SIGNS


class SmallModelPanel(QFrame):
    """Drives `session.small` for a board with 2 KB of memory; hidden for all others."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self._small = session, session.small
        self.setProperty("card", True)
        self.why = text_label("")
        self.verdict = subheading("")
        self.verdict.setWordWrap(True)
        self.counted: QLabel = text_label("")
        self.needs: QLabel = text_label("", "soft")
        self.stale: QLabel = text_label("", "caution")
        self.train_button = QPushButton()
        self.train_button.clicked.connect(self._train)
        self.bar = JobBar(self._small.training, self.tr("Training"))
        row = FlowRow()
        row.addWidget(self.train_button)
        layout = QVBoxLayout(self)
        layout.setSpacing(SPACING)
        layout.addWidget(subheading(self.tr("A small model of its own")))
        for widget in (self.why, self.verdict, self.counted, self.needs, self.stale):
            layout.addWidget(widget)
        layout.addLayout(row)
        layout.addWidget(self.bar)
        self._small.changed.connect(self.refresh)
        self._small.training.changed.connect(self._refresh_button)
        self._small.training.ended.connect(self._follow)
        session.training.changed.connect(self._refresh_button)
        self.refresh()

    def refresh(self) -> None:
        """Show the best small model as it is now, or how to get one."""
        board = self._session.board
        show_part(self, board is not None and is_small(board))
        self._refresh_button()
        if board is None:
            return
        self.why.setText(
            self.tr(
                "{0} has {1} of memory: the models of the page Train do not fit. It takes a small "
                "one of its own, made of the same takes. It hears less well than the large ones; "
                "expect more missed words and more false alarms."
            ).format(in_words(board.title), size_text(board.ram_bytes))
        )
        best = self._small.best
        for part in (self.verdict, self.counted, self.needs):
            part.setVisible(best is not None)
        if best is not None:
            verdict = judge(best.metrics)
            self.verdict.setText(f"{SIGNS[verdict.grade]}  {in_words(verdict.meaning)}")
            set_role(self.verdict, ROLES[verdict.grade])
            self.counted.setText(f"{in_words(verdict.counted)} {in_words(verdict.proof)}")
            self.needs.setText(self._needs_text())
        stale = self._small.stale
        self.stale.setVisible(stale)
        if stale:
            self.stale.setText(
                self.tr("! Takes or words have changed since it was trained: train it again.")
            )

    def _needs_text(self) -> str:
        best, image = self._small.best, self._session.image
        if best is None:
            return ""
        text = self.tr("{0}: {1} bytes of weights, {2} bytes of state.").format(
            best.name, f"{best.network.weight_bytes:,}", f"{best.network.ram_bytes:,}"
        )
        if image is None or image.model_hash != best.model_hash:
            return text + " " + self.tr("What the whole program needs is known once it is built.")
        needs = image.needs
        if not needs.busy:
            return text + " " + self.tr("Its load is measured where simavr is installed.")
        return (
            text
            + " "
            + self.tr(
                "Measured in the simulator: the chip is busy {0} % of the time, and {1} bytes of "
                "its memory are never touched."
            ).format(f"{100 * needs.busy:.0f}", f"{self._untouched(needs.ram_bytes):,}")
        )

    def _untouched(self, ram_bytes: int) -> int:
        board = self._session.board
        return max(0, board.app_ram_bytes - ram_bytes) if board is not None else 0

    def _refresh_button(self) -> None:
        small = self._small
        done = small.best is not None and not small.stale
        self.train_button.setText(
            self.tr("&Train it again") if small.best else self.tr("&Train a small model")
        )
        # What is as it should be is not trained again: the same takes would make the same model.
        self.train_button.setVisible(not done)
        busy = small.training.busy or self._session.training.busy
        self.train_button.setEnabled(not busy and not self._session.trainer.without_takes())
        set_primary(self.train_button, small.best is None)

    def _train(self) -> None:
        if self._small.start():
            self.bar.cancel_button.setFocus()  # The button that had it waits now.

    def _follow(self) -> None:
        """Say how it became; after a cancel or a failure the button is the next thing to press."""
        best = self._small.best
        if self._small.training.state is not JobState.SUCCEEDED:
            if self.isVisible():
                self.train_button.setFocus()
        elif best is not None:
            verdict = in_words(judge(best.metrics).meaning)
            announce(self, self.tr("The training is done. {0}").format(verdict))
