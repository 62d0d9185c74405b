"""The trade-off picture: size against accuracy, what each board has room for, and how it came so.

Three panels. Above, every variant by the bytes of its model, with the room that each board leaves
for one. Below, the way of one variant through its compression steps, and RAM against accuracy.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from audio.errors import ProjectError
from compress.tradeoffs import Row
from firmware.boards import load_boards
from firmware.pictures import (
    BLUE,
    DPI,
    GREY,
    INK,
    png,
    svg,
    write_picture,
)
from firmware.plot_budgets import COLOUR, DASHES
from firmware.room import model_budgets, size_text
from firmware.tradeoff_panels import draw_path, draw_ram, draw_sizes, known, marker_for, step_text

TITLE = "Size against accuracy"
SIZE_INCHES = (10.0, 8.6)


def plot_tradeoffs(rows: Sequence[Row], path: Path) -> None:
    """Write the trade-off picture as .png or .svg.

    Raises:
        ProjectError: No variant was measured.
        WakewrightError: The ending is another one, or the file cannot be written.
    """
    write_picture(draw(rows), path, TITLE, describe(rows))


def tradeoffs_svg(rows: Sequence[Row]) -> bytes:
    """The trade-off picture as SVG."""
    return svg(draw(rows), TITLE, describe(rows))


def tradeoffs_png(rows: Sequence[Row]) -> bytes:
    """The trade-off picture as PNG."""
    return png(draw(rows), TITLE, describe(rows))


def draw(rows: Sequence[Row]) -> Figure:
    """The picture as a figure.

    Raises:
        ProjectError: No variant was measured.
    """
    measured = [row for row in rows if row.accuracy is not None]
    if not measured:
        raise ProjectError("There is no model to draw.", "Train first: wakewright train PROJECT")
    figure = Figure(figsize=SIZE_INCHES, dpi=DPI)
    figure.text(0.075, 0.965, TITLE, fontsize=15, fontweight="bold", color=INK)
    _draw_legend(figure, measured)
    draw_sizes(figure, measured)
    walked = walker(measured)
    if walked:
        draw_path(figure, walked)
    draw_ram(figure, measured, alone=walked is None)
    return figure


def walker(rows: Iterable[Row]) -> Row | None:
    """Whose way through the compression steps is drawn: the chosen variant's, or the longest."""
    able = [row for row in rows if len(known(row.path)) > 1]
    return max(able, key=lambda row: (row.chosen, len(known(row.path))), default=None)


def describe(rows: Sequence[Row]) -> str:
    """What the picture shows, in words, for those who do not see it."""
    parts = ["Every variant by the size of its model and its accuracy on held-out clips."]
    parts += [_describe_row(row, row.accuracy) for row in rows if row.accuracy is not None]
    boards = load_boards().values()
    for budget in model_budgets(rows, boards):
        parts.append(f"Room on {budget.text}.")
    walked = walker(rows)
    if walked:
        steps = (
            f"{step_text(point)} {size_text(point.size_bytes)}, {100 * (point.accuracy or 0):.1f} %"
            for point in known(walked.path)
        )
        parts.append(f"Steps of {walked.name}: {'; '.join(steps)}.")
    return " ".join(parts)


def _describe_row(row: Row, accuracy: float) -> str:
    low, high = row.accuracy_interval or (accuracy, accuracy)
    marks = (("chosen", row.chosen), ("Pareto front", row.pareto))
    marked = ", ".join(text for text, holds in marks if holds)
    return (
        f"{row.name}{f' ({marked})' if marked else ''}: {size_text(row.encoded_bytes)}, "
        f"{100 * accuracy:.1f} % ({100 * low:.1f} to {100 * high:.1f})"
        + (f", {size_text(row.ram_bytes)} of RAM." if row.ram_bytes else ".")
    )


def _draw_legend(figure: Figure, rows: Sequence[Row]) -> None:
    """What the marks mean, of those that are there."""
    kinds = (
        ("chosen", True, True, any(row.chosen for row in rows)),
        ("best of its size", False, True, any(row.pareto and not row.chosen for row in rows)),
        ("beaten", False, False, any(not row.pareto and not row.chosen for row in rows)),
    )
    marks = {name: marker_for(chosen, pareto) for name, chosen, pareto, there in kinds if there}
    marks["Pareto front"] = Line2D([], [], color=BLUE, linewidth=1.4)
    marks["95 % interval"] = Line2D([], [], color=GREY, linewidth=1.1, marker="|", markersize=7)
    marks["a board’s room"] = Line2D([], [], color=COLOUR, linewidth=1.1, linestyle=DASHES)
    figure.legend(
        list(marks.values()),
        list(marks),
        loc="upper left",
        bbox_to_anchor=(0.065, 0.958),
        ncols=len(marks),
        frameon=False,
        fontsize=9,
        labelcolor=INK,
        columnspacing=1.3,
        handletextpad=0.5,
        borderpad=0.2,
    )
