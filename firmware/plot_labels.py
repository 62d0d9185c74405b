"""Labels beside points, placed so that they hide neither each other nor a point."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

DISTANCES_POINTS = (8.0, 14.0, 22.0, 32.0, 44.0, 58.0, 74.0)
# The places that read best come first: right, left, then above and below.
DIRECTIONS_DEGREES = (0, 180, 45, 315, 135, 225, 90, 270, 20, 340, 160, 200, 65, 295, 115, 245)
POINT_HALF_WIDTH_POINTS = 6.0
LINE_HALF_WIDTH_POINTS = 2.0
MARGIN_POINTS = 1.5
# A farther place costs as much as so much of the label's own area being hidden, per point.
COST_OF_DISTANCE = 0.004
COST_OF_LEAVING = 100.0
LEADER_FROM_POINTS = 16.0


@dataclass(frozen=True)
class Label:
    """A text that belongs to a point, in data coordinates."""

    text: str
    x: float
    y: float
    bold: bool = False


def around_point(axes: Any, x: float, y: float) -> Bbox:
    """The place on the canvas that a marker takes."""
    return _grown(axes, [(x, y)], POINT_HALF_WIDTH_POINTS)


def along_line(axes: Any, points: Sequence[tuple[float, float]]) -> list[Bbox]:
    """The places that a line through points takes, cut into short pieces."""
    pieces = []
    for start, end in itertools.pairwise(points):
        (x0, y0), (x1, y1) = axes.transData.transform([start, end])
        count = max(1, math.ceil(math.hypot(x1 - x0, y1 - y0) / 12))
        for piece in range(count):
            shares = piece / count, (piece + 1) / count
            ends = [(x0 + (x1 - x0) * share, y0 + (y1 - y0) * share) for share in shares]
            pieces.append(_box(ends, LINE_HALF_WIDTH_POINTS * axes.figure.dpi / 72))
    return pieces


def extent(axes: Any, text: Annotation) -> Bbox:
    """The place on the canvas that the letters of an annotation take, its leader line left out."""
    renderer = FigureCanvasAgg(axes.figure).get_renderer()
    text.update_positions(renderer)
    box: Bbox = Text.get_window_extent(text, renderer)
    return box


def hidden_by(box: Bbox, taken: Iterable[Bbox]) -> float:
    """How much of the boxes `taken` a box would cover, in square pixels or points."""
    return sum(_overlap(box, other) for other in taken)


def place_labels(
    axes: Any, labels: Iterable[Label], taken: Iterable[Bbox], size_points: float, colour: str
) -> list[Bbox]:
    """Write each label at the nearest place that is free, with a thin line where that is far.

    The limits of the axes must be final.

    Args:
        taken: What is not to be covered, in pixels of the canvas.

    Returns:
        Where the labels are, in pixels of the canvas.
    """
    occupied, placed = list(taken), []
    for label in labels:
        text = axes.annotate(
            label.text,
            (label.x, label.y),
            xytext=(0, 0),
            textcoords="offset points",
            fontsize=size_points,
            fontweight="bold" if label.bold else "normal",
            color=colour,
            linespacing=1.1,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.6, "alpha": 0.6},
        )
        pixels = axes.figure.dpi / 72
        box = extent(axes, text)
        size = box.width / pixels, box.height / pixels
        centre = axes.transData.transform((label.x, label.y)) / pixels
        taken_points = [Bbox(other.get_points() / pixels) for other in occupied]
        frame = Bbox(axes.bbox.get_points() / pixels)
        distance, corner = _best_corner(centre, size, taken_points, frame)
        text.set_position((corner[0] - centre[0], corner[1] - centre[1]))
        text.set_horizontalalignment("left")
        text.set_verticalalignment("bottom")
        if distance < LEADER_FROM_POINTS:
            text.arrow_patch.set_visible(False)
        left, bottom = corner[0] * pixels, corner[1] * pixels
        placed.append(Bbox.from_bounds(left, bottom, size[0] * pixels, size[1] * pixels))
        occupied.append(placed[-1])
    return placed


def _best_corner(
    centre: Any, size: tuple[float, float], taken: Sequence[Bbox], frame: Bbox
) -> tuple[float, tuple[float, float]]:
    """How far away the cheapest place is and its lower left corner, all in points."""
    best = (math.inf, 0.0, (0.0, 0.0))
    for distance in DISTANCES_POINTS:
        for degrees in DIRECTIONS_DEGREES:
            along = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
            # The label's side or corner that faces the point is `distance` away from it.
            middle = [
                centre[axis] + along[axis] * distance + _side(along[axis]) * size[axis] / 2
                for axis in (0, 1)
            ]
            corner = middle[0] - size[0] / 2, middle[1] - size[1] / 2
            box = Bbox.from_bounds(*corner, *size).padded(MARGIN_POINTS)
            hidden = hidden_by(box, taken) / (size[0] * size[1])
            outside = 1 - _overlap(box, frame) / (box.width * box.height)
            cost = hidden + COST_OF_LEAVING * outside + COST_OF_DISTANCE * distance
            if cost < best[0] - 1e-9:
                best = (cost, distance, corner)
    return best[1], best[2]


def _side(part: float) -> int:
    return 0 if abs(part) < 0.4 else 1 if part > 0 else -1


def _overlap(one: Bbox, other: Bbox) -> float:
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return width * height if width > 0 and height > 0 else 0.0


def _grown(axes: Any, points: Sequence[tuple[float, float]], half_points: float) -> Bbox:
    return _box(axes.transData.transform(points).tolist(), half_points * axes.figure.dpi / 72)


def _box(points: Sequence[Sequence[float]], half: float) -> Bbox:
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    return Bbox([[min(xs) - half, min(ys) - half], [max(xs) + half, max(ys) + half]])
