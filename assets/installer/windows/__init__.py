"""Windows: an installer for one user, made by Inno Setup from wakewright.iss."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from assets.installer.freeze import App, BuildFailed

SCRIPT = Path(__file__).with_name("wakewright.iss")
# Inno Setup puts itself there and not on the path: for all users or for one.
COMPILERS = ("Inno Setup [67]/ISCC.exe", "Programs/Inno Setup [67]/ISCC.exe")
FOLDERS = ("ProgramFiles(x86)", "ProgramFiles", "LOCALAPPDATA")
MISSING = "Inno Setup 6.3 or newer is missing: https://jrsoftware.org/isdl.php"


def pack(root: Path, app: App, work: Path, out: Path, quick: bool) -> list[Path]:
    """Make the installer from the app's folder.

    Raises:
        BuildFailed: Inno Setup is missing or refuses.
    """
    name = f"wakewright-{app.stamp.version}-windows-x64"
    command = [
        _compiler(),
        "/Qp",
        f"/DVersion={app.stamp.version}",
        f"/DPlainVersion={plain_version(app.stamp.version)}",
        f"/DApp={app.folder}",
        f"/DCompression={'zip/1' if quick else 'lzma2/normal'}",
        f"/O{out}",
        f"/F{name}",
        str(SCRIPT),
    ]
    done = subprocess.run(command, check=False)
    if done.returncode:
        raise BuildFailed(f"Inno Setup ended with exit code {done.returncode}.")
    return [out / f"{name}.exe"]


def plain_version(version: str) -> str:
    """The four numbers, and nothing else, that Windows wants: 1.2.3.0 of 1.2.3rc1+gabc."""
    numbers = re.findall(r"\d+", re.split(r"[^\d.]", version)[0])
    return ".".join([*numbers, "0", "0", "0"][:4])


def _compiler() -> str:
    if on_path := shutil.which("ISCC"):
        return on_path
    places = [Path(os.environ[name]) for name in FOLDERS if name in os.environ]
    found = [each for place in places for pattern in COMPILERS for each in place.glob(pattern)]
    if not found:
        raise BuildFailed(MISSING)
    return str(max(found, key=lambda compiler: compiler.parent.name))
