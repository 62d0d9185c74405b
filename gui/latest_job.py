"""One stage at a time, of which the latest is the one that matters: a sound that is played."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

from audio.stage import Stage
from gui.job import Job, JobState

T = TypeVar("T")


class LatestJob(QObject, Generic[T]):
    """Runs a stage; another one takes its place as soon as the one before has let go.

    Attributes:
        what, hint: Why the last one did not work.
    """

    changed = Signal()  # about something else, or about nothing; or a failure
    moved = Signal()  # `fraction` is new
    ended = Signal()  # a stage is no longer under way, whatever its end

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.what = self.hint = ""
        self._current: T | None = None
        self._next: tuple[T, Callable[[], Stage[Any]]] | None = None
        self._job = Job(self)
        self._job.progressed.connect(self.moved)
        self._job.ended.connect(self._go_on)

    @property
    def fraction(self) -> float:
        """How much of it is done, 0..1."""
        return self._job.progress.fraction if self._current is not None else 0.0

    def halt(self) -> None:
        """Do no more."""
        self._next = None
        self._job.cancel()

    def stop(self) -> None:
        """Do no more, and wait until everything is let go of."""
        self._next = None
        self._job.stop()

    def _run(self, about: T, make_stage: Callable[[], Stage[Any]]) -> None:
        """Run a stage from its beginning, in place of the one under way."""
        if self._job.busy:
            self._next = about, make_stage
            self._job.cancel()
            return
        self._current, self.what, self.hint = about, "", ""
        self._job.start(make_stage)
        self.changed.emit()

    def _go_on(self) -> None:
        self._current = None
        self.ended.emit()
        if self._job.state is JobState.FAILED:
            self.what, self.hint = self._job.what, self._job.hint
        following, self._next = self._next, None
        if following is not None:
            self._run(*following)
        else:
            self.changed.emit()
