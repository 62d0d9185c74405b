"""TensorFlow Lite Micro inside a sketch, for cores that do not carry it: the Nano's.

Of a tree of its sources the sketch gets what its model's operators need, and the headers that those
files name, nothing else. Arduino's tools pass no macros to a sketch, so each copied file begins
with those that choose what the interpreter is compiled to.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from firmware.arduino.includes import INCLUDE
from firmware.arduino.sketch import ProgramSources
from firmware.engines.tflm.library import DEFINES
from firmware.tflm_source import TflmTree

FOLDER = "tflm"
LICENCES = ("LICENSE", "LICENSE.txt", "COPYING")
# Arduino's tools know .cc since 2021 only; .cpp they always knew.
RENAMED = {".cc": ".cpp"}


def with_interpreter(
    program: ProgramSources, tree: TflmTree, opcodes: Sequence[str]
) -> ProgramSources:
    """Copy the interpreter into a program's folder.

    Args:
        program: What calls the interpreter; its folder grows by `tflm`.
        tree: Where the interpreter's sources are.
        opcodes: The operators that it shall know.

    Returns:
        The program with the interpreter's folders among those of its headers.
    """
    own = [path for path in program.folder.rglob("*") if path.is_file()]
    sources = tree.sources(opcodes)
    place = program.folder / FOLDER
    macros = _macros((*DEFINES, *tree.defines))
    for path in (*sources, *_headers((*own, *sources), tree.include_dirs)):
        inside = path.relative_to(tree.root)
        copy = place / inside.with_suffix(RENAMED.get(path.suffix, path.suffix))
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(macros + path.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
    _copy_licences(tree, place)
    dirs = tuple(place / each.relative_to(tree.root) for each in tree.include_dirs)
    return ProgramSources(program.folder, (*program.include_dirs, *dirs), program.defines)


def _headers(files: Iterable[Path], include_dirs: Sequence[Path]) -> Iterator[Path]:
    """The headers in some folders that files name, and those that these name, each once."""
    waiting, seen = list(files), set()
    while waiting:
        file = waiting.pop()
        for match in INCLUDE.finditer(file.read_text(encoding="utf-8")):
            beside = [file.parent] if match[2] else []
            places = [place / (match[2] or match[3]) for place in (*beside, *include_dirs)]
            found = next((path.resolve() for path in places if path.is_file()), None)
            if found and found not in seen and any(found.is_relative_to(d) for d in include_dirs):
                seen.add(found)
                waiting.append(found)
                yield found


def _macros(defines: Sequence[str]) -> str:
    pairs = [define.partition("=") for define in defines]
    return "".join(f"#ifndef {n}\n#define {n} {value}\n#endif\n" for n, _, value in pairs)


def _copy_licences(tree: TflmTree, place: Path) -> None:
    """Each folder of headers is somebody's, whose licence goes along."""
    for folder in {each.relative_to(tree.root) for each in tree.include_dirs}:
        for name in LICENCES:
            for home in (tree.root / folder, (tree.root / folder).parent):
                if (home / name).is_file() and (place / folder).is_dir():
                    shutil.copyfile(home / name, place / folder / name)
