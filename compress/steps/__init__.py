"""Compression steps: one file each, found by scanning this folder.

A step is a module with `NAME`, `TITLE` and one public function of the step's name.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import ModuleType


@cache
def registry() -> dict[str, ModuleType]:
    """All steps by name. Works from a frozen app as from a checkout."""
    found = (
        importlib.import_module(f"{__name__}.{module.name}")
        for module in pkgutil.iter_modules(__path__)
    )
    return {module.NAME: module for module in found}
