"""Progress of a job in words and as a bar, with the time left, a cancel button and its end."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from firmware.flashers.base import ASKS
from gui.announce import announce
from gui.job import BUSY, Job, JobState
from gui.language import in_words
from gui.pages.page import CANCEL, set_role, show_part, text_label

WHOLE = 1000


class JobBar(QWidget):
    """Shows one job. It is hidden while there is nothing to say.

    Args:
        job: The job.
        what: What the job does, for screen readers, e.g. "Training".
    """

    def __init__(self, job: Job, what: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job, self._what = job, what
        self._shown: JobState | None = None
        self._asked = ""  # What a person was asked to do last.
        self.bar = QProgressBar()
        self.bar.setRange(0, WHOLE)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(what)
        self.bar.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.message: QLabel = text_label("")
        self.message.setAccessibleName(what)
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.cancel_button.setAccessibleName(self.tr("Cancel: {0}").format(what))
        self.cancel_button.setObjectName(CANCEL)
        self.cancel_button.clicked.connect(job.cancel)
        row = QHBoxLayout()
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.message)
        job.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the job as it is now."""
        state = self._job.state
        busy = state in BUSY
        self.bar.setVisible(busy)
        self.cancel_button.setVisible(busy)
        if state is JobState.CANCELLING and self.cancel_button.hasFocus():
            self.bar.setFocus()  # Before the button waits: the focus stays here until the end.
        self.cancel_button.setEnabled(state is JobState.RUNNING)
        self.bar.setValue(round(WHOLE * self._job.progress.fraction))
        text = self._text(state)
        self.message.setText(text)
        asked = self._ask(state)
        roles = {JobState.FAILED: "bad", JobState.CANCELLED: "soft"}
        set_role(self.message, "caution" if asked else roles.get(state, ""))
        self.message.setVisible(bool(text))
        show_part(self, busy or bool(text))
        if state is not self._shown:
            if self._shown is not None and not busy:
                announce(self, text, urgent=state is JobState.FAILED)
            self._shown = state

    def _ask(self, state: JobState) -> str:
        """Say aloud, once, what the job waits for a person to do; empty when it does not."""
        waits = state is JobState.RUNNING and bool(self._job.progress.details.get(ASKS))
        asked = in_words(self._job.progress.message) if waits else ""
        if asked and asked != self._asked:
            announce(self, asked, urgent=True)
        self._asked = asked
        return asked

    def _text(self, state: JobState) -> str:
        progress = self._job.progress
        if state is JobState.RUNNING:
            left = time_left(progress.seconds_left)
            said = in_words(progress.message)
            return f"{said} · {left}" if left else said
        if state is JobState.CANCELLING:
            return self.tr("Stopping. What is finished is kept.")
        if state is JobState.CANCELLED:
            return self.tr("Cancelled. What was finished before is kept.")
        if state is JobState.FAILED:
            return f"{in_words(self._job.what)} {in_words(self._job.hint)}".strip()
        return ""


def time_left(seconds: float | None) -> str:
    """Time left as people say it; nothing while it is unknown."""
    translate = QCoreApplication.translate
    if seconds is None:
        return ""
    if seconds < 57.5:
        few = max(5, round(seconds / 5) * 5)
        return translate("JobBar", "about {0} seconds left").format(few)
    minutes = max(1, round(seconds / 60))
    if minutes == 1:
        return translate("JobBar", "about a minute left")
    return translate("JobBar", "about {0} minutes left").format(minutes)
