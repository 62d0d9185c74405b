"""Scores of all words right now: a bar for each, with the threshold at which it fires."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from audio.languages import spoken_text
from compress.detector import is_word
from gui import theme
from gui.widgets.focus_frame import paint_focus

ROW_LINES = 1.7


class ScoreBars(QWidget):
    """One row a word: name, bar, score. The mark across the bar is the threshold.

    Args:
        name: What screen readers call it.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._rows: list[tuple[str, float, float]] = []

    def show_scores(
        self, labels: tuple[str, ...], scores: tuple[float, ...], thresholds: tuple[float, ...]
    ) -> None:
        """Show other scores, 0..1, one for each label; labels that never fire are left out."""
        count = len(self._rows)
        scores = scores or (0.0,) * len(labels)
        thresholds = thresholds or (1.0,) * len(labels)
        self._rows = [
            (spoken_text(label), score, threshold)
            for label, score, threshold in zip(labels, scores, thresholds, strict=False)
            if is_word(label)
        ]
        self.setAccessibleDescription(self.text())
        if len(self._rows) != count:
            self.updateGeometry()
        self.update()

    def text(self) -> str:
        """All scores in words."""
        each = (
            self.tr("{0}: {1} %, fires at {2} %").format(
                word, round(100 * score), round(100 * threshold)
            )
            for word, score, threshold in self._rows
        )
        return "; ".join(each)

    def sizeHint(self) -> QSize:
        """A row for each word."""
        line = self.fontMetrics().height()
        return QSize(20 * line, round(max(1, len(self._rows)) * ROW_LINES * line) + 8)

    def minimumSizeHint(self) -> QSize:
        """As high as its rows."""
        return QSize(10 * self.fontMetrics().height(), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows and the focus."""
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = self.fontMetrics()
        line = metrics.height()
        widest = max((metrics.horizontalAdvance(word) for word, _, _ in self._rows), default=0)
        name_width = min(widest + line, self.width() // 2)
        number_width = metrics.horizontalAdvance("✓ 100 %") + 8
        for row, (word, score, threshold) in enumerate(self._rows):
            top = 4 + row * ROW_LINES * line
            painter.setPen(colours.colour("text"))
            name = QRectF(6, top, name_width - 6, ROW_LINES * line)
            middle = Qt.AlignmentFlag.AlignVCenter
            shown = metrics.elidedText(word, Qt.TextElideMode.ElideRight, int(name.width()))
            painter.drawText(name, middle | Qt.AlignmentFlag.AlignLeft, shown)
            fires = score >= threshold
            number = QRectF(self.width() - number_width - 6, top, number_width, ROW_LINES * line)
            sign = "✓ " if fires else ""
            painter.drawText(
                number, middle | Qt.AlignmentFlag.AlignRight, f"{sign}{round(100 * score)} %"
            )
            bar = QRectF(
                name.right() + 6,
                top + 0.45 * line,
                number.left() - name.right() - 14,
                0.8 * line,
            )
            painter.setPen(QPen(colours.colour("line"), 1.5))
            painter.setBrush(colours.colour("window"))
            painter.drawRoundedRect(bar, 4, 4)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.colour("good" if fires else "accent"))
            painter.drawRoundedRect(
                QRectF(bar.left(), bar.top(), bar.width() * min(1.0, score), bar.height()), 4, 4
            )
            painter.setPen(QPen(colours.colour("text"), 3))
            at = bar.left() + bar.width() * threshold
            painter.drawLine(QPointF(at, bar.top() - 3), QPointF(at, bar.bottom() + 3))
        paint_focus(self, painter)
