"""A project without long sound gets the bundled one, a project with its own does not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from audio.bundled import ENOUGH_SECONDS, bundled_negatives, with_bundled_negatives
from audio.labels import SPEECH
from audio.takes import Take, TakeSet


def speech(seconds: float) -> Take:
    return Take(Path("takes/_speech_/me_1.flac"), SPEECH, "me", "", "", (), (), seconds)


def test_bundled_negatives_can_be_trained_chosen_and_tested_on() -> None:
    minutes: Counter[str] = Counter()
    for take in bundled_negatives():
        minutes[take.split] += take.duration_s / 60  # type: ignore[assignment]
    assert minutes["train"] > 10
    assert minutes["val"] > 3
    assert minutes["test"] > 10


def test_no_speaker_is_in_two_splits() -> None:
    splits: dict[str, set[str]] = {}
    for take in bundled_negatives():
        if take.label == SPEECH:
            splits.setdefault(take.speaker, set()).add(take.split)
    assert all(len(each) == 1 for each in splits.values())


def test_they_are_added_where_a_project_has_too_little_and_it_is_said() -> None:
    few = with_bundled_negatives(TakeSet((speech(ENOUGH_SECONDS - 1),)))
    assert len(few.takes) == 1 + len(bundled_negatives())
    assert "synthesized" in few.notes[-1]
    assert few.hash != TakeSet((speech(1),)).hash


def test_they_are_not_added_where_a_project_has_its_own() -> None:
    own = TakeSet((speech(ENOUGH_SECONDS),))
    assert with_bundled_negatives(own) == own
