"""The command `record`, with words as the guide spells them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes.microphone import FakeMicrophone
from fakes.sounds import take

import wakewright
from audio import microphones
from audio.dataset import load_takes
from audio.errors import ProjectError
from audio.project import Project


def room(seed: int) -> np.ndarray:
    """A second of a quiet room; int16, 16 kHz."""
    return np.rint(np.random.default_rng(seed).normal(0, 20, 16_000)).astype(np.int16)


def record(project: Project, word: str) -> int:
    given = wakewright.read_arguments(["record", str(project.folder), word, "--takes", "2"])
    return int(given.run(given))


def test_a_word_is_recorded_as_it_was_typed_for_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(microphones, "find_device", lambda wanted: None)
    said = [room(0), take(1), room(1), take(2), room(2)]
    monkeypatch.setattr(microphones, "SystemMicrophone", lambda device: FakeMicrophone(said))
    made = wakewright.read_arguments(["new", str(tmp_path / "lamp"), "--word", "hey lantern"])
    made.run(made)
    assert capsys.readouterr().out.rstrip().endswith('lamp "hey_lantern"')
    project = Project.open(tmp_path / "lamp")
    assert record(project, "hey lantern") == 0
    assert "Recorded 2 takes of hey_lantern." in capsys.readouterr().out
    assert [take.label for take in load_takes(project).takes] == ["hey_lantern"] * 2
    with pytest.raises(ProjectError, match="has no word “stop”"):
        record(project, "stop")
