"""The latest detection, so large that it can be read across a room."""

from __future__ import annotations

import time

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from audio.languages import spoken_text
from gui import theme
from gui.announce import announce

FLASH_MS = 700
STILL_FRAME_MS = 3000
TICK_MS = 1000
# Heights in lines of ordinary text.
LINES_HIGH = 11.5
WORD_LINES = 7.0
SMALLEST_WORD_LINES = 2.0


class BigWord(QWidget):
    """Shows a word with its score and how long ago it was heard.

    A new word lights the whole field up for a moment; with reduced motion it gets a thick frame
    for some seconds instead. Neither is needed to understand it: the text says all.

    Args:
        name: What screen readers call it.
        still: Whether nothing shall flash.
    """

    def __init__(self, name: str, still: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._still = still
        self._word, self._score, self._at = "", 0.0, 0.0
        self._idle = ""
        self._lit = QTimer(self)
        self._lit.setSingleShot(True)
        self._lit.timeout.connect(self.update)
        self._clock = QTimer(self)
        self._clock.setInterval(TICK_MS)
        self._clock.timeout.connect(self._tick)

    @property
    def lit(self) -> bool:
        """Whether a word came a moment ago."""
        return self._lit.isActive()

    def show_idle(self, text: str) -> None:
        """Show a sentence where no word was heard yet."""
        if (self._word, self._idle) != ("", text):
            self._word, self._idle = "", text
            self._clock.stop()
            self._describe()
            self.update()

    def show_word(self, label: str, score: float, seconds_ago: float = 0.0) -> None:
        """Show a detection that was there before this widget."""
        self._word, self._score = spoken_text(label), score
        self._at = time.monotonic() - seconds_ago
        self._clock.start()
        self._describe()
        self.update()

    def hear(self, label: str, score: float) -> None:
        """Show a detection that came now, and have it announced."""
        self.show_word(label, score)
        self._lit.start(STILL_FRAME_MS if self._still else FLASH_MS)
        announce(self, self.tr("Heard: {0}").format(self._word), urgent=True)

    def sizeHint(self) -> QSize:
        """As high as a third of a window."""
        line = self.fontMetrics().height()
        return QSize(20 * line, round(LINES_HIGH * line))

    def minimumSizeHint(self) -> QSize:
        """As high as always, but it may be narrow."""
        return QSize(8 * self.fontMetrics().height(), self.sizeHint().height())

    def text(self) -> str:
        """What is shown, as one line."""
        return f"{self._word}, {self._facts()}" if self._word else self._idle

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field, the word in the largest letters that fit, and the facts below."""
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        flashing = self.lit and not self._still
        marked = self.hasFocus() or (self.lit and self._still)
        width = 6.0 if self.lit and self._still else 3.0 if marked else 1.0
        frame = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        painter.setPen(QPen(colours.colour("accent" if marked else "line"), width))
        painter.setBrush(colours.colour("accent" if flashing else "card"))
        painter.drawRoundedRect(frame, 8, 8)
        painter.setPen(colours.colour("on_accent" if flashing else "text"))
        inner = frame.adjusted(16, 10, -16, -10)
        if not self._word:
            painter.setFont(_sized(self.font(), 1.5))
            wrapped = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(inner, wrapped, self._idle)
            return
        line = self.fontMetrics().height()
        facts = QRectF(inner.left(), inner.bottom() - 1.8 * line, inner.width(), 1.8 * line)
        word = QRectF(inner.left(), inner.top(), inner.width(), inner.height() - facts.height())
        painter.setFont(self._fitting(word.width()))
        painter.drawText(word, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._word)
        painter.setFont(_sized(self.font(), 1.3))
        painter.drawText(facts, Qt.AlignmentFlag.AlignCenter, self._facts())

    def _fitting(self, width: float) -> QFont:
        """The word's font, smaller for a long word; the longest wrap at spaces."""
        lines = WORD_LINES
        font = _bold(self.font(), lines)
        while lines > SMALLEST_WORD_LINES:
            if QFontMetricsF(font).horizontalAdvance(self._word) <= width:
                break
            lines *= 0.9
            font = _bold(self.font(), lines)
        return font

    def _facts(self) -> str:
        sure = self.tr("score {0} %").format(round(100 * self._score))
        return f"✓ {sure} · {self._ago()}"

    def _ago(self) -> str:
        seconds = int(time.monotonic() - self._at)
        if seconds < 2:
            return self.tr("just now")
        if seconds < 60:
            return self.tr("{0} s ago").format(seconds)
        return self.tr("{0} min ago").format(seconds // 60)

    def _tick(self) -> None:
        self._describe()
        self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription(self.text())


def _bold(font: QFont, lines: float) -> QFont:
    sized = _sized(font, lines)
    sized.setBold(True)
    return sized


def _sized(font: QFont, times: float) -> QFont:
    sized = QFont(font)
    sized.setPointSizeF(font.pointSizeF() * times)
    return sized
