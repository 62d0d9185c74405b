"""The same modes and times of files in every build, whatever the computer that it is made on."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path

from assets.installer.stamp import Stamp


def settle(tree: Path, stamp: Stamp) -> None:
    """Give them to everything in a folder, and to the folder."""
    for path in [*tree.rglob("*"), tree]:
        if not path.is_symlink():
            path.chmod(_mode(path.name, path.is_dir(), path.stat().st_mode))
            os.utime(path, (stamp.epoch, stamp.epoch))


def anonymous(entry: tarfile.TarInfo, stamp: Stamp) -> None:
    """Give them to an archive's entry, and take its owner."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mtime = stamp.epoch
    entry.mode = _mode(Path(entry.name).name, entry.isdir(), entry.mode)


def _mode(name: str, is_folder: bool, mode: int) -> int:
    """Programs may be run; libraries are only loaded, whoever packed them."""
    runs = bool(mode & 0o100) and ".so" not in name
    return 0o755 if is_folder or runs else 0o644
