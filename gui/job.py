"""A long piece of work of the app: one stage at a time, in exactly one state.

job = Job()
job.changed.connect(page.refresh)
job.start(lambda: train_project(project, "quick"))
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import Any

from PySide6.QtCore import QObject, Signal

from audio.stage import Progress, Stage
from gui.worker import StageWorker


class JobState(Enum):
    """Where a job stands."""

    IDLE = auto()
    RUNNING = auto()
    CANCELLING = auto()
    SUCCEEDED = auto()
    FAILED = auto()
    CANCELLED = auto()


BUSY = (JobState.RUNNING, JobState.CANCELLING)


class Job(QObject):
    """Runs stages in a thread beside the window, one after the other.

    Attributes:
        state: Where it stands.
        progress: The latest of the stage.
        what, hint: After FAILED: what happened, and what to do next, as the stage says it.
        result: After SUCCEEDED: what the stage returned.
    """

    changed = Signal()  # the state or the progress is another one
    progressed = Signal(object)  # a Progress, as it comes
    succeeded = Signal(object)  # with the artefact, after `changed`
    ended = Signal()  # no longer busy, whatever the end; after the thread is gone

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = JobState.IDLE
        self.progress = Progress(0.0, "")
        self.what = self.hint = ""
        self.result: Any = None
        self._worker: StageWorker | None = None

    @property
    def busy(self) -> bool:
        """Whether a stage is under way."""
        return self._worker is not None

    def start(self, make_stage: Callable[[], Stage[Any]]) -> bool:
        """Begin a stage; False if one is under way already."""
        if self._worker is not None:
            return False
        self.progress, self.what, self.hint, self.result = Progress(0.0, ""), "", "", None
        worker = StageWorker(make_stage)
        worker.progressed.connect(self._note_progress)
        worker.succeeded.connect(self._succeed)
        worker.failed.connect(self._fail)
        worker.cancelled.connect(self._note_cancelled)
        worker.finished.connect(self._forget_worker)
        self._worker = worker
        self._enter(JobState.RUNNING)
        worker.start()
        return True

    def cancel(self) -> None:
        """Ask the stage to stop at its next step."""
        if self._worker is not None and self.state is JobState.RUNNING:
            self._worker.cancel()
            self._enter(JobState.CANCELLING)

    def stop(self) -> None:
        """Cancel, and wait until the clean-up is done; for the end of the program."""
        if self._worker is not None:
            self._worker.cancel()
            self._worker.wait()

    def reset(self) -> None:
        """Forget how the last one ended."""
        if self._worker is None:
            self._enter(JobState.IDLE)

    def _enter(self, state: JobState) -> None:
        self.state = state
        self.changed.emit()

    # Methods of this object, never lambdas: only so does Qt call them in the window's thread.
    def _note_progress(self, progress: Progress) -> None:
        self.progress = progress
        self.progressed.emit(progress)
        self.changed.emit()

    def _succeed(self, result: Any) -> None:
        self.result = result
        self._enter(JobState.SUCCEEDED)
        self.succeeded.emit(result)

    def _fail(self, what: str, hint: str) -> None:
        self.what, self.hint = what, hint
        self._enter(JobState.FAILED)

    def _note_cancelled(self) -> None:
        self._enter(JobState.CANCELLED)

    def _forget_worker(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.wait()  # `finished` comes a moment before the thread has really ended.
        self.changed.emit()
        self.ended.emit()
