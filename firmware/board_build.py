"""The model that goes on a board, whichever kind the board takes, and the way to its firmware."""

from __future__ import annotations

from pathlib import Path

from audio.project import Project
from audio.stage import Stage
from compress.uno.model import UnoModel
from compress.variant import Variant
from firmware.behaviour import behaviour_of
from firmware.boards import Board
from firmware.budget import image_folder
from firmware.build import build
from firmware.build_small import build_small
from firmware.image import FirmwareImage

BoardModel = Variant | UnoModel


def firmware_folder(project: Project, board: Board, model: BoardModel) -> Path:
    """Where the firmware of a model for a board is kept."""
    if isinstance(model, UnoModel):
        return project.builds / board.name
    return image_folder(project, board, model)


def build_model(project: Project, board: Board, model: BoardModel) -> Stage[FirmwareImage]:
    """Build firmware of a project's model for a board, with what words do there.

    Raises:
        WakewrightError: As `firmware.build.build` and `firmware.build_small.build_small`.
    """
    folder = firmware_folder(project, board, model).absolute()
    behaviour = behaviour_of(project, board)
    if isinstance(model, UnoModel):
        return (yield from build_small(model, board, folder, behaviour=behaviour))
    return (yield from build(model, board, "", folder, behaviour))
