"""What all plots share: the theme's colours, keys instead of the mouse, and words."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen, QWheelEvent
from PySide6.QtWidgets import QApplication

from gui import theme

# Lines and marks differ in these as well as in colour.
DASHES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
    Qt.PenStyle.DashDotDotLine,
)
SYMBOLS = ("o", "s", "t", "d", "star", "t1", "p", "h")
HEIGHT_EM = 19
AXIS_LINES = 2.8


class Plot(pyqtgraph.PlotWidget):  # type: ignore[misc]
    """A plot that scrolls with its page, can be focused, and tells in words what it shows.

    Args:
        name: What screen readers call it.
    """

    def __init__(self, name: str) -> None:
        colours = theme.current()
        super().__init__(background=colours.card)
        self._name = name
        # The frame has the focus. Setting it inside sets it for both, so the frame comes last.
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(HEIGHT_EM * self.fontMetrics().height())
        focus = colours.text if colours.name == "contrast" else colours.accent
        self.setStyleSheet(
            f"QGraphicsView {{ border: 2px solid {colours.line}; border-radius: 5px; }}"
            f"QGraphicsView:focus {{ border: 3px solid {focus}; }}"
        )
        item = self.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setMouseEnabled(False, False)
        item.showGrid(x=False, y=True, alpha=0.25)
        item.layout.setContentsMargins(8, 8, 16, 8)
        for side in ("left", "bottom"):
            axis = item.getAxis(side)
            axis.setPen(colours.colour("line"))
            axis.setTextPen(colours.colour("text"))
            axis.setTickFont(QApplication.font())
            axis.enableAutoSIPrefix(False)
        self.say("")

    def name_axes(self, bottom: str, left: str) -> None:
        """Say what the axes are."""
        size = QApplication.font().pointSizeF()
        # pyqtgraph reckons with small letters; two lines and some air are needed.
        self.getPlotItem().getAxis("bottom").setHeight(AXIS_LINES * self.fontMetrics().height())
        style = {"color": theme.current().text, "font-size": f"{size:.1f}pt"}
        self.getPlotItem().setLabel("bottom", bottom, **style)
        self.getPlotItem().setLabel("left", left, **style)

    def legend(self) -> pyqtgraph.LegendItem:
        """A legend inside the plot."""
        colours = theme.current()
        size = f"{QApplication.font().pointSizeF():.1f}pt"
        return self.addLegend(
            offset=(-12, -12),
            labelTextColor=colours.colour("text"),
            labelTextSize=size,
            brush=pyqtgraph.mkBrush(colours.card),
            pen=pyqtgraph.mkPen(colours.line),
        )

    def say(self, description: str) -> None:
        """Say in words what is shown now."""
        # Screen readers meet the frame, or what is inside of it.
        for part in (self, self.viewport()):
            part.setAccessibleName(self._name)
            part.setAccessibleDescription(description)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the page, not the plot."""
        event.ignore()


def pen(number: int, width: float = 2.0) -> QPen:
    """The line of the series of this number: a colour and a dash pattern."""
    colours = theme.current().series
    dash = DASHES[number % len(DASHES)]
    found: QPen = pyqtgraph.mkPen(QColor(colours[number % len(colours)]), width=width, style=dash)
    return found


def symbol(number: int) -> str:
    """The mark of the series of this number."""
    return SYMBOLS[number % len(SYMBOLS)]


def text_at(words: str, place: Sequence[float], anchor: tuple[float, float]) -> pyqtgraph.TextItem:
    """Text in a plot, in the size of the app."""
    colours = theme.current()
    item = pyqtgraph.TextItem(
        words, color=colours.colour("text"), anchor=anchor, fill=pyqtgraph.mkBrush(colours.card)
    )
    item.setFont(QApplication.font())
    item.setPos(*place)
    return item
