"""Try it now: the chosen model listens through this computer's microphone at once."""

from __future__ import annotations

import time

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from audio.languages import spoken_text
from audio.trimming import SILENCE_DBFS
from compress.detector import is_word
from gui.announce import announce
from gui.job import JobState
from gui.language import in_words
from gui.pages.page import SPACING, set_role, text_label
from gui.session import Session
from gui.widgets.big_word import BigWord
from gui.widgets.level_bar import LevelBar
from gui.widgets.score_bars import ScoreBars

# With reduced motion, meters move no more often than this.
CALM_S = 0.5


class TryoutPanel(QWidget):
    """A button to start and stop, the last word in large letters, live scores and the level.

    Args:
        session: What is open; its `tryout` does the listening, also after this is thrown away.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._tryout = session, session.tryout
        self._state = self._tryout.job.state
        self._drawn_at = 0.0
        self._scored = bool(self._tryout.scores)
        still = session.preferences.reduced_motion
        self.button = QPushButton()
        self.button.clicked.connect(self._toggle)
        self.message: QLabel = text_label("")
        self.message.setAccessibleName(self.tr("Try it now"))
        self.word = BigWord(self.tr("Last word heard"), still)
        self.scores = ScoreBars(self.tr("Scores now"))
        self.level = LevelBar(self.tr("Microphone"))
        row = QHBoxLayout()
        row.setSpacing(SPACING)
        row.addWidget(self.button)
        row.addWidget(self.level, 100)
        row.addStretch(1)  # Where there is no level the button is not as wide as the page.
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addLayout(row)
        layout.addWidget(self.message)
        layout.addWidget(self.word)
        layout.addWidget(self.scores)
        self._tryout.changed.connect(self.refresh)
        self._tryout.heard.connect(self._refresh_live)
        self._tryout.detected.connect(self.word.hear)
        session.models_changed.connect(self.refresh)
        if self._tryout.last is not None:
            last, ago = self._tryout.last, time.monotonic() - self._tryout.last_at
            self.word.show_word(last.word, last.score, ago)
        self.refresh()

    def refresh(self) -> None:
        """Show whether it listens, and what went wrong if something did."""
        tryout, state = self._tryout, self._tryout.job.state
        self.button.setText(
            self.tr("Stop l&istening") if tryout.running else self.tr("Try &it now")
        )
        self.button.setEnabled(
            state is not JobState.CANCELLING
            and (tryout.running or self._session.chosen is not None)
        )
        text, role = self._text(state)
        self.message.setText(text)
        set_role(self.message, role)
        for part in (self.word, self.scores):
            part.setVisible(tryout.running or bool(tryout.count))
        self.level.setVisible(tryout.running)
        if not tryout.count:
            self.word.show_idle(self._invitation())
        if state is not self._state:
            self._state = state
            announce(self, text, urgent=state is JobState.FAILED)
        self._draw()

    def _text(self, state: JobState) -> tuple[str, str]:
        job = self._tryout.job
        if self._session.chosen is None:
            return self.tr("There is no model to try yet: train one first."), "soft"
        if state is JobState.FAILED:
            return f"✕ {in_words(job.what)} {in_words(job.hint)}".strip(), "bad"
        if state is JobState.RUNNING:
            if not self._tryout.scores:
                return self.tr("Starting to listen…"), ""
            return self.tr("Listening through this computer’s microphone."), ""
        return (
            self.tr("The model listens through this computer’s microphone; no board is needed."),
            "soft",
        )

    def _invitation(self) -> str:
        words = [spoken_text(label) for label in self._tryout.labels if is_word(label)]
        if not words:
            return ""
        return self.tr("Say: {0}").format(" · ".join(f"“{word}”" for word in words))

    def _toggle(self) -> None:
        if self._tryout.running:
            self._tryout.cancel()
        else:
            self._tryout.start()

    def _refresh_live(self) -> None:
        calm = self._session.preferences.reduced_motion
        if calm and time.monotonic() - self._drawn_at < CALM_S:
            return
        self._drawn_at = time.monotonic()
        if bool(self._tryout.scores) != self._scored:
            self._scored = bool(self._tryout.scores)
            self.refresh()
        else:
            self._draw()

    def _draw(self) -> None:
        tryout = self._tryout
        known = tryout.running and tryout.level_dbfs > SILENCE_DBFS
        self.level.show_level(tryout.level_dbfs if known else None, tryout.peak_dbfs)
        self.scores.show_scores(tryout.labels, tryout.scores, tryout.thresholds)
