"""Deleted takes are gone from the disk, and can be put back by whoever remembers them."""

from __future__ import annotations

import errno
from pathlib import Path

import numpy as np
import pytest
from fakes.projects import collection, imported, new_project
from fakes.sounds import take

from audio.dataset import load_takes
from audio.deletion import delete_takes, restore_takes
from audio.errors import AudioError
from audio.project import Project
from audio.sound import read_samples
from audio.stage import finish
from audio.takestore import Origin, TakeStore


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Four takes of a lantern."""
    made = new_project(tmp_path)
    imported(made, collection(tmp_path / "in", ("lantern",), 2, 2))
    return made


def test_deleted_takes_are_gone_and_come_back_as_they_were(project: Project) -> None:
    before = load_takes(project)
    sounds = [read_samples(each.path) for each in before.takes]
    deleted = finish(delete_takes(project, before.takes[1:3]))
    assert [each.take for each in deleted] == list(before.takes[1:3])
    assert load_takes(project).takes == (before.takes[0], before.takes[3])
    files = [path.name for path in project.takes.rglob("*") if path.suffix == ".flac"]
    assert len(files) == 2, "nothing is kept anywhere in the project"
    assert finish(restore_takes(project, deleted)) == before.takes[1:3]
    after = load_takes(project)
    assert after == before and after.hash == before.hash
    for each, sound in zip(after.takes, sounds, strict=True):
        assert np.array_equal(read_samples(each.path), sound)


def test_a_name_that_is_taken_by_now_is_not_overwritten(project: Project) -> None:
    first = load_takes(project).takes[0]
    deleted = finish(delete_takes(project, [first]))
    with TakeStore(project.takes).writer() as writer:
        new = writer.add(take(99), Origin("lantern", first.speaker))
    assert new.name == first.name
    (back,) = finish(restore_takes(project, deleted))
    assert back.name != first.name and back.content_hash == first.content_hash
    assert len(load_takes(project).takes) == 5


def test_the_last_take_of_a_label_takes_its_folder_along(project: Project) -> None:
    takes = load_takes(project).takes
    deleted = finish(delete_takes(project, takes))
    assert not (project.takes / "lantern").exists() and load_takes(project).takes == ()
    finish(restore_takes(project, deleted))
    assert load_takes(project).takes == takes


def test_a_full_disk_loses_nothing_and_the_next_try_makes_no_doubles(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = load_takes(project)
    deleted = finish(delete_takes(project, before.takes))
    real, written = Path.write_bytes, []

    def full(path: Path, data: bytes) -> int:
        if written:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(path)
        return real(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(AudioError, match="No space left"):
        finish(restore_takes(project, deleted))
    monkeypatch.undo()
    assert load_takes(project).takes == before.takes[:1]
    finish(restore_takes(project, deleted))
    assert load_takes(project).takes == before.takes


def test_a_take_that_cannot_be_remembered_stops_the_deletion(project: Project) -> None:
    takes = load_takes(project).takes
    takes[1].path.write_bytes(b"no sound at all")
    with pytest.raises(AudioError, match="is a text file"):
        finish(delete_takes(project, takes))
    assert all(each.path.exists() for each in takes)
    takes[1].path.unlink()
    assert len(finish(delete_takes(project, takes))) == 3
