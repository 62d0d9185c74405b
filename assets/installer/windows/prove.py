"""Proves a setup on Windows: installs it for this user, twice, looks at all it did, removes it.

    python assets/installer/windows/prove.py SETUP.exe [--selftest] [--paths]

With --selftest the installed copy runs its own self test, with a Path that has nothing but Windows
in it. With --paths the user's Path is tried in every shape, which installs it again for each: best
done with the small setup that stand_in.py makes. Not for a computer where Wakewright is installed.
"""

from __future__ import annotations

import argparse
import ctypes
import io
import os
import subprocess
import sys
import time
import winreg
from pathlib import Path

QUIET = ("/VERYSILENT", "/SUPPRESSMSGBOXES", "/NORESTART")
# The id in wakewright.iss, as Inno Setup writes it.
ENTRY = (
    r"Software\Microsoft\Windows\CurrentVersion\Uninstall"
    r"\{7B5E0C52-6C0B-4E55-9C0B-3B8B6E5A9D41}_is1"
)
LOCAL, ROAMING = Path(os.environ["LOCALAPPDATA"]), Path(os.environ["APPDATA"])
FOLDER = LOCAL / "Programs" / "Wakewright"
SHORTCUT = ROAMING / r"Microsoft\Windows\Start Menu\Programs\Wakewright.lnk"
# What belongs to the user: a project, settings, what the app has fetched.
KEPT = (
    Path.home() / r"Documents\Wakewright\proof\project.toml",
    ROAMING / r"Wakewright\Wakewright\proof.txt",
    LOCAL / r"Wakewright\proof.txt",
)
# The user's Path before; then where the user has moved our entry, `*`, after it was added.
PATHS = (
    (r"C:\one;%USERPROFILE%\bin", r"C:\one;*;%USERPROFILE%\bin"),
    (r"C:\one;%USERPROFILE%\bin", r"*;C:\one;%USERPROFILE%\bin"),
    (r"C:\one", r"C:\one;*"),
    (r"C:\one;C:\Wakewright", r"C:\one;*\;C:\Wakewright"),
    (None, "*"),
)
REMOVAL_S = 60
# Long after a removal that should not have begun would have taken the first files away.
LATE_S = 3
# The open app holds it.
OPEN_MUTEX = "WakewrightIsOpen"


class Wrong(Exception):
    """The setup did not do what it should have; the text says what."""


def expect(holds: bool, what: str) -> None:
    """Go on only if it holds.

    Raises:
        Wrong: It does not.
    """
    if not holds:
        raise Wrong(what)


def read_value(key: str, name: str) -> str | None:
    """Some text from the user's registry as it is written there; None without it."""
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
            return str(winreg.QueryValueEx(opened, name)[0])
    except FileNotFoundError:
        return None


def write_path(value: str | None) -> None:
    """Make this the user's own Path; None for none."""
    rights = winreg.KEY_SET_VALUE
    with winreg.OpenKey(winreg.HKEY_CURRENT_USER, "Environment", access=rights) as opened:
        if value is not None:
            winreg.SetValueEx(opened, "Path", 0, winreg.REG_EXPAND_SZ, value)
        elif read_path() is not None:
            winreg.DeleteValue(opened, "Path")


def read_path() -> str | None:
    """The user's own Path."""
    return read_value("Environment", "Path")


def install(setup: Path, tasks: str) -> None:
    """Run the setup without questions."""
    subprocess.run([str(setup), *QUIET, "/CURRENTUSER", f"/TASKS={tasks}"], check=True)


def remove(path: str | None) -> None:
    """Run the program that the registry names for removing: nothing of the app is left.

    Args:
        path: What the user's Path has to be then.
    """
    command = read_value(ENTRY, "QuietUninstallString")
    expect(command is not None, "Windows is not told how to remove it without questions")
    subprocess.run(f"{command} /SUPPRESSMSGBOXES /NORESTART", check=True)
    # The copy of itself that deletes the last files and tidies up outlives it.
    end = time.monotonic() + REMOVAL_S
    while (FOLDER.exists() or read_path() != path) and time.monotonic() < end:
        time.sleep(0.2)
    left = [str(file) for file in (FOLDER, SHORTCUT) if file.exists()]
    expect(not left, f"something was left behind: {left}")
    expect(read_value(ENTRY, "DisplayName") is None, "Windows still lists it for removal")
    expect(read_path() == path, f"the Path became {read_path()!r} instead of {path!r}")
    gone = [str(file) for file in KEPT if not file.is_file()]
    expect(not gone, f"the user's own files are gone: {gone}")


