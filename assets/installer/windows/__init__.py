"""Windows: an installer for one user, made by Inno Setup from wakewright.iss."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from assets.installer.freeze import App, BuildFailed

SCRIPT = Path(__file__).with_name("wakewright.iss")
# Inno Setup puts itself there and not on the path.
COMPILER = r"Inno Setup 6\ISCC.exe"
FOLDERS = ("ProgramFiles(x86)", "ProgramFiles", "LOCALAPPDATA")


def pack(root: Path, app: App, work: Path, out: Path, quick: bool) -> list[Path]:
    """Make the installer from the app's folder.

    Raises:
        BuildFailed: Inno Setup 6 is missing or refuses.
    """
    name = f"wakewright-{app.stamp.version}-windows-x64"
    command = [
        _compiler(),
        "/Qp",
        f"/DVersion={app.stamp.version}",
        # Windows wants four numbers and nothing else.
        f"/DPlainVersion={app.stamp.version.split('+')[0]}.0",
        f"/DApp={app.folder}",
        f"/DRoot={root}",
        f"/DCompression={'zip/1' if quick else 'lzma2/normal'}",
        f"/O{out}",
        f"/F{name}",
        str(SCRIPT),
    ]
    done = subprocess.run(command, check=False)
    if done.returncode:
        raise BuildFailed(f"Inno Setup ended with exit code {done.returncode}.")
    return [out / f"{name}.exe"]


def _compiler() -> str:
    places = [Path(os.environ[name]) / COMPILER for name in FOLDERS if name in os.environ]
    found = shutil.which("ISCC") or next((str(p) for p in places if p.exists()), None)
    if found is None:
        raise BuildFailed("Inno Setup 6 is missing: https://jrsoftware.org/isdl.php")
    return found
