"""Model + board -> firmware: the stage that writes C, compiles it, and measures what came out.

    image = finish(build(variant, load_board("virtual-cortex-m4"), "baked", Path("builds/virtual")))

Everything that was compiled lies in the image's folder. The same inputs give the image that is
there at once.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from audio.errors import WakewrightError
from audio.files import folder_atomic, hash_bytes, hash_files, write_atomic
from audio.spawning import hear
from audio.stage import Clock, Stage, scaled
from compress.detector import DetectorSettings
from compress.graph import Graph, read_graph
from compress.variant import MODEL_FILE, ModelError, Variant
from firmware import prebuilt
from firmware.actions import check_actions
from firmware.bare_model import EngineModel
from firmware.behaviour import AS_USUAL, Behaviour
from firmware.boards import FOLDER as BOARDS_FOLDER
from firmware.boards import Board, BoardError
from firmware.compilation import (
    FIRMWARE_FOLDER,
    LOG_FILE,
    Compilation,
    compile_firmware,
    compiler_for,
    engine_for,
    uses_tree,
)
from firmware.consent import NO_CONSENT, Consent
from firmware.image import BUILD_FILE, FirmwareImage, ImageError, Needs, contents_hash
from firmware.measure import measure
from firmware.tflm_download import expected_content
from firmware.toolchains import zig
from firmware.toolchains.arduino_cli import CompileError
from firmware.toolchains.cortex_m4 import ToolchainError
from firmware.usb_keyboard import with_keyboard
from firmware.virtual.fault import FirmwareFault

VERSION_TIMEOUT_S = 30
# A change in any of these files makes built firmware stale.
OWN_SOURCES = (
    *("*.py", "engines/**/*.py", "toolchains/*.py"),
    *("device/**/*.[chS]", "device/**/*.cpp", "device/**/*.ld"),
)


class BuildError(WakewrightError):
    """Firmware cannot be built from this model for this board."""


def build(
    model: Variant | EngineModel,
    board: Board,
    engine: str,
    out_dir: Path,
    behaviour: Behaviour = AS_USUAL,
    consent: Consent = NO_CONSENT,
) -> Stage[FirmwareImage]:
    """Build firmware for a board.

    Args:
        model: A trained variant, or what `firmware.bare_model.read_bare_model` made of a file. Of
            an `EngineModel` the engine alone is built, to be measured.
        board: Where it shall run.
        engine: `baked`, `packed` or `tflm`; empty for the board's default.
        out_dir: The image's folder, replaced as a whole; new, empty, or an image.
        behaviour: What the project asks besides the model.
        consent: What the person agreed to fetch, where the board's toolchain is missing.

    Returns:
        The image; the one in `out_dir` when nothing changed since.

    Raises:
        BoardError: The board is not there yet, or does not have this engine.
        ModelError: The model and what is known about it do not fit together, or the engine lacks
            one of its operators.
        ActionError: The board cannot do what a word shall do, or not as safely as it is said.
        BuildError: The compiler refused the firmware, it crashes, or the folder holds other files.
        ConsentNeeded: The toolchain must be fetched, which nobody agreed to.
        ToolchainError: There is no compiler.
    """
    clock = Clock()
    engine = engine or engine_for(board)
    _check_board(board, engine)
    board = with_keyboard(board, behaviour)
    check_folder(out_dir)
    if isinstance(model, Variant):
        check_actions(behaviour.actions, model.labels, board)
    graph = read_graph(model.tflite)
    _check_model(model, board, graph)
    made_from = _made_from(model, board, engine, behaviour)
    unchanged = unchanged_image(out_dir, made_from)
    if unchanged is not None:
        yield clock.progress(1.0, f"Firmware for {board.name} is up to date")
        return unchanged
    with folder_atomic(out_dir) as fresh:
        (fresh / MODEL_FILE).write_bytes(model.tflite)
        try:
            compiling = compile_firmware(model, board, engine, behaviour, fresh, consent)
            compilation = yield from scaled(compiling, 0.1, 0.7)
            yield clock.progress(0.7, f"Measuring on {board.name}")
            needs = measure(fresh / compilation.firmware, board, compilation)
        except ToolchainError as error:
            raise explain_refusal(error, board, fresh, out_dir) from error
        except FirmwareFault as fault:
            raise BuildError(
                f"The firmware for {board.name} crashes: {fault}",
                "Please report this with the model.",
            ) from fault
        image = _describe(fresh, model, board, compilation, needs, made_from, graph, behaviour)
        image.save()
    yield clock.progress(1.0, f"Firmware for {board.name}: {needs.flash_bytes} bytes of flash")
    return FirmwareImage.load(out_dir)


def failed_log(out_dir: Path) -> Path:
    """Where the compiler's words are when it refused: beside the image, which stays as it was."""
    return out_dir.with_name(f"{out_dir.name}.log")


def compiler_log(out_dir: Path) -> str:
    """What the compiler said last, whether it was content or not; empty when nothing was built."""
    logs = [log for log in (out_dir / LOG_FILE, failed_log(out_dir)) if log.exists()]
    if not logs:
        return ""
    latest = max(logs, key=lambda log: log.stat().st_mtime)
    return latest.read_text(encoding="utf-8", errors="replace")


