"""Compiles the firmware that an installed app needs no compiler for: see firmware/prebuilt.py.

    python -m assets.installer.prebuild --out FOLDER

For each board whose model lies in a pack, and each length of window, one firmware with every
operator that our networks use and an arena that is large enough for all of them.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from audio.bundled import ASSETS
from audio.errors import WakewrightError
from audio.stage import finish
from compress.projectmodels import load_variants
from compress.variant import Variant
from compress.window import FRAMES
from firmware.arduino.compilation import compile_sketch
from firmware.arduino.sketch import ProgramSources
from firmware.boards import Board, load_boards
from firmware.compilation import ELF_FILE, LOG_FILE, uses_tree
from firmware.consent import NO_CONSENT, Consent, ConsentNeeded
from firmware.engines.baked.operators import LOWERINGS, RESHAPING
from firmware.engines.tflm.emit import emit_operators, emit_sizes
from firmware.engines.tflm.operators import OPERATORS
from firmware.engines.tflm.program import compile_program
from firmware.prebuilt import ENGINE, INDEX_FILE, OPERATORS_FILE, Base, base_key
from firmware.sources import FirmwareSources, lay_out, with_arena
from firmware.tflm_download import get_tree
from firmware.toolchains import cortex_m4_cpp

SAMPLE_MODELS = ASSETS / "sample" / "models"
# What our networks are made of, and the operator that reads encoded weights.
WANTED = {*LOWERINGS, *RESHAPING, "CUSTOM TFLM_DECODE"}
ARENA_BYTES = {"cortex-m4": 64 * 1024, "xtensa-lx7": 128 * 1024}


def prebuild(folder: Path, work: Path, consent: Consent, only: Sequence[str] = ()) -> list[Base]:
    """Compile all of it into `folder`, which is replaced.

    Args:
        folder: Becomes `firmware.prebuilt.FOLDER` of the app.
        work: For what is made on the way.
        consent: What may be fetched for chips.
        only: Names of boards; none for all.

    Raises:
        WakewrightError: A compiler or the interpreter's sources are missing, or one refuses.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    [model, *_] = load_variants(SAMPLE_MODELS)
    made = []
    for board in _boards(only):
        for frames in FRAMES:
            variant = replace(model, front_end=replace(model.front_end, frames=frames))
            place = work / "prebuild" / f"{board.name}-{frames}"
            shutil.rmtree(place, ignore_errors=True)
            made.append(_compile(variant, board, place, folder, consent))
    index = json.dumps([base.to_dict() for base in made], indent=1)
    (folder / INDEX_FILE).write_text(index + "\n", "utf-8")
    return made


def _boards(only: Sequence[str]) -> Iterator[Board]:
    for board in load_boards().values():
        if only and board.name not in only:
            continue
        if board.status == "ready" and ENGINE in board.engines and board.kind != "desktop":
            yield board


def _compile(variant: Variant, board: Board, place: Path, folder: Path, consent: Consent) -> Base:
    if uses_tree(board, ENGINE):
        finish(get_tree(consent))
    sources = _sources(variant, board, place / "sources")
    key = base_key(sources, board)
    if board.kind == "chip":
        program = ProgramSources(sources.folder, sources.include_dirs, sources.defines)
        built = finish(compile_sketch(program, board, place, consent))
        firmware, sizes = built.firmware, (built.flash_bytes, built.ram_bytes)
        parts = tuple((part.file, part.offset, part.kind) for part in built.parts)
        made_by = f"{board.fqbn} {board.core_version}"
    else:
        elf = place / ELF_FILE
        finish(compile_program(sources, elf, place / LOG_FILE, board.model_offset, True))
        firmware, sizes, parts = ELF_FILE, None, ((ELF_FILE, 0, "firmware"),)
        made_by = _version(cortex_m4_cpp.find_compiler())
    target = folder / place.name
    target.mkdir()
    for name, _, _ in parts:
        shutil.copyfile(place / name, target / name)
    return Base(
        board.name,
        key,
        sources.operators,
        sources.arena_bytes,
        place.name,
        firmware,
        parts,
        sizes,
        made_by,
    )


def _sources(variant: Variant, board: Board, folder: Path) -> FirmwareSources:
    """As for a model, with more operators, a larger arena, and the window of the front end."""
    sources = lay_out(variant, board, ENGINE, folder)
    operators = tuple(sorted(WANTED & set(OPERATORS)))
    (folder / OPERATORS_FILE).write_text(emit_operators(operators), "utf-8")
    size = variant.front_end.frames * variant.front_end.channels
    (folder / "tflm_sizes.h").write_text(emit_sizes(size), "utf-8")
    return replace(with_arena(sources, ARENA_BYTES[board.core]), operators=operators)


def _version(compiler: tuple[str, ...]) -> str:
    done = subprocess.run([*compiler, "--version"], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[0]


def main() -> int:
    """Compile all of it; 1 if something is missing."""
    parser = argparse.ArgumentParser(prog="python -m assets.installer.prebuild")
    parser.add_argument("--out", type=Path, required=True, help="folder, which is replaced")
    parser.add_argument("--board", action="append", default=[], help="only this; may be repeated")
    parser.add_argument("--yes", action="store_true", help="fetch what compiling for chips needs")
    given = parser.parse_args()
    consent = NO_CONSENT
    with tempfile.TemporaryDirectory() as place:
        while True:
            try:
                made = prebuild(given.out, Path(place), consent, given.board)
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
        print(f"{base.folder}: {len(base.operators)} operators, by {base.made_by}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
