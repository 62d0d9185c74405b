"""The three panels of the trade-off picture."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox

from compress.tradeoffs import Row, Waypoint
from firmware.boards import load_boards
from firmware.pictures import BLUE, GREY, INK, ORANGE, plain_axes
from firmware.plot_budgets import draw_budgets
from firmware.plot_labels import Label, along_line, around_point, place_labels
from firmware.room import model_budgets, program_bytes, ram_budgets, size_text, tick_text

# Left, bottom, width, height of each panel as shares of the figure.
SIZE_PANEL = (0.075, 0.50, 0.905, 0.395)
PATH_PANEL = (0.075, 0.075, 0.42, 0.31)
RAM_PANEL = (0.575, 0.075, 0.405, 0.31)
WHOLE_WIDTH = (0.075, 0.075, 0.905, 0.31)
FAR_SHARE, GAP_SHARE = 0.2, 0.025
# With more variants than this the sizes are left to the axis.
MOST_DETAILED = 8


def marker_for(chosen: bool, pareto: bool) -> Line2D:
    """A point of its kind: a diamond, a full circle or a hollow one."""
    colour = ORANGE if chosen else BLUE if pareto else GREY
    return Line2D(
        [],
        [],
        linestyle="none",
        marker="D" if chosen else "o",
        markersize=9 if chosen else 7.5,
        color=colour,
        markerfacecolor=colour if chosen or pareto else "white",
        markeredgewidth=1.5,
        zorder=3,
    )


def draw_sizes(figure: Figure, rows: Sequence[Row]) -> None:
    """Every variant by its size; boards with far more room stand behind a break of the axis."""
    budgets = model_budgets(rows, load_boards().values())
    near_end = max(row.encoded_bytes for row in rows) * 1.5
    near = [budget for budget in budgets if budget.room_bytes <= near_end * 1.5]
    far = [budget for budget in budgets if budget not in near]
    left, bottom, width, height = SIZE_PANEL
    share = 1 - FAR_SHARE - GAP_SHARE if far else 1.0
    axes = figure.add_axes((left, bottom, width * share, height))
    sizes = [row.encoded_bytes for row in rows] + [budget.room_bytes for budget in near]
    _set_size_axis(axes, min(sizes) / 1.5, max(sizes) * 1.4)
    _set_accuracy_axis(axes, rows)
    axes.set_title("The model on the chip", loc="left", fontsize=11, color=INK)
    beside = size_text(program_bytes(rows)) if budgets else ""
    axes.set_xlabel(
        "bytes of the model, logarithmic"
        + (f"; a board’s room is its flash less {beside} for the program" if beside else ""),
        fontsize=9.5,
    )
    axes.set_ylabel("accuracy on held-out clips (%)", fontsize=9.5)
    places = [float(row.encoded_bytes) for row in rows]
    taken = _draw_front(axes, rows) + _draw_points(axes, rows, places)
    detailed = len(rows) <= MOST_DETAILED
    _name_points(axes, rows, places, draw_budgets(axes, near, taken), detailed)
    if far:
        side = figure.add_axes(
            (left + width * (1 - FAR_SHARE), bottom, width * FAR_SHARE, height), sharey=axes
        )
        rooms = [budget.room_bytes for budget in far]
        _set_size_axis(side, min(rooms) / 1.7, max(rooms) * 1.4)
        _draw_break(axes, side)
        draw_budgets(side, far, [])


def _draw_front(axes: Any, rows: Sequence[Row]) -> list[Bbox]:
    """A staircase: the best accuracy that is to be had up to each size."""
    front = sorted((r.encoded_bytes, 100 * (r.accuracy or 0)) for r in rows if r.pareto)
    if not front:
        return []
    corners = [(float(front[0][0]), front[0][1])]
    for size, accuracy in front[1:]:
        corners += [(float(size), corners[-1][1]), (float(size), accuracy)]
    corners.append((axes.get_xlim()[1], corners[-1][1]))
    axes.plot(*zip(*corners, strict=True), color=BLUE, linewidth=1.4, zorder=1)
    return along_line(axes, corners)


def _draw_points(axes: Any, rows: Sequence[Row], places: Sequence[float]) -> list[Bbox]:
    """Each variant with its interval; `places` are along the x axis."""
    taken = []
    for row, place in zip(rows, places, strict=True):
        accuracy = 100 * (row.accuracy or 0)
        marker = marker_for(row.chosen, row.pareto)
        marker.set_data([place], [accuracy])
        if row.accuracy_interval:
            low, high = (100 * bound for bound in row.accuracy_interval)
            axes.errorbar(
                [place],
                [accuracy],
                yerr=[[max(0.0, accuracy - low)], [max(0.0, high - accuracy)]],
                color=marker.get_color(),
                linewidth=1.1,
                capsize=3,
                zorder=2,
            )
            taken += along_line(axes, [(place, low), (place, high)])
        axes.add_line(marker)
        taken.append(around_point(axes, place, accuracy))
    return taken


def _name_points(
    axes: Any, rows: Sequence[Row], places: Sequence[float], taken: Sequence[Bbox], detailed: bool
) -> None:
    labels = []
    for row, place in zip(rows, places, strict=True):
        accuracy = 100 * (row.accuracy or 0)
        text = f"{row.name} (chosen)" if row.chosen else row.name
        text += f"\n{accuracy:.1f} %, {size_text(place)}" if detailed else ""
        labels.append(Label(text, place, accuracy, bold=row.chosen))
    place_labels(axes, labels, taken, 8.5, INK)


def draw_path(figure: Figure, row: Row) -> None:
    """How size and accuracy of one variant changed with each step that measured both."""
    points = known(row.path)
    axes = figure.add_axes(PATH_PANEL)
    sizes = [point.size_bytes for point in points]
    shares = [100 * (point.accuracy or 0) for point in points]
    _set_size_axis(axes, min(sizes) / 1.6, max(sizes) * 1.6)
    margin = max(3.0, 0.4 * (max(shares) - min(shares)))
    axes.set_ylim(min(shares) - margin, max(shares) + margin)
    plain_axes(axes)
    axes.set_title(f"The steps of {row.name}", loc="left", fontsize=11, color=INK)
    axes.set_xlabel("bytes after each step, logarithmic", fontsize=9.5)
    axes.set_ylabel("accuracy on validation clips (%)", fontsize=9.5)
    corners = list(zip((float(size) for size in sizes), shares, strict=True))
    for start, end in itertools.pairwise(corners):
        if start == end:
            continue
        axes.annotate(
            "",
            end,
            start,
            arrowprops={"arrowstyle": "-|>", "color": ORANGE, "linewidth": 1.3, "shrinkB": 4},
        )
    axes.plot(sizes, shares, "s", color=ORANGE, markersize=6, markerfacecolor="white", zorder=3)
    taken = [around_point(axes, *corner) for corner in corners] + along_line(axes, corners)
    place_labels(axes, _path_labels(points), taken, 8.5, INK)


def _path_labels(points: Sequence[Waypoint]) -> list[Label]:
    """Steps that moved nothing share a label with the one before."""
    labels: list[Label] = []
    for number, point in enumerate(points):
        name = f"{number} {step_text(point)}"
        place = float(point.size_bytes), 100 * (point.accuracy or 0)
        if labels and (labels[-1].x, labels[-1].y) == place:
            head, _, tail = labels[-1].text.rpartition("\n")
            labels[-1] = Label(f"{head}\n{name}\n{tail}", *place)
        else:
            labels.append(Label(f"{name}\n{size_text(point.size_bytes)}", *place))
    return labels


def draw_ram(figure: Figure, rows: Sequence[Row], alone: bool) -> None:
    """The variants whose firmware was built, by its RAM; nothing when none was."""
    built = [row for row in rows if row.ram_bytes]
    if not built:
        return
    budgets = ram_budgets(load_boards().values())
    axes = figure.add_axes(WHOLE_WIDTH if alone else RAM_PANEL)
    places = [float(row.ram_bytes or 0) for row in built]
    reach = [*places, *(float(budget.room_bytes) for budget in budgets)]
    _set_size_axis(axes, min(reach) / 1.7, max(reach) * 1.5)
    _set_accuracy_axis(axes, built)
    axes.set_title("RAM of the whole firmware", loc="left", fontsize=11, color=INK)
    axes.set_xlabel("bytes of RAM, logarithmic", fontsize=9.5)
    axes.set_ylabel("accuracy on held-out clips (%)", fontsize=9.5)
    taken = draw_budgets(axes, budgets, _draw_points(axes, built, places))
    named = [row for row in built if row.chosen or row.pareto] or built
    rams = [float(row.ram_bytes or 0) for row in named]
    _name_points(axes, named, rams, taken, detailed=len(named) <= MOST_DETAILED // 2)


def _draw_break(near: Any, far: Any) -> None:
    """Two strokes on the axis where sizes without any variant are left out."""
    plain_axes(far)
    far.spines["left"].set_visible(False)
    far.tick_params(left=False, labelleft=False)
    marks = {"marker": [(-1, -2), (1, 2)], "markersize": 9, "linestyle": "none", "color": INK}
    near.plot([1], [0], transform=near.transAxes, clip_on=False, **marks)
    far.plot([0], [0], transform=far.transAxes, clip_on=False, **marks)


def _set_size_axis(axes: Any, low: float, high: float) -> None:
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    step = 2 if math.log2(high / low) < 7 else 4
    powers = range(math.ceil(math.log(low, step)), math.floor(math.log(high, step)) + 1)
    ticks = [step**power for power in powers]
    axes.set_xticks(ticks, [tick_text(tick) for tick in ticks])
    axes.minorticks_off()


def _set_accuracy_axis(axes: Any, rows: Sequence[Row]) -> None:
    plain_axes(axes)
    bounds = [row.accuracy_interval or (row.accuracy or 0, 1.0) for row in rows]
    lowest = 100 * min(low for low, _ in bounds)
    bottom = max(0.0, min(90.0, 5 * math.floor((lowest - 1) / 5)))
    axes.set_ylim(bottom, 101)
    axes.set_yticks(range(int(bottom), 101, 5 if bottom >= 60 else 10))


def known(path: Sequence[Waypoint]) -> list[Waypoint]:
    """The points of a path that have an accuracy."""
    return [point for point in path if point.accuracy is not None]


def step_text(point: Waypoint) -> str:
    """A step's name as words."""
    return point.step.replace("_", " ")
