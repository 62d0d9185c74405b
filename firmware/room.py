"""What boards have room for, as numbers and as text; for pictures and for windows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from compress.tradeoffs import Row
from firmware.boards import Board
from firmware.build_small import is_small

KIB = 1024


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


def size_text(count: float) -> str:
    """Bytes as kB or MB of 1024, with a decimal where it says something."""
    if count >= KIB * KIB:
        return f"{count / KIB / KIB:.1f} MB"
    return f"{count / KIB:.0f} kB" if count >= 100 * KIB else f"{count / KIB:.1f} kB"


def tick_text(count: int) -> str:
    """Bytes that are a power of two, as short as an axis wants them."""
    return f"{count // KIB} kB" if count < KIB * KIB else f"{count // KIB // KIB} MB"


def _shared(rooms: Iterable[tuple[Board, int]]) -> list[Budget]:
    """Chips that have the same room share a line; a chip without room for anything has none, nor
    has one that takes small models of its own and never these."""
    by_room: dict[int, list[str]] = {}
    for board, room in rooms:
        if board.kind == "chip" and room > 0 and not is_small(board):
            by_room.setdefault(room, []).append(board.name)
    return [Budget(tuple(names), room) for room, names in sorted(by_room.items())]
