"""Somebody's work in the app's folder."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# Texts of licences that packages do not bring themselves.
TEXTS = Path(__file__).with_name("licences")


class LicenceMissing(RuntimeError):
    """Something would be shipped without its licence; the text names it."""


@dataclass(frozen=True)
class Component:
    """A package or a part of one.

    Attributes:
        kind: "pypi", "deb" or "generic", as package URLs say it.
        licence: An SPDX expression, or what it says of itself, shortened.
        texts: Its licences and notices in full.
        inside: The name of the package that carries it; empty for packages themselves.
    """

    kind: str
    name: str
    version: str
    licence: str
    homepage: str
    texts: tuple[str, ...]
    inside: str = ""

    @property
    def key(self) -> str:
        """Its name as Python's index compares names."""
        return plain(self.name)


def plain(name: str) -> str:
    """A name in the one spelling that names are compared in (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def spdx(kind: str, name: str) -> str:
    """What SPDX calls the licence of a package that calls it otherwise; empty for all others."""
    return _table()[kind].get(name, "")


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads((TEXTS / "spdx.toml").read_text("utf-8"))
