"""Which packages of the system an app's folder needs, read off its programs and libraries."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection

from assets.installer.freeze import BuildFailed

# Opened by name while it runs, so that no file is linked to them.
OPENED_BY_NAME = ("libGL.so.1", "libEGL.so.1", "libfontconfig.so.1")
# Debian renamed these when times became 64 bits long; either will do.
RENAMED = ("libasound2", "libglib2.0-0", "libssl3", "libcups2", "libgtk-3-0")


def system_packages(folder: Path) -> list[str]:
    """Debian packages for everything that is linked to and not in the folder, for `Depends:`.

    Raises:
        BuildFailed: A library came from no package of this computer.
    """
    wanted: set[str] = set(OPENED_BY_NAME)
    here: set[str] = set()
    newest = (2, 0)
    for path in folder.rglob("*"):
        here.add(path.name)
        if path.is_symlink() or not path.is_file():
            continue
        with path.open("rb") as stream:
            if stream.read(4) == b"\x7fELF":
                elf = ELFFile(stream)
                wanted |= _needed(elf)
                newest = max(newest, _glibc(elf))
    packages = {name: _package(name) for name in sorted(wanted - here)}
    if unknown := [name for name, package in packages.items() if not package]:
        raise BuildFailed(f"Install the packages of Debian that bring {', '.join(unknown)}.")
    names = set(packages.values()) - {"libc6"}
    least = ".".join(map(str, newest))
    return [f"libc6 (>= {least})", *sorted(_either(name) for name in names)]


def _needed(elf: ELFFile) -> set[str]:
    dynamic = elf.get_section_by_name(".dynamic")
    return {tag.needed for tag in dynamic.iter_tags("DT_NEEDED")} if dynamic else set()


def _glibc(elf: ELFFile) -> tuple[int, int]:
    """The newest version of the C library that a file asks for."""
    section = elf.get_section_by_name(".gnu.version_r")
    found = [(2, 0)]
    if isinstance(section, GNUVerNeedSection):
        for _, versions in section.iter_versions():
            for version in versions:
                match = re.fullmatch(r"GLIBC_(\d+)\.(\d+)(\.\d+)?", version.name)
                if match:
                    found.append((int(match[1]), int(match[2])))
    return max(found)


def _package(library: str) -> str:
    """The package of this computer that brings a library."""
    done = subprocess.run(
        ["dpkg-query", "--search", f"*/{library}"], capture_output=True, text=True, check=False
    )
    owners = [line.split(":")[0] for line in done.stdout.splitlines()]
    return next((name for name in owners if not name.endswith(("-cross", "-dev"))), "")


def _either(package: str) -> str:
    return f"{package} | {package}t64" if package in RENAMED else package
