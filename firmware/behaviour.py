"""What a project asks of its firmware besides the model: how easily it fires, and what words do."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from audio.action import Action
from audio.project import Project
from compress.detector import POSTERIOR_ONE
from firmware.action_kind import ActionError
from firmware.actions import check_on_board, is_of_board
from firmware.boards import Board
from firmware.virtual.device_lines import q15

# The sensitivity that leaves thresholds as training chose them.
AS_TRAINED = 0.5


@dataclass(frozen=True)
class Behaviour:
    """What firmware does with what it hears.

    Attributes:
        sensitivity: 0..1; a half takes the thresholds that training chose, and the board starts
            with what it makes of them. The command `sensitivity` always counts from the trained
            ones, so that sending it to the board does not apply it twice.
        actions: What words do on the board.
    """

    sensitivity: float = AS_TRAINED
    actions: tuple[Action, ...] = ()

    def start_thresholds(self, trained: tuple[int, ...]) -> tuple[int, ...]:
        """The Q15 thresholds that the board starts with."""
        if self.sensitivity == AS_TRAINED:
            return trained
        wanted = q15(self.sensitivity)
        assert wanted is not None
        return tuple(sensitivity_threshold(each, wanted) for each in trained)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for what firmware was made from."""
        return asdict(self)


# What firmware does when no project asks for anything else.
AS_USUAL = Behaviour()


def behaviour_of(project: Project | None, board: Board) -> Behaviour:
    """What a project asks of a board; what is usual without a project.

    What words do on the computer is left out. On another board than the project's own, where it is
    only tried out or measured, so are actions that this one cannot do; on its own they are there to
    be refused.
    """
    if project is None:
        return AS_USUAL
    actions = tuple(action for action in project.actions if is_of_board(action))
    if board.name != project.board:
        actions = tuple(action for action in actions if _is_possible(action, board))
    return Behaviour(project.settings.sensitivity, actions)


def _is_possible(action: Action, board: Board) -> bool:
    try:
        check_on_board(action, board)
    except ActionError:
        return False
    return True


def sensitivity_threshold(built: int, sensitivity: int) -> int:
    """Q15 sensitivity -> Q15 threshold: a half is the build's, 0 is certainty, 1 takes anything."""
    half = (POSTERIOR_ONE + 1) // 2
    if sensitivity <= half:
        threshold = built + (POSTERIOR_ONE - built) * (half - sensitivity) // half
    else:
        threshold = built * (POSTERIOR_ONE - sensitivity) // (POSTERIOR_ONE - half)
    return min(threshold, POSTERIOR_ONE)
