"""The registry of architectures: every module of this folder that has `ARCHITECTURES`.

A new file in this folder is a new architecture, tested by the contract test the moment it exists.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from compress.architectures.blocks import Architecture
from compress.variant import ModelError

__all__ = ["Architecture", "get", "registry"]


@cache
def registry() -> dict[str, Architecture]:
    """All architectures by name, small ones first. Works from a frozen app as from a checkout."""
    found: dict[str, Architecture] = {}
    for module in pkgutil.iter_modules(__path__):
        content = importlib.import_module(f"{__name__}.{module.name}")
        for architecture in getattr(content, "ARCHITECTURES", ()):
            if architecture.name in found:
                raise ValueError(f"Two architectures are called {architecture.name}.")
            found[architecture.name] = architecture
    return dict(sorted(found.items(), key=lambda item: (item[1].size_rank, item[0])))


def get(name: str) -> Architecture:
    """One architecture by its name.

    Raises:
        ModelError: There is none of this name.
    """
    try:
        return registry()[name]
    except KeyError as error:
        raise ModelError(
            f"There is no architecture called {name}.", f"Choose from: {', '.join(registry())}."
        ) from error
