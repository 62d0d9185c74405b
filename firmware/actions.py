"""What a word does when it is heard, besides the line on the serial port that each one sends.

    action = Action("hey_lantern", "gpio", "pin=D2 pulse=500")
    read_action(action)                     # PinAction("D2", "pulse", 500), or ActionError
    perform(Action("stop", "webhook", "http://lamp.local/off"), 0.93)

A kind is one small class that reads and writes the value of an `audio.action.Action`; a new class
in `KINDS` is a new kind. Kinds of the board are done by its firmware, kinds of the computer by
`perform`, and kinds of the screen by whoever shows something. Nothing here asks whether it may:
who calls `perform` has asked the user.
"""

from __future__ import annotations

from collections.abc import Sequence

from audio.action import Action
from audio.languages import spoken_text
from firmware.action_kind import BOARD, COMPUTER, SCREEN, ActionError, ActionKind
from firmware.board_actions import KeyboardAction, PinAction, SerialAction
from firmware.boards import Board
from firmware.computer_actions import (
    CommandAction,
    KeyAction,
    MediaAction,
    MessageAction,
    WebhookAction,
)

__all__ = [
    "BOARD",
    "COMPUTER",
    "KINDS",
    "SCREEN",
    "ActionError",
    "ActionKind",
    "CommandAction",
    "KeyAction",
    "KeyboardAction",
    "MediaAction",
    "MessageAction",
    "PinAction",
    "SerialAction",
    "WebhookAction",
    "check_actions",
    "check_on_board",
    "check_safety",
    "is_of_board",
    "on_computer",
    "perform",
    "read_action",
]

KINDS: dict[str, type[ActionKind]] = {
    kind.kind: kind
    for kind in (
        *(PinAction, KeyboardAction, SerialAction),
        *(KeyAction, MediaAction, CommandAction, WebhookAction, MessageAction),
    )
}


def read_action(action: Action) -> ActionKind:
    """What a project says that a word does.

    Raises:
        ActionError: There is no such kind, or its value is not complete or not possible.
    """
    if action.kind not in KINDS:
        raise ActionError(f"There is no action “{action.kind}”.", f"There are: {', '.join(KINDS)}.")
    return KINDS[action.kind].read(action.value)


def check_on_board(action: Action, board: Board) -> None:
    """Refuse an action that a board cannot do.

    Raises:
        ActionError: The board has no such pins, or is no USB keyboard; or as `read_action`.
    """
    read = read_action(action)
    if read.where != BOARD:
        return
    if read.kind not in board.actions:
        raise ActionError(
            _unable(board.title, read.kind), "Choose another board, or another action."
        )
    if isinstance(read, PinAction) and board.gpio_pins and read.pin not in board.gpio_pins:
        raise ActionError(
            f"Pin {read.pin} of {board.title} is not free.",
            f"Free are {', '.join(board.gpio_pins)}.",
        )


def check_actions(actions: Sequence[Action], words: Sequence[str], board: Board) -> None:
    """Refuse what could not happen, or not as safely as it is said, before anything is built.

    Args:
        actions: All of a board's.
        words: What is listened for: the model's labels.
        board: Where they shall be done.

    Raises:
        ActionError: As `check_on_board` and `check_safety`; or a word that does something is not
            listened for, or two actions disagree on how their pin rests.
    """
    rests: dict[str, str] = {}
    for action in actions:
        check_on_board(action, board)
        check_safety(action, words)
        if action.word not in words:
            raise ActionError(
                f"The model does not know the word “{action.word}”, which does something.",
                "Train again, or remove what it does.",
            )
        read = read_action(action)
        if isinstance(read, PinAction) and rests.setdefault(read.pin, read.rest) != read.rest:
            raise ActionError(
                f"Pin {read.pin} cannot rest both low and high.",
                "Choose one for all words that switch it.",
            )


def check_safety(action: Action, words: Sequence[str]) -> None:
    """Refuse safety that an action cannot have.

    Raises:
        ActionError: It has no two sides to go on and off, or the word that shall confirm it is not
            listened for, so that it would never be done.
    """
    read, safety = read_action(action), action.safety
    if safety.latch and not read.latches:
        raise ActionError(
            f"“{spoken_text(action.word)}” cannot go on and off in turn.",
            "For a pin choose “toggle”; keys have no off.",
        )
    if safety.confirm and safety.confirm not in words:
        raise ActionError(
            f"“{spoken_text(safety.confirm)}”, which shall confirm “{spoken_text(action.word)}”, "
            "is not a word.",
            "Add that word, or choose another one to confirm.",
        )


def is_of_board(action: Action) -> bool:
    """Whether firmware does it; what is of no known kind counts, for a build to refuse it."""
    return action.kind not in KINDS or KINDS[action.kind].where == BOARD


def on_computer(actions: tuple[Action, ...]) -> bool:
    """Whether any of these needs the user's permission to run on this computer."""
    return any(action.kind in KINDS and KINDS[action.kind].where == COMPUTER for action in actions)


def perform(action: Action, score: float, on: bool = True) -> None:
    """Do what an action does on this computer; actions of other places are not done here.

    It may take some seconds, so it is called from a thread, and only after the user has allowed
    actions for the project.

    Args:
        action: Of any kind.
        score: Of the word that was heard, 0..1.
        on: Which side a latched action comes to.

    Raises:
        ActionError: It is not complete, or it did not work.
    """
    read = read_action(action)
    if isinstance(read, KeyAction | MediaAction | CommandAction | WebhookAction):
        read.perform(action.word, score, on if action.safety.latch else None)


def _unable(board: str, kind: str) -> str:
    if kind == PinAction.kind:
        return f"{board} cannot switch pins."
    if kind == KeyboardAction.kind:
        return f"{board} cannot be a USB keyboard."
    return f"{board} cannot send a text of its own."
