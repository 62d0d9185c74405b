"""How loud a microphone is: a bar, with the same in words."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from audio.level import Loudness, how_loud
from gui import theme
from gui.widgets.focus_frame import paint_focus

QUIETEST_DBFS = -70.0
FULL_DBFS = 0.0
ROLES = {
    Loudness.SILENT: "bad",
    Loudness.QUIET: "caution",
    Loudness.GOOD: "good",
    Loudness.LOUD: "bad",
}


class LevelBar(QWidget):
    """A level in dB below full scale, with a word for it.

    Args:
        name: What screen readers call it.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._level_dbfs: float | None = None
        self._loudness = Loudness.SILENT
        self.show_level(None)

    def show_level(self, level_dbfs: float | None, peak_dbfs: float = QUIETEST_DBFS) -> None:
        """Show another level; None while it is not known."""
        self._level_dbfs = level_dbfs
        if level_dbfs is not None:
            self._loudness = how_loud(level_dbfs, 10 ** (peak_dbfs / 20))
        self.setAccessibleDescription(self.text())
        self.update()

    def text(self) -> str:
        """The level in words."""
        if self._level_dbfs is None:
            return self.tr("not known yet")
        word = {
            Loudness.SILENT: self.tr("✕ no sound at all"),
            Loudness.QUIET: self.tr("○ quiet"),
            Loudness.GOOD: self.tr("✓ somebody speaks"),
            Loudness.LOUD: self.tr("✕ too loud"),
        }[self._loudness]
        return self.tr("{0}, {1} dB").format(word, round(self._level_dbfs))

    def sizeHint(self) -> QSize:
        """A line of text and a bar below."""
        line = self.fontMetrics().height()
        return QSize(12 * line, round(2.2 * line))

    def minimumSizeHint(self) -> QSize:
        """As wide as its text."""
        line = self.fontMetrics().height()
        widest = self.fontMetrics().horizontalAdvance(self.tr("✓ somebody speaks") + ", -00 dB")
        return QSize(widest + line, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words, the bar, and the focus."""
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self.fontMetrics().height()
        area = QRectF(self.rect()).adjusted(4, 2, -4, -2)
        painter.setPen(colours.colour("text"))
        painter.drawText(area, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft, self.text())
        bar = QRectF(area.left(), area.top() + 1.25 * line, area.width(), 0.6 * line)
        painter.setPen(QPen(colours.colour("line"), 1.5))
        painter.setBrush(colours.colour("window"))
        painter.drawRoundedRect(bar, 4, 4)
        share = self._share()
        if share > 0:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.colour(ROLES[self._loudness]))
            painter.drawRoundedRect(
                QRectF(bar.left(), bar.top(), bar.width() * share, bar.height()), 4, 4
            )
        paint_focus(self, painter)

    def _share(self) -> float:
        if self._level_dbfs is None:
            return 0.0
        share = (self._level_dbfs - QUIETEST_DBFS) / (FULL_DBFS - QUIETEST_DBFS)
        return min(1.0, max(0.0, share))
