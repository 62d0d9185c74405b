"""The command `act`: what the words of a project do, and what keeps them from misfiring."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from audio.action import Action, Safety
from audio.errors import ProjectError
from audio.labels import check_word
from audio.project import Project
from firmware.actions import check_on_board, check_safety
from firmware.boards import load_board

MS = 1000


def add_action(project: Project, word: str, kind: str, value: str, safety: Safety) -> Project:
    """Let a word do one thing more; saved.

    Raises:
        ProjectError: It is no word of the project.
        ActionError: It is not complete, the project's board cannot do it, or it cannot be as safe
            as that.
    """
    label = _label(project, word)
    confirm = check_word(safety.confirm) if safety.confirm else ""
    action = Action(
        label, kind, value, Safety(safety.latch, safety.cooldown_ms, confirm, safety.confirm_ms)
    )
    check_safety(action, project.words)
    check_on_board(action, load_board(project.board))
    return project.changed(actions=(*project.actions, action))


def for_board(project: Project, board: str) -> Project:
    """Make a project one for another board; saved. What words do there is checked from now on.

    Raises:
        BoardError: There is no such board.
    """
    return project.changed(board=load_board(board).name)


def clear_actions(project: Project, word: str) -> Project:
    """Let a word do nothing but be told; saved.

    Raises:
        ProjectError: It is no word of the project.
    """
    label = _label(project, word)
    return project.changed(actions=tuple(a for a in project.actions if a.word != label))


def action_lines(actions: Iterable[Action]) -> list[str]:
    """A line for each action, as a person reads it."""
    return [f"{each.word}: {each.kind} {each.value}{_safety_text(each.safety)}" for each in actions]


def action_values(actions: Iterable[Action]) -> list[dict[str, Any]]:
    """The actions as plain values, as in project.toml."""
    return [action.to_table() for action in actions]


def _label(project: Project, word: str) -> str:
    label = check_word(word)
    if label not in project.words:
        raise ProjectError(
            f"“{word}” is no word of this project.", f"Its words: {', '.join(project.words)}."
        )
    return label


def _safety_text(safety: Safety) -> str:
    parts = [
        *(["on, then off"] if safety.latch else []),
        *(
            [f"only after {safety.confirm} within {safety.confirm_ms / MS:g} s"]
            if safety.confirm
            else []
        ),
        *([f"rests {safety.cooldown_ms / MS:g} s"] if safety.cooldown_ms else []),
    ]
    return f" ({', '.join(parts)})" if parts else ""