def _describe(
    folder: Path,
    model: Variant | EngineModel,
    board: Board,
    compilation: Compilation,
    needs: Needs,
    made_from: str,
    graph: Graph,
    behaviour: Behaviour,
) -> FirmwareImage:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = tuple(path.relative_to(folder).as_posix() for path in paths)
    variant = model if isinstance(model, Variant) else None
    return FirmwareImage(
        folder=folder,
        board=board.name,
        engine=compilation.sources.engine,
        firmware=compilation.firmware,
        parts=compilation.parts,
        files=files,
        needs=needs,
        streams=compilation.sources.streams,
        streaming_note=compilation.sources.streaming_note,
        labels=variant.labels if variant else (),
        front_end=variant.front_end if variant else None,
        detector=variant.detector if variant else DetectorSettings(),
        sensitivity=behaviour.sensitivity,
        actions=behaviour.actions,
        base_reused=compilation.reused,
        output_scale=graph.tensors[graph.outputs[0]].scale,
        model_hash=model.model_hash,
        made_from=made_from,
        contents=contents_hash(folder, files),
    )


def _check_board(board: Board, engine: str) -> None:
    if board.core.startswith("avr"):
        raise BoardError(
            f"{board.title} takes small models only, which are trained for it.",
            "Train them: wakewright train PROJECT --preset uno",
        )
    if board.status != "ready":
        raise BoardError(
            f"Firmware for {board.title} cannot be built yet.",
            "Its sizes are known, so budgets can be checked; build for virtual-cortex-m4 or host.",
        )
    if engine not in board.engines:
        raise BoardError(
            f"The board {board.name} does not run the engine '{engine}'.",
            f"It runs: {', '.join(board.engines)}.",
        )


def check_folder(out_dir: Path) -> None:
    """Never replace a folder that is not ours.

    Raises:
        BuildError: There are other files in it, or it is a file.
    """
    if out_dir.exists() and not out_dir.is_dir():
        raise BuildError(f"{out_dir} is a file.", "Name a folder for the firmware.")
    if out_dir.exists() and any(out_dir.iterdir()) and not (out_dir / BUILD_FILE).exists():
        raise BuildError(
            f"{out_dir} holds other files, which a build would replace.",
            "Name a new or empty folder for the firmware.",
        )


def _check_model(model: Variant | EngineModel, board: Board, graph: Graph) -> None:
    if isinstance(model, EngineModel):
        if board.kind == "chip":
            raise BuildError(
                f"A model alone hears nothing, so there is no firmware of it for {board.title}.",
                "Measure it on virtual-cortex-m4, or build the model of a project.",
            )
        return
    source, target = (graph.tensors[ends[0]] for ends in (graph.inputs, graph.outputs))
    wanted = model.front_end.frames * model.front_end.channels
    if source.dtype != "INT8" or source.elements != wanted:
        raise ModelError(
            f"The model takes {source.elements} values of {source.dtype}; "
            f"its front end makes {wanted} of INT8.",
            "Train it again.",
        )
    if target.dtype != "INT8" or target.elements != len(model.labels):
        raise ModelError(
            f"The model gives {target.elements} values of {target.dtype} "
            f"for {len(model.labels)} labels.",
            "Train it again.",
        )


def unchanged_image(out_dir: Path, made_from: str) -> FirmwareImage | None:
    """The image that is there, if it was made from the same and is whole."""
    if not (out_dir / BUILD_FILE).exists():
        return None
    try:
        image = FirmwareImage.load(out_dir)
    except ImageError:
        return None  # A damaged image is simply built again.
    return image if image.made_from == made_from else None


def _made_from(
    model: Variant | EngineModel, board: Board, engine: str, behaviour: Behaviour
) -> str:
    """Hash of everything that the firmware depends on."""
    variant = model if isinstance(model, Variant) else None
    facts = {
        "model": model.model_hash,
        "labels": variant.labels if variant else None,
        "front_end": variant.front_end.to_dict() if variant else None,
        "detector": variant.detector.to_dict() if variant else None,
        "behaviour": behaviour.to_dict(),
        "engine": engine,
        "board": hash_files([BOARDS_FOLDER / f"{board.name}.toml"]),
        "sources": own_sources_hash(),
        **_makers(board, engine),
    }
    return hash_bytes(json.dumps(facts, sort_keys=True).encode())


def _makers(board: Board, engine: str) -> dict[str, str]:
    """What compiles it, or did so where the installer was made."""
    if prebuilt.covers(board, engine):
        return {"prebuilt": prebuilt.contents()}
    tree = expected_content() if uses_tree(board, engine) else ""
    return {"compiler": _compiler_version(board), "interpreter": tree}


def own_sources_hash() -> str:
    """Changes with any part of this program that firmware is made by or of."""
    sources = [path for pattern in OWN_SOURCES for path in sorted(FIRMWARE_FOLDER.glob(pattern))]
    return hash_files(sources)


def _compiler_version(board: Board) -> str:
    if board.kind == "chip":
        return f"{board.fqbn} {board.core_version}"
    command = compiler_for(board)
    if not command:
        return ""
    try:
        done = hear([*command, "--version"], zig.environment(command), VERSION_TIMEOUT_S)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ToolchainError(
            f"The compiler {command[0]} cannot be started ({error}).", "Install it again."
        ) from error
    return " ".join(command) + done.stdout


def explain_refusal(
    error: ToolchainError, board: Board, fresh: Path, out_dir: Path
) -> WakewrightError:
    """Pages of compiler output -> the first error, and where the rest is."""
    log = failed_log(out_dir)
    said = fresh / LOG_FILE
    if isinstance(error, CompileError):
        write_atomic(log, error.log)
        return BuildError(error.what, f"{error.hint} All that arduino-cli said is in {log}.")
    if board.kind == "chip":
        return error  # The toolchain could not be had, which is no fault of the firmware.
    write_atomic(log, said.read_bytes() if said.exists() else error.what)
    lines = [line for line in error.what.splitlines() if "error" in line.lower()]
    first = (lines or error.what.splitlines())[0].strip()
    return BuildError(
        f"The firmware for {board.name} does not compile: {first}",
        f"All that the compiler said is in {log}.",
    )
