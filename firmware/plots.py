"""Pictures for people: size against accuracy, and false rejects against false alarms.

Shapes carry the meaning as much as colours do, so that they read in grey and for everybody.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from audio.errors import WakewrightError
from audio.files import write_atomic
from compress.tradeoffs import Row
from compress.variant import Variant
from firmware.boards import Board, load_boards

BLUE, ORANGE, GREY, INK = "#0b5fa5", "#b34700", "#7a828c", "#1b1f24"
SIZE_INCHES = (8.4, 4.6)
DPI = 150
PADDING_INCHES = 0.12
KIB = 1024
AXIS_FLASH_BYTES = (12 * KIB, 12 * KIB * KIB)


def plot_tradeoffs(rows: Sequence[Row], path: Path) -> None:
    """Write the trade-off picture as .png or .svg.

    Raises:
        WakewrightError: The ending is another one, or the file cannot be written.
    """
    kind = path.suffix.lower()
    if kind not in (".png", ".svg"):
        raise WakewrightError(f"Pictures cannot be written as {path.name}.", "Use .png or .svg.")
    figure = _tradeoffs(rows)
    try:
        write_atomic(path, _svg(figure) if kind == ".svg" else _png(figure))
    except OSError as error:
        raise WakewrightError(
            f"{path} cannot be written ({error.strerror}).", "Name another file."
        ) from error


def tradeoffs_svg(rows: Sequence[Row]) -> bytes:
    """Size against accuracy with the boards' budgets, as SVG."""
    return _svg(_tradeoffs(rows))


def curve_svg(variant: Variant) -> bytes:
    """False rejects against false accepts per hour over all thresholds, as SVG."""
    points = [p for p in variant.metrics["curve"] if p["false_reject_rate"] is not None]
    figure, axes = _figure()
    alarms = [p["false_accepts_per_hour"] or 0.0 for p in points]
    misses = [100 * p["false_reject_rate"] for p in points]
    axes.fill_between(
        alarms,
        [100 * p["false_reject_low"] for p in points],
        [100 * p["false_reject_high"] for p in points],
        color=BLUE,
        alpha=0.13,
        linewidth=0,
        label="95 % interval of false rejects",
    )
    axes.plot(alarms, misses, color=BLUE, marker=".", label="every threshold")
    axes.plot(
        [variant.metrics["false_accepts_per_hour"] or 0.0],
        [100 * (variant.metrics["false_reject_rate"] or 0.0)],
        color=ORANGE,
        marker="D",
        markersize=10,
        linestyle="none",
        label=f"chosen: {variant.metrics['threshold']:.2f}",
    )
    hours = variant.metrics["hours_of_negatives"]
    axes.set_xlabel(f"false accepts per hour (measured on {hours:.2f} hours)")
    axes.set_ylabel("false rejects (%)")
    most = max([*alarms, 10.0])
    axes.set_xlim(-0.02 * most, 1.02 * most)
    axes.set_ylim(-2, max(20.0, *misses) * 1.1)
    axes.legend(frameon=False, loc="upper right")
    return _svg(figure)


def _tradeoffs(rows: Sequence[Row]) -> Figure:
    figure, axes = _figure()
    measured = [row for row in rows if row.accuracy is not None and row.flash_bytes is not None]
    front = sorted((row for row in measured if row.pareto), key=lambda row: row.flash_bytes or 0)
    axes.plot(
        [row.flash_bytes for row in front],
        [100 * (row.accuracy or 0) for row in front],
        color=BLUE,
        linewidth=1.2,
        zorder=1,
        label="best of their size (Pareto front)",
    )
    for number, row in enumerate(sorted(measured, key=lambda row: row.accuracy or 0)):
        accuracy = 100 * (row.accuracy or 0)
        axes.plot(
            [row.flash_bytes],
            [accuracy],
            marker="D" if row.chosen else "o",
            markersize=11 if row.chosen else 8,
            color=ORANGE if row.chosen else BLUE if row.pareto else GREY,
            linestyle="none",
            zorder=2,
        )
        below = number % 2 == 0
        axes.annotate(
            f"{row.name}{' (chosen)' if row.chosen else ''}\n{row.tflite_bytes / KIB:.0f} kB model",
            (row.flash_bytes or 0, accuracy),
            xytext=(10, -10 if below else 10),
            textcoords="offset points",
            va="top" if below else "bottom",
            fontsize=9,
        )
    accuracies = [100 * (row.accuracy or 0) for row in measured] or [50.0]
    lowest = min(80.0, 10 * ((min(accuracies) - 5) // 10))
    axes.set_ylim(lowest, 104)
    axes.set_yticks(range(int(lowest), 101, 5 if lowest >= 70 else 10))
    axes.set_xscale("log")
    axes.set_xlim(*AXIS_FLASH_BYTES)
    _draw_budgets(axes, load_boards().values())
    ticks = [16 * KIB * 4**power for power in range(5)]
    axes.set_xticks(ticks, [_size(tick) for tick in ticks])
    axes.minorticks_off()
    axes.set_xlabel("flash of the whole firmware (logarithmic)")
    axes.set_ylabel("accuracy on held-out clips (%)")
    axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(0.2, 0.0))
    return figure


def _draw_budgets(axes: Any, boards: Any) -> None:
    """A dashed line where each board's flash ends."""
    by_room: dict[int, list[Board]] = {}
    for board in boards:
        if board.kind == "chip" and board.app_flash_bytes:
            by_room.setdefault(board.app_flash_bytes, []).append(board)
    bottom, top = axes.get_ylim()
    for room, sharing in by_room.items():
        axes.axvline(room, color=GREY, linestyle=(0, (5, 4)), linewidth=1, zorder=0)
        names = ",\n".join(board.name for board in sharing)
        axes.text(
            room / 1.06,
            bottom + 0.03 * (top - bottom),
            f"{names}: {_size(room)}",
            rotation=90,
            ha="right",
            va="bottom",
            fontsize=8.5,
            color="#4d545c",
        )


def _size(count: int) -> str:
    return f"{count / KIB:.0f} kB" if count < KIB * KIB else f"{count / KIB / KIB:.1f} MB"


def _figure() -> tuple[Figure, Any]:
    figure = Figure(figsize=SIZE_INCHES, dpi=DPI, layout="constrained")
    figure.get_layout_engine().set(w_pad=PADDING_INCHES, h_pad=PADDING_INCHES)  # type: ignore[union-attr,call-arg]
    axes = figure.add_subplot()
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.grid(axis="y", color="#e3e0da", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=INK)
    return figure, axes


def _svg(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    # No date and no random names: the same numbers give the same file.
    with rc_context({"svg.hashsalt": "wakewright"}):
        FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None})
    return buffer.getvalue()


def _png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    FigureCanvasAgg(figure).print_png(buffer)
    return buffer.getvalue()
