"""Comparing variants as the window sees it: which one is looked at, and what it gets wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from compress.mistakes import Mistake, Mistakes, find_mistakes, play_mistake
from compress.search import SearchPlan
from compress.tradeoffs import Row, tradeoffs
from compress.variant import Variant
from firmware.budget import picture_of
from firmware.search_command import search_for
from gui.job import Job, JobState

if TYPE_CHECKING:
    from gui.session import Session


class Shrinker(QObject):
    """Holds the selection that plot, table and list of steps share.

    Attributes:
        hunting: Finds out what a variant gets wrong.
        searching: Looks for better models.
        drawing: Writes the picture.
        playing: Plays a mistake.
        played: The mistake that is being played; None while nothing is.
    """

    changed = Signal()  # another variant is looked at, or the rows are others
    mistakes_changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.hunting, self.searching, self.drawing = Job(self), Job(self), Job(self)
        self.playing = Job(self)
        self.played: Mistake | None = None
        self._next: Mistake | None = None
        self._selected = ""
        self._mistakes: dict[str, Mistakes] = {}
        self._rows: tuple[Row, ...] = ()
        self._rows_of: tuple[Any, ...] = ()
        session.models_changed.connect(self.changed)
        session.takes_changed.connect(self._forget_mistakes)
        self.hunting.succeeded.connect(self._keep_mistakes)
        self.searching.ended.connect(session.reload_models)
        self.playing.ended.connect(self._play_next)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every variant, smallest first; without flash and RAM while they are not measured."""
        session = self._session
        chosen = session.project.chosen_variant if session.project else ""
        now = (session.rows, session.variants, chosen)
        if now != self._rows_of:
            found = session.rows or tuple(tradeoffs(session.variants))
            self._rows = tuple(replace(row, chosen=row.name == chosen) for row in found)
            self._rows_of = now
        return self._rows

    @property
    def measured(self) -> bool:
        """Whether flash and RAM are known."""
        return bool(self._session.rows)

    @property
    def selected(self) -> Row | None:
        """The variant that is looked at: the selected one, or else the chosen one."""
        rows = self.rows
        chosen = next((row for row in rows if row.chosen), rows[0] if rows else None)
        return next((row for row in rows if row.name == self._selected), chosen)

    @property
    def variant(self) -> Variant | None:
        """The model of the selected row."""
        row = self.selected
        return next((v for v in self._session.variants if row and v.name == row.name), None)

    def select(self, name: str) -> None:
        """Look at another variant."""
        before = self.selected
        if before is None or before.name != name:
            self._selected = name
            self.changed.emit()

    def measure_once(self) -> None:
        """Measure flash and RAM unless that was tried: whoever cancelled it asks for it anew."""
        tried = self._session.measuring.state in (JobState.FAILED, JobState.CANCELLED)
        if not self.measured and not tried:
            self._session.measure()

    @property
    def mistakes(self) -> Mistakes | None:
        """What the selected variant gets wrong; None until it was listened to."""
        variant = self.variant
        return self._mistakes.get(variant.model_hash) if variant else None

    def hunt(self) -> None:
        """Find out what the selected variant gets wrong."""
        project, variant = self._session.project, self.variant
        if project is not None and variant is not None:
            self.hunting.start(lambda: find_mistakes(project, variant))

    def search(self, board: str, minutes: float) -> None:
        """Look for better models for a board, for so many minutes and the trainings after."""
        project = self._session.project
        if project is not None:
            plan = SearchPlan(trials=1000, minutes=minutes, keep=2)
            self.searching.start(lambda: search_for(project.folder, board or None, plan))

    def draw(self, path: Path) -> None:
        """Write the picture as .png or .svg."""
        rows = self.rows
        self.drawing.start(lambda: picture_of(rows, path))

    def play(self, mistake: Mistake) -> None:
        """Play a mistake, in place of what is being played; the same again stops it."""
        if self.playing.busy:
            self._next = mistake if mistake != self.played else None
            self.playing.cancel()
            return
        self.played = mistake
        sound = self._session.sound
        self.playing.start(lambda: play_mistake(mistake, sound.loudspeaker()))

    def silence(self) -> None:
        """Play no more."""
        self._next = None
        self.playing.cancel()

    def _play_next(self) -> None:
        self.played, following, self._next = None, self._next, None
        if following is not None:
            self.play(following)
        else:
            self.mistakes_changed.emit()

    def _keep_mistakes(self, mistakes: Mistakes) -> None:
        self._mistakes[mistakes.model_hash] = mistakes
        self.mistakes_changed.emit()

    def _forget_mistakes(self) -> None:
        self._mistakes.clear()
        self.mistakes_changed.emit()
