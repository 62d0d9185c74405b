"""The detections as a timeline and as a table, one of them selected, and its sound."""

from __future__ import annotations

import time

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from audio.languages import spoken_text
from firmware.listening import Heard
from gui.language import in_words
from gui.pages.page import SPACING, text_label
from gui.session import Session
from gui.sound_player import SoundPlayer
from gui.widgets.fact_table import Cell, FactTable
from gui.widgets.flow_row import FlowRow
from gui.widgets.timeline import Timeline

MOST_ROWS = 100
MOVE_EACH_S = 0.5


class DetectionsView(QWidget):
    """Timeline and table show the same; what is selected in one is selected in the other.

    Args:
        session: What is open; its listener has the detections.
    """

    selected = Signal(int)  # the number of the selected detection; 0 for none

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._listener = session, session.listener
        self._player = SoundPlayer(session.sound, self)
        self._number = 0
        self._follows = True  # The selection goes with the latest, until another one is chosen.
        self._moved_at = 0.0
        self._rows: list[int] = []
        self.timeline = Timeline(self.tr("Timeline of detections"))
        self.timeline.selected.connect(self.choose)
        self.timeline.opened.connect(self.play)
        self.table = FactTable(self.tr("Detections"))
        self.table.itemSelectionChanged.connect(self._choose_row)
        self.table.itemActivated.connect(self._play_selected)
        self.play_button = QPushButton(self.tr("▶ Pla&y its sound"))
        self.play_button.clicked.connect(self._play_selected)
        self.latest_button = QPushButton(self.tr("Go with the &newest"))
        self.latest_button.clicked.connect(self.follow)
        self.problem: QLabel = text_label("", "bad")
        row = FlowRow()
        row.addWidget(self.play_button)
        row.addWidget(self.latest_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.timeline)
        layout.addLayout(row)
        layout.addWidget(self.problem)
        layout.addWidget(self.table)
        self._listener.heard.connect(self._add)
        self._listener.changed.connect(self.refresh)
        self._listener.verdicts.marked.connect(self._note_marked)
        self._listener.verdicts.sounds.kept.connect(self._note_sound)
        self._listener.updated.connect(self._move)
        self._player.changed.connect(self._show_problem)
        self.follow()

    @property
    def number(self) -> int:
        """The number of the selected detection; 0 for none."""
        return self._number

    def choose(self, number: int) -> None:
        """Select a detection."""
        detections = self._listener.log.detections
        self._follows = bool(detections) and number == detections[-1].number
        self._select(number)

    def follow(self) -> None:
        """Select the newest one, and each that comes."""
        self._follows = True
        detections = self._listener.log.detections
        self._select(detections[-1].number if detections else 0)

    def play(self, number: int) -> None:
        """Play the sound of a detection, if it is known."""
        samples = self._listener.verdicts.sounds.get(number)
        if samples is not None:
            self._player.play(samples)
        else:
            self.problem.setText(self.tr("The sound of this detection is not known."))
            self.problem.setVisible(True)

    def stop(self) -> None:
        """Let go of the loudspeaker."""
        self._player.stop()

    def refresh(self) -> None:
        """Show all detections as they are now."""
        if self._number and self._listener.log.find(self._number) is None:
            self.follow()
            return
        self._fill()
        self._draw()

    def _select(self, number: int) -> None:
        self._number = number
        self._fill()
        self._draw()
        self.selected.emit(number)

    def _add(self, heard: Heard) -> None:
        if self._follows:
            self._select(heard.number)
        else:
            self.refresh()

    def _note_marked(self, heard: Heard) -> None:
        self.refresh()

    def _note_sound(self, number: int) -> None:
        if number == self._number:
            self._draw()

    def _move(self) -> None:
        """The timeline goes on; twice a second is enough for it."""
        if time.monotonic() - self._moved_at >= MOVE_EACH_S:
            self._moved_at = time.monotonic()
            self._draw_timeline()

    def _draw(self) -> None:
        self._draw_timeline()
        known = self._listener.verdicts.sounds.get(self._number) is not None
        self.play_button.setEnabled(known)
        self.latest_button.setVisible(not self._follows)
        self._show_problem()

    def _draw_timeline(self) -> None:
        log, project = self._listener.log, self._session.project
        labels = log.hello.labels if log.hello else project.words if project else ()
        self.timeline.show_heard(labels, list(log.detections), log.seconds, self._number)

    def _fill(self) -> None:
        """The newest on top."""
        newest = list(self._listener.log.detections)[-MOST_ROWS:][::-1]
        head = (self.tr("Time"), self.tr("Word"), self.tr("Score"), self.tr("Verdict"))
        self._rows = [heard.number for heard in newest]
        self.table.blockSignals(True)
        self.table.fill(head, [self._cells(heard) for heard in newest])
        if self._number in self._rows:
            column = max(0, self.table.currentColumn())
            self.table.setCurrentCell(self._rows.index(self._number), column)
        self.table.blockSignals(False)
        self.table.setVisible(bool(newest))

    def _cells(self, heard: Heard) -> tuple[Cell, ...]:
        verdict = self.tr("✕ wrong") if heard.wrong else "–"
        spoken = "" if heard.wrong else self.tr("nothing said about it")
        return (
            Cell(f"{heard.at:%H:%M:%S}"),
            Cell(spoken_text(heard.word), bold=True),
            Cell(f"{round(100 * heard.score)} %", right=True),
            Cell(verdict, spoken=spoken),
        )

    def _choose_row(self) -> None:
        row = self.table.currentRow()
        if 0 <= row < len(self._rows) and self._rows[row] != self._number:
            self.choose(self._rows[row])

    def _play_selected(self) -> None:
        if self._number:
            self.play(self._number)

    def _show_problem(self) -> None:
        text = f"{in_words(self._player.what)} {in_words(self._player.hint)}".strip()
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
