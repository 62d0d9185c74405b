"""The trade-off plot: every variant by the bytes of its model and its accuracy."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby

import pyqtgraph
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from compress.tradeoffs import Row, Waypoint
from firmware.room import Budget, size_text, tick_text
from gui import theme
from gui.announce import announce
from gui.widgets.plot import Plot, pen, text_at
from gui.widgets.row_words import RowWords, step_name

TOP_PERCENT = 103.0
# Boards with far more room than the largest model takes are named below the plot instead.
NEAR = 2.2
ROOM = 1.25
MOST_TICKS = 10
FRONT_PEN, PATH_PEN = 0, 1
LARGE, MIDDLE, SMALL = 18, 14, 9
ABOVE_TEXT, BELOW_TEXT = 10, -1


class TradeoffPlot(Plot):
    """Points are selected by click or with the arrow keys; Enter takes the selected one.

    A diamond is the chosen variant, a full circle the best of its size, a hollow one is beaten by
    another; a ring is around the selected one, whose way through its steps is drawn as squares.
    """

    selected = Signal(str)  # the name of the variant that was selected here
    wanted = Signal(str)  # the one that shall be used

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._rows: tuple[Row, ...] = ()
        self._at: Row | None = None
        self.name_axes(self.tr("bytes of the model, logarithmic"), self.tr("clips understood (%)"))

    def show_rows(
        self,
        rows: Sequence[Row],
        selected: Row | None,
        budgets: Sequence[Budget],
        words: RowWords,
    ) -> None:
        """Draw other rows, with room of boards in bytes."""
        self._rows = tuple(row for row in rows if row.accuracy is not None)
        self._at, self._words = selected, words
        item = self.getPlotItem()
        item.clear()
        if not self._rows:
            self.say(self.tr("There is no model yet."))
            return
        near = [each for each in budgets if each.room_bytes <= NEAR * self._largest()]
        self._set_axes(near)
        self._draw_budgets(near)
        self._draw_front()
        self._draw_path()
        self._draw_points()
        self._name_points()
        self.say(self._description(budgets))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right go by size, Up and Down by accuracy, Home and End to the ends."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at is not None:
            self.wanted.emit(self._at.name)
            return
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Down: -1,
            Qt.Key.Key_Up: 1,
            Qt.Key.Key_Home: -len(self._rows),
            Qt.Key.Key_End: len(self._rows),
        }
        if key not in steps or not self._rows:
            super().keyPressEvent(event)
            return
        order = list(self._rows)
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            order.sort(key=lambda row: (row.accuracy or 0.0, -row.encoded_bytes))
        names = [row.name for row in order]
        now = names.index(self._at.name) if self._at and self._at.name in names else 0
        self._select(order[max(0, min(len(order) - 1, now + steps[key]))])

    def place(self, row: Row) -> tuple[float, float]:
        """Where a variant stands: the logarithm of its bytes, and its accuracy in percent."""
        return math.log10(row.encoded_bytes), 100 * (row.accuracy or 0.0)

    def _select(self, row: Row) -> None:
        announce(self, self._words.sentence(row))
        self.selected.emit(row.name)

    def _clicked(self, scatter: object, points: Sequence[pyqtgraph.SpotItem]) -> None:
        """A click on points that coincide goes from one to the next."""
        rows = [point.data() for point in points]
        names = [row.name for row in rows]
        now = names.index(self._at.name) if self._at and self._at.name in names else -1
        self._select(rows[(now + 1) % len(rows)])

    def _tip(self, x: float, y: float, data: Row) -> str:
        here = [row for row in self._rows if self.place(row) == self.place(data)]
        return "\n".join(self._words.sentence(row) for row in here)

    def _walked(self) -> list[Waypoint]:
        """The steps of the selected variant whose accuracy is known."""
        path = self._at.path if self._at else ()
        return [point for point in path if point.accuracy is not None]

    def _largest(self) -> int:
        path = [point.size_bytes for point in self._walked()]
        return max([row.encoded_bytes for row in self._rows] + path)

    def _set_axes(self, budgets: Sequence[Budget]) -> None:
        sizes = [row.encoded_bytes for row in self._rows]
        sizes += [budget.room_bytes for budget in budgets]
        sizes += [point.size_bytes for point in self._walked()]
        low, high = math.log10(min(sizes) / ROOM), math.log10(max(sizes) * ROOM)
        self.setXRange(low, high, padding=0)
        ticks = [2**power for power in range(6, 26) if low <= math.log10(2**power) <= high]
        ticks += [3 * 2**power for power in range(6, 24) if low <= math.log10(3 * 2**power) <= high]
        marks = [(math.log10(tick), tick_text(tick)) for tick in ticks if tick % 1024 == 0]
        self.getPlotItem().getAxis("bottom").setTicks([marks])
        shares = [row.accuracy_interval[0] for row in self._rows if row.accuracy_interval]
        shares += [row.accuracy or 0.0 for row in self._rows]
        shares += [point.accuracy or 0.0 for point in self._walked()]
        lowest = 100 * min(shares)
        bottom = max(0.0, min(90.0, lowest - 0.15 * (100 - lowest) - 0.5))
        self.setYRange(bottom, TOP_PERCENT, padding=0)
        step = next(each for each in (1, 2, 5, 10, 20) if (100 - bottom) / each <= MOST_TICKS)
        shown = range(step * math.ceil(bottom / step), 101, step)
        self.getPlotItem().getAxis("left").setTicks([[(each, str(each)) for each in shown]])

    def _draw_budgets(self, budgets: Sequence[Budget]) -> None:
        colours = theme.current()
        for budget in budgets:
            line = pyqtgraph.InfiniteLine(
                math.log10(budget.room_bytes),
                angle=90,
                pen=pyqtgraph.mkPen(colours.soft_text, width=1.5, style=Qt.PenStyle.DashLine),
                label=self.tr("room on {0}").format(budget.text),
                labelOpts={
                    "position": 0.06,
                    "color": colours.text,
                    "rotateAxis": (1, 0),
                    "anchors": [(0, 0), (0, 1)],
                    "fill": colours.card,
                },
            )
            self.addItem(line)

    def _draw_front(self) -> None:
        """A staircase: the best accuracy that is to be had up to each size."""
        front = [self.place(row) for row in self._rows if row.pareto]
        corners: list[tuple[float, float]] = []
        for x, y in sorted(front):
            corners += [(x, corners[-1][1])] if corners else []
            corners.append((x, y))
        corners.append((math.log10(self._largest() * ROOM), corners[-1][1]))
        xs, ys = zip(*corners, strict=True)
        self.getPlotItem().plot(xs, ys, pen=pen(FRONT_PEN, 1.5))

    def _draw_path(self) -> None:
        """The way of the selected variant; its accuracies are those on validation clips."""
        points = self._walked()
        if len(points) < 2:
            return
        colour = theme.current().series[PATH_PEN]
        xs = [math.log10(point.size_bytes) for point in points]
        ys = [100 * (point.accuracy or 0.0) for point in points]
        way = self.getPlotItem().plot(
            xs, ys, pen=pen(PATH_PEN), symbol="s", symbolSize=SMALL, symbolPen=colour,
            symbolBrush=theme.current().card,
        )  # fmt: skip
        way.setZValue(ABOVE_TEXT)
        # Numbered as the list of steps is, where the first stands for "trained".
        first = 1 + len(self._at.path if self._at else ()) - len(points)
        places = zip(xs, ys, range(first, first + len(xs)), strict=True)
        for (x, y), group in groupby(places, key=lambda each: (each[0], each[1])):
            numbers = [str(number) for _, _, number in group]
            text = "–".join(dict.fromkeys((numbers[0], numbers[-1])))
            self.addItem(text_at(text, (x, y), (0, 0)))

    def _draw_points(self) -> None:
        colours = theme.current()
        places = [self.place(row) for row in self._rows]
        xs, ys = [x for x, _ in places], [y for _, y in places]
        intervals = [row.accuracy_interval or (row.accuracy or 0.0,) * 2 for row in self._rows]
        bars = pyqtgraph.ErrorBarItem(
            x=_array(xs),
            y=_array(ys),
            top=_array([100 * high - y for (_, high), y in zip(intervals, ys, strict=True)]),
            bottom=_array([y - 100 * low for (low, _), y in zip(intervals, ys, strict=True)]),
            beam=0.008,
            pen=pyqtgraph.mkPen(colours.line, width=1.5),
        )
        bars.setZValue(BELOW_TEXT)
        self.addItem(bars)
        spots = [self._spot(row, place) for row, place in zip(self._rows, places, strict=True)]
        if self._at in self._rows and self._at is not None:
            ring = {"pos": self.place(self._at), "size": LARGE + 12, "symbol": "o", "brush": None}
            ring_pen = pyqtgraph.mkPen(colours.text, width=2.5)
            around = pyqtgraph.ScatterPlotItem([{**ring, "pen": ring_pen}])
            around.setZValue(ABOVE_TEXT)
            self.addItem(around)
        scatter = pyqtgraph.ScatterPlotItem(spots, hoverable=True, tip=self._tip)
        scatter.sigClicked.connect(self._clicked)
        scatter.setZValue(ABOVE_TEXT)
        self.addItem(scatter)

    def _spot(self, row: Row, place: tuple[float, float]) -> dict[str, object]:
        colours = theme.current()
        full = row.pareto or row.chosen
        colour = colours.series[int(row.chosen)] if full else colours.line
        return {
            "pos": place,
            "data": row,
            "symbol": "d" if row.chosen else "o",
            "size": LARGE if row.chosen else MIDDLE,
            "pen": pyqtgraph.mkPen(colour, width=2),
            "brush": pyqtgraph.mkBrush(colour if full else colours.card),
        }

    def _name_points(self) -> None:
        """Names of the variants that matter; points that coincide share a line."""
        named: dict[tuple[float, float], list[str]] = {}
        for row in self._rows:
            if row.pareto or row.chosen or (self._at and row.name == self._at.name):
                named.setdefault(self.place(row), []).append(self._words.name(row))
        (low, high), _ = self.viewRange()
        for number, (place, names) in enumerate(sorted(named.items())):
            # At the edges names stand inwards; neighbours are named above and below in turn.
            side = min(1.0, max(0.0, (place[0] - low) / (high - low)))
            text = text_at(", ".join(names), place, (side, 1.5 if number % 2 == 0 else -0.6))
            self.addItem(text)

    def _description(self, budgets: Sequence[Budget]) -> str:
        parts = [self.tr("Every model by its bytes and by the clips that it understands.")]
        parts += [self._words.sentence(row) for row in self._rows]
        parts += [self.tr("Room on {0}.").format(budget.text) for budget in budgets]
        best = [row.name for row in self._rows if row.pareto]
        parts.append(self.tr("Best of their size: {0}.").format(", ".join(best)))
        for point in self._walked():
            size, share = size_text(point.size_bytes), f"{100 * (point.accuracy or 0.0):.1f}"
            parts.append(self.tr("{0}: {1}, {2} %.").format(step_name(point.step), size, share))
        return " ".join(parts)


def _array(values: Sequence[float]) -> object:
    import numpy

    return numpy.asarray(values)
