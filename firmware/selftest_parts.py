"""Checks of what the way from sound to a detection passes by: every module, exports, pictures.

An installer that overlooks one of these makes an app that works until somebody asks for it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from audio.errors import WakewrightError
from audio.project import Project
from audio.stage import finish
from audio.takes import Take
from compress.projectmodels import load_variant
from compress.search_study import Limits, SearchStudy
from compress.training import unheard_takes
from firmware.consent import ConsentNeeded
from firmware.esphome_export import esphome_files
from firmware.export import export_as
from firmware.toolchains.cortex_m4 import ToolchainError

PACKAGES = ("audio", "compress", "firmware", "gui")
# ESPHome's export plays takes, so it gets few; small boards need models of their own.
FORMATS = ("tflite", "c", "web", "arduino")
SKETCH_BOARD = "esp32-s3"
TAKES_OF_EACH = 2


def import_everything() -> str:
    """Import each module that is there, and so whatever it needs of others."""
    failed, count = [], 0
    for package in PACKAGES:
        try:
            top = importlib.import_module(package)
        except ImportError as error:
            failed.append(f"{package} ({error})")
            continue
        for module in pkgutil.walk_packages(top.__path__, f"{package}."):
            count += 1
            try:
                importlib.import_module(module.name)
            except ImportError as error:
                failed.append(f"{module.name} ({error})")
    if failed:
        raise WakewrightError(f"Not to be imported: {', '.join(failed)}.", "Install it again.")
    return f"{count} modules"


def write_exports(sample: Project, folder: Path) -> str:
    """Write the sample's model in each format."""
    written, waiting = [], []
    for kind in FORMATS:
        board = SKETCH_BOARD if kind == "arduino" else ""
        try:
            finish(export_as(sample.folder, kind, folder / kind, board))
            written.append(kind)
        except (ConsentNeeded, ToolchainError):
            waiting.append(kind)
    finish(esphome_files(load_variant(sample), list(_few(unheard_takes(sample)))))
    needs = f"; {', '.join(waiting)} with a compiler only" if waiting else ""
    return f"{', '.join([*written, 'esphome'])}{needs}"


def draw_pictures(sample: Project) -> str:
    """Draw the chosen model's curve, and one of trade-offs between all of them."""
    from compress.projectmodels import load_variants
    from compress.tradeoffs import tradeoffs
    from firmware.curve_picture import curve_svg
    from firmware.tradeoff_picture import tradeoffs_svg

    variants = load_variants(sample.models)
    rows = tradeoffs(variants, sample.chosen_variant, lambda _: (0, 0, {}))
    drawn = (curve_svg(load_variant(sample)), tradeoffs_svg(rows))
    return f"{len(drawn)} pictures, {sum(map(len, drawn)):,} bytes"


def keep_studies(folder: Path) -> str:
    """Write a search's candidate to a file and to a database, and find it there again."""
    folder.mkdir(parents=True)
    database = f"sqlite:///{(folder / 'study.db').as_posix()}"
    kept = {"file": str(folder / "study"), "database": database}
    for kind, storage in kept.items():
        written, read = (SearchStudy(storage, "self test", "", 1, Limits()) for _ in range(2))
        written.fail(written.ask(), "tried")
        if [each.failure for each in read.finished()] != ["tried"]:
            raise WakewrightError(f"A study in a {kind} is not kept.", "Install it again.")
    return f"kept in a {' and in a '.join(kept)}"


def _few(takes: Iterable[Take]) -> Iterable[Take]:
    """The first ones of each label."""
    seen: dict[str, int] = defaultdict(int)
    for take in takes:
        seen[take.label] += 1
        if seen[take.label] <= TAKES_OF_EACH:
            yield take
