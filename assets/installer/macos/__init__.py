"""macOS: an .app that may ask for the microphone, in a .dmg to drag it out of."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from pathlib import Path
from typing import Any

from assets.installer.freeze import App, BuildFailed

BUNDLE = "Wakewright.app"
IDENTIFIER = "io.github.wakewright"
ENTITLEMENTS = Path(__file__).with_name("entitlements.plist")
# A signing identity of the keychain; without one the app is signed for this computer ("ad hoc").
IDENTITY_VARIABLE = "WAKEWRIGHT_SIGNING_IDENTITY"
AD_HOC = "-"
# That of the wheels of Qt.
OLDEST_MACOS = "13.0"
# Other programs, as `audio.installation.own_program` looks for them.
TOOLS = Path("Contents", "Resources", "tools")
# How files of Mach-O begin: for one processor, and for several.
MACHINE_CODE = (b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
PAPERS = ("LICENSE.txt", "THIRD-PARTY-NOTICES.txt", "contents.cdx.json")


def pack(root: Path, app: App, work: Path, out: Path, quick: bool) -> list[Path]:
    """Sign the .app that PyInstaller laid out beside the folder, and make the .dmg.

    Raises:
        BuildFailed: Signing or packing is refused.
    """
    stage = work / "dmg"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    bundle = stage / BUNDLE
    shutil.copytree(out / BUNDLE, bundle, symlinks=True)
    for name in PAPERS:
        shutil.copy(app.folder / name, bundle / "Contents" / "Resources" / name)
    # Beside the program itself, macOS would take every file of them for code.
    shutil.copytree(app.folder / "tools", bundle / TOOLS, symlinks=True)
    _sign(bundle)
    (stage / "Applications").symlink_to("/Applications")
    file = out / f"wakewright-{app.stamp.version}-macos-{platform.machine()}.dmg"
    file.unlink(missing_ok=True)
    kind = "UDRO" if quick else "ULFO"
    _run("hdiutil", "create", "-volname", "Wakewright", "-srcfolder", stage, "-format", kind, file)
    return [file]


def info(version: str) -> dict[str, Any]:
    """What macOS wants to know beside PyInstaller's defaults, as Info.plist has it.

    Without the sentence on the microphone macOS ends a program that listens.
    """
    plain = version.split("+")[0]
    return {
        "CFBundleShortVersionString": plain,
        "CFBundleVersion": plain,
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": ["en", "ko"],
        "LSMinimumSystemVersion": OLDEST_MACOS,
        "LSApplicationCategoryType": "public.app-category.developer-tools",
        "NSHighResolutionCapable": True,
        "NSRequiresAquaSystemAppearance": False,
        "NSMicrophoneUsageDescription": (
            "Wakewright records you saying your words, to teach them to your board. "
            "Recordings stay on this Mac."
        ),
    }


def _sign(bundle: Path) -> None:
    identity = os.environ.get(IDENTITY_VARIABLE, AD_HOC)
    # Apple notarizes only what runs hardened; there the entitlements count.
    hardened = [] if identity == AD_HOC else ["--timestamp", "--options", "runtime"]
    for program in _programs(bundle / TOOLS):
        _run("codesign", "--force", "--sign", identity, *hardened, program)
    _run(
        *("codesign", "--force", "--deep", "--sign", identity, *hardened),
        *("--entitlements", ENTITLEMENTS, bundle),
    )
    _run("codesign", "--verify", "--deep", "--strict", bundle)


def _programs(folder: Path) -> list[Path]:
    """Programs and libraries, which `--deep` does not look for among resources."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    return [path for path in files if path.read_bytes()[:4] in MACHINE_CODE]


def _run(*command: str | Path) -> None:
    done = subprocess.run([str(word) for word in command], check=False)
    if done.returncode:
        raise BuildFailed(f"{command[0]} ended with exit code {done.returncode}.")
