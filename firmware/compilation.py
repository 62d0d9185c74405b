"""From a model to a firmware file: the C is laid out in the image's folder and compiled there."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from compress.graph import read_graph
from compress.variant import MODEL_FILE, Variant
from firmware.bare_model import EngineModel
from firmware.boards import Board
from firmware.device_config import emit_config
from firmware.engines.baked import compile_model
from firmware.image import FIRMWARE_VERSION
from firmware.toolchains import cortex_m4, host

FIRMWARE_FOLDER = Path(__file__).resolve().parent
DEVICE_FOLDER = FIRMWARE_FOLDER / "device"
SOURCES_FOLDER = "sources"
# What the compiler was asked and said.
LOG_FILE = "build.log"
ENGINE_ONLY = "engine_only.c"
# All that the firmware of an engine alone consists of, besides the engine.
ENGINE_ONLY_SOURCES = (ENGINE_ONLY, "line_out.c")
HAL_FILES = {"desktop": "host.c", "virtual": "virtual_cortex_m4.c"}
NO_STREAMING = "The interpreter computes the whole window in each run."
# The one symbol that the vector table leads to.
ENTRY_POINTS = ("main",)


@dataclass(frozen=True)
class Compilation:
    """What was compiled.

    Attributes:
        firmware: The file's name.
        engine: Its engine.
        arena_bytes: The arena that it holds.
        has_app: Whether the app is in it, or the engine alone.
        streams: Whether each run of the model computes only what is new.
        streaming_note: What that saves, or why it does not, in a sentence.
    """

    firmware: str
    engine: str
    arena_bytes: int
    has_app: bool
    streams: bool
    streaming_note: str


def compiler_for(board: Board) -> tuple[str, ...]:
    """The compiler's command for a board; empty when nothing is compiled for it.

    Raises:
        ToolchainError: It is not installed.
    """
    if board.engines == ("tflm",):
        return ()
    return cortex_m4.find_compiler() if board.core == "cortex-m4" else host.find_compiler()


def compile_firmware(
    model: Variant | EngineModel, board: Board, engine: str, folder: Path
) -> Compilation:
    """Make the firmware file in `folder`, with its sources beside it.

    Raises:
        ModelError: The engine lacks an operator, or the model is damaged.
        ToolchainError: The compiler is missing or refused.
    """
    has_app = isinstance(model, Variant)
    if engine == "tflm":
        # The interpreter is a library of this computer: the model is all that it is given.
        return Compilation(MODEL_FILE, engine, 0, has_app, False, NO_STREAMING)
    stride_frames = model.detector.stride_frames if isinstance(model, Variant) else 0
    baked = compile_model(model.tflite, stride_frames)
    sources = folder / SOURCES_FOLDER
    (sources / "hal").mkdir(parents=True)
    _write(sources, {"model.h": baked.header, "model.c": baked.source})
    if isinstance(model, Variant):
        _write(sources, _config(model, board))
    _copy_device(sources, HAL_FILES[board.kind], has_app)
    name = _compile(sources, folder, board, engine)
    arena_bytes = baked.stream.arena_bytes if baked.stream else baked.arena_bytes
    streams = baked.stream is not None
    return Compilation(name, engine, arena_bytes, has_app, streams, baked.stream_note)


def _config(variant: Variant, board: Board) -> dict[str, str]:
    graph = read_graph(variant.tflite)
    return emit_config(
        variant.labels,
        variant.front_end,
        variant.detector,
        graph.tensors[graph.outputs[0]].scale,
        variant.model_hash,
        board.name,
        FIRMWARE_VERSION,
    )


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _copy_device(sources: Path, hal_file: str, has_app: bool) -> None:
    for path in sorted(DEVICE_FOLDER.glob("*.[ch]")):
        wanted = path.name != ENGINE_ONLY if has_app else path.name in ENGINE_ONLY_SOURCES
        if wanted or path.suffix == ".h":
            shutil.copyfile(path, sources / path.name)
    for name in ("hal.h", hal_file):
        shutil.copyfile(DEVICE_FOLDER / "hal" / name, sources / "hal" / name)


def _compile(sources: Path, folder: Path, board: Board, engine: str) -> str:
    files = sorted(sources.rglob("*.c"))
    defines = {"WW_ENGINE": f'"{engine}"'}
    log = folder / LOG_FILE
    if board.core == "cortex-m4":
        name = "firmware.elf"
        cortex_m4.compile_and_link(
            files, [sources], defines, folder / name, roots=ENTRY_POINTS, log=log
        )
    else:
        name = f"firmware{host.PROGRAM_SUFFIX}"
        host.compile_program(files, [sources], defines, folder / name, log)
    return name
