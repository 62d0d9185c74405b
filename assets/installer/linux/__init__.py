"""Linux: a .deb for Debian, Ubuntu and their kin, and a .tar.xz for everybody else."""

from __future__ import annotations

import gzip
import os
import platform
import shutil
import subprocess
import tarfile
from collections.abc import Iterable
from pathlib import Path

from assets.installer.freeze import App, BuildFailed
from assets.installer.linux.libraries import system_packages
from assets.installer.stamp import Stamp

HERE = Path(__file__).parent
FOLDER = "opt/wakewright"
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
FORMATTED = """\
Package: wakewright
Version: {version}
Architecture: {architecture}
Maintainer: The Wakewright developers <wakewright@localhost>
Installed-Size: {kilobytes}
Depends: {depends}
Recommends: ca-certificates, libasound2-plugins, fonts-dejavu-core | fonts-noto-core
Suggests: espeak-ng, avrdude, gcc-arm-none-eabi, fonts-noto-cjk
Section: electronics
Priority: optional
Description: teach a five-dollar chip your words
 Record a few takes of a wake word; a few minutes later a microcontroller hears it, offline, and
 you watch its detections live. Recordings never leave the computer.
"""


def pack(root: Path, app: App, work: Path, out: Path, quick: bool) -> list[Path]:
    """Make both from the app's folder.

    Raises:
        BuildFailed: A program that is needed is missing or refuses.
    """
    for program in ("dpkg-deb", "xz"):
        if shutil.which(program) is None:
            raise BuildFailed(f"{program} is missing; on Debian: apt-get install dpkg xz-utils")
    level = 0 if quick else 6
    return [_deb(root, app, work, out, level), _archive(root, app, work, out, level)]


def udev_rules(usb_ids: Iterable[str]) -> str:
    """Rules that let the user at the screen use boards, and keep modem programs off them.

    Args:
        usb_ids: "VID:PID" in hex.
    """
    lines = [
        "# Boards that Wakewright writes and listens to. Whoever sits at this computer may use",
        "# them (uaccess), and ModemManager does not take them for modems.",
    ]
    for pair in sorted(set(usb_ids)):
        vendor, product = pair.lower().split(":")
        lines.append(
            f'SUBSYSTEM=="tty", ATTRS{{idVendor}}=="{vendor}", ATTRS{{idProduct}}=="{product}", '
            'TAG+="uaccess", ENV{ID_MM_DEVICE_IGNORE}="1"'
        )
    return "\n".join(lines) + "\n"


def metainfo(stamp: Stamp) -> str:
    """What software centres show (AppStream)."""
    text = (HERE / "metainfo.xml").read_text("utf-8")
    return text.replace("@VERSION@", stamp.version).replace("@DATE@", stamp.date[:10])


def _deb(root: Path, app: App, work: Path, out: Path, level: int) -> Path:
    tree = work / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(app.folder, tree / FOLDER, symlinks=True)
    _share(root, app, tree)
    control = tree / "DEBIAN"
    control.mkdir()
    files = [path for path in tree.rglob("*") if path.is_file() and not path.is_symlink()]
    (control / "control").write_text(
        FORMATTED.format(
            version=app.stamp.version,
            architecture=ARCHITECTURES[platform.machine()],
            kilobytes=-(-sum(path.stat().st_size for path in files) // 1024),
            depends=", ".join(system_packages(app.folder)),
        )
    )
    for name in ("postinst", "postrm"):
        shutil.copy(HERE / name, control / name)
        (control / name).chmod(0o755)
    _settle(tree, app.stamp)
    file = out / f"wakewright_{app.stamp.version}_{ARCHITECTURES[platform.machine()]}.deb"
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


def _share(root: Path, app: App, tree: Path) -> None:
    """What goes outside of the app's own folder."""
    from firmware.boards import load_boards

    drawn = app.folder / "_internal" / "assets"
    icons = tree / "usr/share/icons/hicolor"
    rules = udev_rules(pair for board in load_boards().values() for pair in board.usb_ids)
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
        "usr/lib/udev/rules.d/60-wakewright.rules": rules,
        "usr/share/doc/wakewright/copyright": (app.folder / "LICENSE.txt").read_text("utf-8")
        + "\nOf everything else in the package: /opt/wakewright/THIRD-PARTY-NOTICES.txt\n",
    }
    for place, text in texts.items():
        (tree / place).parent.mkdir(parents=True, exist_ok=True)
        (tree / place).write_text(text, "utf-8")
    packed = {
        "usr/share/doc/wakewright/changelog.gz": root / "CHANGELOG.md",
        "usr/share/man/man1/wakewright.1.gz": HERE / "wakewright.1",
    }
    for place, source in packed.items():
        (tree / place).parent.mkdir(parents=True, exist_ok=True)
        (tree / place).write_bytes(gzip.compress(source.read_bytes(), mtime=0))
    (tree / "usr/bin").mkdir(parents=True)
    (tree / "usr/bin/wakewright").symlink_to(f"/{FOLDER}/wakewright")


def _settle(tree: Path, stamp: Stamp) -> None:
    """The same modes and times in every build."""
    for path in [*tree.rglob("*"), tree]:
        if not path.is_symlink():
            runs = path.is_dir() or bool(path.stat().st_mode & 0o100)
            path.chmod(0o755 if runs else 0o644)
            os.utime(path, (stamp.epoch, stamp.epoch))


def _archive(root: Path, app: App, work: Path, out: Path, level: int) -> Path:
    """The same folder for systems without dpkg."""
    name = f"wakewright-{app.stamp.version}-linux-{platform.machine()}"
    extra = work / "extra"
    shutil.rmtree(extra, ignore_errors=True)
    (extra / "share").mkdir(parents=True)
    shutil.copy(HERE / "README.txt", extra)
    shutil.copy(HERE / "wakewright.desktop", extra / "share")
    shutil.copy(root / "assets/icons/wakewright.svg", extra / "share")
    from firmware.boards import load_boards

    rules = udev_rules(pair for board in load_boards().values() for pair in board.usb_ids)
    (extra / "share/60-wakewright.rules").write_text(rules)
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
                    _anonymous(entry, app.stamp)
                    if entry.isreg():
                        with path.open("rb") as content:
                            archive.addfile(entry, content)
                    else:
                        archive.addfile(entry)
    if xz.returncode:
        raise BuildFailed(f"xz ended with exit code {xz.returncode}.")
    return file


def _anonymous(entry: tarfile.TarInfo, stamp: Stamp) -> None:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mtime = stamp.epoch
    entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
