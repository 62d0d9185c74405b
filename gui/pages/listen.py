"""The page Listen: what the board hears, large, and what it got wrong."""

from __future__ import annotations

import time
from datetime import datetime

from PySide6.QtWidgets import QWidget

from audio.languages import spoken_text
from firmware.boards import load_board
from firmware.listening import Heard
from gui.listener import ListenState
from gui.pages.page import Page, card
from gui.session import Session
from gui.widgets.action_note import ActionNote
from gui.widgets.big_word import BigWord
from gui.widgets.deeds_view import DeedsView
from gui.widgets.detections_view import DetectionsView
from gui.widgets.listen_facts import ListenFacts
from gui.widgets.listen_source import ListenSource
from gui.widgets.parity_panel import ParityPanel
from gui.widgets.raw_log import RawLog
from gui.widgets.score_traces import ScoreTraces
from gui.widgets.tabs import Tabs
from gui.widgets.verdict_bar import VerdictBar


class ListenPage(Page):
    """Watch what the board hears, and correct it."""

    name = "listen"

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._listener = session.listener

    def build(self) -> None:
        session = self.session
        self.source = ListenSource(session)
        self.word = BigWord(self.tr("Last word heard"), session.preferences.reduced_motion)
        self.note = ActionNote(session)
        self.verdicts = VerdictBar(session)
        self.facts = ListenFacts(session)
        self.detections = DetectionsView(session)
        self.scores = ScoreTraces(session)
        self.log = RawLog(session)
        top, top_layout = card()
        top_layout.addWidget(self.source)
        middle, middle_layout = card()
        middle_layout.addWidget(self.facts)
        self.deeds = DeedsView(session)
        for widget in (top, self.word, self.note, self.deeds, self.verdicts, middle):
            self.body.addWidget(widget)
        self.tabs = Tabs(self.tr("Details"))
        self.tabs.add(self.detections, self.tr("Detections"))
        self.tabs.add(self.scores, self.tr("Scores"))
        self.tabs.add(self.log, self.tr("Raw log"))
        self.body.addWidget(self.tabs)
        self.parity = ParityPanel(session, self.source.port)
        self.body.addWidget(self.parity)
        self.body.addStretch(1)
        self.detections.selected.connect(self.verdicts.select)
        self.verdicts.select(self.detections.number)
        self._listener.heard.connect(self._hear)
        self._listener.changed.connect(self.refresh_when_seen)
        self._show_latest()
        self.refresh()

    def title(self) -> str:
        return self.tr("Listen")

    def introduction(self) -> str:
        return self.tr(
            "Watch what the board hears. What it gets wrong, you can keep for the next training."
        )

    def missing(self) -> str:
        session = self.session
        if session.project is None:
            return self.tr("Open a project or make a new one on the page Words first.")
        if session.chosen is None and session.board_model is None:
            return self.tr("Train a model on the page Train first.")
        image = session.image
        runs_here = image is not None and load_board(image.board).kind != "chip"
        if not (runs_here or session.ports.boards or self._listener.active):
            return self.tr("Build the firmware on the page Board first, or plug in a board.")
        return ""

    def done(self) -> bool:
        return bool(self._listener.log.detections)

    def first_focus(self) -> QWidget | None:
        return self.source.button

    def entered(self) -> None:
        self.session.ports.start()
        self._listener.sound.resume()

    def left(self) -> None:
        self._listener.sound.pause()
        self.detections.stop()

    def refresh(self) -> None:
        """Say what is waited for while no word was heard."""
        if self._listener.log.detections:
            return
        if self._listener.state is ListenState.LISTENING:
            project = self.session.project
            words = (
                " · ".join(f"“{spoken_text(word)}”" for word in project.words) if project else ""
            )
            self.word.show_idle(self.tr("Listening. Say: {0}").format(words))
        else:
            self.word.show_idle(self.tr("Not listening"))

    def _hear(self, heard: Heard) -> None:
        self.word.hear(heard.word, heard.score)

    def _show_latest(self) -> None:
        """A page that was built anew shows what the one before it showed."""
        detections = self._listener.log.detections
        if detections:
            latest = detections[-1]
            ago = (datetime.now() - latest.at).total_seconds()
            self.word.show_word(latest.word, latest.score, min(ago, time.monotonic()))
