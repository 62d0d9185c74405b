"""How a core for Arduino's tools compiles a file, read from its own platform.txt and boards.txt.

The format is Arduino's platform specification: lines `key=value`, in which `{other.key}` stands
for another value; what boards.txt says of a board comes before what platform.txt says.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

REFERENCE = re.compile(r"\{([\w.-]+)\}")
RECIPES = {".c": "recipe.c.o.pattern", ".cpp": "recipe.cpp.o.pattern"}
# Longer than any chain of references in a core.
DEEPEST = 20
IDE_VERSION = "10607"


@dataclass(frozen=True)
class ArduinoCore:
    """One board of a core.

    Attributes:
        folder: The core's sources.
        properties: What its files say of the board, and what its tools would add.
    """

    folder: Path
    properties: Mapping[str, str]

    @classmethod
    def load(cls, folder: Path, board: str, compilers: str = "") -> ArduinoCore:
        """Read a core.

        Args:
            folder: Where platform.txt is.
            board: What boards.txt calls the board.
            compilers: The folder of the compilers, with a slash; empty when they are on the PATH.

        Raises:
            SystemExit: There is no such core or board.
        """
        missing = [name for name in ("platform.txt", "boards.txt") if not (folder / name).exists()]
        if missing:
            sys.exit(f"There is no {' and no '.join(missing)} in {folder}.")
        boards = _read(folder / "boards.txt")
        prefix = f"{board}."
        own = {key.removeprefix(prefix): boards[key] for key in boards if key.startswith(prefix)}
        if not own:
            sys.exit(f"boards.txt in {folder} has no board '{board}'.")
        values = {**_read(folder / "platform.txt"), **own}
        values |= {
            "compiler.path": compilers,
            "runtime.ide.version": IDE_VERSION,
            "build.arch": "MBED_NANO",
            "build.core.path": str(folder / "cores" / values["build.core"]),
            "build.variant.path": str(folder / "variants" / values["build.variant"]),
            "compiler.warning_flags": "-Wall -Wextra",
        }
        return cls(folder, values)

    def path(self, key: str) -> Path:
        """A property that is a path."""
        return Path(self._expand(self.properties[key], {}))

    def command(self, source: Path, target: Path, include_dirs: list[Path]) -> list[str]:
        """What Arduino's tools would run to compile one file."""
        values = {
            "source_file": source.as_posix(),
            "object_file": target.as_posix(),
            "includes": " ".join(f'"-I{folder.as_posix()}"' for folder in include_dirs),
        }
        return shlex.split(self._expand(self.properties[RECIPES[source.suffix]], values))

    def _expand(self, text: str, values: Mapping[str, str]) -> str:
        known = {**self.properties, **values}
        for _ in range(DEEPEST):
            expanded = REFERENCE.sub(lambda match: known.get(match[1], ""), text)
            if expanded == text:
                return text
            text = expanded
        raise ValueError(f"{text} refers to itself")


def _read(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = [line.split("=", 1) for line in lines if "=" in line and not line.startswith("#")]
    return {key.strip(): value.strip() for key, value in pairs}
