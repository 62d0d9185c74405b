"""When a word that was heard is acted on: cooldown, latch and confirmation, event by event.

    rules = ActionRules(project.actions)
    for event in rules.hear("bed_up", ms=1000):     # Armed(0, "yes", 3000)
        ...
    rules.hear("yes", ms=2500)                      # Done(0, on=True)

These rules hold for actions of the computer as for those of the board: `device/actions.c` follows
them there and is tested against this file with random events. Times are milliseconds of a clock
that never goes back.

- A word that confirms something that waits for it does nothing else.
- Any other word ends the waiting; the first word, said again, begins it anew.
- After an action was done, its word does nothing until the cooldown is over.
- A latched action is on after it was done, and off after it was done again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audio.action import Action

TOO_LATE, OTHER_WORD = "too late", "other word"


@dataclass(frozen=True)
class Done:
    """The action at this place is to be done; `on` is False where a latched one goes off."""

    at: int
    on: bool


@dataclass(frozen=True)
class Armed:
    """It waits for a second word, for `left_ms`."""

    at: int
    confirm: str
    left_ms: int


@dataclass(frozen=True)
class Disarmed:
    """It waits no longer, and was not done: `why` is `too late` or `other word`."""

    at: int
    why: str


@dataclass(frozen=True)
class Resting:
    """Its word was heard, but it rests for another `left_ms`."""

    at: int
    left_ms: int


Event = Done | Armed | Disarmed | Resting


@dataclass
class _State:
    is_on: bool = False
    armed_until_ms: int | None = None
    rests_until_ms: int | None = None


class ActionRules:
    """What becomes of each action as words come.

    Args:
        actions: In the order that they are done in; events name them by their place.
    """

    def __init__(self, actions: Sequence[Action]) -> None:
        self._actions = tuple(actions)
        self.reset()

    def reset(self) -> None:
        """Nothing waits, rests or is on."""
        self._states = [_State() for _ in self._actions]

    def hear(self, word: str, ms: int) -> list[Event]:
        """A word was heard: what happens, in order."""
        events = self.tick(ms)
        confirms = any(
            state.armed_until_ms is not None and action.safety.confirm == word
            for action, state in zip(self._actions, self._states, strict=True)
        )
        for at, (action, state) in enumerate(zip(self._actions, self._states, strict=True)):
            begins = action.word == word and not confirms
            if state.armed_until_ms is not None:
                if action.safety.confirm == word:
                    events.append(self._do(at, ms))
                elif begins:
                    events.append(self._arm(at, ms))
                else:
                    state.armed_until_ms = None
                    events.append(Disarmed(at, OTHER_WORD))
            elif begins:
                events.append(self._begin(at, ms))
        return events

    def tick(self, ms: int) -> list[Event]:
        """Time goes on: what waited too long."""
        events: list[Event] = []
        for at, state in enumerate(self._states):
            if state.armed_until_ms is not None and ms >= state.armed_until_ms:
                state.armed_until_ms = None
                events.append(Disarmed(at, TOO_LATE))
            if state.rests_until_ms is not None and ms >= state.rests_until_ms:
                state.rests_until_ms = None
        return events

    def next_ms(self) -> int | None:
        """When `tick` has something to tell next; None while nothing waits."""
        waiting = [s.armed_until_ms for s in self._states if s.armed_until_ms is not None]
        return min(waiting, default=None)

    def _begin(self, at: int, ms: int) -> Event:
        rests_until_ms = self._states[at].rests_until_ms
        if rests_until_ms is not None:
            return Resting(at, rests_until_ms - ms)
        return self._arm(at, ms) if self._actions[at].safety.confirm else self._do(at, ms)

    def _arm(self, at: int, ms: int) -> Armed:
        safety = self._actions[at].safety
        self._states[at].armed_until_ms = ms + safety.confirm_ms
        return Armed(at, safety.confirm, safety.confirm_ms)

    def _do(self, at: int, ms: int) -> Done:
        state, safety = self._states[at], self._actions[at].safety
        state.armed_until_ms = None
        state.rests_until_ms = ms + safety.cooldown_ms if safety.cooldown_ms else None
        state.is_on = not (safety.latch and state.is_on)
        return Done(at, state.is_on)
