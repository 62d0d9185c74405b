"""Models for boards with 2 KB of memory: which there are, whether they are stale, training them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from compress.uno.model import UnoModel, best_of
from compress.uno.training import is_stale, train_uno
from gui.job import Job

if TYPE_CHECKING:
    from gui.session import Session


class SmallTrainer(QObject):
    """Starts their training and holds what came out.

    Attributes:
        models: The open project's, as they are on disk.
        training: The job.
    """

    changed = Signal()  # other models, or a training began or ended

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.models: tuple[UnoModel, ...] = ()
        self.training = Job(self)
        self.training.ended.connect(session.reload_models)
        self._judged: tuple[object, ...] = ()
        self._stale = False

    @property
    def best(self) -> UnoModel | None:
        """The one that goes on a board; None before there is one."""
        return best_of(self.models) if self.models else None

    @property
    def stale(self) -> bool:
        """Whether takes or words have left it behind; some ms for a thousand takes."""
        session, best = self._session, self.best
        if session.project is None or best is None:
            return False
        now = (session.project.words, session.project.settings, session.takes, best)
        if len(now) != len(self._judged) or any(
            one is not other for one, other in zip(now, self._judged, strict=True)
        ):
            self._stale = is_stale(session.project, session.takes, best)
            self._judged = now
        return self._stale

    def keep(self, models: Iterable[UnoModel]) -> None:
        """Take what is on disk now as the open project's."""
        self.models = tuple(models)
        self.changed.emit()

    def start(self) -> bool:
        """Train; False if this or another training is under way."""
        project = self._session.project
        if project is None or self._session.training.busy:
            return False
        return self.training.start(lambda: train_uno(project))