def look_at_files() -> None:
    """Everything that Windows and the user look for is there."""
    for name in ("wakewright.exe", "wakewright-window.exe", "LICENSE.txt", "_internal", "tools"):
        expect((FOLDER / name).exists(), f"{FOLDER / name} is missing")
    expect(SHORTCUT.is_file(), f"{SHORTCUT} is missing")
    icon = read_value(ENTRY, "DisplayIcon") or ""
    expect(Path(icon).is_file(), f"the icon of the entry for removal is not there: {icon!r}")
    shown = f"{read_value(ENTRY, 'DisplayName')} {read_value(ENTRY, 'DisplayVersion')}"
    print(f"   {shown}; in all {sum(1 for _ in FOLDER.rglob('*')):,} files and folders")


def selftest() -> None:
    """Let the installed copy examine itself, where there is nothing but Windows.

    Building computers have a C++ runtime in Windows' own folder, so the app's is looked for first.
    """
    for name in ("msvcp140.dll", "vcruntime140_1.dll", "vcruntime140_threads.dll"):
        expect((FOLDER / "_internal" / name).is_file(), f"the app lacks {name}")
    windows = os.environ["SYSTEMROOT"]
    surroundings = os.environ | {"PATH": rf"{windows}\System32;{windows}"}
    done = subprocess.run([FOLDER / "wakewright.exe", "selftest"], env=surroundings, check=False)
    expect(done.returncode == 0, f"the self test ended with exit code {done.returncode}")


def try_once(setup: Path, before: str | None, moved: str, examine: bool) -> None:
    """Install, let the user move the entry of the Path, install again, remove.

    Raises:
        Wrong: Something is not as it should be.
    """
    write_path(before)
    print(f"== installing; the user's Path is {before!r}")
    install(setup, "onpath")
    look_at_files()
    added = f"{before};{FOLDER}" if before else str(FOLDER)
    expect(read_path() == added, f"the Path is {read_path()!r}, not {added!r}")
    moved = moved.replace("*", str(FOLDER).upper())
    write_path(moved)
    stale = [FOLDER / place / "of-the-version-before.pyd" for place in ("_internal", "tools")]
    for file in stale:
        file.write_bytes(b"")
    print(f"== installing over it; the Path is {moved!r}")
    install(setup, "onpath")
    look_at_files()
    expect(not any(file.exists() for file in stale), "files of the version before are still there")
    expect(read_path() == moved, f"the Path became {read_path()!r}")
    if examine:
        print("== its self test")
        selftest()
    print("== removing")
    remove(before)


def try_off_path(setup: Path) -> None:
    """Who wants it off the Path unticks the box and installs again."""
    print("== installing without the command")
    write_path(r"C:\one")
    install(setup, "")
    expect(read_path() == r"C:\one", f"the Path became {read_path()!r} unasked")
    install(setup, "onpath")
    install(setup, "")
    expect(read_path() == r"C:\one", f"the Path is still {read_path()!r}")
    print("== removing")
    remove(r"C:\one")


def try_while_open(setup: Path) -> None:
    """While the app is open, nothing is replaced or removed: there would be half of it."""
    print("== installing and removing while the app is open")
    command = [str(setup), *QUIET, "/CURRENTUSER"]
    opened = ctypes.windll.kernel32.CreateMutexW(None, False, OPEN_MUTEX)
    refused = subprocess.run(command, check=False)
    expect(refused.returncode != 0 and not FOLDER.exists(), "it was installed while it was open")
    ctypes.windll.kernel32.CloseHandle(opened)
    install(setup, "")
    opened = ctypes.windll.kernel32.CreateMutexW(None, False, OPEN_MUTEX)
    subprocess.run([FOLDER / "unins000.exe", "/VERYSILENT", "/SUPPRESSMSGBOXES"], check=False)
    time.sleep(LATE_S)
    look_at_files()
    ctypes.windll.kernel32.CloseHandle(opened)
    remove(read_path())


def main() -> int:
    """Prove it, and leave the user's Path as it was."""
    parser = argparse.ArgumentParser(description="Prove a setup on Windows.")
    parser.add_argument("setup", type=Path)
    parser.add_argument("--selftest", action="store_true", help="run the installed copy's own")
    parser.add_argument("--paths", action="store_true", help="try every shape of the user's Path")
    given = parser.parse_args()
    # In a log, too, what is said stands before what the programs say that are then started.
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    before = read_path()
    written = [file for file in KEPT if not file.exists()]
    try:
        expect(not FOLDER.exists(), f"Wakewright is installed here: {FOLDER}")
        for file in written:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("the user's own", "utf-8")
        for start, moved in PATHS if given.paths else PATHS[:1]:
            try_once(given.setup, start, moved, given.selftest)
        if given.paths:
            try_off_path(given.setup)
            try_while_open(given.setup)
    except Wrong as wrong:
        print(f"prove.py: {wrong}", file=sys.stderr)
        return 1
    finally:
        write_path(before)
        for file in written:
            file.unlink(missing_ok=True)
    print("== everything holds")
    return 0


if __name__ == "__main__":
    sys.exit(main())
