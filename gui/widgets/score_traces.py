"""Scores of the last minute as lines with their thresholds, and the sensitivity that moves them."""

from __future__ import annotations

import time

import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from audio.languages import spoken_text
from compress.detector import is_word
from firmware.listening import SCORE_SECONDS, ListeningLog
from gui.listener import Listener
from gui.pages.page import SPACING, text_label
from gui.session import Session
from gui.widgets.flow_row import FlowRow
from gui.widgets.plot import Plot, pen

DRAW_EACH_S = 0.1
CALM_DRAW_EACH_S = 0.5
DESCRIBE_EACH_S = 1.0


class ScoreTraces(QWidget):
    """The plot, its description in words, and a slider for the sensitivity.

    Args:
        session: What is open; its listener has the scores.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._listener: Listener = session.listener
        self._drawn_at = self._described_at = 0.0
        self._labels: tuple[str, ...] = ()
        self._curves: dict[int, pyqtgraph.PlotDataItem] = {}
        self._limits: dict[int, pyqtgraph.InfiniteLine] = {}
        self.plot = Plot(self.tr("Scores of the last minute"))
        self.plot.name_axes(self.tr("seconds ago"), self.tr("score in %"))
        self.plot.setXRange(-SCORE_SECONDS, 0, padding=0.01)
        self.plot.setYRange(0, 100, padding=0.02)
        self._legend = self.plot.legend()
        self._legend.anchor((0, 0), (0, 0), offset=(12, 12))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 100)
        self.slider.setPageStep(10)
        self.slider.setAccessibleName(self.tr("Sensitivity"))
        self.slider.valueChanged.connect(self._turn)
        self.slider_label = QLabel(self.tr("&Sensitivity"))
        self.slider_label.setBuddy(self.slider)
        self.limits: QLabel = text_label("", "soft")
        self.save_button = QPushButton(self.tr("Save as the pro&ject’s sensitivity"))
        self.save_button.clicked.connect(self._listener.save_sensitivity)
        self.reset_button = QPushButton(self.tr("&Back to the project’s"))
        self.reset_button.clicked.connect(self._reset)
        buttons = FlowRow()
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.reset_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.plot)
        layout.addWidget(self.slider_label)
        layout.addWidget(self.slider)
        layout.addWidget(self.limits)
        layout.addLayout(buttons)
        self._listener.changed.connect(self.refresh)
        self._listener.updated.connect(self._refresh_live)
        session.project_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the sensitivity and everything else as it is now."""
        listener, project = self._listener, self._session.project
        self.slider.blockSignals(True)
        self.slider.setValue(round(100 * listener.sensitivity))
        self.slider.blockSignals(False)
        saved = project.settings.sensitivity if project else listener.sensitivity
        other = abs(saved - listener.sensitivity) > 0.004
        self.save_button.setEnabled(other)
        self.reset_button.setEnabled(other)
        self._draw(listener.log)
        self._describe(listener.log)

    def _turn(self, percent: int) -> None:
        self._listener.set_sensitivity(percent / 100)

    def _reset(self) -> None:
        project = self._session.project
        if project is not None:
            self._listener.set_sensitivity(project.settings.sensitivity)

    def _refresh_live(self) -> None:
        now = time.monotonic()
        calm = self._session.preferences.reduced_motion
        if now - self._drawn_at >= (CALM_DRAW_EACH_S if calm else DRAW_EACH_S):
            self._drawn_at = now
            if self.isVisible():
                self._draw(self._listener.log)
        if now - self._described_at >= DESCRIBE_EACH_S:
            self._described_at = now
            self._describe(self._listener.log)

    def _draw(self, log: ListeningLog) -> None:
        labels = log.hello.labels if log.hello else ()
        if labels != self._labels:
            self._build(labels)
        scores = list(log.scores)
        ago = [seconds - log.seconds for seconds, _ in scores]
        for index, curve in self._curves.items():
            curve.setData(ago, [100 * each[index] for _, each in scores if index < len(each)])
        for index, limit in self._limits.items():
            known = index < len(log.thresholds)
            limit.setVisible(known)
            if known:
                limit.setValue(100 * log.thresholds[index])

    def _build(self, labels: tuple[str, ...]) -> None:
        """A line and a threshold for each word; each pair shares a colour and a pattern."""
        self._labels = labels
        self._legend.clear()
        for item in (*self._curves.values(), *self._limits.values()):
            self.plot.removeItem(item)
        self._curves.clear()
        self._limits.clear()
        words = [(index, label) for index, label in enumerate(labels) if is_word(label)]
        metrics, place = self.fontMetrics(), 0.02
        for number, (index, label) in enumerate(words):
            name = spoken_text(label)
            self._curves[index] = self.plot.plot([], [], pen=pen(number, 2.5), name=name)
            text = self.tr("{0} fires").format(name)
            # Side by side, as thresholds may be equal.
            limit = pyqtgraph.InfiniteLine(
                angle=0,
                pen=pen(number, 1.5),
                label=text,
                labelOpts={"position": min(place, 0.9), "anchors": [(0, 1), (0, 1)]},
            )
            room = max(1, self.plot.width() - 6 * metrics.height())
            place += (metrics.horizontalAdvance(text) + 2 * metrics.height()) / room
            limit.label.setColor(self.palette().text().color())
            limit.label.setFont(self.font())
            self._limits[index] = limit
            self.plot.addItem(limit)

    def _describe(self, log: ListeningLog) -> None:
        labels = log.hello.labels if log.hello else ()
        words = [(index, label) for index, label in enumerate(labels) if is_word(label)]
        latest = log.scores[-1][1] if log.scores else ()
        limits, scores = [], []
        for index, label in words:
            name = spoken_text(label)
            if index < len(log.thresholds):
                limits.append(f"{name} {round(100 * log.thresholds[index])} %")
            if index < len(latest):
                best = max(each[index] for _, each in log.scores if index < len(each))
                scores.append(
                    self.tr("{0}: now {1} %, at most {2} %").format(
                        name, round(100 * latest[index]), round(100 * best)
                    )
                )
        percent = round(100 * self._listener.sensitivity)
        fires = self.tr("fires at: {0}").format(", ".join(limits)) if limits else ""
        self.limits.setText(" · ".join(each for each in (f"{percent} %", fires) if each))
        self.slider.setAccessibleDescription(self.limits.text())
        self.plot.say("; ".join([*scores, fires]) if scores else self.tr("No scores yet."))
