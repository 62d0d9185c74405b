"""Words and what they do, while they are being chosen: for a new project, and for the open one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from audio.action import Action, Safety
from audio.advice import Advice
from audio.errors import ProjectError, WakewrightError
from audio.labels import check_word
from audio.project import Project, check_name, check_words
from audio.stage import Progress, Stage
from gui.job import Job

if TYPE_CHECKING:
    from gui.session import Session

TYPING_PAUSE_MS = 250


@dataclass(frozen=True)
class Removed:
    """A word that was removed, to bring it back."""

    label: str
    at: int
    actions: tuple[Action, ...]
    takes: int


@dataclass(frozen=True)
class Renamed:
    """A word that got another name, to call it as before."""

    old: str
    new: str


@dataclass(frozen=True)
class Advised:
    """Advice on words, and how they were judged."""

    words: tuple[str, ...]
    language: str
    advice: tuple[Advice, ...]
    judged: str


def advise_now(words: tuple[str, ...], language: str) -> Stage[Advised]:
    """Advice as a stage, for a thread: espeak-ng is asked, and the first import takes a while."""
    yield Progress(0.0, "Judging the words")
    from compress.commands import advise_on, how_advised

    advice = tuple(advise_on(words, language)) if words else ()
    return Advised(words, language, advice, how_advised())


class WordEditor(QObject):
    """What the page Words does. It outlives the page, so that nothing typed is lost with it.

    Attributes:
        starting: Whether a new project is being made, even though one may be open.
        name, place, words, language: Of the new project.
        typed: The word that is being typed and not added yet.
        removed, renamed: What was done last to a word of the open project, if it was one of these.
        advised: The latest advice; None before there was any.
        advising: The job that finds advice.
    """

    changed = Signal()  # anything of the above but the advice
    advice_changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.starting = False
        self.name = ""
        self.place: Path | None = None
        self.words: tuple[str, ...] = ()
        self.language = ""
        self.typed = ""
        self.removed: Removed | None = None
        self.renamed: Renamed | None = None
        self.advised: Advised | None = None
        self.advising = Job(self)
        self._project: Project | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._advise)
        self.advising.ended.connect(self._take_advice)
        session.project_changed.connect(self._note_project)

    @property
    def draws_up(self) -> bool:
        """Whether the words of a new project are edited, not those of the open one."""
        return self.starting or self._session.project is None

    @property
    def judged_words(self) -> tuple[str, ...]:
        """The words that advice is on: with the one that is being typed."""
        project = self._session.project
        words = self.words if self.draws_up or project is None else project.words
        try:
            typed = check_word(self.typed) if self.typed.strip() else ""
        except ProjectError:
            typed = ""
        return words if not typed or typed in words else (*words, typed)

    @property
    def judged_language(self) -> str:
        """The hint on the language of those words."""
        project = self._session.project
        return self.language if self.draws_up or project is None else project.language

    def new_project(self) -> None:
        """Begin to make a project; the open one stays until then."""
        self.starting = True
        self._tell()

    def go_back(self) -> None:
        """Go on with the open project."""
        self.starting = False
        self._tell()

    def set_name(self, name: str) -> None:
        """Name the new project."""
        self.name = name
        self.changed.emit()

    def set_place(self, folder: Path) -> None:
        """The folder that the new project's folder goes into."""
        self.place = folder
        self.changed.emit()

    def set_language(self, code: str) -> None:
        """How words in Latin letters are spoken."""
        if self.draws_up:
            self.language = code
        else:
            self._session.change(language=code)
        self._tell()

    def type(self, text: str) -> None:
        """Note a word while it is being typed."""
        self.typed = text
        self.ask_advice()

    def add(self, text: str) -> None:
        """Add a word, or several with commas between them.

        Raises:
            ProjectError: One is not usable or there already; then none is added.
        """
        names = [name for name in text.replace("，", ",").split(",") if name.strip()] or [text]
        project = self._session.project
        if self.draws_up or project is None:
            self.words = check_words((*self.words, *names))
        else:
            for name in names:
                project = project.with_word(name)
            self._session.change(words=project.words)
        self.typed = ""
        self._tell()

    def remove(self, label: str) -> None:
        """Take a word off; `undo` brings it back. Its takes stay where they are.

        Raises:
            ProjectError: It is the only word of the open project.
        """
        project = self._session.project
        if self.draws_up or project is None:
            self.words = tuple(word for word in self.words if word != label)
        else:
            without = project.without_word(label)
            actions = tuple(a for a in project.actions if a.word == label)
            takes = sum(take.label == label for take in self._session.takes.takes)
            # Whoever shows the change asks at once what was removed.
            before, self.renamed = self.removed, None
            self.removed = Removed(label, project.words.index(label), actions, takes)
            if not self._session.change(words=without.words, actions=without.actions):
                self.removed = before
        self._tell()

    def rename(self, label: str, name: str) -> None:
        """Call a word of the open project otherwise; `undo` gives it its name back.

        Raises:
            WakewrightError: The name is not usable or taken, or takes are in use just now.
        """
        if check_word(name) == label:
            return
        before = (self.removed, self.renamed)
        self.removed, self.renamed = None, Renamed(label, check_word(name))
        try:
            self._session.rename_word(label, name)
        except WakewrightError:
            self.removed, self.renamed = before
            raise
        self._tell()

    def undo(self) -> None:
        """Take back what was done last: a removed word comes with what it does."""
        removed, renamed, project = self.removed, self.renamed, self._session.project
        if renamed is not None:
            back = Renamed(renamed.new, renamed.old)
            if self._session.attempt(lambda: self.rename(back.old, back.new)):
                self.renamed = None
                self._tell()
            return
        if removed is None or project is None:
            return
        self.removed = None
        with_it = project.with_word(removed.label, removed.at)
        self._session.change(words=with_it.words, actions=(*project.actions, *removed.actions))
        self._tell()

    def create(self) -> bool:
        """Make the new project and open it; False if that did not work, which `failed` tells."""
        return self._session.attempt(self._create)

    def folder(self, default: Path) -> Path:
        """Where the new project will be.

        Args:
            default: The folder for projects when the user has named none.

        Raises:
            ProjectError: Its name is not usable.
        """
        return (self.place or default) / check_name(self.name)

    def _create(self) -> None:
        from gui.session import projects_folder

        project = Project.create(self.folder(projects_folder()), self.words)
        if self.language:
            project = project.changed(language=self.language)
        self.starting, self.name, self.words, self.typed, self.language = False, "", (), "", ""
        self._session.show(project)

    # What words do: the project's actions, by their place among all of them.

    def add_action(self, action: Action) -> None:
        """Let a word do one thing more."""
        if self._session.project is not None:
            self._session.change(actions=(*self._session.project.actions, action))

    def set_action(self, at: int, value: str, safety: Safety) -> None:
        """Change what an action does, and what keeps it from happening by mistake."""
        project = self._session.project
        if project is not None and at < len(project.actions):
            actions = list(project.actions)
            changed = replace(actions[at], value=value, safety=safety)
            if actions[at] != changed:
                actions[at] = changed
                self._session.change(actions=tuple(actions))

    def remove_action(self, at: int) -> None:
        """Let a word no longer do a thing."""
        project = self._session.project
        if project is not None:
            actions = project.actions
            self._session.change(actions=(*actions[:at], *actions[at + 1 :]))

    # Advice: asked for after a pause in typing, found in a thread.

    def ask_advice(self) -> None:
        """Look for advice on the words soon."""
        self._pause.start()

    def stop(self) -> None:
        """Look for no more advice."""
        self._pause.stop()

    def _advise(self) -> None:
        words, language = self.judged_words, self.judged_language
        if self.advised and (self.advised.words, self.advised.language) == (words, language):
            return
        self.advising.start(lambda: advise_now(words, language))

    def _take_advice(self) -> None:
        if isinstance(self.advising.result, Advised):
            self.advised = self.advising.result
            self.advice_changed.emit()
            if self.advised.words != self.judged_words:
                self.ask_advice()  # More was typed meanwhile.

    def _note_project(self) -> None:
        project = self._session.project
        before, self._project = self._project, project
        if project is None or before is None or before.folder != project.folder:
            self.starting, self.typed, self.removed, self.renamed = False, "", None, None
            self._tell()
        elif before.words != project.words:
            self._tell()

    def _tell(self) -> None:
        self.changed.emit()
        self.ask_advice()
