"""What the commands on models and boards do, for a project as for somebody's bare .tflite file."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from audio.frontend import SAMPLE_RATE_HZ
from audio.project import Project
from audio.sound import read_samples
from audio.stage import Stage, scaled
from compress.projectmodels import load_variant
from compress.tradeoffs import Row, Waypoint
from compress.uno.model import best_uno_model
from compress.variant import Variant
from firmware.bare_model import EngineModel, read_bare_model
from firmware.behaviour import behaviour_of
from firmware.boards import Board, load_board
from firmware.budget import image_folder, tradeoff_rows
from firmware.build import build
from firmware.build_small import build_small, is_small
from firmware.compilation import has_base
from firmware.consent import NO_CONSENT, Consent, Offer
from firmware.image import FirmwareImage
from firmware.listen import ListenResult, listen
from firmware.messages import line_text, line_values
from firmware.monitor import LinkChange, Monitor
from firmware.requirements import compiler_offers, offers, with_compiler
from firmware.session_log import SessionLog

Model = Variant | EngineModel
MONITOR_WAIT_S = 0.5


def model_from(source: Path, variant: str | None = None) -> tuple[Project | None, Model]:
    """The model a command means: a project's chosen or named variant, or a .tflite file.

    Raises:
        ProjectError: The folder is no project, or has no such variant.
        ModelError: The file is not a model that can be used.
    """
    if source.suffix == ".tflite" or source.is_file():
        return None, read_bare_model(source)
    project = Project.open(source)
    return project, load_variant(project, variant)


def build_for(
    source: Path,
    board_name: str,
    engine: str | None,
    out: Path | None,
    consent: Consent = NO_CONSENT,
) -> Stage[FirmwareImage]:
    """Build firmware; without `out` into the project's `builds/`, or beside a bare model.

    Raises:
        ConsentNeeded: A compiler must be fetched, which nobody agreed to.
        WakewrightError: As `model_from` and `firmware.build.build`.
    """
    board = load_board(board_name)
    if is_small(board):
        return (yield from _build_small(source, board, out, consent))
    project, model = model_from(source)
    if out is None and project is not None and isinstance(model, Variant):
        out = image_folder(project, board, model)
    elif out is None:
        out = source.parent / f"{source.stem}-{board.name}"
    needed = _compiler_wanted(board, engine or "", project, model)
    behaviour = behaviour_of(project, board)
    building = build(model, board, engine or "", out.absolute(), behaviour, consent)
    return (yield from with_compiler(needed, consent, building))


def _compiler_wanted(
    board: Board, engine: str, project: Project | None, model: Model
) -> tuple[Offer, ...]:
    """What must be fetched first; what chips need is asked for on the way."""
    if board.kind == "chip":
        return ()
    if project is not None:
        return offers(board, engine)
    # Anybody's model may have a window that no firmware that came along has.
    wanted = compiler_offers(board)
    return wanted if wanted and not has_base(model, board, engine) else ()


def _build_small(
    source: Path, board: Board, out: Path | None, consent: Consent
) -> Stage[FirmwareImage]:
    """Firmware of a project's best small model."""
    project = Project.open(source)
    folder = (out or project.builds / board.name).absolute()
    behaviour = behaviour_of(project, board)
    return build_small(best_uno_model(project), board, folder, consent, behaviour)


def compare_variants(source: Path, plot: Path | None = None) -> Stage[tuple[list[Row], str]]:
    """Measure a project's variants; the rows, and the table that `tradeoffs` prints.

    Args:
        plot: Where to write the picture, .png or .svg.

    Raises:
        ProjectError: The folder is no project, or it has no model to draw.
        WakewrightError: The picture cannot be written.
    """
    from firmware.pictures import check_picture
    from firmware.tradeoff_picture import plot_tradeoffs

    if plot is not None:
        check_picture(plot)
    rows = yield from tradeoff_rows(Project.open(source))
    if plot is not None:
        plot_tradeoffs(rows, plot)
    return rows, "\n".join(table_lines(rows))


def table_lines(rows: Sequence[Row]) -> list[str]:
    """A line for each variant: chosen `*`, Pareto front `+`, accuracy, sizes, work and steps."""
    lines = [] if rows else ["This project has no model yet; train first."]
    for row in rows:
        low, high = row.accuracy_interval or (0.0, 1.0)
        accuracy = f"{100 * (row.accuracy or 0):5.1f} % ({100 * low:.1f} to {100 * high:.1f})"
        mark = ("*" if row.chosen else " ") + ("+" if row.pareto else " ")
        lines.append(
            f"{mark} {row.name:24} {accuracy:23} {row.encoded_bytes:8,} B model  "
            f"{row.flash_bytes or 0:8,} B flash  {row.ram_bytes or 0:7,} B RAM  "
            f"{row.macs:9,} MACs  {row.false_accepts_per_hour or 0:5.1f} false accepts/h"
        )
        steps = [f"{point.step} {point.size_bytes:,} B" + _at(point) for point in row.path]
        lines += ["   " + " > ".join(steps)] if steps else []
    return lines + (["* chosen, + Pareto front: none is as small and as accurate"] if rows else [])


def _at(point: Waypoint) -> str:
    return "" if point.accuracy is None else f" {100 * point.accuracy:.1f} %"


def listen_to_file(
    source: Path,
    wav: Path,
    board_name: str,
    engine: str | None,
    out: Path | None = None,
    consent: Consent = NO_CONSENT,
) -> Stage[dict[str, Any]]:
    """Build if needed, play a sound file to the board, and return what `listen --json` prints.

    Raises:
        AudioError: The sound cannot be read.
        WakewrightError: As `build_for` and `firmware.listen.listen`.
    """
    samples = read_samples(wav)
    built = build_for(source, board_name, engine, out, consent)
    image = yield from scaled(built, 0.0, 0.2)
    result = yield from scaled(listen(image, samples), 0.2, 1.0)
    return {
        "board": image.board,
        "engine": image.engine,
        "model_hash": image.model_hash,
        "sound_seconds": len(samples) / SAMPLE_RATE_HZ,
        **result_values(result),
    }


def result_values(result: ListenResult) -> dict[str, Any]:
    """What a board heard, as values for JSON."""
    return {
        "detections": [
            {"seconds": each.seconds, "word": each.word, "score": each.score}
            for each in result.detections
        ],
        "front_end_instructions": result.front_end_instructions,
        "inference_instructions": result.inference_instructions,
        "dropped_seconds": result.dropped_seconds,
    }


def monitor_lines(
    port: str, seconds: float | None, log: SessionLog | None = None
) -> Iterator[tuple[dict[str, Any], str]]:
    """Each line of a board as values and as text, until `seconds` have passed.

    Args:
        port: A serial port, or a URL of pyserial.
        seconds: None for ever.
        log: Where to write what comes, and how much got lost.

    Raises:
        PortError: The port cannot be opened.
        WakewrightError: The log cannot be written.
    """
    end = None if seconds is None else time.monotonic() + seconds
    lost = 0
    with Monitor(port) as monitor:
        while end is None or time.monotonic() < end:
            for line in monitor.lines(timeout_s=MONITOR_WAIT_S):
                if log is not None:
                    log.take(line, datetime.now())
                    if monitor.lost_lines > lost:
                        log.note(f"{monitor.lost_lines - lost} damaged lines", datetime.now())
                        lost = monitor.lost_lines
                if isinstance(line, LinkChange):
                    yield {"link": line.connected, "what": line.what}, line.what
                else:
                    yield line_values(line), line_text(line)
                if end is not None and time.monotonic() >= end:
                    return  # A board that never pauses is not listened to any longer either.
