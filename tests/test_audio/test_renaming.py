"""A word gets another name: takes, actions and words go along, or nothing is changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fakes.sounds import take

from audio.action import Action, Safety
from audio.dataset import load_takes
from audio.errors import AudioError, ProjectError
from audio.project import Project
from audio.renaming import rename_word
from audio.takestore import INDEX_NAME, Origin, TakeStore

WORDS = ("bed up", "yes")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Two words with takes; one needs the other to confirm it."""
    made = Project.create(tmp_path / "bed", WORDS)
    with TakeStore(made.takes).writer() as writer:
        for number, label in enumerate(("bed_up", "bed_up", "yes", "_unknown_")):
            writer.add(take(number), Origin(label, "me"))
    actions = (
        Action("bed_up", "gpio", "pin=2 toggle", Safety(confirm="yes")),
        Action("yes", "message", "Yes"),
    )
    return made.changed(actions=actions)


def on_disk(project: Project) -> dict[str, bytes]:
    """Every file of a project but its lock."""
    return {
        path.relative_to(project.folder).as_posix(): path.read_bytes()
        for path in sorted(project.folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


@pytest.mark.parametrize(
    ("name", "label"), [("침대 올려", "침대_올려"), ("Bed Up", "Bed_Up"), ("raise it", "raise_it")]
)
def test_takes_and_actions_go_along(project: Project, name: str, label: str) -> None:
    before = load_takes(project)
    renamed = rename_word(project, "bed up", name)
    assert renamed == Project.open(project.folder)
    assert renamed.words == (label, "yes")
    assert [action.word for action in renamed.actions] == [label, "yes"]
    takes = load_takes(renamed)
    assert takes.notes == (), "the list of takes is right, so that nothing is read again"
    moved = takes.of(label).takes
    assert [each.content_hash for each in moved] == [
        each.content_hash for each in before.of("bed_up").takes
    ]
    assert all(each.path.is_file() for each in takes.takes)
    assert len(takes.takes) == len(before.takes)


def test_a_word_that_confirms_still_confirms(project: Project) -> None:
    renamed = rename_word(project, "yes", "go on")
    assert renamed.actions[0].safety.confirm == "go_on"
    assert renamed.actions[1].word == "go_on"


def test_going_back_leaves_everything_as_it_was(project: Project) -> None:
    load_takes(project)
    before, there = load_takes(project).hash, on_disk(project)
    rename_word(rename_word(project, "bed_up", "raise it"), "raise it", "bed up")
    assert load_takes(project).hash == before, "models that were trained before fit again"
    assert on_disk(project) == there


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("bed up", "yes", "named twice"),
        ("bed up", "YES", "named twice"),
        ("bed up", "  ", "it is empty"),
        ("bed up", "noise", "reserved"),
        ("bed up", "aux", "Windows keeps this name"),
        ("bed up", "Con.fig", "Windows keeps this name"),
        ("bed up", "up.", "nor end with"),
        ("bed up", "up/down", "no file may have"),
        ("sit down", "lie down", "is not a word of this project"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_changed(
    project: Project, old: str, new: str, what: str
) -> None:
    before = on_disk(project)
    with pytest.raises(ProjectError, match=what):
        rename_word(project, old, new)
    assert on_disk(project) == before


def test_recordings_of_a_word_that_was_removed_are_not_mixed_in(project: Project) -> None:
    without = project.without_word("yes")
    project.changed(words=without.words, actions=())
    before = on_disk(project)
    with pytest.raises(ProjectError, match="There are recordings of “yes” already"):
        rename_word(Project.open(project.folder), "bed up", "yes")
    assert on_disk(project) == before


def test_a_full_disk_leaves_everything_as_it_was(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, names = on_disk(project), sorted(load_takes(project).words)

    def refuse(path: Path, content: bytes | str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("audio.project.write_atomic", refuse)
    with pytest.raises(ProjectError, match="No space left"):
        rename_word(project, "bed up", "raise it")
    assert on_disk(project) == before
    assert sorted(load_takes(Project.open(project.folder)).words) == names


def test_a_crash_in_the_middle_is_mended_by_doing_it_again(project: Project) -> None:
    (project.takes / "bed_up").rename(project.takes / "raise_it")  # And then the power failed.
    crashed = Project.open(project.folder)
    assert crashed.words == ("bed_up", "yes") and not load_takes(crashed).of("bed_up").takes
    renamed = rename_word(crashed, "bed up", "raise it")
    assert renamed.words == ("raise_it", "yes")
    assert len(load_takes(renamed).of("raise_it").takes) == 2


def test_somebody_else_who_writes_is_not_disturbed(project: Project) -> None:
    before = on_disk(project)
    with (
        TakeStore(project.takes).writer(),
        pytest.raises((ProjectError, AudioError), match="Something else is writing"),
    ):
        rename_word(project, "bed up", "raise it")
    assert on_disk(project) == before


def test_the_list_of_takes_says_the_new_name(project: Project) -> None:
    rename_word(project, "bed up", "raise it")
    index = json.loads((project.takes / INDEX_NAME).read_text("utf-8"))
    assert {name.split("/")[0] for name in index["takes"]} == {"raise_it", "yes", "_unknown_"}
    assert {entry["label"] for entry in index["takes"].values()} == {
        "raise_it", "yes", "_unknown_",
    }  # fmt: skip
