"""Takes that were deleted and can be put back, until the project is closed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from audio.deletion import Deleted, delete_takes, restore_takes
from audio.stage import Stage
from audio.takes import Take, TakeSet
from gui.job import Job, JobState

if TYPE_CHECKING:
    from gui.session import Session

# Beyond this much sound in memory, the oldest deletions become final.
MOST_BYTES = 200_000_000


class TakeBin(QObject):
    """Deletes takes, and undoes that in reverse order.

    A deleted take leaves the disk at once and lives on only in the memory of this object: nothing
    needs emptying, and after a crash nothing is left of it either.

    Attributes:
        what, hint: Why the last deletion or return did not work.
    """

    changed = Signal()  # what can be undone is something else, or a failure
    deleted = Signal(object)  # tuple of Takes, after they are gone from the disk
    restored = Signal(object)  # tuple of Takes, after they are back

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.what = self.hint = ""
        self._undoable: list[tuple[Deleted, ...]] = []
        self._waiting: deque[Callable[[], None]] = deque()
        self._deleting, self._restoring = Job(self), Job(self)
        self._deleting.succeeded.connect(self._note_deleted)
        self._restoring.succeeded.connect(self._note_restored)
        for job in (self._deleting, self._restoring):
            job.ended.connect(self._go_on)

    @property
    def can_undo(self) -> bool:
        """Whether there is something to put back."""
        return bool(self._undoable)

    def delete(self, takes: Sequence[Take]) -> None:
        """Delete takes from the disk."""
        wanted = tuple(takes)
        self._enqueue(lambda: self._delete(wanted))

    def undo(self) -> None:
        """Put back what was deleted last."""
        self._enqueue(self._undo)

    def clear(self) -> None:
        """Forget all: from now on nothing can be put back."""
        self._waiting.clear()
        self._undoable.clear()
        self.what = self.hint = ""
        self.changed.emit()

    def stop(self) -> None:
        """Wait for what is under way, and forget all."""
        for job in (self._deleting, self._restoring):
            job.stop()
        self.clear()

    def _enqueue(self, action: Callable[[], None]) -> None:
        self._waiting.append(action)
        self._next()

    @property
    def _busy(self) -> bool:
        return self._deleting.busy or self._restoring.busy

    def _next(self) -> None:
        while self._waiting and not self._busy:
            self.what = self.hint = ""
            self._waiting.popleft()()

    def _go_on(self) -> None:
        job = self.sender()
        if isinstance(job, Job) and job.state is JobState.FAILED:
            self.what, self.hint = job.what, job.hint
            self._session.reload_takes()  # Some may be gone, or back, before it broke off.
        self._next()
        self.changed.emit()

    def _delete(self, takes: tuple[Take, ...]) -> None:
        project = self._session.project
        there = {take.name for take in self._session.takes.takes}
        chosen = [take for take in takes if take.name in there]
        if project is not None and chosen:
            self._start(self._deleting, lambda: delete_takes(project, chosen))

    def _undo(self) -> None:
        project = self._session.project
        if project is not None and self._undoable:
            last = self._undoable[-1]
            self._start(self._restoring, lambda: restore_takes(project, last))

    def _start(self, job: Job, stage: Callable[[], Stage[Any]]) -> None:
        job.start(stage)
        self.changed.emit()

    def _note_deleted(self, deleted: tuple[Deleted, ...]) -> None:
        project = self._session.project
        # News of a deletion in the project before may come late.
        if project is None or any(project.takes not in each.take.path.parents for each in deleted):
            return
        if not deleted:
            self._session.reload_takes()  # Somebody else had deleted them before.
            return
        self._undoable.append(deleted)
        while len(self._undoable) > 1 and self._size_bytes() > MOST_BYTES:
            self._undoable.pop(0)
        takes = tuple(each.take for each in deleted)
        gone = {take.name for take in takes}
        self._session.show_takes(self._session.takes.where(lambda take: take.name not in gone))
        self.deleted.emit(takes)

    def _note_restored(self, takes: tuple[Take, ...]) -> None:
        if not self._undoable:
            return  # Another project was opened meanwhile.
        self._undoable.pop()
        self._session.show_takes(with_takes(self._session.takes, takes))
        self.restored.emit(takes)

    def _size_bytes(self) -> int:
        return sum(each.size_bytes for batch in self._undoable for each in batch)


def with_takes(takes: TakeSet, more: Sequence[Take]) -> TakeSet:
    """Takes with some more, in the order in which they are read from the disk."""
    together = {take.path: take for take in (*takes.takes, *more)}
    return replace(takes, takes=tuple(together[path] for path in sorted(together)))
