"""Builds the app and its installer for the system that it is run on.

    python build_installer.py                 # the app's folder and the installers, in dist/
    python build_installer.py --only-app      # the folder alone
    python build_installer.py --quick         # hardly compressed, to try things

Linux: .deb and .tar.xz. Windows: an installer for one user, by Inno Setup. macOS: .app in a .dmg.
Made by PyInstaller from the packages that are installed here, so install those of
requirements-dev.lock first.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from assets.installer import freeze, linux, macos, windows
from assets.installer.stamp import read_stamp

ROOT = Path(__file__).resolve().parent
PACKERS = {"linux": linux.pack, "win32": windows.pack, "darwin": macos.pack}


def main() -> int:
    """Build, and say what came out and what it weighs."""
    parser = argparse.ArgumentParser(prog="build_installer.py", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="for what is made (dist)")
    parser.add_argument("--work", type=Path, default=ROOT / "build", help="for the rest (build)")
    prebuilt = "firmware for computers without a compiler, by python -m assets.installer.prebuild"
    parser.add_argument("--prebuilt", type=Path, metavar="FOLDER", help=prebuilt)
    parser.add_argument("--only-app", action="store_true", help="make no installer")
    parser.add_argument("--quick", action="store_true", help="compress fast, not well")
    given = parser.parse_args()
    out, work = given.out.resolve(), given.work.resolve()
    for folder in (out, work):
        folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(out / freeze.NAME, ignore_errors=True)
    stamp = read_stamp(ROOT)
    try:
        app = freeze.freeze(ROOT, stamp, work, out, given.prebuilt)
        print(f"Wakewright {stamp.version} of {stamp.date}: {app.folder}")
        print(freeze.describe(work))
        made = [] if given.only_app else PACKERS[sys.platform](ROOT, app, work, out, given.quick)
    except freeze.BuildFailed as error:
        print(f"build_installer.py: {error}", file=sys.stderr)
        return 1
    for file in made:
        print(f"  {file.stat().st_size / freeze.MEGABYTE:8.1f} MB  {file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
