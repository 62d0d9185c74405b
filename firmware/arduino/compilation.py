"""Sources -> a sketch -> the files for a chip, compiled once and remembered.

What was compiled is kept in the user's cache under the hash of everything it came from. So the same
program is never compiled twice: firmware that knows no model, as that of the engine `tflm`, is
taken from there when a project was trained again, and no compiler is needed for it at all. And what
did change is compiled in the folder of the last time, where the core lies finished.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from audio.errors import ProjectError
from audio.files import folder_atomic, hash_bytes, hash_files
from audio.lock import only_writer
from audio.stage import Progress, Stage, scaled
from firmware.arduino.artefacts import chip_files
from firmware.arduino.sketch import ProgramSources, Sketch, sketch_name, write_sketch
from firmware.boards import Board
from firmware.cache import cache_folder
from firmware.consent import Consent
from firmware.image import ImagePart
from firmware.toolchains.arduino_cli import (
    ArduinoCompiler,
    Built,
    CompileError,
    get_compiler,
)
from firmware.toolchains.cortex_m4 import ToolchainError

LOG_FILE = "build.log"
SIZES_FILE = "sizes.json"
KEPT_BUILDS = 8
GETTING = 0.3


@dataclass(frozen=True)
class SketchBuild:
    """A compiled sketch, its files in the folder that was asked for.

    Attributes:
        firmware: The name of the file that runs.
        parts: All that is to be written to the board.
        flash_bytes, ram_bytes: As arduino-cli counts them.
        reused: Whether nothing had to be compiled.
    """

    firmware: str
    parts: tuple[ImagePart, ...]
    flash_bytes: int
    ram_bytes: int
    reused: bool


def compile_sketch(
    sources: ProgramSources, board: Board, folder: Path, consent: Consent
) -> Stage[SketchBuild]:
    """Lay a sketch out in `folder` and compile it there, or take what was compiled before.

    Args:
        sources: The program.
        board: A board that Arduino's tools build for.
        folder: Where the sketch, the files for the chip and the compiler's log go.
        consent: What the person agreed to fetch, where arduino-cli or the core are missing.

    Raises:
        ConsentNeeded: Something is missing that nobody agreed to fetch.
        CompileError: The compiler refused; its words are in the log.
        BoardError: Arduino's tools do not build for the board.
        ToolchainError: The tools cannot be fetched, or another build for the board is under way.
    """
    sketch = write_sketch(sources, board, folder / sketch_name(board))
    files = chip_files(board, sketch.folder)
    kept = cache_folder("firmware") / f"{board.name}-{_hash(sketch, board)}"
    reused = (kept / SIZES_FILE).exists()
    if not reused:
        compiler = yield from scaled(get_compiler(board, consent), 0.0, GETTING)
        try:
            compiling = _compile(compiler, sketch, [part.file for part in files.parts], kept)
            yield from scaled(compiling, GETTING, 1.0)
        except CompileError as error:
            (folder / LOG_FILE).write_text(error.log, encoding="utf-8")
            raise
        _forget_old(board)
    sizes = json.loads((kept / SIZES_FILE).read_text(encoding="utf-8"))
    for name in [*(part.file for part in files.parts), LOG_FILE]:
        shutil.copyfile(kept / name, folder / name)
    kept.touch()
    yield Progress(1.0, f"Compiled for {board.name}")
    return SketchBuild(files.firmware, files.parts, sizes["flash"], sizes["ram"], reused)


def _compile(
    compiler: ArduinoCompiler, sketch: Sketch, wanted: list[str], kept: Path
) -> Stage[None]:
    place = cache_folder("builds") / compiler.board.name
    place.mkdir(parents=True, exist_ok=True)
    with _alone(place, compiler.board), folder_atomic(kept) as fresh:
        built = yield from compiler.compile(_in_its_place(sketch), place / "made", fresh)
        _keep(built, fresh, wanted, compiler.board)


@contextmanager
def _alone(place: Path, board: Board) -> Iterator[None]:
    """Two compilations in one folder would spoil each other."""
    with ExitStack() as stack:
        try:
            stack.enter_context(only_writer(place))
        except ProjectError as error:
            raise ToolchainError(
                f"Firmware for {board.name} is being compiled by another program.",
                "Wait until it has ended, then try again.",
            ) from error
        yield


def _hash(sketch: Sketch, board: Board) -> str:
    """Of every file that a compiler reads, by name and content, and of what compiles it."""
    names = [name for name in sketch.files if not name.endswith(".md")]
    contents = hash_files([sketch.folder / name for name in names])
    return hash_bytes(json.dumps([names, contents, board.fqbn, board.core_version]).encode())


def _in_its_place(sketch: Sketch) -> Path:
    """A copy where the last one was: arduino-cli compiles all anew for a sketch that moved."""
    place = cache_folder("sketches") / sketch.folder.name
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(sketch.folder, place)
    return place


def _keep(built: Built, folder: Path, wanted: list[str], board: Board) -> None:
    lacking = [name for name in wanted if not (folder / name).is_file()]
    if lacking:
        raise CompileError(
            f"arduino-cli left no {', '.join(lacking)}.",
            "Is the core the one that the board's file names?",
            built.log,
        )
    if not board.fits(built.flash_bytes, built.ram_bytes):
        raise CompileError(
            f"The firmware needs {built.flash_bytes:,} bytes of flash and {built.ram_bytes:,} of "
            f"RAM; {board.title} leaves it {board.app_flash_bytes:,} and {board.app_ram_bytes:,}.",
            "Choose a smaller model on the page Shrink, or another board.",
            built.log,
        )
    for path in folder.iterdir():
        if path.name not in wanted:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    (folder / LOG_FILE).write_text(built.log, encoding="utf-8")
    sizes = {"flash": built.flash_bytes, "ram": built.ram_bytes}
    (folder / SIZES_FILE).write_text(json.dumps(sizes), encoding="utf-8")


def _forget_old(board: Board) -> None:
    """Keep the builds that were used last."""
    builds = sorted(
        cache_folder("firmware").glob(f"{board.name}-*"), key=lambda path: path.stat().st_mtime
    )
    for path in builds[:-KEPT_BUILDS]:
        shutil.rmtree(path, ignore_errors=True)
