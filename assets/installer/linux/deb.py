"""The package for Debian, Ubuntu and their kin."""

from __future__ import annotations

import gzip
import hashlib
import os
import platform
import shutil
import subprocess
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from assets.installer.freeze import App, BuildFailed
from assets.installer.linux.integration import HERE, board_rules, metainfo
from assets.installer.linux.libraries import system_packages
from assets.installer.linux.modes import settle
from assets.installer.stamp import Stamp

FOLDER = "opt/wakewright"
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
MAINTAINER = "The Wakewright developers <wakewright@localhost>"
CONTROL = """\
Package: wakewright
Version: {version}
Architecture: {architecture}
Maintainer: {maintainer}
Installed-Size: {kilobytes}
Depends: {depends}
Recommends: ca-certificates, libasound2-plugins, fonts-dejavu-core | fonts-noto-core
Suggests: espeak-ng, avrdude, gcc-arm-none-eabi, fonts-noto-cjk
Section: electronics
Priority: optional
Description: teach a five-dollar chip your words
 Record a few takes of a wake word; a few minutes later a microcontroller
 hears it, offline, and you watch its detections live. Recordings never leave
 the computer.
"""
# Debian's own form, in which what changed is told apart from it.
CHANGELOG = """\
wakewright ({version}) stable; urgency=medium

  * What changed is told in CHANGELOG.md.gz.

 -- {maintainer}  {date}
"""


def pack_deb(root: Path, app: App, work: Path, out: Path, level: int) -> Path:
    """Make it from the app's folder, compressed by `level` of xz.

    Raises:
        BuildFailed: dpkg-deb refuses.
    """
    tree = work / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(app.folder, tree / FOLDER, symlinks=True)
    _share(root, app, tree)
    _control(app, tree)
    settle(tree, app.stamp)
    file = out / f"wakewright_{app.stamp.version}_{_architecture()}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", f"-z{level}", "--build"]
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(app.stamp.epoch)}
    done = subprocess.run(
        [*command, str(tree), str(file)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BuildFailed(f"dpkg-deb refused: {done.stderr.strip()}")
    shutil.rmtree(tree)
    return file


def _architecture() -> str:
    return ARCHITECTURES[platform.machine()]


def _control(app: App, tree: Path) -> None:
    """What the package says of itself, the sums of its files, and its scripts."""
    paths = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    control = tree / "DEBIAN"
    control.mkdir()
    (control / "control").write_text(
        CONTROL.format(
            version=app.stamp.version,
            architecture=_architecture(),
            maintainer=MAINTAINER,
            kilobytes=-(-sum(path.stat().st_size for path in paths) // 1024),
            depends=", ".join(system_packages(app.folder)),
        )
    )
    sums = [f"{_md5(path)}  {path.relative_to(tree)}\n" for path in paths]
    (control / "md5sums").write_text("".join(sums), "utf-8")
    for name in ("postinst", "postrm"):
        shutil.copy(HERE / name, control / name)
        (control / name).chmod(0o755)


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "md5").hexdigest()


def _share(root: Path, app: App, tree: Path) -> None:
    """What goes outside of the app's own folder."""
    drawn = app.folder / "_internal" / "assets"
    icons = tree / "usr/share/icons/hicolor"
    places = {f"{png.stem.split('-')[1]}x{png.stem.split('-')[1]}/apps/wakewright.png": png
              for png in drawn.glob("wakewright-*.png")}  # fmt: skip
    places["scalable/apps/wakewright.svg"] = root / "assets/icons/wakewright.svg"
    for place, source in places.items():
        (icons / place).parent.mkdir(parents=True)
        shutil.copy(source, icons / place)
    entry = HERE / "wakewright.desktop"
    texts = {
        "usr/share/applications/wakewright.desktop": entry.read_text("utf-8"),
        "usr/share/metainfo/io.github.wakewright.metainfo.xml": metainfo(app.stamp),
        "usr/lib/udev/rules.d/60-wakewright.rules": board_rules(),
        "usr/share/lintian/overrides/wakewright": (HERE / "lintian").read_text("utf-8"),
        "usr/share/doc/wakewright/copyright": (HERE / "copyright").read_text("utf-8"),
    }
    for place, text in texts.items():
        (tree / place).parent.mkdir(parents=True, exist_ok=True)
        (tree / place).write_text(text, "utf-8")
    packed = {
        "usr/share/doc/wakewright/changelog.gz": _changelog(app.stamp).encode(),
        "usr/share/doc/wakewright/CHANGELOG.md.gz": (root / "CHANGELOG.md").read_bytes(),
        "usr/share/man/man1/wakewright.1.gz": (HERE / "wakewright.1").read_bytes(),
    }
    for place, content in packed.items():
        (tree / place).parent.mkdir(parents=True, exist_ok=True)
        (tree / place).write_bytes(gzip.compress(content, mtime=0))
    (tree / "usr/bin").mkdir(parents=True)
    (tree / "usr/bin/wakewright").symlink_to(f"/{FOLDER}/wakewright")


def _changelog(stamp: Stamp) -> str:
    date = format_datetime(datetime.fromtimestamp(stamp.epoch, UTC))
    return CHANGELOG.format(version=stamp.version, maintainer=MAINTAINER, date=date)
