"""Whether this copy of the program was installed, and so how something that it lacks is got.

A source tree runs in a Python that takes packages in. An installed app takes none in: what it
brought along and cannot find is a damage, and what it never had comes from the system or is fetched
by the app itself. Whoever reports something missing asks here what to say.
"""

from __future__ import annotations

import sys
from pathlib import Path

AGAIN = "Wakewright brings it along, so this copy is damaged: install Wakewright again."


def is_installed() -> bool:
    """Whether this is the installed app, which has a Python of its own, not a source tree."""
    return bool(getattr(sys, "frozen", False))


def own_program(name: str) -> Path | None:
    """A program of others that came along with the app, in a folder of its own; None without one.

    Args:
        name: Of the folder and of the program in it, without `.exe`.
    """
    if not is_installed():
        return None
    suffix = ".exe" if sys.platform == "win32" else ""
    # In an .app of macOS, programs are in Contents/MacOS, and all else is in Contents/Resources.
    beside = Path(sys.executable).parent
    for place in (beside, beside.parent / "Resources"):
        program = place / "tools" / name / f"{name}{suffix}"
        if program.is_file():
            return program
    return None


def how_to_add(package: str, installed: str = AGAIN) -> str:
    """What to do about a Python package that is missing.

    Args:
        package: As pip takes it.
        installed: What to say in an installed app, which has no pip.
    """
    name = package if package.isidentifier() else f'"{package}"'
    return installed if is_installed() else f"Install it: python -m pip install {name}"


def how_to_get_compiler(packages: str, fetchable: bool) -> str:
    """What to do where a C compiler is missing.

    Args:
        packages: The system's own, as `Debian and Ubuntu: gcc`.
        fetchable: Whether one is offered for this system.
    """
    if not is_installed():
        return f"Install one ({packages}), or run: python -m pip install 'wakewright[zig]'"
    if fetchable:
        return f"Wakewright can fetch one: it asks when it is needed. Or install one ({packages})."
    return f"Install one ({packages})."
