"""How the board fares: its microphone, latency, lost sound, false alarms an hour so far."""

from __future__ import annotations

import math
import time

from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from firmware.listening import ListeningLog
from gui.pages.page import text_label
from gui.session import Session
from gui.widgets.level_bar import LevelBar

DRAW_EACH_S = 0.5


class ListenFacts(QWidget):
    """A level meter and four facts, each with its name.

    Args:
        session: What is open; its listener has the facts.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._listener = session.listener
        self._drawn_at = 0.0
        self.level = LevelBar(self.tr("Microphone of the board"))
        self.seconds, self.alarms = text_label(""), text_label("")
        self.latency, self.lost = text_label(""), text_label("")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 3)
        grid.setHorizontalSpacing(self.fontMetrics().height())
        rows: tuple[tuple[str, QWidget], ...] = (
            (self.tr("Microphone of the board"), self.level),
            (self.tr("Listened"), self.seconds),
            (self.tr("False alarms"), self.alarms),
            (self.tr("From sound to line"), self.latency),
            (self.tr("Lost on the way"), self.lost),
        )
        for row, (name, value) in enumerate(rows):
            label = QLabel(name)
            label.setProperty("role", "soft")
            label.setWordWrap(True)
            grid.addWidget(label, row, 0)
            grid.addWidget(value, row, 1)
            value.setAccessibleName(name)
        layout.addLayout(grid)
        self._listener.changed.connect(self.refresh)
        self._listener.updated.connect(self._refresh_live)
        self.refresh()

    def refresh(self) -> None:
        """Show the facts of now."""
        log = self._listener.log
        known = self._listener.active and log.stat is not None
        self.level.show_level(log.level_dbfs if known else None, log.peak_dbfs)
        self.seconds.setText(duration(log.seconds))
        self.alarms.setText(self._alarms(log))
        latency = log.latency_ms()
        if latency is None:
            self.latency.setText(self.tr("not known before the first detection"))
        elif latency < 1:
            self.latency.setText(self.tr("under 1 ms"))
        else:
            self.latency.setText(self.tr("{0} ms at most").format(math.ceil(latency)))
        dropped = log.dropped_ms
        if self._listener.is_virtual:
            dropped += self._listener.sound.dropped_ms
        self.lost.setText(
            self.tr("✓ nothing") if not dropped else self.tr("{0} ms of sound").format(dropped)
        )

    def _alarms(self, log: ListeningLog) -> str:
        rate, bound = log.false_alarms_per_hour()
        if not math.isfinite(bound):
            return self.tr("not known yet")
        return self.tr("{0} so far: {1} an hour; with 95 % confidence under {2} an hour").format(
            log.false_alarms, _rounded(rate), _rounded(bound)
        )

    def _refresh_live(self) -> None:
        if time.monotonic() - self._drawn_at >= DRAW_EACH_S:
            self._drawn_at = time.monotonic()
            self.refresh()


def duration(seconds: float) -> str:
    """Hours, minutes and seconds, e.g. 0:02:05."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def _rounded(rate: float) -> str:
    return f"{rate:.1f}" if rate < 10 else f"{rate:,.0f}"
