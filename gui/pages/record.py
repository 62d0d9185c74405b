"""The page Record: takes of each word, hands-free."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QAccessible,
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QWidget

from audio.dropping import import_dropped
from audio.takes import Take
from gui.announce import announce
from gui.label_names import label_name
from gui.language import in_words
from gui.pages.page import SPACING, Page, card, set_primary, set_role, subheading, text_label
from gui.recorder import RecorderState
from gui.session import Session
from gui.widgets.flow_row import FlowRow
from gui.widgets.label_list import LabelList
from gui.widgets.record_prompt import RecordPrompt
from gui.widgets.recording_setup import RecordingSetup
from gui.widgets.takes_panel import TakesPanel

# Two columns need this many characters side by side.
TWO_COLUMNS_CHARACTERS = 86
# How long a screen reader takes: what it says must not be recorded.
SPOKEN_CHARACTER_SECONDS, SPOKEN_LEAST_SECONDS = 0.07, 0.5


class RecordPage(Page):
    """Choose what to record, press Start once, and speak."""

    name = "record"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._recorder = session.recorder

    def build(self) -> None:
        session = self.session
        self.lacks: QLabel = text_label("")
        self.lacks.setAccessibleName(self.tr("What is missing"))
        self.labels = LabelList()
        self.setup = RecordingSetup(session)
        self.prompt = RecordPrompt(session)
        self.start_button = QPushButton()
        self.try_button = QPushButton()
        self.onward_button = QPushButton(self.tr("&Next: train"))
        self.takes = TakesPanel(session)
        self._fill()
        self._connect()
        self.setAcceptDrops(True)
        self.refresh()

    def title(self) -> str:
        return self.tr("Record")

    def introduction(self) -> str:
        return self.tr("Record takes of each word; nothing needs pressing while you speak.")

    def missing(self) -> str:
        if self.session.project is None:
            return self.tr("Open a project or make a new one on the page Words first.")
        return ""

    def done(self) -> bool:
        needs = self._recorder.choices.needs()
        return bool(needs) and not any(need.lacks for need in needs)

    def first_focus(self) -> QWidget:
        return self.start_button

    def entered(self) -> None:
        self._recorder.microphones.start()
        self.session.ports.start()

    def left(self) -> None:
        self._recorder.microphones.pause()
        self.session.ports.stop()
        self._recorder.player.halt()
        self._recorder.finish()

    def refresh(self) -> None:
        """Show what there is and what is under way."""
        recorder = self._recorder
        self.labels.show_needs(recorder.choices.needs(), recorder.choices.label)
        self.labels.setEnabled(not recorder.records)
        self._show_lacks()
        running, stopping = recorder.records, recorder.state is RecorderState.STOPPING
        self.start_button.setText(self.tr("&Stop") if running else self.tr("&Start recording"))
        self.start_button.setEnabled(not stopping and not self.session.importing.busy)
        trying = recorder.busy and not running
        self.try_button.setText(
            self.tr("Stop &testing") if trying else self.tr("&Test the microphone")
        )
        self.try_button.setEnabled(not running and not stopping)
        enough = self.done() and not running
        self.onward_button.setVisible(enough)
        set_primary(self.onward_button, enough)
        set_primary(self.start_button, not enough)

    def take_in(self, paths: list[Path]) -> None:
        """Import files and folders; files become takes of what is chosen."""
        project, label = self.session.project, self._recorder.choices.label
        if project is not None and not self._recorder.busy:
            self.session.importing.start(lambda: import_dropped(project, paths, label))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files and folders while nothing is recorded."""
        if event.mimeData().hasUrls() and not self._recorder.busy and not self.missing():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take in what is dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.take_in(paths)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns where there is room for them, else one below the other."""
        super().resizeEvent(event)
        room = self.width() / self.fontMetrics().averageCharWidth()
        ways = QBoxLayout.Direction
        way = ways.LeftToRight if room >= TWO_COLUMNS_CHARACTERS else ways.TopToBottom
        if way is not self.columns.direction():
            self.columns.setDirection(way)

    def _fill(self) -> None:
        self.start_button.setToolTip(self.tr("Ctrl+R starts, Esc stops"))
        self.try_button.setToolTip(self.tr("Listen and show the level, but keep nothing"))
        choice, inside = card()
        inside.setContentsMargins(16, 16, 16, 16)
        heading = subheading(self.tr("&What to record"))
        heading.setBuddy(self.labels)
        inside.addWidget(heading)
        inside.addWidget(self.labels, 1)
        inside.addWidget(self.setup)
        row = FlowRow()
        row.addWidget(self.start_button)
        row.addWidget(self.try_button)
        row.addWidget(self.onward_button)
        self.prompt.body.addLayout(row)
        self.columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.columns.setSpacing(SPACING)
        self.columns.addWidget(self.prompt, 3)
        self.columns.addWidget(choice, 2)
        self.body.addWidget(self.lacks)
        self.body.addLayout(self.columns)
        self.body.addWidget(self.takes)
        self.body.addStretch(1)

    def _connect(self) -> None:
        recorder = self._recorder
        self.labels.wanted.connect(recorder.choices.choose_label)
        self.start_button.clicked.connect(self._start_or_stop)
        self.try_button.clicked.connect(self._try_or_stop)
        self.onward_button.clicked.connect(self._go_on)
        self.takes.import_wanted.connect(self.take_in)
        for keys, action in (
            (QKeySequence("Ctrl+R"), self._start_or_stop),
            (QKeySequence("Esc"), recorder.finish),
            (QKeySequence(QKeySequence.StandardKey.Undo), recorder.bin.undo),
        ):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)
        for signal in (
            *(recorder.changed, recorder.choices.changed, self.session.importing.changed),
            *(self.session.takes_changed, self.session.project_changed),
        ):
            signal.connect(self.refresh_when_seen)
        recorder.take_kept.connect(self._tell_kept)
        recorder.take_refused.connect(self._tell_refused)
        recorder.label_begun.connect(self._tell_label)
        recorder.completed.connect(self._tell_completed)
        recorder.troubled.connect(self._tell_trouble)
        recorder.recovered.connect(self._tell_recovered)

    def _start_or_stop(self) -> None:
        if self._recorder.records:
            self._recorder.finish()
            return
        if self.start_button.isEnabled():
            self.setup.commit()
            self._recorder.start()
            self._say(self.prompt.label_text())

    def _try_or_stop(self) -> None:
        if self._recorder.busy:
            self._recorder.finish()
        else:
            self._recorder.try_out()

    def _go_on(self) -> None:
        self.session.page_wanted.emit("train")

    def _show_lacks(self) -> None:
        text, role = self.lacks_text()
        self.lacks.setText(text)
        set_role(self.lacks, role)

    def lacks_text(self) -> tuple[str, str]:
        """What the project lacks in one line, and the role of that text."""
        needs = self._recorder.choices.needs()
        times, seconds = self.tr("{0} × {1}"), self.tr("{0} s of {1}")
        must = [times.format(need.lacks, label_name(need.label)) for need in needs if need.lacks]
        if must:
            return self.tr("○ Still to record: {0}").format(", ".join(must)), "caution"
        more = [
            (seconds if need.in_seconds else times).format(
                need.lacks_for_good, label_name(need.label)
            )
            for need in needs
            if need.lacks_for_good
        ]
        if more:
            text = self.tr("✓ Enough to train. Better still with more: {0}")
            return text.format(", ".join(more)), "good"
        return (self.tr("✓ Nothing is missing.") if needs else ""), "good"

    def _say(self, text: str, urgent: bool = False) -> None:
        """Have a screen reader say something that must not end up in a take."""
        if QAccessible.isActive():
            self._recorder.hush(SPOKEN_LEAST_SECONDS + SPOKEN_CHARACTER_SECONDS * len(text))
        announce(self, text, urgent)

    def _tell_kept(self, take: Take) -> None:
        recorder = self._recorder
        self._say(self.tr("{0} of {1}").format(recorder.done, recorder.wanted))

    def _tell_refused(self, sentence: str) -> None:
        self._say(self.tr("Once more: {0}").format(in_words(sentence)), urgent=True)

    def _tell_label(self, label: str) -> None:
        self._say(self.tr("Next: {0}").format(self.prompt.label_text()))

    def _tell_completed(self) -> None:
        self._say(self.tr("Done. {0}").format(self.lacks_text()[0]))

    def _tell_trouble(self, what: str, hint: str) -> None:
        self._say(f"{in_words(what)} {in_words(hint)}", urgent=True)

    def _tell_recovered(self) -> None:
        self._say(self.tr("The microphone is back. {0}").format(self.prompt.label_text()))
