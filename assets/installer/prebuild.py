"""Compiles the firmware that an installed app needs no compiler for: see firmware/prebuilt.py.

    python -m assets.installer.prebuild --out FOLDER

For each board, each engine whose model is data and each length of window, one firmware with every
operator that our networks use and an arena that is large enough for all of them.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from itertools import product
from pathlib import Path

from audio.bundled import ASSETS
from audio.errors import WakewrightError
from audio.spawning import hear
from audio.stage import finish
from compress.projectmodels import load_variants
from compress.variant import Variant
from compress.window import FRAMES
from firmware.arduino.compilation import compile_sketch
from firmware.boards import Board, load_boards
from firmware.c_math import rounded_correctly
from firmware.compilation import ELF_FILE, ENTRY_POINTS, LOG_FILE, sketch_program, uses_tree
from firmware.consent import NO_CONSENT, Consent, ConsentNeeded
from firmware.engines.baked.operators import LOWERINGS, RESHAPING
from firmware.engines.model_data import SIZES_FILE, emit_sizes
from firmware.engines.tflm.emit import emit_operators
from firmware.engines.tflm.operators import OPERATORS
from firmware.engines.tflm.program import compile_program
from firmware.front_end_tables import emit_tables
from firmware.prebuilt import ENGINES, INDEX_FILE, OPERATORS_FILE, Base, base_key
from firmware.sources import FirmwareSources, lay_out, with_arena
from firmware.tflm_download import get_tree
from firmware.toolchains import cortex_m4, cortex_m4_cpp
from firmware.usb_keyboard import forms

SAMPLE_MODELS = ASSETS / "sample" / "models"
# What our networks are made of, and the operator that reads encoded weights.
WANTED = {*LOWERINGS, *RESHAPING, "CUSTOM TFLM_DECODE"}
KIB = 1024
ARENA_BYTES = {
    ("cortex-m4", "packed"): 32 * KIB,
    ("cortex-m4", "tflm"): 64 * KIB,
    ("xtensa-lx7", "packed"): 64 * KIB,
    ("xtensa-lx7", "tflm"): 128 * KIB,
}


def prebuild(
    folder: Path,
    work: Path,
    consent: Consent = NO_CONSENT,
    boards: Sequence[str] = (),
    engines: Sequence[str] = ENGINES,
) -> list[Base]:
    """Compile all of it into `folder`, which is replaced.

    Args:
        folder: Becomes `firmware.prebuilt.FOLDER` of the app.
        work: For what is made on the way.
        consent: What may be fetched for chips.
        boards: Their names; none for all.
        engines: Their names.

    Raises:
        WakewrightError: A compiler or the interpreter's sources are missing, or one refuses.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    [model, *_] = load_variants(SAMPLE_MODELS)
    made = []
    for name, board, engine, frames in _wanted(boards, engines):
        variant = replace(model, front_end=replace(model.front_end, frames=frames))
        for suffix, rounding in _roundings(variant):
            place = work / "prebuild" / f"{name}{suffix}"
            shutil.rmtree(place, ignore_errors=True)
            with rounding:
                made.append(_compile(variant, board, engine, place, folder, consent))
    index = json.dumps([base.to_dict() for base in made], indent=1)
    (folder / INDEX_FILE).write_text(index + "\n", "utf-8")
    return made


def _roundings(variant: Variant) -> Iterator[tuple[str, AbstractContextManager[None]]]:
    """Once for C libraries like this computer's, and once for those of newer systems.

    The front end's tables are those that the computer makes which trains, so firmware with other
    ones would not be found there.
    """
    yield "", nullcontext()
    own = emit_tables(variant.front_end)
    with rounded_correctly():
        differs = emit_tables(variant.front_end) != own
    if differs:
        yield "-rounded", rounded_correctly()


