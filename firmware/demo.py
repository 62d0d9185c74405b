"""The whole job on the bundled takes: recordings in, detections from a virtual chip out."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.bundled import ASSETS, DEMO_TAKES
from audio.dataset import read_samples
from audio.errors import ProjectError
from audio.files import hash_files, write_atomic
from audio.importing import import_folder
from audio.labels import BACKGROUND, SPEECH
from audio.project import Project
from audio.stage import Progress, Stage, scaled
from audio.takes import Take
from compress.longaudio import spoken_sound
from compress.projectmodels import load_variant
from compress.training import train_project, unheard_takes
from firmware.boards import FOLDER as BOARDS_FOLDER
from firmware.boards import load_board
from firmware.budget import MEASURED_ON, image_folder, tradeoff_rows
from firmware.build import build as build_image
from firmware.curve_picture import curve_svg
from firmware.demo_summary import PRESET, summarize
from firmware.listen import listen
from firmware.report import write_report
from firmware.tradeoff_picture import tradeoffs_svg

SUMMARY_FILE = "summary.json"
REPORT_FILE = "report.html"
PACKAGES = ("audio", "compress", "firmware")


@dataclass(frozen=True)
class DemoResult:
    """What a demo left behind: its folder, the summary (as in summary.json) and the report."""

    folder: Path
    summary: dict[str, Any]
    report: Path


class _Timer:
    """Seconds that each stage took."""

    def __init__(self) -> None:
        self._began = self._last = time.monotonic()
        self.stages: list[dict[str, Any]] = []

    def mark(self, name: str) -> None:
        now = time.monotonic()
        self.stages.append({"name": name, "seconds": round(now - self._last, 2)})
        self._last = now

    def total(self) -> float:
        return round(time.monotonic() - self._began, 2)


def demo(out: Path) -> Stage[DemoResult]:
    """Import, train, compare, build, listen and report, in `out`; what is there already is kept.

    Raises:
        ProjectError: `out` holds something that is not a demo.
        WakewrightError: A stage failed; what was finished before it stays for the next run.
    """
    made_from = _inputs_hash()
    done = _finished(out, made_from)
    if done is not None:
        yield Progress(1.0, "Nothing changed since the last run")
        return done
    timer = _Timer()
    project = _project(out)
    yield from scaled(import_folder(project, DEMO_TAKES), 0.0, 0.05)
    timer.mark("Taking the recordings in")
    yield from scaled(train_project(project, PRESET), 0.05, 0.66)
    timer.mark("Training, quantizing and measuring")
    project = Project.open(project.folder)
    variant = load_variant(project)
    rows = yield from scaled(tradeoff_rows(project), 0.66, 0.70)
    timer.mark("Building every variant to measure it")
    board = load_board(MEASURED_ON)
    image = yield from scaled(
        build_image(variant, board, "", image_folder(project, board, variant)),
        0.70,
        0.71,
    )
    takes = unheard_takes(project)
    samples, spoken = spoken_sound(takes, variant.labels)
    said = yield from scaled(listen(image, samples), 0.71, 0.77)
    timer.mark("Playing held-out takes to the virtual board")
    negatives = _negatives(takes)
    quiet = yield from scaled(listen(image, negatives), 0.77, 0.97)
    timer.mark("Playing negatives to the virtual board")
    yield Progress(0.98, "Writing the report")
    summary = summarize(project, variant, rows, image, said, spoken, quiet, len(negatives))
    summary.update(made_from=made_from, stages=timer.stages, seconds=timer.total())
    plots = {"tradeoffs": tradeoffs_svg(rows), "curve": curve_svg(variant)}
    write_atomic(out / "tradeoffs.svg", plots["tradeoffs"])
    write_atomic(out / "false-rejects.svg", plots["curve"])
    write_report(out / REPORT_FILE, summary, samples, plots)
    write_atomic(out / SUMMARY_FILE, json.dumps(summary, indent=1, ensure_ascii=False))
    return DemoResult(out, summary, out / REPORT_FILE)


def describe(result: DemoResult) -> str:
    """What came out, in a few lines for a terminal."""
    summary = result.summary
    held_out, quiet, build = summary["held_out"], summary["negatives"], summary["build"]
    return "\n".join(
        (
            summary["headline"],
            f"  heard {held_out['heard']} of {held_out['played']} held-out takes, "
            f"{len(held_out['false_alarms'])} wrong detections between them",
            f"  {len(quiet['false_alarms'])} false alarms in {quiet['minutes']:.1f} minutes of "
            "other speech and noise",
            f"  model {summary['variant']['tflite_bytes']:,} B, firmware "
            f"{build['flash_bytes']:,} B flash, {build['ram_bytes']:,} B RAM",
            f"  report: {result.report}",
        )
    )


def _inputs_hash() -> str:
    """Changes with the bundled takes and with any code or board that the result depends on."""
    root = ASSETS.parent
    patterns = ("*.py", "*.c", "*.cpp", "*.h", "*.S", "*.ld", "*.toml")
    sources = [file for name in PACKAGES for kind in patterns for file in (root / name).rglob(kind)]
    takes = [file for file in DEMO_TAKES.rglob("*") if file.is_file()]
    boards = BOARDS_FOLDER.glob("*.toml")
    return hash_files(sorted({*sources, *takes, ASSETS / "report.html", *boards}))


def _finished(out: Path, made_from: str) -> DemoResult | None:
    """The result of an earlier run, if it is whole and nothing that it was made from changed."""
    try:
        summary = json.loads((out / SUMMARY_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    whole = (out / REPORT_FILE).exists() and (out / "project").is_dir()
    if not whole or summary.get("made_from") != made_from:
        return None
    return DemoResult(out, summary, out / REPORT_FILE)


def _project(out: Path) -> Project:
    words = sorted(
        folder.name
        for folder in DEMO_TAKES.iterdir()
        if folder.is_dir() and not folder.name.startswith("_")
    )
    folder = out / "project"
    if folder.exists():
        return Project.open(folder)
    if out.exists() and any(out.iterdir()):
        raise ProjectError(f"{out} holds other files.", "Name a new or empty folder with --out.")
    return Project.create(folder, words)


def _negatives(takes: Sequence[Take]) -> NDArray[np.int16]:
    """Held-out speech and noise, one after the other; int16, 16 kHz."""
    files = [take for take in takes if take.label in (SPEECH, BACKGROUND)]
    return np.concatenate([read_samples(take.path) for take in files])
