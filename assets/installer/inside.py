"""What other people's packages carry inside of themselves: libraries, linked in or lying beside.

    parts = parts_inside(folder, packages)

Packages tell little of them, so inside.toml does; versions are read out of the files.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from assets.installer.component import TEXTS, Component, LicenceMissing

TABLE = Path(__file__).with_name("inside.toml")


@dataclass(frozen=True)
class Part:
    """One entry of inside.toml, which says what each field is."""

    name: str
    inside: str
    files: tuple[str, ...]
    licence: str
    homepage: str
    version: str = ""
    texts: tuple[str, ...] = ()


def read_parts() -> list[Part]:
    """All that inside.toml knows.

    Raises:
        TypeError: An entry lacks a field or has one too many.
    """
    entries = tomllib.loads(TABLE.read_text("utf-8"))["part"]
    lists = ("files", "texts")
    return [
        Part(**{name: tuple(value) if name in lists else value for name, value in entry.items()})
        for entry in entries
    ]


def parts_inside(folder: Path, packages: Sequence[Component]) -> list[Component]:
    """The parts that are in an app's folder, because a file is that holds them.

    Raises:
        LicenceMissing: Neither the part nor its package brings a text.
    """
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    found = []
    for part in read_parts():
        holders = [
            path
            for place, path in sorted(files.items())
            if any(fnmatch(place, pattern) for pattern in part.files) and path.is_file()
        ]
        carriers = [package for package in packages if fnmatch(package.key, part.inside)]
        for package in carriers if holders else []:
            found.append(_component(part, package, holders[0]))
    return found


def _component(part: Part, package: Component, holder: Path) -> Component:
    texts = tuple((TEXTS / name).read_text("utf-8") for name in part.texts) or package.texts
    if not texts:
        raise LicenceMissing(f"No licence text was found for: {part.name} in {package.name}.")
    version = _version(part, holder) or f"in {package.name} {package.version}"
    return Component(
        "generic", part.name, version, part.licence, part.homepage, texts, package.name
    )


def _version(part: Part, holder: Path) -> str:
    """What the file's name or the file says; empty where nothing does."""
    if not part.version:
        return ""
    told = re.search(part.version, holder.name)
    told = told or re.search(part.version, holder.read_bytes().decode("latin-1"))
    return told[1] if told else ""
