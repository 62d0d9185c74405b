"""“That was wrong” and “missed me”: sound kept for the next training, one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from audio.corrections import Correction, forget, keep, waiting
from audio.project import Project
from audio.stage import Stage, finish
from audio.takes import Take
from gui.job import Job, JobState

if TYPE_CHECKING:
    from gui.session import Session


@dataclass(frozen=True)
class Kept:
    """A correction that was kept: the take, and the number of the detection that was wrong or 0."""

    take: Take
    number: int


@dataclass
class _Order:
    """What to do next: keep a correction, or take a kept one back; `done` once that is on disk."""

    project: Project
    number: int
    correction: Correction | None = None
    undone: Kept | None = None
    done: bool = False


class Corrector(QObject):
    """Keeps corrections beside the window, and takes them back.

    Attributes:
        what, hint: Why the last one was not kept; empty when it was.
        latest: What was kept last and can be taken back.
    """

    changed = Signal()  # another one is under way, kept, refused or taken back
    kept = Signal(object)  # a Kept
    undone = Signal(object)  # the Kept that is no more

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._job = Job(self)
        self._job.ended.connect(self._note_end)
        self._orders: list[_Order] = []
        self._stack: list[Kept] = []
        self.what = self.hint = ""

    @property
    def busy(self) -> bool:
        """Whether something is being written."""
        return bool(self._orders)

    @property
    def latest(self) -> Kept | None:
        """What was kept last and can be taken back."""
        return self._stack[-1] if self._stack else None

    @property
    def waiting(self) -> tuple[Take, ...]:
        """Corrections that the chosen model has not been trained with."""
        chosen = self._session.chosen
        heard = frozenset(chosen.history.get("heard", ())) if chosen else frozenset()
        return waiting(self._session.takes.takes, heard)

    def keep(self, correction: Correction, number: int = 0) -> None:
        """Keep a correction; `number` is that of the wrong detection, 0 for a missed word."""
        project = self._session.project
        if project is not None:
            self._add(_Order(project, number, correction=correction))

    def undo(self) -> None:
        """Take the latest correction back."""
        project = self._session.project
        if project is not None and self._stack and not self.busy:
            latest = self._stack[-1]
            self._add(_Order(project, latest.number, undone=latest))

    def refuse(self, what: str, hint: str) -> None:
        """Note that there is nothing to keep."""
        self.what, self.hint = what, hint
        self.changed.emit()

    def stop(self) -> None:
        """Write what still waits, and forget what could be taken back."""
        self._job.stop()
        for order in self._orders:
            if not order.done:
                self._session.attempt(partial(finish, _carry_out(order)))
        self._orders.clear()
        self._stack.clear()
        self.what = self.hint = ""

    def _add(self, order: _Order) -> None:
        self.what = self.hint = ""
        self._orders.append(order)
        self._next()
        self.changed.emit()

    def _next(self) -> None:
        if self._orders and not self._job.busy:
            order = self._orders[0]
            self._job.start(lambda: _carry_out(order))

    def _note_end(self) -> None:
        if not self._orders:  # `stop` was faster, and has written it.
            return
        order = self._orders.pop(0)
        if self._job.state is JobState.SUCCEEDED:
            self._session.reload_takes()
            if order.undone is not None:
                self._stack.remove(order.undone)
                self.undone.emit(order.undone)
            else:
                self._stack.append(Kept(self._job.result, order.number))
                self.kept.emit(self._stack[-1])
        else:
            self.what, self.hint = self._job.what, self._job.hint
        self._next()
        self.changed.emit()


def _carry_out(order: _Order) -> Stage[Take | None]:
    """Keep or take back.

    Raises:
        WakewrightError: It cannot be done.
    """
    kept = None
    if order.correction is not None:
        kept = yield from keep(order.project, order.correction)
    elif order.undone is not None:
        yield from forget(order.project, order.undone.take)
    order.done = True
    return kept
