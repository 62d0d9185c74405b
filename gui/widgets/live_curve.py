"""The live curve: how each network learns, as lines and as a table."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from compress.livecurve import LiveSeries
from gui import theme
from gui.announce import announce
from gui.pages.page import show_part, text_label
from gui.session import Session
from gui.widgets.fact_table import Cell, FactTable
from gui.widgets.flow_row import FlowRow
from gui.widgets.plot import Plot, pen, symbol

REDRAW_MS, CALM_REDRAW_MS = 300, 2000
# Marks are drawn on lines of few points only.
MOST_MARKS = 40


class LiveCurveView(QWidget):
    """Plot and table of `session.trainer.curve`; hidden while there is nothing to show."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.kind = QComboBox()
        self.kind.addItem(self.tr("Right answers on takes kept back"))
        self.kind.addItem(self.tr("Loss (lower is better)"))
        self.kind.currentIndexChanged.connect(self.refresh)
        choice = QLabel(self.tr("&Curve:"))
        choice.setBuddy(self.kind)
        row = FlowRow()
        row.addWidget(choice)
        row.addWidget(self.kind)
        self.plot = _CurvePlot(self.tr("How the networks learn"))
        self.readout: QLabel = text_label(self.tr("Arrow keys read the points."), "soft")
        self.table = FactTable(self.tr("How the networks learn, as a table"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.plot)
        layout.addWidget(self.readout)
        layout.addWidget(self.table, 0, Qt.AlignmentFlag.AlignLeft)
        self.plot.told.connect(self.readout.setText)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self.refresh)
        session.trainer.curve_changed.connect(self._refresh_soon)
        self.refresh()

    def refresh(self) -> None:
        """Draw what is known now."""
        series = self._session.trainer.curve.series
        show_part(self, bool(series))
        if not series:
            return
        loss = self.kind.currentIndex() == 1
        names = [self._name(each) for each in series]
        lines = [
            [(100 * share, value) for share, value in each.losses]
            if loss
            else [(100 * share, 100 * value) for share, value in each.accuracies]
            for each in series
        ]
        self.plot.name_axes(
            self.tr("done of its training (%)"),
            self.tr("loss") if loss else self.tr("right answers (%)"),
        )
        self.plot.draw_lines(names, lines, "{0:.2f}" if loss else "{0:.1f} %")
        self._fill_table(series, names)

    def _refresh_soon(self) -> None:
        if not self._wait.isActive():
            self._wait.start(self.redraw_ms())

    def redraw_ms(self) -> int:
        """How long new points wait to be drawn together."""
        return CALM_REDRAW_MS if self._session.preferences.reduced_motion else REDRAW_MS

    def _name(self, series: LiveSeries) -> str:
        if series.turn == 1:
            return series.network
        return self.tr("{0}, step {1}").format(series.network, series.turn)

    def _fill_table(self, series: list[LiveSeries], names: list[str]) -> None:
        rows = []
        for name, each in zip(names, series, strict=True):
            right = self.tr("not yet known")
            if each.accuracies:
                right = f"{100 * each.accuracies[-1][1]:.1f} %"
            rows.append(
                (
                    Cell(name),
                    Cell(f"{100 * each.share:.0f} %", right=True),
                    Cell(f"{each.losses[-1][1]:.2f}", right=True),
                    Cell(right, right=True),
                )
            )
        head = (self.tr("Network"), self.tr("Done"), self.tr("Loss"), self.tr("Right answers"))
        self.table.fill(head, rows)
        told = self.tr("{0}: {1} done, loss {2}, right answers {3}.")
        self.plot.say(" ".join(told.format(*(cell.text for cell in row)) for row in rows))


Line = list[tuple[float, float]]


class _CurvePlot(Plot):
    """Lines, each with a dash pattern; Left and Right read along one, Up and Down change it."""

    told = Signal(str)  # the point that was read

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._legend = self.legend()
        self._names: list[str] = []
        self._lines: list[Line] = []
        self._format = "{0}"
        self._at = [0, -1]
        self.setXRange(0, 100, padding=0.02)

    def draw_lines(self, names: list[str], lines: list[Line], number: str) -> None:
        """Draw other lines; `number` is how their values are written."""
        self._names, self._lines, self._format = names, lines, number
        item = self.getPlotItem()
        item.clear()
        self._legend.clear()
        for place, (name, line) in enumerate(zip(names, lines, strict=True)):
            marked = {} if len(line) > MOST_MARKS else {"symbol": symbol(place)}
            colour = theme.current().series[place % len(theme.current().series)]
            xs, ys = [x for x, _ in line], [y for _, y in line]
            curve = item.plot(
                xs, ys, pen=pen(place), symbolBrush=colour, symbolPen=colour, symbolSize=7, **marked
            )
            self._legend.addItem(curve, name)
        if any(self._lines):
            highest = max(y for line in lines for _, y in line)
            lowest = min(y for line in lines for _, y in line)
            room = max(0.05 * (highest - lowest), 0.02)
            self.setYRange(lowest - room, highest + room, padding=0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Read the point that the arrow keys, Home or End lead to."""
        moves = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Home: (0, -(10**6)),
            Qt.Key.Key_End: (0, 10**6),
        }
        move = moves.get(Qt.Key(event.key()))
        if move is None or not any(self._lines):
            super().keyPressEvent(event)
            return
        line = max(0, min(len(self._lines) - 1, self._at[0] + move[0]))
        points = self._lines[line]
        point = max(0, min(len(points) - 1, self._at[1] + move[1]))
        self._at = [line, point]
        if points:
            share, value = points[point]
            text = self.tr("{0}, {1} % done: {2}").format(
                self._names[line], f"{share:.0f}", self._format.format(value)
            )
            self.told.emit(text)
            announce(self, text)
