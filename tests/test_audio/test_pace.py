"""Pace: how much quiet ends a word, when nothing is kept, and one session for several labels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes.microphone import FakeMicrophone
from fakes.projects import new_project
from fakes.sounds import RATE_HZ, take

from audio.cutting import PieceCutter, WordCutter
from audio.dataset import load_takes
from audio.errors import AudioError, ProjectError
from audio.level import Loudness, ZeroWatch, how_loud, peaks, try_microphone
from audio.lock import only_writer
from audio.pace import NORMAL, PACES, RELAXED, VERY_RELAXED, Pace
from audio.recording import Recording, record_in_turn, record_takes
from audio.stage import finish

NO_REST = Pace("no rest", 450, 0, 0)


def room(seconds: float, seed: int = 99) -> np.ndarray:
    """A quiet room."""
    rng = np.random.default_rng(seed)
    return np.rint(rng.normal(0, 20, round(seconds * RATE_HZ))).astype(np.int16)


def with_pause(seconds: float) -> np.ndarray:
    """A word, a pause and a word."""
    first, second = take(1, 0.4, after=0.0), take(2, 0.4, before=0.0, after=0.0)
    return np.concatenate([room(1.0), first, room(seconds), second, room(2.0)])


def words_in(cutter: WordCutter, sound: np.ndarray) -> list[np.ndarray]:
    """Everything the cutter gives for a sound."""
    return [word for at in range(0, len(sound), 800) for word in cutter.push(sound[at : at + 800])]


@pytest.mark.parametrize(("pace", "waits_s"), [(RELAXED, 0.8), (VERY_RELAXED, 1.2)])
def test_slow_speakers_may_pause_inside_a_phrase(pace: Pace, waits_s: float) -> None:
    assert len(words_in(WordCutter(pace), with_pause(waits_s - 0.1))) == 1
    assert len(words_in(WordCutter(Pace("x", pace.quiet_ends_ms, 0, 0)), with_pause(1.4))) == 2
    assert len(words_in(WordCutter(NO_REST), with_pause(waits_s - 0.1))) == 2


def test_what_is_kept_around_a_word_does_not_depend_on_the_pace() -> None:
    sound = np.concatenate([room(1.0), take(1), room(2.5)])
    cut = [words_in(WordCutter(pace), sound) for pace in PACES.values()]
    assert [len(words) for words in cut] == [1] * len(PACES)
    assert len({len(words[0]) for words in cut}) == 1


def test_nothing_is_kept_at_rest_and_no_word_is_cut_in_two() -> None:
    cutter = WordCutter(Pace("x", 450, 1000, 0))
    # The second word begins 0.9 s after the first ended and goes on beyond the end of the rest.
    sound = np.concatenate(
        [room(1.0), take(1), room(0.9 - 0.6 + 0.4), take(2, 0.8), room(0.3), take(3), room(1.0)]
    )
    words = words_in(cutter, sound)
    assert len(words) == 2 and len(words[1]) == pytest.approx(1.2 * RATE_HZ, abs=400)
    third = take(3)[6000:12000]
    assert any(
        np.array_equal(words[1][at : at + 6000], third)
        for at in np.flatnonzero(words[1][:-6000] == third[0])
    )


def test_louder_noise_that_begins_at_rest_does_not_last_for_ever() -> None:
    cutter = WordCutter(NORMAL)
    assert len(words_in(cutter, np.concatenate([room(1.0), take(1), room(0.6)]))) == 1
    noisy = np.random.default_rng(1).normal(0, 400, 4 * RATE_HZ).astype(np.int16)
    cutter.rest(500)
    words_in(cutter, noisy)
    assert not cutter.rests and not cutter.hears_word


def test_it_says_when_it_rests() -> None:
    cutter = WordCutter(NORMAL)
    assert cutter.rests, "the noise of the room is not known yet"
    list(cutter.push(room(0.49)))
    assert cutter.rests
    list(cutter.push(room(0.02)))
    assert not cutter.rests
    pieces = PieceCutter(0.5)
    list(pieces.push(room(0.4)))
    pieces.rest(1000)
    assert pieces.rests and not pieces.hears_word
    assert list(pieces.push(room(1.0))) == [] and not pieces.rests
    sound = room(0.5, seed=5)
    (piece,) = pieces.push(sound)
    assert np.array_equal(piece, sound), "nothing from before the rest is in it"


def test_a_pace_that_would_cut_words_in_two_is_refused() -> None:
    with pytest.raises(AudioError, match="cut words in two"):
        Pace("hasty", 300, 0, 0)
    assert list(PACES) == ["very relaxed", "relaxed", "normal", "brisk"]
    assert sorted(PACES.values(), key=lambda pace: -pace.quiet_ends_ms) == list(PACES.values())


def test_labels_are_recorded_in_turn_with_time_to_read(tmp_path: Path) -> None:
    project = new_project(tmp_path, "lantern", "kitchen")
    early, late = [take(7), room(0.1)], [room(2.0), take(8), room(1.0)]
    sounds = [room(1.0), take(1), room(1.0), take(2), room(0.3), *early, *late, room(25.0)]
    microphone = FakeMicrophone(sounds)
    plans = [Recording("lantern", 2), Recording("kitchen", 1), Recording("_background_", 2)]
    seen = []
    takes = finish(record_in_turn(project, microphone, plans), seen.append)
    assert [each.label for each in takes] == ["lantern"] * 2 + ["kitchen"] + ["_background_"] * 2
    kitchen = takes[2].duration_s
    assert kitchen == pytest.approx(1.2, abs=0.03), "the word said while reading was not taken"
    assert microphone.closed
    assert load_takes(project).takes == tuple(sorted(takes, key=lambda each: each.name))
    labels = list(dict.fromkeys(step.details["label"] for step in seen))
    assert labels == ["lantern", "kitchen", "_background_"]
    assert next(step.details["done"] for step in seen if step.details["label"] == "kitchen") == 0
    assert seen[-1].details["kept"] == takes[:-1]
    assert seen[-1].fraction == pytest.approx(4 / 5)
    heights = [height for step in seen for height in step.details["peaks"]]
    assert 0.15 < max(heights) < 1.0


def test_nothing_is_kept_while_it_is_deaf(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    sound = [room(1.0), take(1), room(0.6), take(2), room(0.6), take(3), room(1.0)]
    heard = 0

    class Counting(FakeMicrophone):
        def blocks(self):  # type: ignore[no-untyped-def]
            nonlocal heard
            for block in super().blocks():
                yield block
                heard += len(block)

    # The second word is played back by us, as it were.
    start, end = 2.9 * RATE_HZ, 3.9 * RATE_HZ
    stage = record_in_turn(
        project, Counting(sound), [Recording("lantern", 2)], lambda: start < heard < end
    )
    takes = finish(stage)
    third = take(3)[6000:7000]
    from audio.sound import read_samples

    kept = read_samples(takes[1].path)
    assert any(np.array_equal(kept[at : at + 1000], third) for at in range(len(kept) - 1000))


def test_a_take_with_a_gap_is_said_again(tmp_path: Path) -> None:
    microphone = FakeMicrophone([room(1.0), take(1), room(1.0), take(2), room(1.0)])
    seen = []
    stage = record_takes(new_project(tmp_path), microphone, Recording("lantern", 1))
    for step in stage:
        seen.append(step.details)
        if step.details["hears_word"] and not microphone.dropped_blocks:
            microphone.dropped_blocks = 1
    assert {each["fault"] for each in seen} == {
        "", "Pieces of its sound were lost on the way (1): say it once more."
    }  # fmt: skip
    assert seen[-1]["faults"] == 1


def test_without_limit_it_waits_for_ever(tmp_path: Path) -> None:
    microphone = FakeMicrophone([room(70), take(1), room(1.0)], block_samples=1601)
    plan = Recording("lantern", 1, patience_s=None)
    assert len(finish(record_takes(new_project(tmp_path), microphone, plan))) == 1


def test_a_take_waits_for_an_import_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from audio import recording

    project = new_project(tmp_path)
    microphone = FakeMicrophone([room(1.0), take(1), room(1.0)])
    with only_writer(project.takes):
        monkeypatch.setattr(recording, "LOCK_PATIENCE_SECONDS", 0.3)
        with pytest.raises(ProjectError, match="writing"):
            finish(record_takes(project, microphone, Recording("lantern", 1)))
    importing = only_writer(project.takes)
    importing.__enter__()
    monkeypatch.setattr(recording.time, "sleep", lambda _: importing.__exit__(None, None, None))
    microphone = FakeMicrophone([room(1.0), take(1), room(1.0)])
    assert len(finish(record_takes(project, microphone, Recording("lantern", 1)))) == 1


def test_how_loud_it_is_in_words() -> None:
    assert how_loud(-100.0, 0.0) is Loudness.SILENT
    assert how_loud(-45.1, 0.02) is Loudness.QUIET
    assert how_loud(-45.0, 0.02) is Loudness.GOOD
    assert how_loud(-12.0, 0.96) is Loudness.GOOD
    assert how_loud(-12.0, 0.97) is Loudness.LOUD
    assert peaks(np.array([0] * 160 + [-32768] + [0] * 160, np.int16)) == (0.0, 1.0, 0.0)
    assert peaks(np.zeros(0, np.int16)) == ()


def test_a_muted_microphone_is_noticed_when_it_is_tried() -> None:
    microphone = FakeMicrophone([room(0.5), np.zeros(int(15.5 * RATE_HZ), np.int16)])
    steps = []
    with pytest.raises(AudioError, match="muted"):
        finish(try_microphone(microphone), steps.append)
    assert len(steps) * 801 == pytest.approx(15.5 * RATE_HZ, abs=801) and microphone.closed
    assert all(step.details["alive"] for step in steps)
    watch = ZeroWatch("x")
    watch.push(np.zeros(2 * RATE_HZ, np.int16))
    with pytest.raises(AudioError):
        watch.push(np.zeros(1, np.int16))
    assert not watch.alive
