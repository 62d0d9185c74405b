"""Detections along a line of time, a lane for each word, for mouse and keys alike."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from audio.languages import spoken_text
from compress.detector import is_word
from firmware.listening import Heard
from gui import theme
from gui.announce import announce
from gui.widgets.focus_frame import paint_focus

LANE_LINES = 1.7
AXIS_LINES = 1.5
SHORTEST_SECONDS = 60.0
LONGEST_SECONDS = 600.0
MARKS_APART_S = (10, 15, 30, 60, 120)


class Timeline(QWidget):
    """Marks of detections; one of them is the selected one.

    Arrow keys go from one to the next, Home and End to the first and the last; Enter plays.
    A detection that was wrong is a cross, any other one a dot.

    Args:
        name: What screen readers call it.
    """

    selected = Signal(int)  # the number of another detection
    opened = Signal(int)  # Enter or a double click on one

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._labels: tuple[str, ...] = ()
        self._heard: list[Heard] = []
        self._now = 0.0
        self._number = 0
        self._describe()

    def show_heard(
        self, labels: Sequence[str], heard: Sequence[Heard], now: float, number: int
    ) -> None:
        """Show other detections.

        Args:
            labels: Of the model; each word has a lane.
            heard: In order of time.
            now: Seconds listened so far.
            number: The selected detection; 0 for none.
        """
        words = tuple(label for label in labels if is_word(label))
        if words != self._labels:
            self._labels = words
            self.updateGeometry()
        self._heard = [each for each in heard if each.seconds >= now - LONGEST_SECONDS]
        self._now, self._number = now, number
        self._describe()
        self.update()

    def text(self) -> str:
        """What is shown, in words."""
        if not self._heard:
            return self.tr("No detections yet.")
        selected = self._current()
        where = self.readout(selected) if selected is not None else self.tr("none is selected")
        return self.tr("{0} detections; {1}").format(len(self._heard), where)

    def readout(self, heard: Heard) -> str:
        """One detection in words."""
        text = self.tr("{0} at {1}, score {2} %").format(
            spoken_text(heard.word), f"{heard.at:%H:%M:%S}", round(100 * heard.score)
        )
        return text + (", " + self.tr("marked as wrong") if heard.wrong else "")

    def sizeHint(self) -> QSize:
        """A lane for each word, and the axis."""
        line = self.fontMetrics().height()
        lanes = max(1, len(self._labels)) * LANE_LINES + AXIS_LINES
        return QSize(24 * line, round(lanes * line) + 16)

    def minimumSizeHint(self) -> QSize:
        """It may be narrow, but not low."""
        return QSize(10 * self.fontMetrics().height(), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go along the detections, or play one."""
        key = event.key()
        at = next((i for i, heard in enumerate(self._heard) if heard.number == self._number), -1)
        last = len(self._heard) - 1
        to = {
            Qt.Key.Key_Left: max(0, at - 1) if at >= 0 else last,
            Qt.Key.Key_Right: min(last, at + 1) if at >= 0 else last,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(key))
        if to is not None and self._heard:
            self._select(self._heard[to])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._number:
            self.opened.emit(self._number)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select what is nearest."""
        nearest = self._nearest(event.position())
        if nearest is not None:
            self._select(nearest)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Play what is nearest."""
        nearest = self._nearest(event.position())
        if nearest is not None:
            self.opened.emit(nearest.number)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lanes, the axis, the marks and the focus."""
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line, area = self.fontMetrics().height(), self._area()
        painter.setPen(QPen(colours.colour("line"), 1.5))
        painter.setBrush(colours.colour("card"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        for lane, label in enumerate(self._labels):
            y = area.top() + (lane + 0.5) * LANE_LINES * line
            painter.setPen(QPen(colours.colour("line"), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(colours.colour("text"))
            name = QRectF(8, y - line, area.left() - 16, 2 * line)
            shown = self.fontMetrics().elidedText(
                spoken_text(label), Qt.TextElideMode.ElideRight, int(name.width())
            )
            painter.drawText(
                name, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown
            )
        self._paint_axis(painter, area)
        for heard in self._heard:
            self._paint_mark(painter, area, heard)
        paint_focus(self, painter)
        painter.end()

    def _paint_axis(self, painter: QPainter, area: QRectF) -> None:
        colours, metrics = theme.current(), self.fontMetrics()
        painter.setPen(colours.colour("soft_text"))
        span = self._span()
        room = metrics.horizontalAdvance("-00:00") * 2.0
        most = max(1.0, area.width() / room)
        apart = next((each for each in MARKS_APART_S if span / each <= most), MARKS_APART_S[-1])
        top = area.bottom() + 2
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        for number in range(int(span // apart) + 1):
            ago = number * apart
            x = area.right() - area.width() * ago / span
            text = f"−{ago // 60}:{ago % 60:02d}" if ago else self.tr("now")
            width = metrics.horizontalAdvance(text)
            left = min(max(area.left(), x - width / 2), self.width() - width - 8)
            painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 4))
            painter.drawText(QPointF(left, top + metrics.height()), text)

    def _paint_mark(self, painter: QPainter, area: QRectF, heard: Heard) -> None:
        colours, at = theme.current(), self._place(area, heard)
        size = self.fontMetrics().height() * 0.36
        if heard.number == self._number:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours.colour("text"), 2.5))
            painter.drawEllipse(at, size * 1.9, size * 1.9)
        if heard.wrong:
            painter.setPen(QPen(colours.colour("bad"), 3.5))
            painter.drawLine(at + QPointF(-size, -size), at + QPointF(size, size))
            painter.drawLine(at + QPointF(-size, size), at + QPointF(size, -size))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.colour("accent"))
            painter.drawEllipse(at, size, size)

    def _area(self) -> QRectF:
        metrics = self.fontMetrics()
        widest = max(
            (metrics.horizontalAdvance(spoken_text(label)) for label in self._labels), default=0
        )
        left = min(widest + 24, self.width() * 0.35)
        bottom = self.height() - 8 - AXIS_LINES * metrics.height()
        margin = metrics.height()
        return QRectF(QPointF(left, 8), QPointF(self.width() - margin, bottom))

    def _span(self) -> float:
        return min(LONGEST_SECONDS, max(SHORTEST_SECONDS, self._now))

    def _place(self, area: QRectF, heard: Heard) -> QPointF:
        x = area.right() - area.width() * (self._now - heard.seconds) / self._span()
        lane = self._labels.index(heard.word) if heard.word in self._labels else 0
        y = area.top() + (lane + 0.5) * LANE_LINES * self.fontMetrics().height()
        return QPointF(max(area.left(), x), y)

    def _nearest(self, point: QPointF) -> Heard | None:
        area = self._area()
        reach = 2.0 * self.fontMetrics().height()

        def distance(heard: Heard) -> float:
            return float((self._place(area, heard) - point).manhattanLength())

        near = [heard for heard in self._heard if distance(heard) <= reach]
        return min(near, key=distance, default=None)

    def _current(self) -> Heard | None:
        return next((heard for heard in self._heard if heard.number == self._number), None)

    def _select(self, heard: Heard) -> None:
        self._number = heard.number
        self._describe()
        self.update()
        announce(self, self.readout(heard))
        self.selected.emit(heard.number)

    def _describe(self) -> None:
        self.setAccessibleDescription(self.text())
