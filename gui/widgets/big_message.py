"""A message over the whole screen, large enough to be read across a room."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gui.announce import announce
from gui.pages.page import text_label

SHOWN_MS = 8000
LARGEST_PIXELS, SMALLEST_PIXELS = 220, 24


class BigMessage(QWidget):
    """Goes away by itself, or at any key or click."""

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle(self.tr("Message"))
        self.setAccessibleName(text)
        self.label = QLabel(text)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint = text_label(self.tr("Any key closes this."), "soft")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.addWidget(self.label, 1)
        layout.addWidget(hint)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.close)

    def appear(self) -> None:
        """Show it over everything for some seconds."""
        self.showFullScreen()
        self._timer.start(SHOWN_MS)
        announce(self, self.label.text(), urgent=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The largest letters that fit."""
        super().resizeEvent(event)
        room = self.label.contentsRect()
        for pixels in range(LARGEST_PIXELS, SMALLEST_PIXELS - 1, -8):
            self.label.setStyleSheet(f"font-size: {pixels}px; font-weight: bold;")
            needed = self.label.fontMetrics().boundingRect(
                room, Qt.TextFlag.TextWordWrap, self.label.text()
            )
            if needed.width() <= room.width() and needed.height() <= room.height():
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close."""
        self.close()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close."""
        self.close()
