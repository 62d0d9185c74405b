"""From a model to a firmware file: the C is laid out in the image's folder and compiled there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from compress.variant import MODEL_FILE, Variant
from firmware.bare_model import EngineModel
from firmware.behaviour import Behaviour
from firmware.boards import Board
from firmware.image import ImagePart
from firmware.sources import FirmwareSources, lay_out
from firmware.toolchains import cortex_m4, host

FIRMWARE_FOLDER = Path(__file__).resolve().parent
SOURCES_FOLDER = "sources"
# What the compiler was asked and said.
LOG_FILE = "build.log"
NO_STREAMING = "The interpreter computes the whole window in each run."
# The one symbol that the vector table leads to.
ENTRY_POINTS = ("main",)


@dataclass(frozen=True)
class Compilation:
    """What was compiled.

    Attributes:
        firmware: The name of the file that runs.
        parts: What is to be written to the board, that file among it.
        sources: What it was compiled from.
    """

    firmware: str
    parts: tuple[ImagePart, ...]
    sources: FirmwareSources


def compiler_for(board: Board) -> tuple[str, ...]:
    """The compiler's command for a board; empty when nothing is compiled for it.

    Raises:
        ToolchainError: It is not installed.
    """
    if board.engines == ("tflm",):
        return ()
    return cortex_m4.find_compiler() if board.core == "cortex-m4" else host.find_compiler()


def compile_firmware(
    model: Variant | EngineModel, board: Board, engine: str, behaviour: Behaviour, folder: Path
) -> Compilation:
    """Make the firmware file in `folder`, with its sources beside it.

    Raises:
        ModelError: The engine lacks an operator, or the model is damaged.
        ToolchainError: The compiler is missing or refused.
    """
    if board.kind == "desktop" and engine == "tflm":
        sources = _no_sources(folder, isinstance(model, Variant))
        return Compilation(MODEL_FILE, _alone(MODEL_FILE), sources)
    sources = lay_out(model, board, engine, folder / SOURCES_FOLDER, behaviour)
    firmware = _compile(sources, board, folder)
    return Compilation(firmware, _alone(firmware), sources)


def _alone(firmware: str) -> tuple[ImagePart, ...]:
    return (ImagePart(firmware, 0, "firmware"),)


def _no_sources(folder: Path, has_app: bool) -> FirmwareSources:
    """The interpreter is a library of this computer: the model is all that it is given."""
    return FirmwareSources(folder, (), (), (), "tflm", 0, has_app, False, NO_STREAMING)


def _compile(sources: FirmwareSources, board: Board, folder: Path) -> str:
    defines, log = dict(sources.defines), folder / LOG_FILE
    if board.core == "cortex-m4":
        name = "firmware.elf"
        cortex_m4.compile_and_link(
            sources.files,
            sources.include_dirs,
            defines,
            folder / name,
            roots=ENTRY_POINTS,
            log=log,
        )
    else:
        name = f"firmware{host.PROGRAM_SUFFIX}"
        host.compile_program(sources.files, sources.include_dirs, defines, folder / name, log)
    return name
