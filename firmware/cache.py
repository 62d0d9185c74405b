"""Where this program keeps what can be made or fetched again: downloads, tools, compiled cores.

Everything in it may be deleted at any time.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

# Names another place, e.g. a larger disk.
CACHE_VARIABLE = "WAKEWRIGHT_CACHE"


def cache_folder(name: str) -> Path:
    """A folder of the user's cache; it may not exist yet.

    Windows allows paths of 260 characters, of which the cores for some chips need 200: names are
    kept short there.
    """
    return _root() / name


def _root() -> Path:
    if named := os.environ.get(CACHE_VARIABLE):
        return Path(named)
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "Wakewright"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "Wakewright"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "wakewright"
