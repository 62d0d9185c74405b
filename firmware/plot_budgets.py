"""What boards have room for, and the lines that show it in a picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.transforms import Bbox

from compress.tradeoffs import Row
from firmware.boards import Board
from firmware.pictures import size_text
from firmware.plot_labels import along_line, extent, hidden_by

COLOUR = "#4d545c"
DASHES = (0, (5, 4))
GAP_POINTS = 3.0
# Shares of the height where a name may start, and the side of the line that it stands on.
PLACES = tuple((share, side) for share in (0.03, 0.5, 0.25) for side in ("right", "left"))


@dataclass(frozen=True)
class Budget:
    """What boards of one size have room for."""

    names: tuple[str, ...]
    room_bytes: int

    @property
    def text(self) -> str:
        """The boards and their room, as a person reads them."""
        return f"{', '.join(self.names)}: {size_text(self.room_bytes)}"


def program_bytes(rows: Iterable[Row]) -> int:
    """What the firmware takes beside its model: the most of all variants; 0 while unmeasured."""
    return max((row.flash_bytes - row.encoded_bytes for row in rows if row.flash_bytes), default=0)


def model_budgets(rows: Iterable[Row], boards: Iterable[Board]) -> list[Budget]:
    """The room for a model in each chip's flash beside the rest of the firmware."""
    program = program_bytes(rows)
    return _shared((board, board.app_flash_bytes - program) for board in boards if program)


def ram_budgets(boards: Iterable[Board]) -> list[Budget]:
    """The RAM that each chip leaves to a firmware."""
    return _shared((board, board.app_ram_bytes) for board in boards)


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


def _shared(rooms: Iterable[tuple[Board, int]]) -> list[Budget]:
    """Chips that have the same room share a line; a chip without room for anything has none."""
    by_room: dict[int, list[str]] = {}
    for board, room in rooms:
        if board.kind == "chip" and room > 0:
            by_room.setdefault(room, []).append(board.name)
    return [Budget(tuple(names), room) for room, names in sorted(by_room.items())]
