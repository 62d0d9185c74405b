"""A project's model for use elsewhere, each format by its name.

    files = finish(export_as(Path("lamp"), "esphome", Path("out")))

A format is a stage from a project's folder, or somebody's .tflite file, to the files that it
consists of; a new entry in `FORMATS` is a new format, one in `BOARD_FORMATS` one for a board.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from audio.errors import WakewrightError
from audio.files import write_atomic
from audio.project import Project
from audio.stage import Progress, Stage
from compress.training import unheard_takes
from compress.uno.model import best_uno_model
from compress.variant import Variant
from firmware.arduino.export import sketch_files
from firmware.commands import model_from
from firmware.consent import NO_CONSENT, Consent, Offer
from firmware.engines.baked import compile_model
from firmware.engines.micro.export import micro_files
from firmware.esphome_export import esphome_files
from firmware.requirements import page_offers, with_compiler
from firmware.web_export import web_files

Files = dict[str, bytes | str]


def export_as(
    source: Path, kind: str, out: Path, board: str = "", consent: Consent = NO_CONSENT
) -> Stage[list[Path]]:
    """Write the files of a format into a folder.

    Args:
        source: A project, or a .tflite file where the format needs no more.
        kind: One of `FORMATS` or `BOARD_FORMATS`.
        out: The folder; files of these names are replaced.
        board: For `BOARD_FORMATS`; empty for the project's own.
        consent: What the person agreed to fetch, where `export_offers` had something.

    Raises:
        ConsentNeeded: A compiler must be fetched, which nobody agreed to.
        UnsupportedOperator: The baked engine lacks one; nothing is written.
        ToolchainError: There is no compiler for the page.
        EsphomeError: ESPHome cannot run the model.
        WakewrightError: The folder cannot be written, or the source lacks what the format needs.
    """
    needed = export_offers(kind)
    making = BOARD_FORMATS[kind](source, board) if kind in BOARD_FORMATS else FORMATS[kind](source)
    files = yield from with_compiler(needed, consent, making)
    try:
        for name, content in files.items():
            write_atomic(out / name, content)
    except OSError as error:
        raise WakewrightError(
            f"{out} cannot be written ({error.strerror}).", "Choose another folder with --out."
        ) from error
    return [out / name for name in files]


def export_offers(kind: str) -> tuple[Offer, ...]:
    """What to ask the person for before a format can be written; empty when all is there."""
    return page_offers() if kind == "web" else ()


def _tflite(source: Path) -> Stage[Files]:
    """The int8 model as it is."""
    yield Progress(1.0, "Ready")
    return {"model.tflite": model_from(source)[1].tflite}


def _c(source: Path) -> Stage[Files]:
    """model.h and model.c that need nothing else, in the streaming form, too, where it can."""
    _, model = model_from(source)
    yield Progress(0.5, "Compiling the model")
    stride_frames = model.detector.stride_frames if isinstance(model, Variant) else 0
    baked = compile_model(model.tflite, stride_frames)
    return {"model.h": baked.header, "model.c": baked.source}


def _uno(source: Path) -> Stage[Files]:
    """The best model for boards with 2 KB of RAM and its front end, as C."""
    yield Progress(0.5, "Compiling the model")
    return micro_files(best_uno_model(Project.open(source)))


def _web(source: Path) -> Stage[Files]:
    """A page that listens in the browser."""
    _, model = model_from(source)
    if not isinstance(model, Variant):
        raise WakewrightError(
            f"{source} is a model alone: a page also needs its words and front end.",
            "Name the folder of a project that has a trained model.",
        )
    yield Progress(0.2, "Compiling for WebAssembly")
    return web_files(model)


def _esphome(source: Path) -> Stage[Files]:
    """Streaming models for ESPHome's micro_wake_word."""
    project, model = model_from(source)
    if project is None or not isinstance(model, Variant):
        raise WakewrightError(
            f"{source} is a model alone: ESPHome’s cutoffs are chosen with a project’s takes.",
            "Name the folder of a project that has a trained model.",
        )
    return (yield from esphome_files(model, unheard_takes(project), project.language))


FORMATS: dict[str, Callable[[Path], Stage[Files]]] = {
    "tflite": _tflite,
    "c": _c,
    "uno": _uno,
    "web": _web,
    "esphome": _esphome,
}
# For one board; these are sources that its own tools build.
BOARD_FORMATS: dict[str, Callable[[Path, str], Stage[Files]]] = {"arduino": sketch_files}
