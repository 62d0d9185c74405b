"""The app that the installers hold: frozen here, moved away, and run where nothing can help it.

Without Python, the source tree, a compiler, a network, or anything in the user's folder. It takes
some minutes, most of them on one core.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fakes.sounds import ROOT
from PyInstaller.archive.readers import CArchiveReader
from PyInstaller.depend.bindepend import get_python_library_path
from PyInstaller.exceptions import PythonLibraryNotFoundError

from assets.installer import freeze, notices
from assets.installer.stamp import Stamp, read_stamp
from audio.virtual_microphone import PROGRAMS, missing_programs

BUILD_TIMEOUT_S, RUN_TIMEOUT_S = 1100, 600
pytestmark = pytest.mark.timeout(BUILD_TIMEOUT_S + RUN_TIMEOUT_S)
SUFFIX = ".exe" if sys.platform == "win32" else ""
# Windows itself cannot do without these.
OF_THE_SYSTEM = ("SYSTEMROOT", "SYSTEMDRIVE", "TEMP", "TMP", "TMPDIR")
UNDER_THE_GPL = {"unicorn", "esptool", "readline"}


@dataclass(frozen=True)
class Frozen:
    """The app's folder, far from where it was made.

    Attributes:
        folder: Where it is now.
        made: The folder that it was made in; it must not be needed, and is gone.
        stamp: What the source tree was called when it was built.
        sizes: What the builder says was cut and what the parts weigh.
        said: The same for people.
    """

    folder: Path
    made: Path
    stamp: Stamp
    sizes: dict[str, dict[str, int]]
    said: str

    def program(self, name: str) -> Path:
        return self.folder / f"{name}{SUFFIX}"


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Frozen]:
    """Build it as the README says, and move it to a folder whose name is not plain."""
    try:
        get_python_library_path()
    except PythonLibraryNotFoundError:
        pytest.skip("this Python is without its shared library (libpython3): frozen app NOT TESTED")
    made, far = tmp_path_factory.mktemp("made"), tmp_path_factory.mktemp("far away")
    out, work, stamp = made / "out", made / "work", read_stamp(ROOT)
    builder = [sys.executable, str(ROOT / "build_installer.py"), "--only-app"]
    done = subprocess.run(
        [*builder, "--out", str(out), "--work", str(work)],
        cwd=made, capture_output=True, text=True, encoding="utf-8", timeout=BUILD_TIMEOUT_S,
    )  # fmt: skip
    if done.returncode:
        pytest.fail(f"It cannot be built:\n{done.stdout}{done.stderr}", pytrace=False)
    sizes = json.loads((work / "sizes.json").read_text("utf-8"))
    folder = far / "내 앱"
    (out / freeze.NAME).rename(folder)
    shutil.rmtree(made)
    yield Frozen(folder, made, stamp, sizes, done.stdout)
    shutil.rmtree(far, ignore_errors=True)  # More than a gigabyte.


@pytest.fixture(scope="module")
def lonely(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Variables of a user who has nothing but, where it is there, a sound system to record from."""
    place = tmp_path_factory.mktemp("lonely")
    for name in ("home", "programs", "temporary"):
        (place / name).mkdir()
    for name in PROGRAMS if not missing_programs() else ():
        (place / "programs" / name).symlink_to(str(shutil.which(name)))
    home = str(place / "home")
    kept = {name: os.environ[name] for name in OF_THE_SYSTEM if name in os.environ}
    homes = dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"), home)
    temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(place / "temporary"))
    return {**kept, **homes, **temporary, "PATH": str(place / "programs")}


@pytest.fixture(scope="module")
def checks(frozen: Frozen, lonely: dict[str, str]) -> dict[str, dict[str, Any]]:
    """What `wakewright selftest --json` says, by the checks' names."""
    command = [*_without_network(), str(frozen.program("wakewright")), "selftest", "--json"]
    done = subprocess.run(
        command, cwd=lonely["HOME"], env=lonely, capture_output=True, text=True,
        encoding="utf-8", timeout=RUN_TIMEOUT_S,
    )  # fmt: skip
    if done.returncode:
        pytest.fail(f"Its self test failed:\n{done.stdout}{done.stderr}", pytrace=False)
    values = json.loads(done.stdout)
    assert values["ok"] is True
    return {check["name"]: check for check in values["checks"]}


def _without_network() -> list[str]:
    """What a command begins with to have no network at all; nothing where that is not allowed."""
    unshare = shutil.which("unshare")
    for options in (["--net"], ["--map-current-user", "--net"]):
        start = [str(unshare), *options, "--"]
        if unshare and not subprocess.run([*start, "true"], capture_output=True).returncode:
            return start
    return []


def test_it_passes_its_own_test_where_nothing_can_help_it(
    checks: dict[str, dict[str, Any]], record_property: Any
) -> None:
    expected = {"board host"}  # Compiled for this computer, and PATH leads to no compiler.
    if missing_programs():
        expected.add("microphone")
    if not (sys.platform == "linux" and platform.machine() == "x86_64"):
        expected.add("board tflm-host")  # The interpreter's wheel exists for that alone.
    left_out = {name for name, each in checks.items() if each["state"] == "left out"}
    passed = [name for name, each in checks.items() if each["state"] == "passed"]
    assert left_out == expected
    assert set(passed) == checks.keys() - expected
    network = "without any network" if _without_network() else "with the network in reach: NOT CUT"
    told = f"The frozen app, {network}: {len(passed)} checks passed, window {{found}}"
    record_property("tell", told.format(found=checks["window"]["found"]))


