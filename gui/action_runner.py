"""Does on this computer what words shall do there, when the board hears them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from audio.action import Action
from audio.errors import WakewrightError
from firmware.doing import Doing, on_this_computer

if TYPE_CHECKING:
    from gui.session import Session

PERMISSION = "actions"


class ActionRunner(QObject):
    """Lets the core do what words do, and of the computer only what the user allowed it to."""

    message_wanted = Signal(str)  # to be shown over the whole screen
    told = Signal(str)  # that something waits, was not done or rests: the core's words
    done = Signal(str)  # an action of this word was done, from its thread
    went_wrong = Signal(str, str)  # what happened and what to do next, from a thread

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._actions: tuple[Action, ...] = ()
        self._doing = self._made(())
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tick)
        self.went_wrong.connect(session.failed)
        session.listener.detected.connect(self.hear)

    @property
    def allowed(self) -> bool:
        """Whether the user allows the open project to act on this computer."""
        project = self._session.project
        return project is not None and self._session.preferences.allows(PERMISSION, project.folder)

    def allow(self, on: bool) -> None:
        """Allow it, or take that back."""
        project = self._session.project
        if project is not None:
            self._session.preferences.allow(PERMISSION, project.folder if on else None)

    def hear(self, word: str, score: float) -> None:
        """Do what the open project says for a word, score 0..1."""
        project = self._session.project
        actions = () if project is None else project.actions
        if not self.allowed:
            # What may not be done does not wait for a second word either.
            actions = tuple(action for action in actions if not on_this_computer(action))
        if actions != self._actions:
            # They are others than before: nothing that was armed or on counts any more.
            self._actions, self._doing = actions, self._made(actions)
        self._doing.hear(word, score)
        self._wind()

    def stop(self) -> None:
        """Wait for what is under way; each takes a few seconds at most."""
        self._timer.stop()
        self._doing.close()

    def _made(self, actions: tuple[Action, ...]) -> Doing:
        return Doing(
            actions, self.told.emit, self.message_wanted.emit, self.done.emit, self._note_failure
        )

    def _tick(self) -> None:
        self._doing.tick()
        self._wind()

    def _wind(self) -> None:
        left_s = self._doing.seconds_left
        if left_s is not None:
            self._timer.start(int(left_s * 1000) + 1)

    def _note_failure(self, error: WakewrightError) -> None:
        self.went_wrong.emit(error.what, error.hint)
