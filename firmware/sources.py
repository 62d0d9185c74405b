"""From a model to the sources of its firmware, in a folder that any toolchain can compile.

    sources = lay_out(variant, load_board("virtual-cortex-m4"), "baked", folder)
    sources.files, sources.include_dirs, sources.defines

Laying out knows nothing of compilers: the same sources are compiled here for boards that this
computer runs, become an Arduino sketch, and are checked against the vendors' headers.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from compress.graph import read_graph
from compress.variant import Variant
from firmware.action_table import action_table
from firmware.bare_model import EngineModel
from firmware.behaviour import AS_USUAL, Behaviour
from firmware.board_header import BOARD_HEADER, emit_board_header
from firmware.boards import Board, BoardError
from firmware.device_config import emit_config
from firmware.engines.baked import compile_model
from firmware.engines.baked.compiler import plan_model
from firmware.engines.model_data import ARENA_FILE, SIZES_FILE, emit_arena, emit_sizes
from firmware.engines.packed.plan import emit_kernels, write_plan
from firmware.engines.tflm.arena import estimate_arena_bytes
from firmware.engines.tflm.emit import emit_operators
from firmware.engines.tflm.operators import operators_of
from firmware.image import FIRMWARE_VERSION
from firmware.model_pack import write_pack
from firmware.pack_config import emit_pack_config, pack_of
from firmware.partition_table import TABLE_FILE, partition_table

DEVICE_FOLDER = Path(__file__).resolve().parent / "device"
HAL_FOLDER = DEVICE_FOLDER / "hal"
ENGINE_ONLY = "engine_only.c"
# What only firmware with its model in a pack has.
PACK_SOURCES = ("model_pack.c", "sha256.c")
# All that the firmware of an engine alone consists of, besides the engine.
ENGINE_ONLY_SOURCES = (ENGINE_ONLY, "line_out.c")
# What the files of a HAL begin with, in firmware/device/hal.
HALS = {
    "desktop": "host",
    "virtual": "virtual_cortex_m4",
    "ESP32-S3": "esp32s3",
    "nRF52840": "nano33",
}
SOURCE_SUFFIXES = (".c", ".cpp")
TFLM_FOLDER = DEVICE_FOLDER / "tflm"
PACKED_FOLDER = DEVICE_FOLDER / "packed"
# What chips without a vendor's C++ run-time lack.
BARE_METAL = "bare_metal.cpp"
NO_STREAMING = "The interpreter computes the whole window in each run."


@dataclass(frozen=True)
class FirmwareSources:
    """All sources of one firmware.

    Attributes:
        folder: Where they lie, each once; includes are relative to it.
        files: What is to be compiled, C99 (`.c`) or C++17 (`.cpp`), in a fixed order.
        include_dirs: Where headers are looked for.
        defines: Macros, as (name, value).
        engine: `baked`, `packed` or `tflm`.
        arena_bytes: The engine's working memory, which is part of the static RAM.
        has_app: Whether the app is in it, or the engine alone.
        streams: Whether each run of the model computes only what is new.
        streaming_note: What that saves, or why it does not, in a sentence.
        operators: What the interpreter must know; empty where there is none.
        model_pack: The model, where it is no part of the firmware; else empty.
    """

    folder: Path
    files: tuple[Path, ...]
    include_dirs: tuple[Path, ...]
    defines: tuple[tuple[str, str], ...]
    engine: str
    arena_bytes: int
    has_app: bool
    streams: bool
    streaming_note: str
    operators: tuple[str, ...] = ()
    model_pack: bytes = b""


@dataclass(frozen=True)
class _Engine:
    """What an engine adds to the portable core: files to write and to copy, and what they are."""

    texts: dict[str, str]
    copied: tuple[Path, ...]
    arena_bytes: int
    streams: bool
    streaming_note: str
    operators: tuple[str, ...] = ()
    model_pack: bytes = b""


def lay_out(
    model: Variant | EngineModel,
    board: Board,
    engine: str,
    folder: Path,
    behaviour: Behaviour = AS_USUAL,
) -> FirmwareSources:
    """Write the portable core, the engine, what was generated for the model, and one HAL.

    Args:
        model: The model; of an `EngineModel` only the engine, to be measured.
        board: Where it shall run.
        engine: One that compiles to sources.
        folder: New or empty.
        behaviour: What the project asks besides the model.

    Raises:
        ModelError: The engine lacks an operator, or the model is damaged.
        ConfigError: The model's settings do not fit the firmware.
        ActionError: The board cannot do an action, or the model does not know its word.
        BoardError: There is no HAL for the board's chip.
    """
    has_app = isinstance(model, Variant)
    parts = LAYERS[engine](model, board, behaviour)
    (folder / "hal").mkdir(parents=True, exist_ok=True)
    _copy_core(folder, has_app)
    for path in parts.copied:
        shutil.copyfile(path, folder / path.name)
    _write(folder, parts.texts)
    _copy_hal(folder, board)
    return FirmwareSources(
        folder=folder,
        files=tuple(sorted(p for p in folder.rglob("*") if p.suffix in SOURCE_SUFFIXES)),
        include_dirs=(folder,),
        defines=(("WW_ENGINE", f'"{engine}"'),),
        engine=engine,
        arena_bytes=parts.arena_bytes,
        has_app=has_app,
        streams=parts.streams,
        streaming_note=parts.streaming_note,
        operators=parts.operators,
        model_pack=parts.model_pack,
    )


def with_arena(sources: FirmwareSources, arena_bytes: int) -> FirmwareSources:
    """Sources whose model is data, with another arena; only `ARENA_FILE` changes."""
    _write(sources.folder, {ARENA_FILE: emit_arena(arena_bytes)})
    return replace(sources, arena_bytes=arena_bytes)


def _baked(model: Variant | EngineModel, board: Board, behaviour: Behaviour) -> _Engine:
    """The model as C, and what the project asks as constants."""
    baked = compile_model(model.tflite, _stride_frames(model))
    texts = {"model.h": baked.header, "model.c": baked.source}
    if isinstance(model, Variant):
        table = action_table(behaviour.actions, model.labels, board)
        texts |= config_of(model, board.name, behaviour)
        texts |= table.c_files("usb_keyboard" in board.actions)
    arena_bytes = baked.stream.arena_bytes if baked.stream else baked.arena_bytes
    return _Engine(texts, (), arena_bytes, baked.stream is not None, baked.stream_note)


def _interpreter(model: Variant | EngineModel, board: Board, behaviour: Behaviour) -> _Engine:
    """The interpreter, what is the same for all models that it can run, and the model's pack."""
    operators = operators_of(model.tflite)
    graph = read_graph(model.tflite)
    arena_bytes = estimate_arena_bytes(model.tflite, board.core)
    source, target = (graph.tensors[ends[0]].elements for ends in (graph.inputs, graph.outputs))
    texts = {
        SIZES_FILE: emit_sizes(source, 0 if isinstance(model, Variant) else target),
        "tflm_operators.h": emit_operators(operators),
        ARENA_FILE: emit_arena(arena_bytes),
    }
    if isinstance(model, Variant):
        texts |= emit_pack_config(model.front_end, board, FIRMWARE_VERSION)
    own = [path for path in sorted(TFLM_FOLDER.iterdir()) if path.name != BARE_METAL]
    copied = (*own, *(DEVICE_FOLDER / name for name in PACK_SOURCES))
    if board.kind == "virtual":
        copied += (TFLM_FOLDER / BARE_METAL,)
    pack = write_pack(pack_of(model, board, behaviour, model.tflite))
    return _Engine(texts, copied, arena_bytes, False, NO_STREAMING, operators, pack)


