"""Files and folders of any shape, dropped on the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes.projects import collection, new_project, write_wav
from fakes.sounds import take

from audio.dataset import load_takes
from audio.dropping import import_dropped
from audio.errors import AudioError
from audio.stage import finish


def test_each_thing_goes_where_it_belongs(tmp_path: Path) -> None:
    project = new_project(tmp_path, "lantern", "kitchen", "good_night")
    shaped = collection(tmp_path / "all", ("lantern", "_unknown_"), 1, 2)
    named = tmp_path / "Good Night"
    write_wav(named / "anna_1.wav", take(50))
    unnamed = tmp_path / "from my phone"
    write_wav(unnamed / "bo_1.wav", take(51))
    loose = write_wav(tmp_path / "downloads" / "cy_1.wav", take(52))
    text = tmp_path / "downloads" / "letter.txt"
    text.write_text("no sound")
    steps = []
    report = finish(
        import_dropped(project, [shaped, named, unnamed, loose, text], "kitchen"), steps.append
    )
    assert [(each.label, each.speaker) for each in load_takes(project).takes] == [
        ("_unknown_", "s0"), ("_unknown_", "s0"), ("good_night", "anna"), ("kitchen", "bo"),
        ("kitchen", "cy"), ("lantern", "s0"), ("lantern", "s0"),
    ]  # fmt: skip
    assert len(report.accepted) == 7
    assert [each.path for each in report.refused] == ["letter.txt"]
    assert "none of WAV" in report.refused[0].reason
    fractions = [step.fraction for step in steps]
    assert fractions == sorted(fractions) and fractions[-1] == 1.0


def test_dropped_again_nothing_is_doubled_and_damaged_files_are_named(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    good = write_wav(tmp_path / "x" / "anna_1.wav", take(1))
    bad = tmp_path / "y" / "bo_1.wav"
    bad.parent.mkdir()
    bad.write_bytes(b"")
    finish(import_dropped(project, [good], "lantern"))
    report = finish(import_dropped(project, [good, bad], "lantern"))
    assert not report.accepted and report.known == ("anna_1.wav",)
    assert [each.path for each in report.refused] == ["bo_1.wav"]
    assert "empty" in report.refused[0].reason


def test_nothing_but_other_files_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    with pytest.raises(AudioError, match="no recording among"):
        finish(import_dropped(new_project(tmp_path), [tmp_path / "a.pdf"], "lantern"))
