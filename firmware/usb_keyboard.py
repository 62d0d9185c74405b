"""A board as a project needs it: with its USB port as a keyboard only where a word types.

    board = with_keyboard(load_board("esp32-s3"), behaviour)

Some chips are either a serial port made of hardware, which always lets itself be written anew, or a
keyboard. So they are a keyboard only when they must.
"""

from __future__ import annotations

from dataclasses import replace

from firmware.behaviour import Behaviour
from firmware.board_actions import KeyboardAction
from firmware.boards import Board

# An FQBN without options names vendor, family and board.
PLAIN_COLONS = 2


def with_keyboard(board: Board, behaviour: Behaviour) -> Board:
    """The board set up for what words do on it; the same where nothing needs to be chosen."""
    types = any(action.kind == KeyboardAction.kind for action in behaviour.actions)
    return forms(board)[-1 if types else 0]


def forms(board: Board) -> tuple[Board, ...]:
    """The board for projects without a keyboard; and for those with one, where that differs."""
    if not board.keyboard_options:
        return (board,)
    rest = tuple(action for action in board.actions if action != KeyboardAction.kind)
    return replace(board, actions=rest), _typing(board)


def _typing(board: Board) -> Board:
    between = ":" if board.fqbn.count(":") == PLAIN_COLONS else ","
    return replace(
        board,
        fqbn=f"{board.fqbn}{between}{board.keyboard_options}",
        ide_settings=(*board.ide_settings, *board.keyboard_settings),
    )
