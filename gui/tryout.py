"""The chosen model listening through the microphone of this computer, without any firmware."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from audio.stage import Progress
from audio.trimming import SILENCE_DBFS
from compress.detector import Detection
from firmware.tryout import LiveRun, try_out
from gui.job import Job

if TYPE_CHECKING:
    from gui.session import Session


class Tryout(QObject):
    """Drives `firmware.tryout.try_out` and keeps the latest of what it says.

    Attributes:
        job: Where it stands; its `what` and `hint` say what went wrong.
        labels: Of the model that listens.
        scores, thresholds: 0..1, one for each label; empty before the first.
        level_dbfs, peak_dbfs: Of the latest sound.
        last: The latest detection since the start, if any.
        last_at: When that was, by `time.monotonic`.
        count: Detections since the start.
    """

    changed = Signal()  # started, ended, or failed
    heard = Signal()  # scores and level are new; some twenty times a second
    detected = Signal(str, float)  # a word and its score, 0..1

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.job = Job(self)
        self.labels: tuple[str, ...] = ()
        self._forget()
        self.job.progressed.connect(self._take)
        self.job.changed.connect(self._note_state)
        self._told = (self.job.state, self.job.busy)

    @property
    def running(self) -> bool:
        """Whether it listens, or is about to."""
        return self.job.busy

    def start(self) -> None:
        """Let the chosen model listen, if there is one and it does not listen already."""
        variant, session = self._session.chosen, self._session
        if variant is None or self.job.busy:
            return
        self._forget()
        self.labels = variant.labels
        session.free_microphone()
        self.job.start(lambda: try_out(variant, session.microphone))

    def cancel(self) -> None:
        """Stop listening soon, without waiting for it."""
        self.job.cancel()

    def stop(self) -> None:
        """Let go of what is open, and wait for it."""
        self.job.stop()

    def _forget(self) -> None:
        self.scores: tuple[float, ...] = ()
        self.thresholds: tuple[float, ...] = ()
        self.level_dbfs = self.peak_dbfs = SILENCE_DBFS
        self.last: Detection | None = None
        self.last_at = 0.0
        self.count = 0

    def _note_state(self) -> None:
        """Pass on changes of the state, which the job mixes with each progress."""
        now = (self.job.state, self.job.busy)
        if now != self._told:
            self._told = now
            self.changed.emit()

    def _take(self, progress: Progress) -> None:
        facts = progress.details
        if not facts:
            return
        runs: tuple[LiveRun, ...] = facts["runs"]
        self.level_dbfs, self.thresholds = facts["level_dbfs"], facts["thresholds"]
        self.peak_dbfs = 20 * math.log10(max((*facts["peaks"], 1e-5)))
        for run in runs:
            self.scores = run.scores
            if run.detection is not None:
                self.last, self.last_at = run.detection, time.monotonic()
                self.count += 1
                self.detected.emit(run.detection.word, run.detection.score)
        self.heard.emit()
