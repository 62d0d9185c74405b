"""Training as the window sees it: which preset, how it goes, what is stale, what is advised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from audio.advice import Advice
from audio.project import Project
from audio.stage import Progress
from audio.takes import TakeSet
from compress.commands import advise_apart, train_words
from compress.curve import LearningCurve, learning_curve
from compress.freshness import stale_variants
from compress.livecurve import LiveCurve
from compress.variant import Variant
from gui.job import Job

if TYPE_CHECKING:
    from gui.session import Session

DEFAULT_PRESET = "standard"
# Fewer takes of a word than this are worth a warning, though training works with one.
FEW_TAKES = 5


class Trainer(QObject):
    """Starts trainings and remembers what they tell; the results are the session's variants.

    Attributes:
        preset: The preset that the next training takes.
        curve: How the networks of the latest training learned.
        advice: On words and takes; None until it was asked for.
        learned: What more takes would buy; None until it was asked for.
        advising, learning: Jobs that find these out.
    """

    changed = Signal()  # preset, advice or what more takes would buy
    curve_changed = Signal()  # points came, or a new training began

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.preset = DEFAULT_PRESET
        self.curve = LiveCurve()
        self.advice: tuple[Advice, ...] | None = None
        self.learned: LearningCurve | None = None
        self.advising, self.learning = Job(self), Job(self)
        self._advised: TakeSet | None = None
        self._judged: tuple[Any, ...] = ()
        self._stale: tuple[str, ...] = ()
        session.training.progressed.connect(self._note)
        session.project_changed.connect(self._forget_other_project)
        self.advising.succeeded.connect(self._keep_advice)
        self.learning.succeeded.connect(self._keep_learned)
        self._project: Project | None = None

    @property
    def stale(self) -> tuple[str, ...]:
        """Names of variants that takes or words have left behind; some ms for a thousand takes."""
        session = self._session
        if session.project is None:
            return ()
        now = (session.project.words, session.project.settings, session.takes, session.variants)
        if len(now) != len(self._judged) or any(
            one is not other for one, other in zip(now, self._judged, strict=True)
        ):
            self._stale = stale_variants(session.project, session.takes, session.variants)
            self._judged = now
        return self._stale

    @property
    def fresh(self) -> tuple[Variant, ...]:
        """The variants that are not stale."""
        return tuple(v for v in self._session.variants if v.name not in self.stale)

    def takes_of(self, word: str) -> int:
        """How many takes of a word there are."""
        return sum(take.label == word for take in self._session.takes.takes)

    def without_takes(self) -> tuple[str, ...]:
        """Words that nothing was recorded of: training is impossible."""
        words = self._session.project.words if self._session.project else ()
        return tuple(word for word in words if not self.takes_of(word))

    def choose(self, preset: str) -> None:
        """Take another preset for the next training."""
        self.preset = preset
        self.changed.emit()

    def start(self) -> bool:
        """Train with the preset; False if that is under way."""
        project, preset = self._session.project, self.preset
        if project is None or self._session.training.busy or self._session.small.training.busy:
            return False
        self.curve = LiveCurve()
        self.curve_changed.emit()
        return self._session.training.start(lambda: train_words(project, preset, None))

    def advise(self) -> None:
        """Find out what words and takes make hard, unless that is known or under way."""
        project = self._session.project
        if project is None or self._advised is self._session.takes or not self._session.takes.takes:
            return
        if self.advising.start(lambda: advise_apart(project)):
            self._advised = self._session.takes

    def look_ahead(self) -> None:
        """Estimate what more takes would buy, by short trainings."""
        project = self._session.project
        if project is not None:
            self.learning.start(lambda: learning_curve(project))

    def _note(self, progress: Progress) -> None:
        if self.curve.add(progress):
            self.curve_changed.emit()

    def _keep_advice(self, advice: list[Advice]) -> None:
        if self._advised is not None:
            self.advice = tuple(advice)
            self.changed.emit()

    def _keep_learned(self, learned: LearningCurve) -> None:
        self.learned = learned
        self.changed.emit()

    def _forget_other_project(self) -> None:
        project = self._session.project
        before, self._project = self._project, project
        if before is None or project is None or before.folder != project.folder:
            self.curve, self.learned = LiveCurve(), None
            self.curve_changed.emit()
        elif before.words == project.words:
            return
        self.advice = self._advised = None
        self.changed.emit()
