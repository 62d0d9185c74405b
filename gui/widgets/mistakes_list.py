"""What the selected model gets wrong, take by take, to listen to."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from audio.labels import BACKGROUND, SPEECH
from audio.languages import spoken_text
from compress.mistakes import Kind, Mistake
from gui.announce import announce
from gui.job import JobState
from gui.language import in_words
from gui.pages.page import set_role, text_label
from gui.session import Session
from gui.widgets.fact_table import Cell, FactTable
from gui.widgets.flow_row import FlowRow
from gui.widgets.job_bar import JobBar
from gui.widgets.results import label_name


class MistakesList(QWidget):
    """Finds mistakes on demand, lists them, and plays the one that is selected."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.find_button = QPushButton(self.tr("&Find what it gets wrong"))
        self.find_button.clicked.connect(session.shrinker.hunt)
        self.play_button = QPushButton(self.tr("&Play"))
        self.play_button.clicked.connect(self._play)
        self.bar = JobBar(session.shrinker.hunting, self.tr("Listening"))
        self.summary: QLabel = text_label("")
        self.table = FactTable(self.tr("What the model gets wrong"))
        self.table.cellActivated.connect(self._play)
        row = FlowRow()
        row.addWidget(self.find_button)
        row.addWidget(self.play_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.bar)
        layout.addWidget(self.summary)
        layout.addWidget(self.table, 0, Qt.AlignmentFlag.AlignLeft)
        shrinker = session.shrinker
        for signal in (
            shrinker.changed,
            shrinker.mistakes_changed,
            shrinker.playing.changed,
            shrinker.hunting.ended,
        ):
            signal.connect(self.refresh)
        shrinker.hunting.ended.connect(self._tell)
        self._shown: object = None
        self.refresh()

    def refresh(self) -> None:
        """Show what is known of the selected model."""
        shrinker = self._session.shrinker
        found = shrinker.mistakes
        listed = found.found if found else ()
        if listed != self._shown:
            self._shown = listed
            self._fill(listed)
        self.find_button.setVisible(found is None)
        self.find_button.setEnabled(not shrinker.hunting.busy)
        self.play_button.setVisible(bool(listed))
        playing = shrinker.playing.busy
        self.play_button.setText(self.tr("Sto&p") if playing else self.tr("&Play"))
        self._show_summary()

    def _show_summary(self) -> None:
        shrinker = self._session.shrinker
        job, found = shrinker.playing, shrinker.mistakes
        text, role = "", ""
        if job.state is JobState.FAILED:
            text, role = f"{in_words(job.what)} {in_words(job.hint)}".strip(), "bad"
        elif found is not None and not found.found:
            text = self.tr("✓ It got all {0} recordings right that it had never heard.")
            text, role = text.format(found.tested), "good"
        elif found is not None:
            text = self.tr("{0} of {1} recordings that it had never heard.")
            text = text.format(len(found.found), found.tested)
        self.summary.setText(text)
        set_role(self.summary, role)
        self.summary.setVisible(bool(text))

    def _tell(self) -> None:
        if self._session.shrinker.hunting.state is JobState.SUCCEEDED:
            announce(self, self.summary.text())

    def _fill(self, mistakes: tuple[Mistake, ...]) -> None:
        head = (self.tr("Said"), self.tr("What happened"), self.tr("Speaker"), self.tr("Recording"))
        self.table.fill(head, [self._cells(each) for each in mistakes])
        self.table.setVisible(bool(mistakes))
        if mistakes:
            self.table.setCurrentCell(0, 0)

    def _cells(self, mistake: Mistake) -> list[Cell]:
        happened = self.tr("not noticed in a room")
        if mistake.kind is Kind.CONFUSED:
            happened = self.tr("taken for {0}").format(self._name(mistake.heard))
        elif mistake.kind is Kind.WOKEN:
            happened = self.tr("woke: taken for {0}").format(self._name(mistake.heard))
        place = mistake.path.name
        if mistake.said in (SPEECH, BACKGROUND):
            place = self.tr("{0} at {1} s").format(place, f"{mistake.end_s:.1f}")
        return [
            Cell(self._name(mistake.said)),
            Cell(happened),
            Cell(spoken_text(mistake.speaker)),
            Cell(place),
        ]

    def _name(self, label: str) -> str:
        names = {SPEECH: self.tr("other speech"), BACKGROUND: self.tr("noise")}
        return names.get(label) or label_name(label)

    def _play(self) -> None:
        shrinker = self._session.shrinker
        mistakes, row = shrinker.mistakes, self.table.currentRow()
        if shrinker.playing.busy:
            shrinker.silence()
        elif mistakes is not None and 0 <= row < len(mistakes.found):
            shrinker.play(mistakes.found[row])
