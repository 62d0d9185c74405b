"""A setup with next to nothing in it, made like the real one in seconds, for prove.py to try.

    python -m assets.installer.windows.stand_in OUT

It needs Inno Setup, on Windows or, as a program called ISCC on the path, anywhere.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from assets.installer import icons, windows
from assets.installer.freeze import App
from assets.installer.stamp import Stamp

ROOT = Path(__file__).resolve().parents[3]
STAMP = Stamp("0.0.1+gstandin", "", 0)
# The programs of the app's folder; these here do nothing.
PROGRAMS = ("wakewright.exe", "wakewright-window.exe", "tools/esptool/esptool.exe")


def lay_out(folder: Path) -> App:
    """An app's folder as the script expects it, with the real icon and licence."""
    assets = folder / "_internal" / "assets"
    assets.mkdir(parents=True)
    icons.write_icons(ROOT / "assets" / "icons" / "wakewright.svg", assets)
    shutil.copy(ROOT / "LICENSE", folder / "LICENSE.txt")
    (assets / "말.txt").write_text("a name in Korean", "utf-8")
    for name in PROGRAMS:
        program = folder / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_bytes(b"MZ")
    return App(folder, STAMP, folder / "contents.cdx.json")


def main() -> int:
    """Make it and say where it is."""
    parser = argparse.ArgumentParser(description="Make a setup with next to nothing in it.")
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out.resolve()
    shutil.rmtree(out / "stand-in", ignore_errors=True)
    for setup in windows.pack(ROOT, lay_out(out / "stand-in"), out, out, quick=True):
        print(setup)
    return 0


if __name__ == "__main__":
    sys.exit(main())
