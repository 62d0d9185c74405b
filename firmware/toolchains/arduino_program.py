"""arduino-cli itself: found where people have it, or fetched once with consent.

The hashes are those of the release's own list, 1.5.1-checksums.txt, as at least three independent
public build scripts pin them for each system.
"""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from audio.spawning import hear
from audio.stage import Stage, scaled
from firmware.cache import cache_folder
from firmware.consent import Consent
from firmware.downloads import Download, fetch
from firmware.toolchains.cortex_m4 import ToolchainError
from firmware.unpacking import unpack

VERSION = "1.5.1"
# --json for every command, and profiles as they are now.
OLDEST = (1, 0, 0)
RELEASE = f"https://github.com/arduino/arduino-cli/releases/download/v{VERSION}"
PROGRAM = "arduino-cli.exe" if sys.platform == "win32" else "arduino-cli"
ANSWER_TIMEOUT_S = 30
# (system, processor) -> (the end of the archive's name, its SHA-256).
ARCHIVES = {
    ("Linux", "x86_64"): (
        "Linux_64bit.tar.gz",
        "28a8e119c498a25607821c36cb2dc49e8463941b261a0d99091baa7bc692dd2b",
    ),
    ("Linux", "aarch64"): (
        "Linux_ARM64.tar.gz",
        "1e69e077479f300614d4551334e0a33f08ee40b04315d83b8e7e0e94f0d0ee62",
    ),
    ("Darwin", "x86_64"): (
        "macOS_64bit.tar.gz",
        "c982e940027996bea9901050e95fae99c59c1dcfee54beedecaf28141e7bf2e7",
    ),
    ("Darwin", "arm64"): (
        "macOS_ARM64.tar.gz",
        "cb952e8c1621c95ef5f1d17831c945e3d0ec5973f89c557a7ec8feb9c4f7d4c9",
    ),
    ("Windows", "AMD64"): (
        "Windows_64bit.zip",
        "fabe42e0eb04d00e776a66178299ff95a46c623dbc260f997e58fd514853dd40",
    ),
}
# Where the Arduino IDE 2 keeps its own copy, within the folder that it is installed in.
IN_THE_IDE = Path("resources") / "app" / "lib" / "backend" / "resources" / PROGRAM
# Whether programs were new enough, by path and time of change.
_ANSWERS: dict[tuple[Path, int], bool] = {}


def download_for(system: str = "", processor: str = "") -> Download:
    """The archive for a system as `platform` names it; for this one without arguments.

    Where no archive is known, its hash is empty, so that it is refused with directions.
    """
    key = (system or platform.system(), processor or platform.machine())
    end, sha256 = ARCHIVES.get(key, ("", ""))
    return Download(
        name=f"arduino-cli {VERSION}",
        why="Arduino’s command that builds sketches.",
        licence="GPL-3.0",
        source="github.com/arduino",
        megabytes=20,
        disk_megabytes=60,
        url=f"{RELEASE}/arduino-cli_{VERSION}_{end}" if end else RELEASE,
        sha256=sha256,
    )


def find_program() -> Path | None:
    """arduino-cli on the PATH, in our cache, or in an Arduino IDE; None when there is none."""
    return next((each for each in look_for_programs() if _is_new_enough(each)), None)


def look_for_programs() -> list[Path]:
    """All that could be it, the best first, but those that are known to be too old.

    Their versions are not asked here, which takes a moment.
    """
    on_path = shutil.which("arduino-cli")
    places = [*([Path(on_path)] if on_path else []), _own(), *_ides()]
    files = [place for place in places if place.is_file()]
    return [file for file in files if _ANSWERS.get((file, file.stat().st_mtime_ns), True)]


def get_program(consent: Consent) -> Stage[Path]:
    """The program that is there, or the one that is fetched.

    Raises:
        ConsentNeeded: There is none and nobody agreed to fetching it.
        DownloadError: It cannot be fetched, or there is none for this system.
        ToolchainError: What was fetched does not run here.
    """
    found = find_program()
    if found is not None:
        return found
    archive = yield from scaled(fetch(download_for(), consent), 0.0, 0.9)
    yield from scaled(unpack(archive, _own().parent), 0.9, 1.0)
    archive.unlink()
    if not _is_new_enough(_own()):
        raise ToolchainError(
            f"arduino-cli {VERSION} was fetched but does not run on this computer.",
            f"Install it by hand: {RELEASE}",
        )
    return _own()


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """What arduino-cli is started with: these of its settings, none of the person's own.

    By itself it would ask for newer versions of itself, even when asked for its own.
    """
    others = {name: value for name, value in os.environ.items() if not name.startswith("ARDUINO_")}
    quiet = {"UPDATER_ENABLE_NOTIFICATION": "false", "METRICS_ENABLED": "false", "LOCALE": "en"}
    return others | {f"ARDUINO_{name}": value for name, value in {**quiet, **settings}.items()}


def _own() -> Path:
    return cache_folder("tools") / f"arduino-cli-{VERSION}" / PROGRAM


def _ides() -> list[Path]:
    """Where installers of the Arduino IDE 2 put it; on Linux people unpack it where they like."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
        folders = [local / "Programs", Path(os.environ.get("PROGRAMFILES", "C:/Program Files"))]
        return [folder / "Arduino IDE" / IN_THE_IDE for folder in folders]
    if sys.platform == "darwin":
        inside = Path("Arduino IDE.app") / "Contents" / "Resources"
        folders = [Path("/Applications"), home / "Applications"]
        return [folder / inside / IN_THE_IDE.relative_to("resources") for folder in folders]
    places = [Path("/opt"), home, home / "Applications", home / ".local" / "share"]
    return [
        each for place in places for each in sorted(place.glob(f"arduino-ide*/{IN_THE_IDE}"))[::-1]
    ]


def _is_new_enough(program: Path) -> bool:
    """Whether it runs and is not older than what we speak to. The same file is asked once."""
    known = (program, program.stat().st_mtime_ns)
    if known not in _ANSWERS:
        _ANSWERS[known] = _answers(program)
    return _ANSWERS[known]


def _answers(program: Path) -> bool:
    """Asking takes a moment, but no network."""
    try:
        done = hear([str(program), "version", "--json"], environment({}), ANSWER_TIMEOUT_S)
        said = str(json.loads(done.stdout)["VersionString"])
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError, TypeError):
        return False  # Broken, or from before it knew --json: as good as none.
    numbers = re.match(r"(\d+)\.(\d+)\.(\d+)", said)
    return numbers is not None and tuple(map(int, numbers.groups())) >= OLDEST
