"""Advice on words before training: by their sounds, by their spelling, in any script."""

from __future__ import annotations

import pytest

from audio.advice import Advice, advise
from audio.pronunciation import distance, likeness, pronounce, spelled
from audio.synthesis import Synthesizer

FOUND = Synthesizer.find()
# Every rule must hold without espeak-ng; where it is installed, with it as well.
WAYS = [None] if FOUND is None else [None, FOUND]
both_ways = pytest.mark.parametrize("synthesizer", WAYS, ids=lambda way: "espeak" if way else "")


def codes(advice: list[Advice]) -> set[tuple[str, tuple[str, ...]]]:
    return {(each.code, each.words) for each in advice}


@both_ways
def test_good_words_need_no_advice(synthesizer: Synthesizer | None) -> None:
    assert advise(["alexa", "smart_mirror", "view_glass"], "", synthesizer) == []
    assert advise(["거북이"], "", synthesizer) == []
    assert advise([], "", synthesizer) == []
    assert advise(["", " ", "_"], "", synthesizer) == []


@both_ways
@pytest.mark.parametrize(
    ("word", "code", "severity"),
    [
        ("go", "too_short", "serious"),
        ("up", "too_short", "serious"),
        ("light", "too_short", "serious"),
        ("불", "too_short", "serious"),
        ("stop", "rather_short", "caution"),
        ("emma", "rather_short", "caution"),
        ("hello", "everyday", "caution"),
        ("Thank  You", "everyday", "caution"),
        ("안녕", "everyday", "caution"),
        ("开灯", "everyday", "caution"),
        ("please illuminate every area of the kitchen", "too_long", "caution"),
    ],
)
def test_one_word(synthesizer: Synthesizer | None, word: str, code: str, severity: str) -> None:
    [advice] = advise([word], "", synthesizer)
    assert (advice.code, advice.severity, advice.words) == (code, severity, (word,))
    assert advice.what.endswith(".") and advice.hint.endswith(".")
    assert advice.to_dict()["words"] == [word]


@both_ways
def test_a_short_everyday_word_is_named_once_with_both_reasons(
    synthesizer: Synthesizer | None,
) -> None:
    [advice] = advise(["yes"], "", synthesizer)
    assert "single syllable and comes up in everyday talk" in advice.what
    assert "“lantern yes”" in advice.hint


@both_ways
def test_two_words(synthesizer: Synthesizer | None) -> None:
    pairs = codes(advise(["light", "right"], "", synthesizer))
    assert ("too_alike", ("light", "right")) in pairs
    pairs = codes(advise(["go", "no"], "", synthesizer))
    assert ("rather_alike", ("go", "no")) in pairs
    assert codes(advise(["lantern", "computer"], "", synthesizer)) == set()
    [advice] = advise(["hey_computer", "computer"], "", synthesizer)
    assert advice.code == "contained"
    assert advice.what.startswith("“computer” is a part of “hey computer”")


@both_ways
def test_serious_things_come_first(synthesizer: Synthesizer | None) -> None:
    severities = [each.severity for each in advise(["hello", "stop", "go"], "", synthesizer)]
    assert severities == sorted(severities, key=["serious", "caution"].index)
    assert severities[0] == "serious"


@pytest.mark.skipif(FOUND is None, reason="espeak-ng is not installed here")
def test_the_language_changes_the_sounds() -> None:
    english, german = (pronounce("sage", code, FOUND) for code in ("en", "de"))
    assert (english.syllables, german.syllables) == (1, 2)
    assert pronounce("sage", "tlh-x", FOUND).source == "spelling"


@pytest.mark.parametrize(
    ("text", "syllables", "phonemes"),
    [
        ("fire", 1, 3),
        ("lantern", 2, 7),
        ("Straße", 1, 5),  # A final e is silent to English eyes.
        ("lumière", 2, 5),
        ("안녕", 2, 5),  # The ieung that opens it is silent.
        ("거북이", 3, 6),
        ("きょうと", 3, 6),
        ("ランプ", 3, 5),
        ("ラーメン", 4, 5),
        ("开灯", 2, 2),
        ("नमस्ते", 3, 6),
        ("привет", 2, 6),
        ("123", 0, 0),
    ],
)
def test_spelling_stands_for_sound(text: str, syllables: int, phonemes: int) -> None:
    spoken = spelled(text)
    assert (spoken.syllables, len(spoken.phonemes)) == (syllables, phonemes)


def test_distance_counts_edits() -> None:
    assert distance("kat", "kat") == 0
    assert distance("kat", "gat") == 0.5  # k and g are easily taken for each other.
    assert distance("kat", "mat") == 1
    assert distance("kat", "kats") == 1
    assert distance("", "kat") == 3
    assert likeness("", "") == 1
    assert likeness("kat", "mol") == 0
    assert likeness(spelled("three").phonemes, spelled("free").phonemes) == pytest.approx(2 / 3)
