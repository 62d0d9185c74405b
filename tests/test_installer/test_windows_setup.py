"""The setup for Windows: how it is called, and what its script names. prove.py tries it there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assets.installer import windows
from assets.installer.freeze import BuildFailed
from assets.installer.windows import stand_in
from assets.installer.windows.runtime import WANTED, replace_runtime
from audio.windows import OPEN_MUTEX

SCRIPT = windows.SCRIPT.read_text("utf-8")
PROVE = windows.SCRIPT.with_name("prove.py").read_text("utf-8")
SPEC = (windows.SCRIPT.parents[1] / "wakewright.spec").read_text("utf-8")


@pytest.mark.parametrize(
    ("version", "plain"),
    [
        ("1.2.3", "1.2.3.0"),
        ("1.2.3+g0123456789", "1.2.3.0"),
        ("1.2.3rc1+gabc.changed", "1.2.3.0"),
        ("2.0", "2.0.0.0"),
        ("1.2.3.4", "1.2.3.4"),
    ],
)
def test_windows_wants_four_numbers(version: str, plain: str) -> None:
    assert windows.plain_version(version) == plain


def put(folder: Path, inno: str) -> str:
    """A compiler where Inno Setup's own setup puts it."""
    compiler = folder / inno / "ISCC.exe"
    compiler.parent.mkdir(parents=True)
    compiler.touch()
    return str(compiler)


def test_the_newest_inno_setup_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in windows.FOLDERS:
        monkeypatch.setenv(name, str(tmp_path / name))
    put(tmp_path / "ProgramFiles", "Inno Setup 5")
    with pytest.raises(BuildFailed, match="jrsoftware"):
        windows._compiler()
    for inno in ("Inno Setup 6", "Inno Setup 7"):
        assert put(tmp_path / "ProgramFiles(x86)", inno) == windows._compiler()


def test_inno_setup_of_one_user_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in windows.FOLDERS:
        monkeypatch.setenv(name, str(tmp_path / name))
    assert put(tmp_path / "LOCALAPPDATA" / "Programs", "Inno Setup 6") == windows._compiler()


def test_the_script_uses_what_it_is_given_and_no_more() -> None:
    code = Path(windows.__file__).read_text("utf-8")
    given = set(re.findall(r"/D(\w+)=", code)) | set(re.findall(r"#define (\w+)", SCRIPT))
    assert set(re.findall(r"\{#(\w+)\}", SCRIPT)) == given


def test_setup_and_app_mean_the_same_by_open() -> None:
    assert f"AppMutex={OPEN_MUTEX}\n" in SCRIPT
    assert f'OPEN_MUTEX = "{OPEN_MUTEX}"\n' in PROVE


def test_the_proof_asks_for_the_program_that_the_script_installs() -> None:
    number = re.search(r"^AppId=\{(\{[0-9A-F-]+\})$", SCRIPT, re.MULTILINE)
    assert number and f"{number[1]}_is1" in PROVE
    program = re.search(r'#define Program "(.+)\.exe"', SCRIPT)
    assert program and f'name="{program[1]}"' in SPEC


def test_the_stand_in_holds_what_the_script_needs(tmp_path: Path) -> None:
    app = stand_in.lay_out(tmp_path / "app")
    needed = [path.replace("\\", "/") for path in re.findall(r"=\{#App\}\\(\S+)", SCRIPT)]
    assert len(needed) == 2
    for path in needed:
        assert (app.folder / path).stat().st_size > 1000


def test_microsofts_runtime_is_there_once_and_from_one_place() -> None:
    windows, package = Path("/windows"), Path("/environment")
    runtime = {"msvcp140.dll": package / "msvcp140.dll", "vcruntime140_threads.dll": package / "t"}
    own = [
        ("numpy\\core.pyd", "/environment/numpy/core.pyd", "EXTENSION"),
        ("python311.dll", "/python/python311.dll", "BINARY"),
        # Loaded by its whole path.
        ("sklearn\\.libs\\msvcp140.dll", "/environment/sklearn/.libs/msvcp140.dll", "BINARY"),
    ]
    others = [
        ("MSVCP140.dll", "/windows/System32/MSVCP140.dll", "BINARY"),
        ("ucrtbase.dll", "/windows/System32/ucrtbase.dll", "BINARY"),
        ("PySide6\\msvcp140.dll", "/environment/PySide6/msvcp140.dll", "BINARY"),
    ]
    packed = replace_runtime([*others, *own], runtime, windows)
    added = [(name, str(file), "BINARY") for name, file in runtime.items()]
    assert packed == [*own, *added]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("vcruntime140_threads.dll", True), ("msvcp140_1.dll", True), ("vcomp140.dll", True),
     ("vccorlib140.dll", False), ("ucrtbase.dll", False), ("msvcp140-8f14.dll", False)],
)  # fmt: skip
def test_which_files_are_the_runtime(name: str, wanted: bool) -> None:
    assert (WANTED.fullmatch(name) is not None) == wanted
