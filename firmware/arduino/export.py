"""A project's model as a sketch for the Arduino IDE, model and all in one upload."""

from __future__ import annotations

import tempfile
from pathlib import Path

from audio.errors import WakewrightError
from audio.project import Project
from audio.stage import Progress, Stage
from compress.uno.model import UnoModel, best_uno_model
from compress.variant import Variant
from firmware.arduino.sketch import ProgramSources, sketch_name, write_sketch
from firmware.behaviour import Behaviour, behaviour_of
from firmware.boards import Board, load_board, load_boards
from firmware.build_small import is_small
from firmware.commands import model_from
from firmware.engines.micro.program import write_program
from firmware.sources import lay_out
from firmware.usb_keyboard import with_keyboard

# The Arduino IDE writes the program alone, so that the model must be part of it.
ENGINE = "baked"


def sketch_files(source: Path, board_name: str = "") -> Stage[dict[str, bytes | str]]:
    """The files of a sketch, by their path from the folder that holds the sketch's own.

    Args:
        source: A project's folder.
        board_name: Empty for the project's board.

    Raises:
        BoardError: The Arduino IDE does not know the board, or its chip has no firmware.
        WakewrightError: It is no project, or it has no model for the board.
    """
    if source.suffix == ".tflite" or source.is_file():
        raise WakewrightError(
            f"{source} is a model alone: a sketch also needs its words and front end.",
            "Name the folder of a project that has a trained model.",
        )
    project = Project.open(source)
    board = load_board(board_name or project.board)
    if not board.fqbn:
        known = [name for name, other in load_boards().items() if other.fqbn]
        raise WakewrightError(
            f"{board.title} is no board of the Arduino IDE.",
            f"Name one of these with --board: {', '.join(known)}.",
        )
    behaviour = behaviour_of(project, board)
    board = with_keyboard(board, behaviour)
    model: UnoModel | Variant
    if is_small(board):
        model = best_uno_model(project)
    else:
        chosen = model_from(source)[1]
        assert isinstance(chosen, Variant)
        model = chosen
    yield Progress(0.3, "Compiling the model")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        sources = program_sources(model, board, ENGINE, behaviour, folder / "program")
        sketch = write_sketch(sources, board, folder / sketch_name(board))
        return {
            f"{sketch.folder.name}/{name}": (sketch.folder / name).read_bytes()
            for name in sketch.files
        }


def program_sources(
    model: UnoModel | Variant, board: Board, engine: str, behaviour: Behaviour, folder: Path
) -> ProgramSources:
    """The sources of a model's firmware in a new folder.

    Raises:
        WakewrightError: As `firmware.sources.lay_out` and `firmware.engines.micro.program`.
    """
    if isinstance(model, UnoModel):
        folder.mkdir(parents=True)
        write_program(model, board.name, folder)
        return ProgramSources(folder, (folder,))
    laid = lay_out(model, board, engine, folder, behaviour)
    return ProgramSources(laid.folder, laid.include_dirs, laid.defines)