def test_it_trained_and_every_page_was_drawn(checks: dict[str, dict[str, Any]]) -> None:
    pages = {f"page {name}" for name in ("words", "record", "train", "shrink", "board", "listen")}
    assert {"training", "engine", "window", *pages} <= checks.keys()
    assert "mixconv-32 on" in checks["training"]["found"]


def test_the_virtual_board_heard_it_with_firmware_that_came_along(
    frozen: Frozen, checks: dict[str, dict[str, Any]]
) -> None:
    index = frozen.folder / "_internal" / "assets" / "prebuilt" / "index.json"
    bases = json.loads(index.read_text("utf-8"))
    assert "virtual-cortex-m4" in {base["board"] for base in bases}
    found = checks["board virtual-cortex-m4"]["found"]
    assert "heard good_night_house" in found and "hey_lantern" in found


@pytest.mark.skipif(
    bool(missing_programs()), reason="no pulseaudio and pulseaudio-utils for a virtual microphone"
)
def test_it_recorded_with_the_library_that_came_along(
    frozen: Frozen, checks: dict[str, dict[str, Any]]
) -> None:
    assert list(frozen.folder.glob("_internal/**/libportaudio*"))
    assert checks["microphone"]["found"].startswith("2 takes")


def test_nothing_temporary_is_left_behind(
    lonely: dict[str, str], checks: dict[str, dict[str, Any]]
) -> None:
    assert checks
    # PulseAudio's library keeps a folder there where a system gives it no other.
    left = [each.name for each in Path(lonely["TMPDIR"]).iterdir()]
    assert [name for name in left if not name.startswith("pulse-")] == []


def test_its_stamp_is_that_of_the_source(frozen: Frozen) -> None:
    stamp = json.loads((frozen.folder / "_internal" / "stamp.json").read_text("utf-8"))
    assert stamp == frozen.stamp.to_dict()


def test_licences_and_contents_come_along(frozen: Frozen) -> None:
    contents = json.loads((frozen.folder / "contents.cdx.json").read_text("utf-8"))
    assert contents["metadata"]["component"]["version"] == frozen.stamp.version
    names = {each["name"] for each in contents["components"]}
    assert {"numpy", "PySide6_Essentials", "unicorn", "esptool", "python"} <= names
    told = (frozen.folder / notices.NOTICES_FILE).read_text("utf-8")
    assert [name for name in names if f"\n{name} " not in told] == []
    licence = frozen.folder / notices.LICENCE_FILE
    assert licence.read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_what_is_under_the_gpl_is_in_programs_of_its_own(frozen: Frozen) -> None:
    app, emulator = (
        _packages(frozen.program(name)) for name in ("wakewright", "wakewright-emulator")
    )
    tool = _packages(frozen.program("tools/esptool/esptool"))
    assert {"gui", "firmware", "compress", "audio", "tensorflow", "PySide6"} <= app
    assert app & UNDER_THE_GPL == set()
    assert emulator & (UNDER_THE_GPL | {"tensorflow", "PySide6"}) == {"unicorn"}
    assert tool & {"esptool", "unicorn", "tensorflow", "firmware"} == {"esptool"}
    # A library under version 3 of it fits neither the emulator nor us.
    assert list((frozen.folder / "_internal").rglob("*readline*")) == []


def test_what_is_looked_up_by_name_is_in_it(frozen: Frozen) -> None:
    modules = {name for _, each in _archives(frozen.program("wakewright")) for name in each.toc}
    assert "serial.urlhandler.protocol_socket" in modules


def test_it_tells_nothing_of_the_computer_that_made_it(frozen: Frozen) -> None:
    places = [str(path) for path in (frozen.made, *ROOT.iterdir())]
    telling = []
    for path in (each for each in frozen.folder.rglob("*") if each.is_file()):
        content = path.read_bytes()
        if str(ROOT).encode() in content or str(frozen.made).encode() in content:
            telling += [f"{path}: {place}" for place in places if place.encode() in content]
    assert telling == []
    names = (code.co_filename for code in _codes(frozen.program("wakewright")))
    assert [name for name in names if Path(name).is_absolute()] == []


def test_what_the_parts_weigh_is_true_and_told(frozen: Frozen, record_property: Any) -> None:
    files = [each for each in frozen.folder.rglob("*") if each.is_file() and not each.is_symlink()]
    assert sum(frozen.sizes["parts"].values()) == sum(each.stat().st_size for each in files)
    assert frozen.sizes["parts"]["tensorflow"] == max(frozen.sizes["parts"].values())
    record_property("tell", frozen.said)


def _packages(program: Path) -> set[str]:
    """The top-level modules inside a frozen program."""
    return {name.partition(".")[0] for _, archive in _archives(program) for name in archive.toc}


def _codes(program: Path) -> Iterator[Any]:
    """The code of each module inside a frozen program."""
    for _, archive in _archives(program):
        yield from (code for name in archive.toc if (code := archive.extract(name)) is not None)


def _archives(program: Path) -> Iterator[tuple[str, Any]]:
    outer = CArchiveReader(str(program))
    names = [name for name in outer.toc if name.endswith(".pyz")]
    assert names, f"{program} holds no modules"
    yield from ((name, outer.open_embedded_archive(name)) for name in names)
