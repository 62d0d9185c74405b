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
from firmware.messages import ActionLine, ArmedLine, DisarmedLine, RestingLine

BoardEvent = ActionLine | ArmedLine | DisarmedLine | RestingLine


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
        word = self.action.word
        match self.event:
            case Armed(_, confirm, left_ms):
                return armed_text(word, confirm, left_ms)
            case Disarmed(_, why):
                return disarmed_text(word, why)
            case Resting(_, left_ms):
                return resting_text(word, left_ms)
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


def board_sentence(line: BoardEvent) -> str:
    """What a board tells of its actions, in words for a person."""
    match line:
        case ArmedLine():
            return armed_text(line.word, line.confirm, line.left_ms)
        case DisarmedLine():
            return disarmed_text(line.word, line.why)
        case RestingLine():
            return resting_text(line.word, line.left_ms)
    word = spoken_text(line.word)
    if line.kind == "pin":
        return (
            f"“{word}”: pin {line.what} is high."
            if line.on
            else f"“{word}”: pin {line.what} is low."
        )
    return f"“{word}”: {line.what}" if line.on else f"“{word}”: {line.what} (off)"


def armed_text(word: str, confirm: str, left_ms: int) -> str:
    """E.g. that one word waits for another."""
    return f"“{spoken_text(word)}” waits for “{spoken_text(confirm)}”, {left_ms / 1000:g} s."


def disarmed_text(word: str, why: str) -> str:
    """That a word waits no longer."""
    if why == TOO_LATE:
        return f"“{spoken_text(word)}” was not confirmed in time: nothing was done."
    return f"Another word came before “{spoken_text(word)}” was confirmed: nothing was done."


def resting_text(word: str, left_ms: int) -> str:
    """That a word does nothing for a while."""
    return f"“{spoken_text(word)}” rests for another {left_ms / 1000:.1f} s: nothing was done."
