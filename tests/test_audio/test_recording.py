"""Recording hands-free: words are cut out of what keeps coming, and every failure has a name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes.microphone import FakeMicrophone
from fakes.projects import new_project
from fakes.sounds import take
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.cutting import PieceCutter, WordCutter
from audio.dataset import load_takes
from audio.errors import AudioError, ProjectError
from audio.recording import Recording, level_dbfs, record_takes
from audio.sound import read_samples
from audio.stage import finish
from audio.trimming import find_word

RATE_HZ = 16000


def room(seconds: float, noise: float = 20.0, seed: int = 99) -> np.ndarray:
    """A quiet room."""
    rng = np.random.default_rng(seed)
    return np.rint(rng.normal(0, noise, round(seconds * RATE_HZ))).astype(np.int16)


def said(*seeds: int, noise: float = 20.0) -> list[np.ndarray]:
    """A room in which words are said with a pause after each."""
    parts = [room(1.0, noise)]
    for seed in seeds:
        parts += [take(seed, noise=noise), room(0.6, noise, seed)]
    return parts


def words_in(cutter: WordCutter, sound: np.ndarray, block: int) -> list[np.ndarray]:
    """Everything the cutter gives for a sound fed in blocks."""
    starts = range(0, len(sound), block)
    return [word for start in starts for word in cutter.push(sound[start : start + block])]


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 4000), st.integers(0, 1000))
def test_the_size_of_the_blocks_does_not_matter(block: int, seed: int) -> None:
    sound = np.concatenate(said(seed, seed + 1))
    expected = words_in(WordCutter(), sound, len(sound))
    assert len(expected) == 2
    for word, other in zip(expected, words_in(WordCutter(), sound, block), strict=True):
        assert np.array_equal(word, other)


def test_each_word_comes_whole_with_its_margins() -> None:
    words = words_in(WordCutter(), np.concatenate(said(1, 2, 3)), 800)
    assert len(words) == 3
    for seed, word in zip((1, 2, 3), words, strict=True):
        span = find_word(word)
        assert span is not None and span.seconds == pytest.approx(0.6, abs=0.02)
        assert span.start == pytest.approx(0.3 * RATE_HZ, abs=400)
        assert len(word) - span.end == pytest.approx(0.3 * RATE_HZ, abs=400)
        inner = take(seed)[6000:12000]
        # The word is there sample by sample.
        starts = np.flatnonzero(word[:-6000] == inner[0])
        assert any(np.array_equal(word[start : start + 6000], inner) for start in starts)


def test_clicks_and_lasting_noise_are_no_words() -> None:
    click = room(2.0)
    click[16000:16200] = 20000
    assert words_in(WordCutter(), click, 800) == []
    louder = np.concatenate([room(1.5), room(8.0, noise=800)])
    cutter = WordCutter()
    assert words_in(cutter, louder, 800) == [] and not cutter.hears_word
    over_noise = said(5, noise=300)
    assert len(words_in(cutter, np.concatenate([*over_noise, *over_noise]), 800)) == 2


def test_a_noise_gate_does_not_stop_it() -> None:
    gated = [np.zeros(20000, np.int16), take(1, before=0.05, after=0.05), np.zeros(9000, np.int16)]
    assert len(words_in(WordCutter(), np.concatenate(gated), 800)) == 1


def test_pieces_lose_no_sample() -> None:
    cutter, sound = PieceCutter(0.5), room(2.2)
    pieces = [
        p for start in range(0, len(sound), 777) for p in cutter.push(sound[start : start + 777])
    ]
    assert np.array_equal(np.concatenate(pieces), sound[:32000]) and len(pieces) == 4


def test_takes_are_recorded_and_kept(tmp_path: Path) -> None:
    project = new_project(tmp_path, "lantern")
    microphone = FakeMicrophone(said(1, 2, 3, 4))
    seen = []
    takes = finish(
        record_takes(project, microphone, Recording("lantern", 3, "Anna", "monday")), seen.append
    )
    assert [each.name for each in takes] == [f"lantern/Anna_{n}.flac" for n in (1, 2, 3)]
    assert {(t.speaker, t.session, t.microphone) for t in takes} == {
        ("Anna", "monday", "Fake microphone")
    }
    assert load_takes(project).takes == takes and microphone.closed
    assert seen[0].details["level_dbfs"] == pytest.approx(20 * np.log10(20 / 32768), abs=1)
    assert any(step.details["hears_word"] for step in seen)
    assert seen[-1].details["takes"] == [each.name for each in takes[:2]]
    assert "take 3 of 3" in seen[-1].message
    assert find_word(read_samples(takes[0].path)) is not None


def test_no_more_is_kept_than_was_asked_for(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    everything_at_once = FakeMicrophone(said(1, 2, 3), block_samples=10**7)
    assert len(finish(record_takes(project, everything_at_once, Recording("lantern", 2)))) == 2
    assert len(load_takes(project).takes) == 2


def test_a_bad_take_is_said_again(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    loud = np.clip(take(8).astype(int) * 8, -32768, 32767).astype(np.int16)
    loud = np.concatenate([room(0.5), loud[4800:-4800], room(1.0)])
    seen = []
    microphone = FakeMicrophone([*said(1), loud, *said(2)])
    takes = finish(record_takes(project, microphone, Recording("lantern", 2)), seen.append)
    assert len(takes) == 2
    faults = {step.details["fault"] for step in seen}
    assert len(faults) == 2 and any("distorted" in fault for fault in faults)
    assert takes[0].session, "a session without a name has a time"


def test_background_is_recorded_in_pieces(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    takes = finish(record_takes(project, FakeMicrophone([room(21)]), Recording("_background_", 2)))
    assert [each.duration_s for each in takes] == [10.0, 10.0]


@pytest.mark.parametrize(
    ("sounds", "says"),
    [
        ([*said(1), room(2)], "is gone"),
        ([np.zeros(40000, np.int16)], "only zeros"),
        ([*said(1), np.zeros(RATE_HZ * 16, np.int16)], "only zeros"),
        ([*said(1), room(65)], "No word was heard for 60 seconds"),
    ],
)
def test_what_fails_is_named_and_earlier_takes_stay(
    tmp_path: Path, sounds: list[np.ndarray], says: str
) -> None:
    project = new_project(tmp_path)
    microphone = FakeMicrophone(sounds)
    with pytest.raises(AudioError, match=says) as caught:
        finish(record_takes(project, microphone, Recording("lantern", 2)))
    assert caught.value.hint and microphone.closed
    assert len(load_takes(project).takes) == (1 if len(sounds) > 1 else 0)


def test_cancel_lets_the_microphone_go_and_keeps_the_takes(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    microphone = FakeMicrophone(said(1, 2, 3))
    stage = record_takes(project, microphone, Recording("lantern", 3))
    while not next(stage).details["takes"]:
        pass
    stage.close()
    assert microphone.closed and len(load_takes(project).takes) == 1


def test_words_that_are_not_the_projects_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no word “cat”"):
        finish(record_takes(new_project(tmp_path), FakeMicrophone([room(1)]), Recording("cat", 1)))
    with pytest.raises(AudioError):
        Recording("lantern", 0)


def test_the_meter_shows_decibels() -> None:
    assert level_dbfs(np.full(100, 16384, np.int16)) == pytest.approx(-6.02, abs=0.01)
    assert level_dbfs(np.zeros(100, np.int16)) == level_dbfs(np.zeros(0, np.int16)) == -100.0