def _wanted(boards: Sequence[str], engines: Sequence[str]) -> Iterator[tuple[str, Board, str, int]]:
    """A name, each board as projects may need it, each engine that it runs, each window."""
    for board in load_boards().values():
        if board.status != "ready" or board.kind == "desktop":
            continue
        if boards and board.name not in boards:
            continue
        own = [engine for engine in board.engines if engine in engines]
        for suffix, form in zip(("", "-keyboard"), forms(board), strict=False):
            for engine, frames in product(own, FRAMES):
                yield f"{board.name}-{engine}-{frames}{suffix}", form, engine, frames


def _compile(
    variant: Variant, board: Board, engine: str, place: Path, folder: Path, consent: Consent
) -> Base:
    if uses_tree(board, engine):
        finish(get_tree(consent))
    sources = _sources(variant, board, engine, place / "sources")
    key = base_key(sources, board)
    if board.kind == "chip":
        built = finish(compile_sketch(sketch_program(sources, board), board, place, consent))
        firmware, sizes = built.firmware, (built.flash_bytes, built.ram_bytes)
        parts = tuple((part.file, part.offset, part.kind) for part in built.parts)
        made_by = f"{board.fqbn} {board.core_version}"
    else:
        made_by = _compile_emulated(sources, board, place)
        firmware, sizes, parts = ELF_FILE, None, ((ELF_FILE, 0, "firmware"),)
    target = folder / place.name
    target.mkdir()
    for name, _, _ in parts:
        shutil.copyfile(place / name, target / name)
    return Base(
        board.name,
        engine,
        key,
        sources.operators,
        sources.arena_bytes,
        place.name,
        firmware,
        parts,
        sizes,
        made_by,
    )


def _compile_emulated(sources: FirmwareSources, board: Board, place: Path) -> str:
    """Firmware of a virtual board; the compiler's version."""
    elf, log = place / ELF_FILE, place / LOG_FILE
    if sources.engine == "tflm":
        finish(compile_program(sources, elf, log, board.model_offset, True))
        return _version(cortex_m4_cpp.find_compiler())
    folders, defines = sources.include_dirs, dict(sources.defines)
    cortex_m4.compile_and_link(sources.files, folders, defines, elf, roots=ENTRY_POINTS, log=log)
    return _version(cortex_m4.find_compiler())


def _sources(variant: Variant, board: Board, engine: str, folder: Path) -> FirmwareSources:
    """As for a model, with more operators, a larger arena, and the window of the front end."""
    sources = lay_out(variant, board, engine, folder)
    size = variant.front_end.frames * variant.front_end.channels
    (folder / SIZES_FILE).write_text(emit_sizes(size), "utf-8")
    sources = with_arena(sources, ARENA_BYTES[board.core, engine])
    if engine != "tflm":
        return sources
    operators = tuple(sorted(WANTED & set(OPERATORS)))
    (folder / OPERATORS_FILE).write_text(emit_operators(operators), "utf-8")
    return replace(sources, operators=operators)


def _version(compiler: tuple[str, ...]) -> str:
    done = hear([*compiler, "--version"])
    done.check_returncode()
    return done.stdout.splitlines()[0]


def main() -> int:
    """Compile all of it; 1 if something is missing."""
    parser = argparse.ArgumentParser(prog="python -m assets.installer.prebuild")
    parser.add_argument("--out", type=Path, required=True, help="folder, which is replaced")
    parser.add_argument("--board", action="append", default=[], help="only this; may be repeated")
    parser.add_argument("--engine", action="append", default=[], help="only this; may be repeated")
    parser.add_argument("--yes", action="store_true", help="fetch what compiling for chips needs")
    given = parser.parse_args()
    consent = NO_CONSENT
    with tempfile.TemporaryDirectory() as place:
        while True:
            try:
                made = prebuild(
                    given.out, Path(place), consent, given.board, given.engine or ENGINES
                )
            except ConsentNeeded as needed:
                if not given.yes or all(consent.covers(offer) for offer in needed.offers):
                    print(f"{needed.what} {needed.hint}", file=sys.stderr)
                    return 1
                consent = Consent(consent.names | Consent.to(needed.offers).names)
            except WakewrightError as error:
                print(f"{error.what} {error.hint}", file=sys.stderr)
                return 1
            else:
                break
    for base in made:
        print(f"{base.folder}, by {base.made_by}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
