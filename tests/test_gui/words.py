"""The page Words as tests look at it and use it."""

from __future__ import annotations

from audio.project import Project
from gui.app import App
from gui.pages.words import WordsPage


def now(app: App) -> WordsPage:
    """The page as it is after everything was built anew."""
    found = app.window.page
    assert isinstance(found, WordsPage)
    return found


def actions(project: Project | None) -> list[tuple[str, str, str]]:
    """What a project's words do: word, kind and value of each action."""
    assert project is not None
    return [(action.word, action.kind, action.value) for action in project.actions]


def choose(page: WordsPage, card: int, kind: str) -> None:
    """Let a word do one thing more, as through its menu."""
    menu = page.panel.cards[card].menu
    next(entry for entry in menu.actions() if entry.data() == kind).trigger()
