"""zig, whose `zig cc` compiles C for every chip and system: found, or fetched once with consent.

    command = compiler("-target", "wasm32-freestanding")     # empty where there is no zig
    yield from get_zig(consent)

The hashes are those of the release's own list, https://ziglang.org/download/index.json, as at least
three independent public build scripts pin them for each system.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from audio.installation import how_to_get_compiler, is_installed
from audio.spawning import hear
from audio.stage import Stage, scaled
from firmware.cache import cache_folder
from firmware.consent import Consent
from firmware.downloads import Download, DownloadError, fetch
from firmware.unpacking import unpack

VERSION = "0.16.0"
RELEASE = f"https://ziglang.org/download/{VERSION}"
PROGRAM = "zig.exe" if sys.platform == "win32" else "zig"
# (system, processor) -> (the end of the archive's name, its SHA-256, its megabytes).
ARCHIVES = {
    ("Linux", "x86_64"): (
        "x86_64-linux-{}.tar.xz",
        "70e49664a74374b48b51e6f3fdfbf437f6395d42509050588bd49abe52ba3d00",
        56,
    ),
    ("Linux", "aarch64"): (
        "aarch64-linux-{}.tar.xz",
        "ea4b09bfb22ec6f6c6ceac57ab63efb6b46e17ab08d21f69f3a48b38e1534f17",
        52,
    ),
    ("Darwin", "x86_64"): (
        "x86_64-macos-{}.tar.xz",
        "0387557ed1877bc6a2e1802c8391953baddba76081876301c522f52977b52ba7",
        58,
    ),
    ("Darwin", "arm64"): (
        "aarch64-macos-{}.tar.xz",
        "b23d70deaa879b5c2d486ed3316f7eaa53e84acf6fc9cc747de152450d401489",
        53,
    ),
    ("Windows", "AMD64"): (
        "x86_64-windows-{}.zip",
        "68659eb5f1e4eb1437a722f1dd889c5a322c9954607f5edcf337bc3684a75a7e",
        98,
    ),
}
# Measured of 0.16.0 for Linux on x86-64, whose archive unpacks to 19,500 files.
DISK_MEGABYTES = 395
FETCHED = 0.7
ANSWER_TIMEOUT_S = 60
# Where zig keeps what it compiled of its own run-time library.
ZIG_CACHES = ("ZIG_GLOBAL_CACHE_DIR", "ZIG_LOCAL_CACHE_DIR")


def download_for(system: str = "", processor: str = "") -> Download:
    """The archive for a system as `platform` names it; for this one without arguments.

    Where no archive is known, its hash is empty, so that it is refused with directions.
    """
    key = (system or platform.system(), processor or platform.machine())
    end, sha256, megabytes = ARCHIVES.get(key, ("", "", max(each[2] for each in ARCHIVES.values())))
    return Download(
        name=f"zig {VERSION}",
        why="A C compiler for this computer, for browsers and for chips.",
        licence="MIT",
        source="ziglang.org",
        megabytes=megabytes,
        disk_megabytes=DISK_MEGABYTES,
        url=f"{RELEASE}/zig-{end.format(VERSION)}" if end else "https://ziglang.org/download/",
        sha256=sha256,
    )


def find_zig() -> tuple[str, ...]:
    """What starts zig: a package of this Python, the system's, or ours; empty without any."""
    if not is_installed() and importlib.util.find_spec("ziglang"):
        return (sys.executable, "-m", "ziglang")
    on_path = shutil.which("zig")
    if on_path:
        return (on_path,)
    return (str(_own()),) if _own().is_file() else ()


def compiler(*target: str) -> tuple[str, ...]:
    """The command that compiles C for a target; empty where there is no zig."""
    zig = find_zig()
    return (*zig, "cc", *target) if zig else ()


def environment(command: Sequence[str]) -> dict[str, str]:
    """What a compiler is started with: a zig that was fetched keeps everything in our cache."""
    ours = dict(os.environ)
    if command and Path(command[0]) == _own():
        ours |= dict.fromkeys(ZIG_CACHES, str(cache_folder("zig")))
    return ours


def how_to_get(packages: str) -> str:
    """What to do where a compiler is missing, of which the system has these packages."""
    return how_to_get_compiler(packages, bool(download_for().sha256))


def get_zig(consent: Consent) -> Stage[tuple[str, ...]]:
    """The zig that is there, or the one that is fetched: what starts it.

    Raises:
        ConsentNeeded: There is none and nobody agreed to fetching it.
        DownloadError: It cannot be fetched, does not run here, or there is none for this system.
    """
    found = find_zig()
    if found:
        return found
    archive = yield from scaled(fetch(download_for(), consent), 0.0, FETCHED)
    yield from scaled(unpack(archive, _own().parent, skip_parts=1), FETCHED, 1.0)
    archive.unlink()
    if not _runs():
        shutil.rmtree(_own().parent, ignore_errors=True)
        raise DownloadError(
            f"zig {VERSION} was fetched but does not run on this computer.",
            f"Install it or another C compiler by hand: {download_for().url}",
        )
    return find_zig()


def _own() -> Path:
    return cache_folder("tools") / f"zig-{VERSION}" / PROGRAM


def _runs() -> bool:
    try:
        done = hear([str(_own()), "version"], environment([str(_own())]), ANSWER_TIMEOUT_S)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and done.stdout.strip() == VERSION
