"""Does on this computer what words shall do there, when the board hears them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from audio.action import Action
from audio.errors import WakewrightError
from firmware.acting import Acting, Happening
from firmware.action_rules import Done
from firmware.actions import COMPUTER, KINDS, perform

if TYPE_CHECKING:
    from gui.session import Session

PERMISSION = "actions"
END_S = 10.0


class ActionRunner(QObject):
    """Presses keys, runs commands and calls web addresses in threads, only for a project that was
    allowed to; what waits for a second word or rests is followed by the rules of the core."""

    message_wanted = Signal(str)  # to be shown over the whole screen
    told = Signal(str)  # that something waits, was not done or rests: the core's words
    done = Signal(str)  # an action of this word was done, from its thread
    went_wrong = Signal(str, str)  # what happened and what to do next, from a thread

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._threads: list[threading.Thread] = []
        self._actions: tuple[Action, ...] = ()
        self._acting = Acting(())
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
            actions = tuple(action for action in actions if not _on_computer(action))
        if actions != self._actions:
            # They are others than before: nothing that was armed or on counts any more.
            self._actions, self._acting = actions, Acting(actions)
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        self._follow(self._acting.hear(word), score)

    def stop(self) -> None:
        """Wait for what is under way; each takes a few seconds at most."""
        self._timer.stop()
        for thread in self._threads:
            thread.join(END_S)
        self._threads = []

    def _tick(self) -> None:
        self._follow(self._acting.tick(), 0.0)

    def _follow(self, happenings: list[Happening], score: float) -> None:
        for happening in happenings:
            if not isinstance(happening.event, Done):
                self.told.emit(happening.sentence)
            elif _on_computer(happening.action):
                self._start(happening.action, score, happening.event.on)
            elif happening.action.value.strip():
                self.message_wanted.emit(happening.action.value)
        left = self._acting.seconds_left
        if left is not None:
            self._timer.start(int(left * 1000) + 1)

    def _start(self, action: Action, score: float, on: bool) -> None:
        thread = threading.Thread(
            target=self._perform, args=(action, score, on), name="action", daemon=True
        )
        self._threads.append(thread)
        thread.start()

    def _perform(self, action: Action, score: float, on: bool) -> None:
        try:
            perform(action, score, on)
        except WakewrightError as error:
            self.went_wrong.emit(error.what, error.hint)
        else:
            self.done.emit(action.word)


def _on_computer(action: Action) -> bool:
    return action.kind in KINDS and KINDS[action.kind].where == COMPUTER
