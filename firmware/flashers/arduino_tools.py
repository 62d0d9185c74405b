"""Programs that came with the Arduino IDE, or with a core that was fetched, which write boards."""

from __future__ import annotations

import sys
from pathlib import Path

from firmware.toolchains.arduino_core import own_data_folder

# Where they keep their packages, under the user's folder: Linux, macOS, Windows.
ARDUINO_FOLDERS = (".arduino15", "Library/Arduino15", "AppData/Local/Arduino15")


def arduino_tool(package: str, tool: str, program: str) -> Path | None:
    """The newest copy of a program in Arduino's packages.

    Args:
        package: Whose it is, such as `arduino` or `esp32`.
        tool: Its folder, such as `avrdude`.
        program: Where it is in the folder of its version, without `.exe`.
    """
    suffix = ".exe" if sys.platform == "win32" else ""
    for folder in (own_data_folder(), *(Path.home() / each for each in ARDUINO_FOLDERS)):
        versions = folder / "packages" / package / "tools" / tool
        found = [*versions.glob(f"*/{program}{suffix}")]
        if found:
            return max(found, key=lambda path: _numbers(path.relative_to(versions).parts[0]))
    return None


def _numbers(version: str) -> tuple[tuple[int, str], ...]:
    """A version's parts in the order of versions: 1.10 comes after 1.9."""
    parts = version.replace("-", ".").split(".")
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)
