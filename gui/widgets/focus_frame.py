"""The focus of widgets that paint themselves, as visible as that of all others."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from gui import theme

WIDTH = 3


def paint_focus(widget: QWidget, painter: QPainter) -> None:
    """Paint a frame around a widget if it has the focus."""
    if not widget.hasFocus():
        return
    painter.setPen(QPen(theme.current().colour("accent"), WIDTH))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = WIDTH / 2
    painter.drawRoundedRect(QRectF(widget.rect()).adjusted(inset, inset, -inset, -inset), 5, 5)
