"""From a model to firmware: the C is laid out in the image's folder and compiled there.

Chips that Arduino's tools build for get a sketch, everything else plain sources.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from audio.files import write_atomic
from audio.stage import Clock, Stage, scaled
from compress.variant import MODEL_FILE, Variant
from firmware import prebuilt
from firmware.arduino.compilation import compile_sketch
from firmware.arduino.interpreter import with_interpreter
from firmware.arduino.project_file import platform_of
from firmware.arduino.sketch import ProgramSources
from firmware.bare_model import EngineModel
from firmware.behaviour import Behaviour
from firmware.boards import Board
from firmware.consent import NO_CONSENT, Consent
from firmware.engines.tflm.program import compile_program
from firmware.image import ImagePart
from firmware.model_pack import PackError
from firmware.prebuilt import Base, find_base
from firmware.sources import NO_STREAMING, FirmwareSources, lay_out, with_arena
from firmware.tflm_download import get_tree
from firmware.tflm_source import find_tree
from firmware.toolchains import cortex_m4, host
from firmware.toolchains.cortex_m4 import ToolchainError

FIRMWARE_FOLDER = Path(__file__).resolve().parent
SOURCES_FOLDER = "sources"
# What the compiler was asked and said.
LOG_FILE = "build.log"
TREE_SHARE = 0.1
ELF_FILE, PACK_FILE = "firmware.elf", "model.pack"
# The one symbol that the vector table leads to.
ENTRY_POINTS = ("main",)
# Arduino cores that carry the interpreter.
CORES_WITH_TFLM = ("esp32:esp32",)


@dataclass(frozen=True)
class Compilation:
    """What was compiled.

    Attributes:
        firmware: The name of the file that runs.
        parts: What is to be written to the board, that file among it.
        sources: What it was compiled from.
        sizes: Bytes of flash and of static RAM, where the toolchain counts them; else None.
        reused: Whether it had been compiled before.
    """

    firmware: str
    parts: tuple[ImagePart, ...]
    sources: FirmwareSources
    sizes: tuple[int, int] | None = None
    reused: bool = False


def compiler_for(board: Board) -> tuple[str, ...]:
    """The compiler's command for a board; empty when nothing is compiled for it.

    Raises:
        ToolchainError: It is not installed.
    """
    if board.engines == ("tflm",):
        return ()
    return cortex_m4.find_compiler() if board.core == "cortex-m4" else host.find_compiler()


def engine_for(board: Board) -> str:
    """The engine when none was asked for: the board's first one that this computer can make."""
    came_along = [engine for engine in board.engines if prebuilt.covers(board, engine)]
    if came_along:
        try:
            # For chips even a compiler that is there takes minutes, and what came along seconds.
            found = board.kind != "chip" and compiler_for(board)
        except ToolchainError:
            found = ()
        if not found:
            return came_along[0]
    return board.default_engine


def has_base(model: Variant | EngineModel, board: Board, engine: str) -> bool:
    """Whether firmware came along that this very model can run on.

    Args:
        engine: Empty for the one that the board gets.

    Raises:
        ModelError: The engine lacks an operator, or the model is damaged.
        ConfigError: The model's settings do not fit the firmware.
    """
    engine = engine or engine_for(board)
    if not prebuilt.covers(board, engine):
        return False
    with TemporaryDirectory(prefix="wakewright-") as folder:
        return find_base(lay_out(model, board, engine, Path(folder)), board) is not None


def comes_along(board: Board) -> bool:
    """Whether firmware for a board came with this program, and is what it gets."""
    return prebuilt.covers(board, engine_for(board))


def uses_tree(board: Board, engine: str) -> bool:
    """Whether the interpreter is compiled from its sources; others have it as a library."""
    if engine != "tflm" or board.kind == "desktop":
        return False
    return platform_of(board) not in CORES_WITH_TFLM


