"""What this program consists of that is found by scanning folders, to see that nothing got lost.

An installer collects files, and whatever it overlooks is missed only when somebody asks for it. So
the list is written where the installer is built, and the installed copy compares:

    (folder / INVENTORY_FILE).write_text(json.dumps(take_stock()))
    missing = differences(json.loads(...), take_stock())
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from audio.bundled import ASSETS
from compress import architectures
from compress.presets import PRESETS
from firmware.boards import load_boards
from firmware.flashers import FLASHERS

Inventory = dict[str, list[str]]

INVENTORY_FILE = ASSETS / "inventory.json"
# Packages in which a new file is a new thing, by what such a thing is called.
SCANNED = {
    "architecture files": "compress.architectures",
    "steps": "compress.steps",
    "engines": "firmware.engines",
    "operators": "firmware.engines.baked.operators",
    "flasher files": "firmware.flashers",
    "toolchains": "firmware.toolchains",
    "virtual boards": "firmware.virtual",
    "pages": "gui.pages",
    "widgets": "gui.widgets",
}
# An installed copy has these in another program: see firmware/virtual/emulator_program.py.
ELSEWHERE = {"firmware.virtual": {"cortex_m4", "emulator"}}
# Files that are read at run time, by what they are.
READ = {
    "chip sources": "firmware/device/**/*.[chS]*",
    "board files": "firmware/boards/*.toml",
    "backbones": "assets/backbones/*.npz",
    "teacher": "assets/teacher/*.tflite",
    "sample models": "assets/sample/models/**/*.*",
    "bundled takes": "assets/demo/**/*.ogg",
    "translations": "assets/translations/*.[jq]*",
    "icons": "assets/icons/*.svg",
    "page for browsers": "assets/web/*.*",
    "export for ESPHome": "assets/esphome/*.*",
}


def take_stock(root: Path = ASSETS.parent) -> Inventory:
    """Names by kind, sorted; every scanned module is imported on the way.

    Raises:
        ImportError: A module that is there cannot be imported.
    """
    stock: Inventory = {kind: _modules(package) for kind, package in SCANNED.items()}
    for kind, pattern in READ.items():
        stock[kind] = sorted(path.relative_to(root).as_posix() for path in root.glob(pattern))
    stock["architectures"] = sorted(architectures.registry())
    stock["boards"] = sorted(load_boards())
    stock["flashers"] = sorted(FLASHERS)
    stock["presets"] = sorted(PRESETS)
    return stock


def source_stock(root: Path = ASSETS.parent) -> Inventory:
    """What a source tree says itself, by its files alone: nothing is imported or registered."""
    stock = {}
    for kind, package in SCANNED.items():
        folder = root.joinpath(*package.split("."))
        names = {path.stem for path in folder.glob("*.py")}
        names |= {path.parent.name for path in folder.glob("*/__init__.py")}
        stock[kind] = sorted(names - {"__init__"} - ELSEWHERE.get(package, set()))
    return stock


def built_stock() -> Inventory | None:
    """The list that the installer's builder wrote; None in a source tree, which has none."""
    if not INVENTORY_FILE.exists():
        return None
    values: Any = json.loads(INVENTORY_FILE.read_text("utf-8"))
    return {kind: list(names) for kind, names in values.items()}


def differences(wanted: Mapping[str, list[str]], found: Mapping[str, list[str]]) -> list[str]:
    """What is missing and what nobody expected, as "kind: name is missing"."""
    told = []
    for kind, names in wanted.items():
        here = set(found.get(kind, ()))
        told += [f"{kind}: {name} is missing" for name in names if name not in here]
        told += [f"{kind}: {name} was not expected" for name in sorted(here - set(names))]
    return told


def _modules(package: str) -> list[str]:
    """Every module and package directly in a package, imported."""
    parent = importlib.import_module(package)
    found = {module.name for module in pkgutil.iter_modules(parent.__path__)}
    names = sorted(found - ELSEWHERE.get(package, set()))
    for name in names:
        importlib.import_module(f"{package}.{name}")
    return names
