"""The outline of sound: what the microphone hears now, or a take from beginning to end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from audio.level import TOO_LOUD_PEAK
from gui import theme
from gui.widgets.focus_frame import paint_focus

# Small sounds stay visible: heights are drawn as their square root.
LEAST_HEIGHT = 0.004


class Waveform(QWidget):
    """Peaks of sound from left to right, mirrored at the middle line.

    Args:
        name: What it shows, for screen readers.
        grows: Whether it takes the height that others leave.
    """

    def __init__(self, name: str, parent: QWidget | None = None, grows: bool = False) -> None:
        super().__init__(parent)
        self._peaks: tuple[float, ...] = ()
        self._slots = 1
        self._played = 0.0
        self.setAccessibleName(name)
        self.setAccessibleDescription(self.tr("There is no sound to show."))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        height = QSizePolicy.Policy.Expanding if grows else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Expanding, height)

    def show_peaks(self, peaks: Sequence[float], said: str, slots: int = 0) -> None:
        """Show another sound.

        Args:
            peaks: Heights 0..1 of full scale, the oldest first.
            said: What is to be seen, for those who do not see it.
            slots: How many peaks fill the width; they are drawn from the right. 0 for all.
        """
        self._peaks, self._slots = tuple(peaks), slots or max(1, len(peaks))
        self.setAccessibleDescription(said)
        self.update()

    def show_played(self, fraction: float) -> None:
        """Show with a line that so much was played, 0..1; none for 0."""
        self._played = fraction
        self.update()

    def sizeHint(self) -> QSize:
        """Wide, and four lines of text high."""
        metrics = self.fontMetrics()
        return QSize(40 * metrics.averageCharWidth(), 4 * metrics.height())

    def minimumSizeHint(self) -> QSize:
        """Narrow, and three lines of text high."""
        metrics = self.fontMetrics()
        return QSize(16 * metrics.averageCharWidth(), 3 * metrics.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the outline, its limits and what was played."""
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        painter.setPen(QPen(colours.colour("line"), 1))
        painter.setBrush(colours.colour("card"))
        painter.drawRoundedRect(box, 5, 5)
        middle = box.center().y()
        painter.drawLine(QPointF(box.left(), middle), QPointF(box.right(), middle))
        if self._peaks:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.colour("accent"))
            painter.drawPolygon(self._outline(box))
            if max(self._peaks) >= TOO_LOUD_PEAK:
                painter.setPen(QPen(colours.colour("bad"), 2, Qt.PenStyle.DashLine))
                for at in (box.top() + 1, box.bottom() - 1):
                    painter.drawLine(QPointF(box.left(), at), QPointF(box.right(), at))
        if self._played:
            x = box.left() + box.width() * self._played
            painter.setPen(QPen(colours.colour("text"), 2))
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        paint_focus(self, painter)
        painter.end()

    def _outline(self, box: QRectF) -> QPolygonF:
        middle, half = box.center().y(), box.height() / 2 - 2
        step = box.width() / self._slots
        left = box.right() - step * len(self._peaks)
        points = [
            QPointF(left + step * (number + 0.5), half * max(peak, LEAST_HEIGHT) ** 0.5)
            for number, peak in enumerate(self._peaks)
        ]
        upper = [QPointF(point.x(), middle - point.y()) for point in points]
        lower = [QPointF(point.x(), middle + point.y()) for point in reversed(points)]
        return QPolygonF(upper + lower)
