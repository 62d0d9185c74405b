"""What is to be recorded: which label, how often, by whom, with what, how fast."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from audio.labels import LONG_LABELS
from audio.missing import Need, needs
from audio.pace import NORMAL, PACES, Pace
from audio.recording import PIECE_SECONDS, Recording

if TYPE_CHECKING:
    from gui.session import Session

# Suggested where a word has enough: a few more never hurt.
SOME_MORE = 5


class RecordingChoices(QObject):
    """What the user chose on the page Record.

    Attributes:
        label: What to record; while recording, what is being recorded.
        count: How many takes of it, or how many pieces of 10 s.
        goes_on: Whether words that lack takes follow by themselves.
        plays_back: Whether each take is played when it is kept.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._folder: Path | None = None
        self.label, self.count = "", SOME_MORE
        self.goes_on, self.plays_back = True, False
        session.project_changed.connect(self._meet_project)

    @property
    def speaker(self) -> str:
        """Who speaks."""
        return self._session.preferences.speaker

    @property
    def microphone(self) -> str:
        """Name of the chosen microphone; empty for the system's default."""
        return self._session.preferences.microphone

    @property
    def pace(self) -> Pace:
        """How fast takes follow each other."""
        return PACES.get(self._session.preferences.pace, NORMAL)

    def choose_label(self, label: str) -> None:
        """Choose what to record, with as many takes as it lacks."""
        if label != self.label:
            self.label = label
            self.suggest_count()

    def suggest_count(self) -> None:
        """Take as many as the label lacks, or a few more."""
        self.count = self.suggested(self.label)
        self.changed.emit()

    def choose_count(self, count: int) -> None:
        """Choose how many takes to record."""
        self.count = count

    def choose_speaker(self, name: str) -> None:
        """Choose who speaks; an empty name changes nothing."""
        if name.strip():
            self._session.preferences.speaker = name.strip()

    def choose_microphone(self, name: str) -> None:
        """Choose a microphone by its name; empty for the system's default."""
        self._session.preferences.microphone = name

    def choose_pace(self, name: str) -> None:
        """Choose how fast takes follow each other, from the next start on."""
        self._session.preferences.pace = name

    def choose_going_on(self, on: bool) -> None:
        """Choose whether words that lack takes follow by themselves."""
        self.goes_on = on

    def choose_playing_back(self, on: bool) -> None:
        """Choose whether each take is played when it is kept."""
        self.plays_back = on

    def needs(self) -> tuple[Need, ...]:
        """How much there is and should be of each label of the project."""
        project = self._session.project
        return needs(project.words, self._session.takes) if project is not None else ()

    def speakers(self) -> tuple[str, ...]:
        """Who has spoken before, and who speaks now."""
        known = {take.speaker for take in self._session.takes.takes}
        return tuple(sorted(known | {self.speaker}))

    def suggested(self, label: str) -> int:
        """How many takes, or pieces of 10 s, to record of a label."""
        need = next((each for each in self.needs() if each.label == label), None)
        missing = (need.lacks or need.lacks_for_good) if need is not None else 0
        if label in LONG_LABELS:
            missing = math.ceil(missing / PIECE_SECONDS)
        return missing or SOME_MORE

    def plans(self) -> tuple[Recording, ...]:
        """What is to be recorded, in this order."""
        project = self._session.project
        if project is None or not self.label or self.count < 1:
            return ()
        counts = {self.label: self.count}
        if self.goes_on:
            words = project.words
            at = words.index(self.label) if self.label in words else -1
            lacking = {need.label: need.lacks for need in self.needs()}
            for word in (*words[at + 1 :], *words[: at + 1]):
                if lacking[word]:
                    counts.setdefault(word, lacking[word])
        return tuple(
            Recording(label, count, self.speaker, pace=self.pace, patience_s=None)
            for label, count in counts.items()
        )

    def _meet_project(self) -> None:
        """Turn to another project, or to its words as they are now."""
        project = self._session.project
        if project is None:
            return
        labels = [need.label for need in self.needs()]
        if project.folder != self._folder or self.label not in labels:
            self._folder = project.folder
            lacking = [need.label for need in self.needs() if need.lacks]
            self.label = (lacking or labels)[0]
            self.suggest_count()
