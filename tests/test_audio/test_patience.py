"""A microphone that went away is waited for, and what listens goes on where it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fakes.microphone import FakeMicrophone
from fakes.projects import new_project
from fakes.sounds import RATE_HZ, take

from audio import patience
from audio.dataset import load_takes
from audio.errors import AudioError
from audio.otherwords import other_words
from audio.patience import patiently
from audio.portaudio import MicrophoneError
from audio.recording import Recording, RecordingSession
from audio.stage import finish


class Unplugged(FakeMicrophone):
    """Gives its sound, then is pulled out."""

    def blocks(self) -> Iterator[np.ndarray]:
        try:
            yield from super().blocks()
        except AudioError as error:
            raise MicrophoneError(error.what, error.hint) from error


def room(seconds: float) -> np.ndarray:
    """A quiet room."""
    return np.random.default_rng(3).normal(0, 20, round(seconds * RATE_HZ)).astype(np.int16)


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three looks at once instead of one in a while."""
    monkeypatch.setattr(patience, "RETRY_SECONDS", 0.03)
    monkeypatch.setattr(patience, "BEAT_SECONDS", 0.01)


def test_recording_goes_on_where_it_was_when_the_microphone_is_back(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    session = RecordingSession(project, [Recording("lantern", 3)], lambda: False)
    half_a_word = [room(0.7), take(9)[:8000]]
    microphones = [
        Unplugged([room(1.0), take(1), room(1.0), take(2), *half_a_word]),
        MicrophoneError("It is still gone.", "Wait."),
        Unplugged([np.zeros(3 * RATE_HZ, np.int16)]),
        Unplugged([room(1.0), take(3), room(1.0)]),
    ]

    def open_next() -> FakeMicrophone:
        found = microphones.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    steps = []
    takes = finish(patiently(open_next, session.record), steps.append)
    assert len(takes) == 3 and len(load_takes(project).takes) == 3
    assert takes[2].duration_s == pytest.approx(1.2, abs=0.03), "half a word is no take"
    lost = [step.details["lost"] for step in steps if "lost" in step.details]
    assert set(lost) == {("Fake microphone is gone.", "Plug it in again.")}, (
        "the first fault is told"
    )
    # Zeros are no sign of life.
    silent = [step for step in steps if "lost" in step.details and "level_dbfs" in step.details]
    assert len(silent) * 801 == pytest.approx(2 * RATE_HZ, abs=1602)
    assert "lost" not in steps[-1].details and steps[-1].details["done"] == 2


def test_other_faults_are_not_waited_for(tmp_path: Path) -> None:
    session = RecordingSession(new_project(tmp_path), [Recording("lantern", 1)], lambda: False)
    silence = FakeMicrophone([room(61.0)], block_samples=16000)
    with pytest.raises(AudioError, match="No word was heard"):
        finish(patiently(lambda: silence, session.record))
    assert silence.closed


def test_cancelling_while_it_waits_ends_it(tmp_path: Path) -> None:
    def absent() -> FakeMicrophone:
        raise MicrophoneError("No microphone was found.", "Plug one in.")

    session = RecordingSession(new_project(tmp_path), [Recording("lantern", 1)], lambda: False)
    stage = patiently(absent, session.record)
    assert [next(stage).details.get("lost") for _ in range(9)][1:] == [
        ("No microphone was found.", "Plug one in.")
    ] * 8
    stage.close()


def test_other_words_are_of_the_language_and_not_of_the_project() -> None:
    english = other_words(["hey_table", "good_night"])
    assert len(english) == 29 and "table" not in english and len(set(english)) == 29
    assert "나무" in other_words(["불_켜"]) and other_words(["привет"]) == ()
