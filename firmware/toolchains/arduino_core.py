"""A board's Arduino core, compilers included: whether it is there, and how much fetching it takes.

arduino-cli keeps cores in a data folder. One that people installed in their Arduino IDE in the very
version is used as it is, and never changed; otherwise the core goes to a folder of our own.
"""

from __future__ import annotations

import json
import os
import platform
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from firmware.arduino.project_file import platform_of
from firmware.boards import Board
from firmware.cache import cache_folder
from firmware.consent import Offer
from firmware.toolchains.cortex_m4 import ToolchainError

ARDUINO_INDEX = "package_index.json"
BYTES_PER_MEGABYTE = 1_000_000
# What compilers in these archives unpack to; of esp32 3.2.0 two of them alone take 3.5 GB
# (espressif/arduino-esp32 issue 11337).
UNPACKED_FACTOR = 4
# (system, processor) -> what its names in a package index match, the best first; as arduino-cli
# does it in internal/arduino/cores/tools.go.
HOSTS = {
    ("Linux", "x86_64"): ("x86_64-.*linux-gnu",),
    ("Linux", "aarch64"): ("(aarch64|arm64)-linux-gnu",),
    ("Darwin", "x86_64"): ("x86_64-apple-darwin", "i[3456]86-apple-darwin"),
    ("Darwin", "arm64"): ("arm64-apple-darwin", "x86_64-apple-darwin", "i[3456]86-apple-darwin"),
    ("Windows", "AMD64"): ("(amd64|x86_64)-.*(mingw32|cygwin)", "i[3456]86-.*(mingw32|cygwin)"),
}
LISTS = Offer(
    name="Arduino’s lists of cores",
    why="They say which core and compiler a board needs, and how large these are.",
    licence="GPL-3.0",
    source="downloads.arduino.cc",
    megabytes=20,
    disk_megabytes=80,
)


def own_data_folder() -> Path:
    """Where cores are that this program installed; its name is short for Windows' sake."""
    return cache_folder("a15")


def find_data_folder(board: Board) -> Path | None:
    """The data folder that has the board's core in exactly the version of its file."""
    for folder in (own_data_folder(), _ide_data_folder()):
        if (_core_folder(folder, board) / "boards.txt").is_file():
            return folder
    return None


def has_lists(board: Board) -> bool:
    """Whether our data folder has the lists that name the board's core."""
    return all((own_data_folder() / name).is_file() for name in _lists(board))


def core_offer(board: Board) -> Offer:
    """What installing the board's core takes on this computer, by the lists in our data folder.

    Raises:
        ToolchainError: The lists do not have it, or cannot be read.
    """
    name = f"{platform_of(board)} {board.core_version}"
    megabytes = -(-_download_bytes(board) // BYTES_PER_MEGABYTE)
    source = board.core_index_url.split("/")[2] if board.core_index_url else "downloads.arduino.cc"
    return Offer(
        name=name,
        why="Compiler and core for the chip, through arduino-cli.",
        licence="GPL, LGPL, Apache-2.0",
        source=source,
        megabytes=megabytes,
        disk_megabytes=UNPACKED_FACTOR * megabytes,
    )


def _ide_data_folder() -> Path:
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local")) / "Arduino15"
    return home / ("Library/Arduino15" if sys.platform == "darwin" else ".arduino15")


def _core_folder(data: Path, board: Board) -> Path:
    vendor, architecture = platform_of(board).split(":")
    return data / "packages" / vendor / "hardware" / architecture / board.core_version


def _lists(board: Board) -> list[str]:
    extra = board.core_index_url.rpartition("/")[2]
    return [ARDUINO_INDEX, extra] if extra else [ARDUINO_INDEX]


def _download_bytes(board: Board) -> int:
    """Sizes of the core's archive and of all tools that it depends on, where they are missing."""
    packages: dict[str, Mapping[str, Any]] = {}
    vendor, architecture = platform_of(board).split(":")
    try:
        for name in _lists(board):
            index = json.loads((own_data_folder() / name).read_text(encoding="utf-8"))
            packages |= {package["name"]: package for package in index["packages"]}
        cores = [
            core
            for core in packages[vendor]["platforms"]
            if (core["architecture"], core["version"]) == (architecture, board.core_version)
        ]
        tools = [
            _tool_bytes(packages, each["packager"], each["name"], each["version"])
            for each in cores[0]["toolsDependencies"]
        ]
        return int(cores[0]["size"]) + sum(tools)
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise ToolchainError(
            f"Arduino’s lists do not say how large {platform_of(board)} {board.core_version} is "
            f"({type(error).__name__}: {error}).",
            "Export the sketch and build it in the Arduino IDE.",
        ) from error


def _tool_bytes(
    packages: Mapping[str, Mapping[str, Any]], packager: str, name: str, version: str
) -> int:
    if (own_data_folder() / "packages" / packager / "tools" / name / version).is_dir():
        return 0
    wanted = (name, version)
    tools = packages[packager]["tools"]
    tool: Mapping[str, Any] = next(
        (each for each in tools if (each["name"], each["version"]) == wanted), {}
    )
    for host in ("all", *HOSTS.get((platform.system(), platform.machine()), ())):
        for system in tool["systems"]:
            if re.match(host, system["host"]):
                return int(system["size"])
    raise KeyError(f"{name} for this system")
