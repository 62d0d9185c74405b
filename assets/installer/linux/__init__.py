"""Linux: a .deb for Debian, Ubuntu and their kin, and a .tar.xz for everybody else."""

from __future__ import annotations

import platform
import shutil
import subprocess
import tarfile
from pathlib import Path

from assets.installer.freeze import App, BuildFailed
from assets.installer.linux.deb import pack_deb
from assets.installer.linux.integration import HERE, board_rules
from assets.installer.linux.modes import anonymous


def pack(root: Path, app: App, work: Path, out: Path, quick: bool) -> list[Path]:
    """Make both from the app's folder.

    Raises:
        BuildFailed: A program that is needed is missing or refuses.
    """
    for program in ("dpkg-deb", "xz"):
        if shutil.which(program) is None:
            raise BuildFailed(f"{program} is missing; on Debian: apt-get install dpkg xz-utils")
    level = 0 if quick else 6
    return [pack_deb(root, app, work, out, level), _archive(root, app, work, out, level)]


def _archive(root: Path, app: App, work: Path, out: Path, level: int) -> Path:
    """The same folder for systems without dpkg."""
    name = f"wakewright-{app.stamp.version}-linux-{platform.machine()}"
    extra = work / "extra"
    shutil.rmtree(extra, ignore_errors=True)
    (extra / "share").mkdir(parents=True)
    shutil.copy(HERE / "README.txt", extra)
    shutil.copy(HERE / "wakewright.desktop", extra / "share")
    shutil.copy(root / "assets/icons/wakewright.svg", extra / "share")
    (extra / "share/60-wakewright.rules").write_text(board_rules())
    file = out / f"{name}.tar.xz"
    with (
        file.open("wb") as written,
        subprocess.Popen(
            ["xz", f"-{level}", "-T2", "-c"], stdin=subprocess.PIPE, stdout=written
        ) as xz,
    ):
        assert xz.stdin is not None
        with tarfile.open(fileobj=xz.stdin, mode="w|", format=tarfile.PAX_FORMAT) as archive:
            for folder in (app.folder, extra):
                for path in sorted(folder.rglob("*")):
                    entry = archive.gettarinfo(path, f"{name}/{path.relative_to(folder)}")
                    anonymous(entry, app.stamp)
                    if entry.isreg():
                        with path.open("rb") as content:
                            archive.addfile(entry, content)
                    else:
                        archive.addfile(entry)
    if xz.returncode:
        raise BuildFailed(f"xz ended with exit code {xz.returncode}.")
    return file
