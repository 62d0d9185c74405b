"""Firmware that was compiled where the installer was made, for computers without a compiler.

Where the model lies in a pack, the firmware around it depends on the board, the engine, the front
end, the size of the arena and, of the engine `tflm`, the operators that the interpreter knows. An
installed app holds such firmware for each length of window, with every operator that our models
use; what is written to a board is one of these and the pack of the model. A source tree has none
and compiles.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from audio.bundled import ASSETS
from audio.files import hash_bytes, hash_files
from firmware.boards import Board
from firmware.engines.model_data import ARENA_FILE
from firmware.image import ImagePart
from firmware.sources import FirmwareSources

FOLDER = ASSETS / "prebuilt"
INDEX_FILE = "index.json"
# Engines whose models are data.
ENGINES = ("packed", "tflm")
# What differs between firmware that a model can run on.
OPERATORS_FILE = "tflm_operators.h"
OPEN_FILES = (ARENA_FILE, OPERATORS_FILE)


@dataclass(frozen=True)
class Base:
    """One compiled firmware without a model.

    Attributes:
        board: Its board's name.
        engine: The one that it has.
        key: Names its sources, as `base_key`.
        operators: What its interpreter knows.
        arena_bytes: The interpreter's working memory.
        folder: Where its files lie, in `FOLDER`.
        firmware: The file that runs.
        parts: What is written to the board, the model's pack aside, as (file, offset, kind).
        sizes: Bytes of flash and of static RAM without the pack, where the toolchain counted them.
        made_by: The compiler's version.
    """

    board: str
    engine: str
    key: str
    operators: tuple[str, ...]
    arena_bytes: int
    folder: str
    firmware: str
    parts: tuple[tuple[str, int, str], ...]
    sizes: tuple[int, int] | None
    made_by: str

    @property
    def image_parts(self) -> tuple[ImagePart, ...]:
        """The parts as an image has them."""
        return tuple(ImagePart(*part) for part in self.parts)

    def copy_to(self, folder: Path) -> None:
        """Lay its files into an image's folder."""
        for name, _, _ in self.parts:
            shutil.copyfile(FOLDER / self.folder / name, folder / name)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


def base_key(sources: FirmwareSources, board: Board) -> str:
    """Names laid-out sources without what a base may have more of: operators and arena."""
    texts = [
        (path.relative_to(sources.folder).as_posix(), path.read_text("utf-8"))
        # On Windows, paths sort as if all were lower case.
        for path in sorted(sources.folder.rglob("*"), key=lambda path: path.parts)
        if path.is_file() and path.name not in OPEN_FILES
    ]
    return hash_bytes(repr((board.name, sources.defines, texts)).encode())


def find_base(sources: FirmwareSources, board: Board) -> Base | None:
    """The smallest firmware that was compiled for sources like these; None where there is none."""
    key = base_key(sources, board) if covers(board, sources.engine) else ""
    fitting = [
        base
        for base in bases()
        if (base.board, base.engine, base.key) == (board.name, sources.engine, key)
        and set(sources.operators) <= set(base.operators)
        and sources.arena_bytes <= base.arena_bytes
    ]
    return min(fitting, key=lambda base: base.arena_bytes, default=None)


def covers(board: Board, engine: str) -> bool:
    """Whether any firmware for this board with this engine was compiled beforehand."""
    return any((base.board, base.engine) == (board.name, engine) for base in bases())


def contents() -> str:
    """Hash of all of it; empty where there is none."""
    return hash_files([FOLDER / INDEX_FILE]) if bases() else ""


@cache
def bases() -> tuple[Base, ...]:
    """Everything that was compiled beforehand."""
    file = FOLDER / INDEX_FILE
    if not file.exists():
        return ()
    return tuple(_read(values) for values in json.loads(file.read_text("utf-8")))


def _read(values: dict[str, Any]) -> Base:
    return Base(
        **{
            **values,
            "operators": tuple(values["operators"]),
            "parts": tuple((file, offset, kind) for file, offset, kind in values["parts"]),
            "sizes": tuple(values["sizes"]) if values["sizes"] else None,
        }
    )
