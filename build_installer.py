"""Builds the app and its installer for the system that it is run on.

    python build_installer.py                 # the app's folder and the installers, in dist/
    python build_installer.py --only-app      # the folder alone
    python build_installer.py --quick         # hardly compressed, to try things

Linux: .deb and .tar.xz. Windows: an installer for one user, by Inno Setup. macOS: .app in a .dmg.
Made by PyInstaller from the packages that are installed here, so install those of
requirements-dev.lock first.

With it goes firmware for computers without a compiler: that of the virtual board, compiled here, or
what `python -m assets.installer.prebuild --out FOLDER` made for more boards.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from assets.installer import freeze, linux, macos, windows
from assets.installer.prebuild import prebuild
from assets.installer.stamp import read_stamp
from audio.errors import WakewrightError

ROOT = Path(__file__).resolve().parent
# Compiled with what every developer has, in seconds and without asking the network.
FIRMWARE_BOARDS, FIRMWARE_ENGINES = ("virtual-cortex-m4",), ("packed",)
PACKERS = {"linux": linux.pack, "win32": windows.pack, "darwin": macos.pack}


def main() -> int:
    """Build, and say what came out and what it weighs."""
    parser = argparse.ArgumentParser(prog="build_installer.py", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="for what is made (dist)")
    parser.add_argument("--work", type=Path, default=ROOT / "build", help="for the rest (build)")
    parser.add_argument("--prebuilt", type=Path, metavar="FOLDER", help="firmware to take along")
    parser.add_argument("--only-app", action="store_true", help="make no installer")
    parser.add_argument("--quick", action="store_true", help="compress fast, not well")
    given = parser.parse_args()
    out, work = given.out.resolve(), given.work.resolve()
    for folder in (out, work):
        folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(out / freeze.NAME, ignore_errors=True)
    stamp = read_stamp(ROOT)
    try:
        app = freeze.freeze(ROOT, stamp, work, out, given.prebuilt or _firmware(work))
        print(f"Wakewright {stamp.version} of {stamp.date}: {app.folder}")
        print(freeze.describe(work))
        made = [] if given.only_app else PACKERS[sys.platform](ROOT, app, work, out, given.quick)
    except WakewrightError as error:
        print(f"build_installer.py: {error.what} {error.hint}", file=sys.stderr)
        return 1
    except freeze.BuildFailed as error:
        print(f"build_installer.py: {error}", file=sys.stderr)
        return 1
    for file in made:
        print(f"  {file.stat().st_size / freeze.MEGABYTE:8.1f} MB  {file}")
    return 0


def _firmware(work: Path) -> Path:
    """The virtual board's firmware.

    Raises:
        WakewrightError: There is no compiler for it, or it refuses.
    """
    folder = work / "prebuilt"
    for base in prebuild(folder, work, boards=FIRMWARE_BOARDS, engines=FIRMWARE_ENGINES):
        print(f"Firmware {base.folder}, by {base.made_by}")
    return folder


if __name__ == "__main__":
    sys.exit(main())
