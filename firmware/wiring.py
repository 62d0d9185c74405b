"""How a microphone is wired to a board: as connections, and as a picture of both.

The picture is SVG of the simple kind that every viewer draws. Each wire has a colour, a dash
pattern and the names of both its ends, so that nobody needs to tell colours apart.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

from firmware.boards import Board, Microphone

PURPOSES = {
    "clock": "the bit clock",
    "word_select": "which channel is sent",
    "data": "the sound",
    "signal": "the sound",
    "power": "the power",
}
GROUND = "the ground"
POWER = "the power"
PIN_STEP, PIN_SIZE = 24, 12
BOARD_WIDTH, MODULE_WIDTH, GAP = 230, 200, 210
TOP, EDGE = 64, 24
LETTER, LETTER_WIDTH = 13, 9
LINE_CHARACTERS = 14


@dataclass(frozen=True)
class Connection:
    """One wire.

    Attributes:
        microphone_pin: As the microphone's module prints it.
        board_pin: As the board prints it.
        purpose: What goes through it, e.g. "the sound".
    """

    microphone_pin: str
    board_pin: str
    purpose: str

    def __str__(self) -> str:
        ends = f"{self.microphone_pin} of the microphone to {self.board_pin} of the board"
        return f"{ends}: {self.purpose}."


@dataclass(frozen=True)
class PictureColours:
    """Colours as #rrggbb; wires take theirs in turn."""

    paper: str = "#ffffff"
    ink: str = "#1b1f24"
    line: str = "#7d8793"
    body: str = "#e7ebf0"
    wires: tuple[str, ...] = ("#b3261e", "#1b1f24", "#1a5fb4", "#176f2c", "#8a2a8a", "#8a5300")


DASHES = ("", "10 4", "2 4", "14 4 2 4", "6 6", "18 4")


def connections(board: Board, microphone: Microphone) -> tuple[Connection, ...]:
    """The wires to make; none for a microphone that is on the board."""
    if microphone.built_in:
        return ()
    printed = dict(microphone.signals)
    supply = [
        Connection(pin, end, GROUND if end == "GND" else POWER) for pin, end in microphone.supply
    ]
    signals = [
        Connection(printed[use], str(pin), PURPOSES.get(use, use)) for use, pin in microphone.pins
    ]
    return (*supply, *signals)


def in_words(board: Board, microphone: Microphone) -> str:
    """The wiring as sentences, for those who do not see the picture."""
    wires = connections(board, microphone)
    if not wires:
        return f"{microphone.title}: there is nothing to wire."
    return " ".join([f"{microphone.title} takes {len(wires)} wires.", *map(str, wires)])


def wiring_svg(
    board: Board,
    microphone: Microphone,
    colours: PictureColours = PictureColours(),
    say: Callable[[str], str] = str,
) -> str:
    """The picture: the board with its pins at the right, the microphone at the left.

    Args:
        board: A board with a header.
        microphone: One of its microphones.
        colours: To suit what is around the picture.
        say: Puts an English text into the reader's language.
    """
    return _Picture(board, microphone, colours, say).svg()


