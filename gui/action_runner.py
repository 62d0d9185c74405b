"""Does on this computer what words shall do there, when the board hears them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from audio.action import Action
from audio.errors import WakewrightError
from firmware.actions import COMPUTER, KINDS, SCREEN, perform

if TYPE_CHECKING:
    from gui.session import Session

PERMISSION = "actions"
END_S = 10.0


class ActionRunner(QObject):
    """Runs commands and calls web addresses in threads, only for a project that was allowed to."""

    message_wanted = Signal(str)  # to be shown over the whole screen
    done = Signal(str)  # an action of this word was done, from its thread
    went_wrong = Signal(str, str)  # what happened and what to do next, from a thread

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._threads: list[threading.Thread] = []
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
        if project is None:
            return
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        for action in project.actions:
            kind = KINDS.get(action.kind)
            if action.word != word or kind is None:
                continue
            if kind.where == SCREEN and action.value.strip():
                self.message_wanted.emit(action.value)
            elif kind.where == COMPUTER and self.allowed:
                self._start(action, word, score)

    def stop(self) -> None:
        """Wait for what is under way; each takes a few seconds at most."""
        for thread in self._threads:
            thread.join(END_S)
        self._threads = []

    def _start(self, action: Action, word: str, score: float) -> None:
        thread = threading.Thread(
            target=self._perform, args=(action, word, score), name="action", daemon=True
        )
        self._threads.append(thread)
        thread.start()

    def _perform(self, action: Action, word: str, score: float) -> None:
        try:
            perform(action, word, score)
        except WakewrightError as error:
            self.went_wrong.emit(error.what, error.hint)
        else:
            self.done.emit(word)
