"""What all kinds of actions have in common."""

from __future__ import annotations

from typing import ClassVar, Protocol

from audio.errors import WakewrightError

BOARD, COMPUTER, SCREEN = "board", "computer", "screen"


class ActionError(WakewrightError):
    """An action is not complete, not possible, or did not work."""


class ActionKind(Protocol):
    """What every kind has: its names, and reading and writing of its value.

    `latches` says whether it has two sides, of which the word brings one after the other.
    """

    kind: ClassVar[str]
    where: ClassVar[str]
    latches: ClassVar[bool]

    @classmethod
    def read(cls, value: str) -> ActionKind:
        """From the value of an `Action`.

        Raises:
            ActionError: It is not complete or not possible.
        """

    def write(self) -> str:
        """The value of an `Action`; `read` makes the same again."""