class _Picture:
    """Collects the parts of one picture; lengths are in units of the view box."""

    def __init__(
        self,
        board: Board,
        microphone: Microphone,
        colours: PictureColours,
        say: Callable[[str], str],
    ) -> None:
        self._board, self._microphone, self._colours = board, microphone, colours
        self._title, self._module = say(board.title), say(microphone.title)
        self._told = say(in_words(board, microphone))
        self._wires = connections(board, microphone)
        self._parts: list[str] = []
        rows = max(len(board.header_left), len(board.header_right), len(self._wires) + 2)
        self._board_height = rows * PIN_STEP + 2 * EDGE
        self._board_left = EDGE + (MODULE_WIDTH + GAP if self._wires else 0)
        self.width = (
            self._board_left
            + EDGE
            + max(BOARD_WIDTH + (PIN_STEP if self._wires else 0), LETTER_WIDTH * len(self._title))
        )
        self.height = TOP + self._board_height + 2 * EDGE

    def svg(self) -> str:
        ends = self._draw_board()
        if self._wires:
            self._draw_module(ends)
        else:
            self._draw_soldered()
        title = f"{self._module}: {self._title}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
            f'viewBox="0 0 {self.width} {self.height}" '
            f'font-family="sans-serif" font-size="{LETTER}">'
            f"<title>{html.escape(title)}</title><desc>{html.escape(self._told)}</desc>"
            f'<rect width="{self.width}" height="{self.height}" fill="{self._colours.paper}"/>'
            f"{''.join(self._parts)}</svg>"
        )

    def _draw_board(self) -> list[tuple[str, float, float, bool]]:
        """The board; each pin's print, place and whether it is at the left edge."""
        left, right = self._board_left, self._board_left + BOARD_WIDTH
        self._box(left, TOP, BOARD_WIDTH, self._board_height)
        self._text(left, TOP - 20, self._title, bold=True)
        at_top = self._board.usb_at == "top"
        y: float = TOP - 8 if at_top else TOP + self._board_height - 14
        middle = left + BOARD_WIDTH / 2
        self._box(middle - 30, y, 60, 22, self._colours.paper)
        self._text(middle, y + 16, "USB", "middle")
        ends: list[tuple[str, float, float, bool]] = []
        for pins, x, is_left in (
            (self._board.header_left, left + PIN_SIZE, True),
            (self._board.header_right, right - PIN_SIZE, False),
        ):
            for number, pin in enumerate(pins):
                y = TOP + EDGE + (number + 0.5) * PIN_STEP
                self._dot(x, y)
                side = 14 if is_left else -14
                self._text(x + side, y + 5, pin, "start" if is_left else "end")
                ends.append((pin, x, y, is_left))
        return ends

    def _draw_module(self, ends: list[tuple[str, float, float, bool]]) -> None:
        """The microphone and its wires; of several equal pins each wire takes its own if it can."""
        height = len(self._wires) * PIN_STEP * 1.5 + 2 * EDGE
        top = TOP + max(0.0, (self._board_height - height) / 2)
        self._box(EDGE, top, MODULE_WIDTH, height)
        self._text(EDGE, top - 12, self._module, bold=True)
        # The hole that sound enters through.
        self._parts.append(
            f'<circle cx="{EDGE + 44}" cy="{top + height / 2}" r="16" '
            f'fill="{self._colours.paper}" stroke="{self._colours.line}" stroke-width="2"/>'
        )
        free = list(ends)
        starts = [top + EDGE + (i + 0.5) * PIN_STEP * 1.5 for i in range(len(self._wires))]
        targets = [self._take(wire.board_pin, free) for wire in self._wires]
        # From top to bottom on both sides, so that wires cross as little as they can.
        order = sorted(range(len(targets)), key=lambda i: (not targets[i][2], targets[i][1]))
        lanes = self._lanes([targets[index] for index in order], starts)
        for place, index in enumerate(order):
            self._wire(index, starts[place], targets[index], lanes[place])

    def _lanes(self, targets: list[tuple[float, float, bool]], starts: list[float]) -> list[int]:
        """Where each wire turns, from the left: so that wires that go down do not cross either."""
        down = [
            not is_left or y > start for (_, y, is_left), start in zip(targets, starts, strict=True)
        ]
        first = down.index(True) if True in down else len(down)
        return [*range(first), *reversed(range(first, len(down)))]

    def _take(
        self, pin: str, free: list[tuple[str, float, float, bool]]
    ) -> tuple[float, float, bool]:
        found = [end for end in free if end[0] == pin]
        # Pins of the near side first; when all are taken, wires share the last.
        end = min(found, key=lambda each: (not each[3], each[2] if each[3] else -each[2]))
        if len(found) > 1:
            free.remove(end)
        return end[1], end[2], end[3]

    def _wire(self, index: int, y: float, end: tuple[float, float, bool], lane_number: int) -> None:
        wire = self._wires[index]
        colour = self._colours.wires[index % len(self._colours.wires)]
        dash = DASHES[index % len(DASHES)]
        start_x = EDGE + MODULE_WIDTH - PIN_SIZE
        lane = EDGE + MODULE_WIDTH + 74 + lane_number * (GAP - 90) / len(self._wires)
        x, end_y, is_left = end
        if is_left:
            path = f"M {start_x} {y} H {lane} V {end_y} H {x}"
        else:
            # Around the board's lower edge to the pins of its far side.
            below = TOP + self._board_height + 10 + 3 * lane_number
            far = self._board_left + BOARD_WIDTH + 10 + 3 * lane_number
            path = f"M {start_x} {y} H {lane} V {below} H {far} V {end_y} H {x}"
        pattern = f' stroke-dasharray="{dash}"' if dash else ""
        self._parts.append(
            f'<path d="{path}" fill="none" stroke="{self._colours.paper}" stroke-width="7"/>'
            f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="3"{pattern}/>'
        )
        self._dot(start_x, y, colour)
        self._dot(x, end_y, colour)
        self._text(start_x - 14, y + 5, wire.microphone_pin, "end")
        self._text(start_x + 18, y - 5, f"→ {wire.board_pin}", colour=colour, bold=True)

    def _draw_soldered(self) -> None:
        """A microphone that is on the board already."""
        x, y = self._board_left + BOARD_WIDTH / 2, TOP + self._board_height / 2
        self._parts.append(
            f'<circle cx="{x}" cy="{y}" r="16" fill="{self._colours.paper}" '
            f'stroke="{self._colours.wires[0]}" stroke-width="4"/>'
        )
        for number, line in enumerate(textwrap.wrap(self._module, LINE_CHARACTERS)):
            self._text(x, y + 36 + 17 * number, line, "middle")

    def _box(self, x: float, y: float, width: float, height: float, fill: str = "") -> None:
        self._parts.append(
            f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="8" '
            f'fill="{fill or self._colours.body}" stroke="{self._colours.line}" stroke-width="2"/>'
        )

    def _dot(self, x: float, y: float, colour: str = "") -> None:
        self._parts.append(
            f'<circle cx="{x}" cy="{y}" r="{PIN_SIZE / 2 - 1}" '
            f'fill="{colour or self._colours.paper}" stroke="{self._colours.ink}"/>'
        )

    def _text(
        self,
        x: float,
        y: float,
        text: str,
        anchor: str = "start",
        bold: bool = False,
        colour: str = "",
    ) -> None:
        weight = ' font-weight="bold"' if bold else ""
        self._parts.append(
            f'<text x="{x}" y="{y}" text-anchor="{anchor}"{weight} '
            f'fill="{colour or self._colours.ink}">{html.escape(text)}</text>'
        )
