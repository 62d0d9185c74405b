"""Microsoft's C++ runtime in the frozen app: all of it, from one place, in one version.

Windows does not have it. PyInstaller would take what it knows by name from the building computer's
system folder, which lacks vcruntime140_threads.dll (TensorFlow and LiteRT need it), and Qt brings
an older copy along that would be loaded first. The package msvc-runtime is the newest, has its
licence, and is pinned like all others.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import distribution
from pathlib import Path, PurePosixPath

Entry = tuple[str, str, str]

PACKAGE = "msvc-runtime"
# Without those for other languages of Microsoft's.
WANTED = re.compile(r"(msvcp|vcruntime|vcomp|concrt)140\w*\.dll")
# Their libraries find the runtime beside the program as well as beside themselves.
BRINGS_ITS_OWN = ("PySide6", "shiboken6")


def with_runtime(entries: Sequence[Entry]) -> list[Entry]:
    """Libraries to be packed, with the runtime; as they are on other systems than Windows."""
    if sys.platform != "win32":
        return list(entries)
    return replace_runtime(entries, runtime_files(), Path(os.environ["SYSTEMROOT"]))


def replace_runtime(
    entries: Sequence[Entry], runtime: Mapping[str, Path], windows: Path
) -> list[Entry]:
    """Libraries to be packed, with these files as the only runtime beside the program.

    Args:
        entries: PyInstaller's: place in the app, file, kind.
        runtime: Files of the runtime by their names in small letters.
        windows: Windows' own folder; what comes from there is on every Windows.
    """
    kept = []
    for entry in entries:
        place = PurePosixPath(entry[0].replace("\\", "/"))
        is_beside = len(place.parts) == 1 or place.parts[0] in BRINGS_ITS_OWN
        if windows in Path(entry[1]).parents or (is_beside and place.name.lower() in runtime):
            continue
        kept.append(entry)
    return [*kept, *((name, str(file), "BINARY") for name, file in sorted(runtime.items()))]


def runtime_files() -> dict[str, Path]:
    """The runtime's files as msvc-runtime has installed them here.

    Raises:
        PackageNotFoundError: It is not installed.
    """
    package = distribution(PACKAGE)
    files = [file for file in package.files or () if WANTED.fullmatch(file.name.lower())]
    return {file.name.lower(): Path(str(package.locate_file(file))).resolve() for file in files}
