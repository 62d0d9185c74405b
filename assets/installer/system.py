"""Whose the files are that were taken from the system: packages of Debian and its kin."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from assets.installer.component import Component, LicenceMissing, spdx


def system_components(files: Iterable[Path]) -> list[Component]:
    """The packages that files of the system came in.

    Raises:
        LicenceMissing: A file came in none.
    """
    owned = {file: package_of(file) if shutil.which("dpkg-query") else "" for file in files}
    strangers = sorted(str(file) for file, package in owned.items() if not package)
    if strangers:
        raise LicenceMissing(f"Nobody knows whose these files are: {', '.join(strangers)}.")
    return [_component(package) for package in sorted(set(owned.values()))]


def package_of(file: Path) -> str:
    """The package with its architecture; empty where there is none."""
    for place in (file, Path("/", *file.parts[2:])):  # /usr/lib is /lib, too
        done = subprocess.run(
            ["dpkg-query", "--search", str(place)], capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            return done.stdout.split(": ")[0].split(",")[0]
    return ""


def _component(package: str) -> Component:
    fields = "${Version}\n${Homepage}"
    said = subprocess.run(
        ["dpkg-query", "--show", f"--showformat={fields}", package],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    version, homepage = said.stdout.split("\n")
    name = package.split(":")[0]
    place = Path("/usr/share/doc") / name / "copyright"
    text = place.read_text("utf-8", "replace") if place.exists() else ""
    told = re.findall(r"^License: *(\S.*)$", text, re.MULTILINE)
    licence = spdx("deb", name.removesuffix("t64")) or "; ".join(dict.fromkeys(told))[:200]
    return Component("deb", name, version, licence, homepage, (text,) if text else ())
