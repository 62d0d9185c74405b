"""Lines in a picture that show what boards have room for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.transforms import Bbox

from firmware.plot_labels import along_line, extent, hidden_by
from firmware.room import Budget

COLOUR = "#4d545c"
DASHES = (0, (5, 4))
GAP_POINTS = 3.0
# Shares of the height where a name may start, and the side of the line that it stands on.
PLACES = tuple((share, side) for share in (0.03, 0.5, 0.25) for side in ("right", "left"))


def draw_budgets(axes: Any, budgets: Sequence[Budget], taken: Sequence[Bbox]) -> list[Bbox]:
    """A dashed line where each board's room ends, with its name along it where that hides least.

    Returns:
        What is taken now, in pixels of the canvas.
    """
    bottom, top = axes.get_ylim()
    lines: list[Bbox] = []
    for budget in budgets:
        axes.axvline(budget.room_bytes, color=COLOUR, linestyle=DASHES, linewidth=1.1, zorder=0)
        lines += along_line(axes, [(budget.room_bytes, bottom), (budget.room_bytes, top)])
    occupied = [*taken, *lines]
    for budget in budgets:
        text = axes.annotate(
            budget.text,
            (budget.room_bytes, bottom),
            xytext=(0, 0),
            textcoords="offset points",
            rotation=90,
            va="bottom",
            fontsize=8,
            color=COLOUR,
            # White behind the letters, so that no grid line runs through them.
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
            zorder=1,
        )
        hidden = []
        for place in PLACES:
            _move(text, place, bottom, top)
            box = extent(axes, text)
            leaving = box.height - hidden_by(box, [axes.bbox]) / max(1.0, box.width)
            hidden.append(hidden_by(box, occupied) + 1000 * max(0.0, leaving - 1))
        _move(text, PLACES[hidden.index(min(hidden))], bottom, top)
        occupied.append(extent(axes, text))
    return occupied


def _move(text: Any, place: tuple[float, str], bottom: float, top: float) -> None:
    share, side = place
    text.xy = (text.xy[0], bottom + share * (top - bottom))
    text.set_position((-GAP_POINTS if side == "right" else GAP_POINTS, 0))
    text.set_horizontalalignment(side)
