"""What words do on this computer, by the same rules as boards, and all of it in plain words.

    acting = Acting(project.actions)
    for happening in acting.hear("bed_up"):
        print(happening.sentence)               # “bed up” waits for “yes”, 3 s.
        if isinstance(happening.event, Done): perform(...)

It only says what is to be done and when; doing it takes the user's permission, which is for who
calls.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from audio.action import Action
from audio.languages import spoken_text
from firmware.action_kind import BOARD
from firmware.action_rules import TOO_LATE, ActionRules, Armed, Disarmed, Event, Resting
from firmware.actions import KINDS


@dataclass(frozen=True)
class Happening:
    """Something that became of an action.

    Attributes:
        action: The action.
        event: What became of it.
    """

    action: Action
    event: Event

    @property
    def sentence(self) -> str:
        """It in words, for a person; empty when it is done, which is seen by itself."""
        word = spoken_text(self.action.word)
        match self.event:
            case Armed(_, confirm, left_ms):
                return f"“{word}” waits for “{spoken_text(confirm)}”, {left_ms / 1000:g} s."
            case Disarmed(_, why) if why == TOO_LATE:
                return f"“{word}” was not confirmed in time: nothing was done."
            case Disarmed():
                return f"Another word came before “{word}” was confirmed: nothing was done."
            case Resting(_, left_ms):
                return f"“{word}” rests for another {left_ms / 1000:.1f} s: nothing was done."
        return ""


class Acting:
    """Follows the words that are heard, for a project's actions of this computer and its screen.

    Args:
        actions: All of the project's; the board's are left to the board.
        clock: Seconds that never go back.
    """

    def __init__(
        self, actions: Sequence[Action], clock: Callable[[], float] = time.monotonic
    ) -> None:
        here = (a for a in actions if a.kind in KINDS and KINDS[a.kind].where != BOARD)
        self._actions = tuple(here)
        self._rules = ActionRules(self._actions)
        self._clock = clock

    def hear(self, word: str) -> list[Happening]:
        """A word was heard."""
        return self._happenings(self._rules.hear(word, self._now_ms()))

    def tick(self) -> list[Happening]:
        """What waited too long; to be called when `seconds_left` are over."""
        return self._happenings(self._rules.tick(self._now_ms()))

    @property
    def seconds_left(self) -> float | None:
        """Until there is something to tell; None while nothing waits."""
        next_ms = self._rules.next_ms()
        return None if next_ms is None else max(0, next_ms - self._now_ms()) / 1000

    def _now_ms(self) -> int:
        return int(self._clock() * 1000)

    def _happenings(self, events: Sequence[Event]) -> list[Happening]:
        return [Happening(self._actions[event.at], event) for event in events]
