"""What a project still lacks, counted and in one line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from audio.missing import Need, missing_line, needs
from audio.takes import Take, TakeSet

WORDS = ("hey_lantern", "good_night")


def takes(**counts: int) -> TakeSet:
    """So many takes of each label, one second each."""
    made = [
        Take(Path(f"{label}/me_{n}.flac"), label, "me", "", "", (), (), 1.0)
        for label, count in counts.items()
        for n in range(count)
    ]
    return TakeSet(tuple(made))


def test_words_come_first_and_other_peoples_words_count_as_others() -> None:
    found = needs(WORDS, takes(hey_lantern=9, good_night=10, cat=3, _unknown_=4, _speech_=119))
    assert found == (
        Need("hey_lantern", 9, 10, 20),
        Need("good_night", 10, 10, 20),
        Need("_unknown_", 7, 0, 20),
        Need("_background_", 0, 0, 60),
        Need("_speech_", 119, 0, 120),
    )
    assert [need.lacks for need in found] == [1, 0, 0, 0, 0]
    assert [need.lacks_for_good for need in found] == [11, 10, 13, 60, 1]
    assert [need.in_seconds for need in found] == [False, False, False, True, True]


def test_the_line_says_what_must_be_then_what_helps_then_nothing() -> None:
    few = takes(hey_lantern=7)
    assert missing_line(needs(WORDS, few)) == "Still to record: 3 × hey lantern, 10 × good night."
    enough = takes(hey_lantern=10, good_night=20, _background_=59, _speech_=400)
    assert missing_line(needs(WORDS, enough)) == (
        "Enough to train. Better still with more: 10 × hey lantern, 20 × other words, "
        "1 s of background noise."
    )
    every = takes(hey_lantern=20, good_night=20, _unknown_=20, _background_=60, _speech_=120)
    assert missing_line(needs(WORDS, every)) == "Nothing is missing."


def test_seconds_of_long_sound_are_counted_whole() -> None:
    half = replace(takes(_background_=1).takes[0], duration_s=29.99)
    assert needs(WORDS, TakeSet((half,)))[3].have == 29
