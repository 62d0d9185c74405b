"""A word gets another name: its takes move, and what it does goes along."""

from __future__ import annotations

from dataclasses import replace

from audio.action import Action
from audio.errors import ProjectError
from audio.labels import check_word, tidy
from audio.project import Project, check_words
from audio.takestore import TakeStore


def rename_word(project: Project, old: str, new: str) -> Project:
    """Call a word of a project otherwise; its place among the words stays, and so do its takes.

    The folder of the takes is renamed in one step, then the project's file is replaced in one. If
    the computer fails in between, doing it again goes on from there. Models that were trained
    before know only the old name: they are stale until they are trained again.

    Args:
        project: The project as it is on disk.
        old: One of its words, as a person or as the project writes it.
        new: What it shall be called.

    Raises:
        ProjectError: There is no such word, the new name is not usable or taken, or something else
            is writing into the project; nothing was changed.
        AudioError: The takes cannot be moved.
    """
    before, label = _word_of(project, old), check_word(new)
    if label == before:
        return project
    words = check_words([label if word == before else word for word in project.words])
    actions = tuple(_renamed(action, before, label) for action in project.actions)
    with TakeStore(project.takes).writer() as writer:
        moved = writer.relabel(before, label)
        try:
            return project.changed(words=words, actions=actions)
        except BaseException:
            if moved:
                writer.relabel(label, before)
            raise


def _word_of(project: Project, name: str) -> str:
    for word in project.words:
        if word.casefold() == tidy(name).casefold():
            return word
    raise ProjectError(
        f"“{name}” is not a word of this project.", f"Its words: {', '.join(project.words)}."
    )


def _renamed(action: Action, old: str, new: str) -> Action:
    safety = action.safety
    if safety.confirm == old:
        safety = replace(safety, confirm=new)
    return replace(action, word=new if action.word == old else action.word, safety=safety)
