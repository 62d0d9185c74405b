"""Does on this computer what words do there, in threads, and tells what became of each.

    doing = Doing(project.actions, tell=print, failed=complain)
    doing.hear("bed_up", 0.93)
    doing.tick()                                # when `doing.seconds_left` are over
    doing.close()

Whoever makes one has asked the user.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from audio.action import Action
from audio.errors import WakewrightError
from audio.languages import spoken_text
from audio.project import Project
from firmware.acting import Acting, Happening
from firmware.action_kind import COMPUTER
from firmware.action_rules import Done
from firmware.actions import KINDS, perform

END_S = 10.0


def on_this_computer(action: Action) -> bool:
    """Whether doing it takes the user's permission."""
    return action.kind in KINDS and KINDS[action.kind].where == COMPUTER


@contextmanager
def acting_here(project: Path, say: Callable[[dict[str, Any], str], None]) -> Iterator[Doing]:
    """Do what the words of a project do on this computer, which the user has asked for by that.

    Args:
        project: Its folder.
        say: Called with what became of a word, as values and as a sentence; from threads, too.

    Raises:
        ProjectError: There is no project.
    """

    def sentence(text: str) -> None:
        say({"acted": text}, text)

    doing = Doing(
        Project.open(project).actions,
        tell=sentence,
        show=sentence,
        done=lambda word: sentence(f"“{spoken_text(word)}”: done."),
        failed=lambda error: sentence(str(error)),
    )
    try:
        yield doing
    finally:
        doing.close()


class Doing:
    """Follows a project's actions of this computer and its screen.

    Args:
        actions: Of which those of the board are left to it.
        tell: Called with a sentence when something waits, was not done or rests.
        show: Called with a message for the screen.
        done: Called from a thread with the word, when something was done.
        failed: Called from a thread with what went wrong.
    """

    def __init__(
        self,
        actions: Sequence[Action],
        tell: Callable[[str], None],
        show: Callable[[str], None],
        done: Callable[[str], None],
        failed: Callable[[WakewrightError], None],
    ) -> None:
        self._acting = Acting(actions)
        self._tell, self._show, self._done, self._failed = tell, show, done, failed
        self._threads: list[threading.Thread] = []

    @property
    def seconds_left(self) -> float | None:
        """Until `tick` has something to do; None while nothing waits."""
        return self._acting.seconds_left

    def hear(self, word: str, score: float) -> None:
        """A word was heard, score 0..1."""
        self._follow(self._acting.hear(word), score)

    def follow(self, values: Mapping[str, Any]) -> None:
        """Take a line of a board as values: a detection is acted on; with others time goes on."""
        if values.get("type") == "detect":
            self.hear(values["word"], values["score"])
        else:
            self.tick()

    def tick(self) -> None:
        """Time goes on."""
        self._follow(self._acting.tick(), 0.0)

    def close(self) -> None:
        """Wait for what is under way; each takes a few seconds at most."""
        for thread in self._threads:
            thread.join(END_S)
        self._threads = []

    def _follow(self, happenings: Sequence[Happening], score: float) -> None:
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        for happening in happenings:
            action, event = happening.action, happening.event
            if not isinstance(event, Done):
                self._tell(happening.sentence)
            elif on_this_computer(action):
                thread = threading.Thread(
                    target=self._perform, args=(action, score, event.on), name="action", daemon=True
                )
                self._threads.append(thread)
                thread.start()
            elif action.value.strip():
                self._show(action.value)

    def _perform(self, action: Action, score: float, on: bool) -> None:
        try:
            perform(action, score, on)
        except WakewrightError as error:
            self._failed(error)
        else:
            self._done(action.word)