def compile_firmware(
    model: Variant | EngineModel,
    board: Board,
    engine: str,
    behaviour: Behaviour,
    folder: Path,
    consent: Consent = NO_CONSENT,
) -> Stage[Compilation]:
    """Make the firmware file in `folder`, with its sources and its model pack beside it.

    Raises:
        ConsentNeeded: The board's toolchain must be fetched, which nobody agreed to.
        ModelError: The engine lacks an operator, or the model is damaged.
        ToolchainError: The compiler is missing or refused.
        TflmError: The engine is not on this computer, or does not take the model.
        PackError: The model is more than the board has room for.
        FirmwareFault: The firmware crashes at its start.
    """
    clock = Clock()
    if engine == "tflm" and board.kind == "desktop":
        sources = _no_sources(folder, isinstance(model, Variant))
        return Compilation(MODEL_FILE, _alone(MODEL_FILE), sources)
    yield clock.progress(0.0, f"Compiling for {board.name} with the engine '{engine}'")
    sources = lay_out(model, board, engine, folder / SOURCES_FOLDER, behaviour)
    pack = _write_pack(sources, board, folder)
    base = find_base(sources, board) if pack else None
    if base is not None:
        return _around(base, sources, folder, pack)
    if uses_tree(board, engine):
        yield from scaled(get_tree(consent), 0.0, TREE_SHARE)
    if board.kind == "chip":
        return (yield from _compile_for_chip(sources, board, folder, pack, consent))
    if sources.engine == "tflm":
        return (yield from _compile_with_pack(sources, board, folder, pack))
    firmware = _compile(sources, board, folder)
    return Compilation(firmware, (*_alone(firmware), *pack), sources)


def sketch_program(sources: FirmwareSources, board: Board) -> ProgramSources:
    """Laid-out sources as a sketch takes them, with the interpreter where its core has none.

    Raises:
        TflmError: The interpreter's sources are not on this computer.
    """
    program = ProgramSources(sources.folder, sources.include_dirs, sources.defines)
    if uses_tree(board, sources.engine):
        return with_interpreter(program, find_tree(), sources.operators)
    return program


def _compile_for_chip(
    sources: FirmwareSources,
    board: Board,
    folder: Path,
    pack: tuple[ImagePart, ...],
    consent: Consent,
) -> Stage[Compilation]:
    """A sketch, and what arduino-cli makes of it; the sketch has the sources."""
    program = sketch_program(sources, board)
    built = yield from compile_sketch(program, board, folder, consent)
    shutil.rmtree(sources.folder)
    sizes = (built.flash_bytes + len(sources.model_pack), built.ram_bytes)
    return Compilation(built.firmware, (*built.parts, *pack), sources, sizes, built.reused)


def _write_pack(sources: FirmwareSources, board: Board, folder: Path) -> tuple[ImagePart, ...]:
    """The model as a part of its own; empty where it is in the firmware."""
    if not sources.model_pack:
        return ()
    if len(sources.model_pack) > board.model_bytes:
        raise PackError(
            f"The model and its settings take {len(sources.model_pack):,} bytes; {board.title} "
            f"keeps {board.model_bytes:,} for them.",
            "Choose a smaller model.",
        )
    (folder / PACK_FILE).write_bytes(sources.model_pack)
    return (ImagePart(PACK_FILE, board.model_offset, "model"),)


def _compile_with_pack(
    sources: FirmwareSources, board: Board, folder: Path, pack: tuple[ImagePart, ...]
) -> Stage[Compilation]:
    """The interpreter's firmware for an emulated chip."""
    elf = folder / ELF_FILE
    program = yield from compile_program(sources, elf, folder / LOG_FILE, board.model_offset)
    parts = (*_alone(elf.name), *pack)
    return Compilation(elf.name, parts, program.sources, reused=program.reused)


def _around(
    base: Base, sources: FirmwareSources, folder: Path, pack: tuple[ImagePart, ...]
) -> Compilation:
    """Firmware that was compiled beforehand, and the model beside it."""
    base.copy_to(folder)
    write_atomic(folder / LOG_FILE, f"{base.made_by}\n")
    sources = with_arena(sources, base.arena_bytes)
    sizes = base.sizes and (base.sizes[0] + len(sources.model_pack), base.sizes[1])
    return Compilation(base.firmware, (*base.image_parts, *pack), sources, sizes, reused=True)


def _alone(firmware: str) -> tuple[ImagePart, ...]:
    return (ImagePart(firmware, 0, "firmware"),)


def _no_sources(folder: Path, has_app: bool) -> FirmwareSources:
    """The interpreter is a library of this computer: the model is all that it is given."""
    return FirmwareSources(folder, (), (), (), "tflm", 0, has_app, False, NO_STREAMING)


def _compile(sources: FirmwareSources, board: Board, folder: Path) -> str:
    defines, log = dict(sources.defines), folder / LOG_FILE
    if board.core == "cortex-m4":
        name = ELF_FILE
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
