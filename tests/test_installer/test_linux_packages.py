"""The packages for Linux, of a small app: the same to the byte wherever they are made."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from fakes.sounds import ROOT

from assets.installer import linux
from assets.installer.freeze import App
from assets.installer.stamp import Stamp

STAMP = Stamp("1.2.3", "ab" * 20, 1767225600)

pytestmark = pytest.mark.skipif(
    not shutil.which("dpkg-deb"), reason="packages for Linux are made where dpkg-deb is"
)


def make(place: Path, umask: int) -> list[Path]:
    """Both packages of an app with a program, a library and a picture."""
    before = os.umask(umask)
    try:
        app, work, out = place / "app", place / "work", place / "out"
        drawn = app / "_internal" / "assets"
        for folder in (drawn, work, out):
            folder.mkdir(parents=True)
        (app / "wakewright").write_text("#!/bin/sh\n")
        (app / "wakewright").chmod(0o777 & ~umask)
        (app / "_internal" / "libthing.so.1").write_bytes(b"library")
        (app / "_internal" / "libthing.so.1").chmod(0o777 & ~umask)
        (app / "_internal" / "libthing.so").symlink_to("libthing.so.1")
        shutil.copy(ROOT / "assets" / "icons" / "wakewright.svg", drawn / "wakewright-16.png")
        return linux.pack(ROOT, App(app, STAMP, place / "bill"), work, out, quick=True)
    finally:
        os.umask(before)


def test_they_are_the_same_whoever_makes_them(tmp_path: Path) -> None:
    first, second = make(tmp_path / "here", 0o022), make(tmp_path / "elsewhere", 0o077)
    assert [path.name for path in first] == [path.name for path in second]
    for one, other in zip(first, second, strict=True):
        assert (
            hashlib.sha256(one.read_bytes()).digest() == hashlib.sha256(other.read_bytes()).digest()
        )


def test_programs_can_be_run_and_libraries_need_not(tmp_path: Path) -> None:
    deb, archive = make(tmp_path, 0o077)
    with tarfile.open(archive) as opened:
        modes = {Path(entry.name).name: entry.mode for entry in opened if entry.isfile()}
        owners = {(entry.uname, entry.mtime) for entry in opened}
    assert (modes["wakewright"], modes["libthing.so.1"]) == (0o755, 0o644)
    assert owners == {("root", STAMP.epoch)}
    listed = subprocess.run(
        ["dpkg-deb", "--contents", deb], capture_output=True, text=True, check=True
    ).stdout
    assert all(line.split()[1] == "root/root" for line in listed.splitlines())
    assert "usr/bin/wakewright -> /opt/wakewright/wakewright" in listed
    assert "usr/share/applications/wakewright.desktop" in listed


def test_the_sums_of_the_files_are_theirs(tmp_path: Path) -> None:
    deb, _ = make(tmp_path, 0o022)
    subprocess.run(["dpkg-deb", "--raw-extract", deb, tmp_path / "deb"], check=True)
    sums = (tmp_path / "deb" / "DEBIAN" / "md5sums").read_text("utf-8").splitlines()
    assert len(sums) > 8
    for line in sums:
        told, name = line.split("  ", 1)
        assert hashlib.md5((tmp_path / "deb" / name).read_bytes()).hexdigest() == told