def _packed(model: Variant | EngineModel, board: Board, behaviour: Behaviour) -> _Engine:
    """All kernels, what is the same for all models, and the pack with the model's plan."""
    program = plan_model(model.tflite, _stride_frames(model))
    stream = program.stream
    layout = stream.layout if stream else program.window
    has_app = isinstance(model, Variant)
    texts = {
        SIZES_FILE: emit_sizes(program.input_bytes, 0 if has_app else program.output_bytes),
        ARENA_FILE: emit_arena(layout.arena_bytes),
        "kernels.h": emit_kernels(),
    }
    if isinstance(model, Variant):
        texts |= emit_pack_config(model.front_end, board, FIRMWARE_VERSION)
    copied = (
        *sorted(PACKED_FOLDER.iterdir()),
        *(DEVICE_FOLDER / name for name in PACK_SOURCES),
    )
    pack = write_pack(pack_of(model, board, behaviour, write_plan(program)))
    note = program.stream_note
    return _Engine(texts, copied, layout.arena_bytes, stream is not None, note, (), pack)


def _stride_frames(model: Variant | EngineModel) -> int:
    return model.detector.stride_frames if isinstance(model, Variant) else 0


# How each engine's sources are laid out.
LAYERS = {"baked": _baked, "packed": _packed, "tflm": _interpreter}


def config_of(variant: Variant, board: str, behaviour: Behaviour = AS_USUAL) -> dict[str, str]:
    """What the C takes from a model on a board of that name: the files of `emit_config`.

    Raises:
        ConfigError: The model's settings do not fit the firmware.
    """
    graph = read_graph(variant.tflite)
    return emit_config(
        variant.labels,
        variant.front_end,
        variant.detector,
        graph.tensors[graph.outputs[0]].scale,
        variant.model_hash,
        board,
        FIRMWARE_VERSION,
        behaviour.start_thresholds(variant.detector.thresholds),
    )


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _copy_core(folder: Path, has_app: bool) -> None:
    left_out = (ENGINE_ONLY, *PACK_SOURCES)
    for path in sorted(DEVICE_FOLDER.glob("*.[ch]")):
        wanted = path.name not in left_out if has_app else path.name in ENGINE_ONLY_SOURCES
        if wanted or path.suffix == ".h":
            shutil.copyfile(path, folder / path.name)


def _copy_hal(folder: Path, board: Board) -> None:
    name = HALS.get(board.chip if board.kind == "chip" else board.kind)
    files = sorted(HAL_FOLDER.glob(f"{name}*.[ch]*")) if name else []
    if not files:
        raise BoardError(
            f"There is no firmware for {board.title} yet: its chip, {board.chip}, is not known.",
            f"Chips with firmware: {', '.join(HALS)}.",
        )
    for path in [HAL_FOLDER / "hal.h", *files]:
        shutil.copyfile(path, folder / "hal" / path.name)
    if board.kind == "chip":
        _write(folder, {BOARD_HEADER: emit_board_header(board)})
    if board.chip == "ESP32-S3":
        _write(folder, {TABLE_FILE: partition_table(board)})
