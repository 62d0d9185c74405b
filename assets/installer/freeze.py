"""The app's folder: everything that runs, without Python and without this source tree.

    app = freeze(root, stamp, work, out)

PyInstaller collects it as wakewright.spec says; here is what comes before and after: the list of
parts that the self test compares, the version's stamp, icons, stripping, licences and contents.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from assets.installer import icons, notices, sbom
from assets.installer.inside import parts_inside
from assets.installer.stamp import Stamp

NAME = "wakewright"
# Writes the chips of Espressif; a program of its own.
TOOL = "esptool"
SPEC = Path(__file__).with_name("wakewright.spec")
# Compilers leave names in libraries for debuggers; only in these is it safe and worth it.
STRIPPED = (
    "_internal/tensorflow/**/*.so*",
    "_internal/libpython*.so*",
    "tools/*/_internal/libpython*.so*",
)
MEGABYTE = 1_000_000
LARGE_BYTES = 5 * MEGABYTE


class BuildFailed(RuntimeError):
    """The app's folder cannot be made; the text says which step failed."""


@dataclass(frozen=True)
class App:
    """A frozen app.

    Attributes:
        folder: Everything; `wakewright` in it starts it.
        stamp: What it is called.
        bill: Its list of contents, CycloneDX.
    """

    folder: Path
    stamp: Stamp
    bill: Path


def freeze(root: Path, stamp: Stamp, work: Path, out: Path, prebuilt: Path | None) -> App:
    """Make the app's folder in `out`, and beside it the list of its contents.

    Args:
        root: The source tree.
        stamp: What the build is called.
        work: For what is made on the way.
        out: For what is wanted.
        prebuilt: Firmware that `assets.installer.prebuild` made; None for an app that compiles.

    Raises:
        BuildFailed: PyInstaller fails, or something that must be in it is not.
    """
    staging, facts_file = work / "staging", work / "facts.json"
    shutil.rmtree(staging, ignore_errors=True)
    _stage(root, stamp, staging)
    if prebuilt is not None:
        shutil.copytree(prebuilt, staging / "assets" / "prebuilt")
    environment = os.environ | {
        "WAKEWRIGHT_STAGING": str(staging),
        "WAKEWRIGHT_FACTS": str(facts_file),
        "SOURCE_DATE_EPOCH": str(stamp.epoch),
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": str(root),
    }
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level=WARN"]
    places = [f"--distpath={out}", f"--workpath={work / 'pyinstaller'}"]
    done = subprocess.run([*command, *places, str(SPEC)], cwd=root, env=environment, check=False)
    if done.returncode:
        raise BuildFailed(f"PyInstaller ended with exit code {done.returncode}.")
    folder = out / NAME
    (folder / "tools").mkdir()
    (out / TOOL).rename(folder / "tools" / TOOL)
    facts = json.loads(facts_file.read_text("utf-8"))
    stripped = _strip(folder) if sys.platform.startswith("linux") else 0
    shipped = notices.shipped([Path(source) for _, source in facts["sources"]], root)
    if prebuilt is not None:
        shipped.append(notices.firmware(stamp, root))
    shipped = sorted([*shipped, *parts_inside(folder, shipped)], key=notices.by_name)
    notices.write(shipped, root, folder)
    bill = out / f"{NAME}-{stamp.version}.cdx.json"
    bill.write_text(sbom.bill_of_materials(shipped, stamp), "utf-8")
    shutil.copy(bill, folder / "contents.cdx.json")
    cut = {**facts["cut"], "names for debuggers": stripped}
    (work / "sizes.json").write_text(json.dumps({"cut": cut, "parts": parts(folder)}, indent=1))
    return App(folder, stamp, bill)


def parts(folder: Path) -> dict[str, int]:
    """Bytes of each large part of an app's folder, the largest first; the rest as one."""
    inside = folder / "_internal"
    beside = [path for path in folder.iterdir() if path != inside]
    sized = {path.name: _bytes(path) for path in (*inside.iterdir(), *beside)}
    # A library's bundled libraries stand beside it.
    for name in [name for name in sized if name.endswith(".libs")]:
        sized[name[:-5]] = sized.get(name[:-5], 0) + sized.pop(name)
    large = {name: size for name, size in sized.items() if size >= LARGE_BYTES}
    ordered = dict(sorted(large.items(), key=lambda item: -item[1]))
    return {**ordered, "everything else": sum(sized.values()) - sum(large.values())}


def describe(work: Path) -> str:
    """What was cut and what the parts weigh, for a terminal."""
    values = json.loads((work / "sizes.json").read_text("utf-8"))
    lines = ["Left out:"]
    lines += [f"  {size / MEGABYTE:8.1f} MB  {why}" for why, size in values["cut"].items()]
    lines.append("Parts:")
    lines += [f"  {size / MEGABYTE:8.1f} MB  {name}" for name, size in values["parts"].items()]
    lines.append(f"  {sum(values['parts'].values()) / MEGABYTE:8.1f} MB  in all")
    return "\n".join(lines)


def _stage(root: Path, stamp: Stamp, staging: Path) -> None:
    """Lay out what is generated: stamp, icons, and the list of parts as the sources have them."""
    metadata = staging / f"{NAME}-{stamp.version}.dist-info" / "METADATA"
    metadata.parent.mkdir(parents=True)
    metadata.write_text(
        f"Metadata-Version: 2.4\nName: {NAME}\nVersion: {stamp.version}\nLicense: Apache-2.0\n"
    )
    (staging / "assets").mkdir()
    (staging / "stamp.json").write_text(json.dumps(stamp.to_dict(), indent=1) + "\n")
    icons.write_icons(root / "assets" / "icons" / "wakewright.svg", staging / "assets")
    program = "import json; from firmware.inventory import take_stock as s; print(json.dumps(s()))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BuildFailed(f"The parts of the source tree cannot be listed:\n{done.stderr}")
    (staging / "assets" / "inventory.json").write_text(done.stdout, "utf-8")


def _strip(folder: Path) -> int:
    """Take names for debuggers out of libraries; the bytes that it saved."""
    files = [
        file
        for pattern in STRIPPED
        for file in sorted(folder.glob(pattern))
        if file.is_file() and not file.is_symlink()
    ]
    before = sum(file.stat().st_size for file in files)
    for file in files:
        subprocess.run(["strip", "--strip-unneeded", str(file)], check=True)
    return before - sum(file.stat().st_size for file in files)


def _bytes(path: Path) -> int:
    files = [path] if path.is_file() else path.rglob("*")
    return sum(each.stat().st_size for each in files if each.is_file() and not each.is_symlink())
