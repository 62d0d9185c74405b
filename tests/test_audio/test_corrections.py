"""Corrections while listening: what is kept, as what, and that the next training gets it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from fakes.projects import collection, imported, new_project
from fakes.sounds import RATE_HZ, take

from audio.corrections import SOURCE, Correction, forget, keep, waiting
from audio.dataset import load_takes
from audio.errors import AudioError, ProjectError
from audio.labels import UNKNOWN
from audio.project import Project
from audio.sound import Samples, read_samples
from audio.splits import assign
from audio.stage import finish
from audio.takes import SPLITS, Take
from audio.trimming import FRAME_SAMPLES, find_word, frame_levels

AT = datetime(2026, 3, 9, 20, 15)


def room(seconds: float, seed: int = 5) -> Samples:
    """A room in which nobody speaks."""
    noise = np.random.default_rng(seed).normal(0, 20, round(seconds * RATE_HZ))
    return noise.astype(np.int16)


def word_late_in_five_seconds() -> tuple[Samples, Samples]:
    """Five seconds with a word two seconds before their end, and the word alone."""
    word = take(3)
    sound = room(5.0)
    start = 3 * RATE_HZ - len(word)
    sound[start : start + len(word)] += word
    return sound, word


def test_a_missed_word_is_cut_out_and_becomes_a_take_of_the_word(tmp_path: Path) -> None:
    project = new_project(tmp_path, "lantern", "good night")
    sound, word = word_late_in_five_seconds()
    kept = finish(keep(project, Correction(sound, "good_night", AT, "Ann", "USB mic")))
    assert (kept.label, kept.speaker, kept.split) == ("good_night", "Ann", "train")
    assert (kept.session, kept.source) == ("listening 2026-03-09", SOURCE)
    assert (kept.microphone, kept.quality) == ("USB mic", ())
    span, whole = find_word(word), find_word(sound)
    assert span is not None and whole is not None
    margins = 2 * 0.3 * RATE_HZ
    assert kept.duration_s * RATE_HZ == pytest.approx(whole.end - whole.start + margins, abs=1)
    cut = read_samples(kept.path)
    assert np.array_equal(cut, sound[whole.start - 4800 : whole.end + 4800])
    assert load_takes(project).takes == (kept,)


def test_a_wrong_detection_becomes_a_take_of_other_words_as_it_is(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    sound, _ = word_late_in_five_seconds()
    kept = finish(keep(project, Correction(sound[:37000], "", AT, "Ann")))
    assert (kept.label, kept.speaker, kept.split) == (UNKNOWN, "misheard", "train")
    assert np.array_equal(read_samples(kept.path), sound[:37000])


def test_a_noise_that_was_taken_for_a_word_is_kept_but_silence_is_not(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    loud = (room(2.3) * 40).astype(np.int16)
    assert "noisy" in finish(keep(project, Correction(loud, "", AT))).quality
    with pytest.raises(AudioError, match="was not kept") as error:
        finish(keep(project, Correction(np.zeros(36800, np.int16), "", AT)))
    assert "no sound" in error.value.hint
    with pytest.raises(AudioError, match="kept already"):
        finish(keep(project, Correction(loud, "", AT)))
    assert len(load_takes(project).takes) == 1


def test_a_missed_word_that_is_cut_off_is_refused_with_what_to_do(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    sound, _ = word_late_in_five_seconds()
    loudest = int(np.argmax(frame_levels(sound)))
    half = sound[: (loudest + 1) * FRAME_SAMPLES]
    with pytest.raises(AudioError, match="“lantern” was not kept") as error:
        finish(keep(project, Correction(half, "lantern", AT)))
    assert "cut off" in error.value.hint and "Say the word again" in error.value.hint
    assert load_takes(project).takes == ()


def test_a_word_that_the_project_has_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no word “torch”"):
        finish(keep(new_project(tmp_path), Correction(room(5), "torch", AT)))


def test_taking_back_deletes_the_recording(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    sound, _ = word_late_in_five_seconds()
    kept = finish(keep(project, Correction(sound, "lantern", AT)))
    finish(forget(project, kept))
    assert not kept.path.exists()
    assert load_takes(project).takes == ()


def test_those_wait_that_no_training_heard(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    imported(project, collection(tmp_path / "in", ("lantern",), 2, 2))
    sound, _ = word_late_in_five_seconds()
    first = finish(keep(project, Correction(sound, "lantern", AT)))
    second = finish(keep(project, Correction(sound[:37000], "", AT)))
    takes = load_takes(project).takes
    assert len(takes) == 6
    assert set(waiting(takes, ())) == {first, second}
    assert waiting(takes, {first.content_hash}) == (second,)
    assert waiting(takes, {first.content_hash, second.content_hash}) == ()


def a_take(project: Project, number: int, **changes: str) -> Take:
    path = project.takes / "lantern" / f"me_{number}.flac"
    return replace(Take(path, "lantern", "me", "monday", "", (), (), 1.0), **changes)


def test_corrections_are_trained_on_and_leave_the_split_of_other_takes_alone(
    tmp_path: Path,
) -> None:
    project = new_project(tmp_path)
    takes = [a_take(project, number) for number in range(20)]
    before = assign(takes, seed=1)
    corrected = [
        a_take(project, 50 + day, session=f"listening 2026-03-{day + 10}", split="train")
        for day in range(4)
    ]
    after = assign([*takes, *corrected], seed=1)
    assert all(take in after["train"] for take in corrected)
    # Still take by take: the one session is not dealt out whole beside four of corrections.
    assert [len(before[split]) for split in SPLITS] == [14, 3, 3]
    assert [len(after[split]) for split in SPLITS] == [16, 4, 4]
