"""How loud the microphone is, as a bar in decibels and in words."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from audio.level import Loudness
from audio.quality import TOO_QUIET_DBFS
from gui import theme
from gui.announce import announce
from gui.sound_history import SoundHistory
from gui.widgets.focus_frame import paint_focus

# The scale shown; what is quieter is at its left end.
LOWEST_DBFS, HIGHEST_DBFS = -70.0, 0.0
MARKS_DBFS = (-60, -45, -30, -15, 0)
ROLES = {
    Loudness.SILENT: "soft_text",
    Loudness.QUIET: "soft_text",
    Loudness.GOOD: "good",
    Loudness.LOUD: "bad",
}


class LevelMeter(QWidget):
    """A bar from quiet to loud. Its verdict is a word as well, never a colour alone.

    Args:
        heard: What it shows.
    """

    def __init__(self, heard: SoundHistory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heard = heard
        self.listens = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Level of the microphone"))
        self.setToolTip(
            self.tr("Space or Enter reads it out. The dashed line: quieter is too quiet")
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.refresh(listens=False)

    def refresh(self, listens: bool) -> None:
        """Show the level of now, or that nobody listens."""
        self.listens = listens
        # Without the decibels, which would have a screen reader talk all the time.
        said = self.verdict() if listens else self.in_words()
        if said != self.accessibleDescription():
            self.setAccessibleDescription(said)
        self.update()

    def in_words(self) -> str:
        """What the bar shows."""
        if not self.listens:
            return self.tr("The microphone is off.")
        level = self.tr("{0} decibels").format(round(self._heard.loudest_dbfs))
        return f"{self.verdict()} ({level})"

    def verdict(self) -> str:
        """What the level means."""
        words = {
            Loudness.SILENT: self.tr("No sound at all"),
            Loudness.QUIET: self.tr("Quiet: speak, or come nearer"),
            Loudness.GOOD: self.tr("Good"),
            Loudness.LOUD: self.tr("Too loud: move away"),
        }
        return words[self._heard.loudness]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space or Enter reads the level out."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            announce(self, self.in_words())
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Wide, and high enough for the bar and its scale."""
        return QSize(24 * self.fontMetrics().averageCharWidth(), self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """As narrow as its scale can be read."""
        metrics = self.fontMetrics()
        return QSize(16 * metrics.averageCharWidth(), 3 * metrics.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint bar, limits and scale."""
        colours, metrics = theme.current(), self.fontMetrics()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = metrics.height() / 2
        bar = QRectF(edge, 4, self.width() - 2 * edge, metrics.height())
        painter.setPen(QPen(colours.colour("line"), 2))
        painter.setBrush(colours.colour("card"))
        painter.drawRoundedRect(bar, 4, 4)
        if self.listens:
            filled = QRectF(bar)
            filled.setRight(self._x(bar, self._heard.level_dbfs))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.colour(ROLES[self._heard.loudness]))
            painter.drawRoundedRect(filled.adjusted(2, 2, -1, -2), 3, 3)
            held = self._x(bar, self._heard.loudest_dbfs)
            painter.setPen(QPen(colours.colour("text"), 2))
            painter.drawLine(int(held), int(bar.top()), int(held), int(bar.bottom()))
        painter.setPen(QPen(colours.colour("text"), 2, Qt.PenStyle.DashLine))
        limit = int(self._x(bar, TOO_QUIET_DBFS))
        painter.drawLine(limit, int(bar.top()), limit, int(bar.bottom()))
        painter.setPen(colours.colour("soft_text"))
        for mark in MARKS_DBFS:
            text = f"{mark}".replace("-", "−")
            width = metrics.horizontalAdvance(text)
            left = min(max(0.0, self._x(bar, mark) - width / 2), self.width() - width)
            painter.drawText(QRectF(left, bar.bottom() + 2, width + 2, metrics.height()), text)
        paint_focus(self, painter)
        painter.end()

    def _x(self, bar: QRectF, level_dbfs: float) -> float:
        share = (level_dbfs - LOWEST_DBFS) / (HIGHEST_DBFS - LOWEST_DBFS)
        return bar.left() + bar.width() * min(1.0, max(0.0, share))
