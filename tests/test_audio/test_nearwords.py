"""Near words: they sound a little like the word, never just like it, and can be spoken."""

from __future__ import annotations

import numpy as np
import pytest

from audio.nearwords import FARTHEST, NEAREST, near_words, synthesized_negatives
from audio.pronunciation import bare, distance
from audio.synthesis import SynthesisError, Synthesizer

FOUND = Synthesizer.find()
pytestmark = pytest.mark.skipif(FOUND is None, reason="espeak-ng is not installed here")


@pytest.fixture
def synthesizer() -> Synthesizer:
    assert FOUND is not None
    return FOUND


def sounds(text: str) -> tuple[str, ...]:
    """The sounds of a near word without stress."""
    marked = (each for word in text.strip("[]").split() for each in word.split("|"))
    return tuple(sound for each in marked if (sound := bare(each)))


def test_a_phrase_comes_apart_first(synthesizer: Synthesizer) -> None:
    near = near_words("smart_mirror", synthesizer, "en-us")
    assert near[:2] == ("[[s|m|'A@|t]]", "[[m|'I|r|3]]")
    assert len(near) == len(set(near)) == 40


@pytest.mark.parametrize("word", ["alexa", "smart_mirror", "five", "안녕", "привет"])
def test_near_is_neither_the_word_nor_far_from_it(synthesizer: Synthesizer, word: str) -> None:
    near = near_words(word, synthesizer)
    language = {"안녕": "ko", "привет": "ru"}.get(word, "en")
    spoken = synthesizer.phonemes(word.replace("_", " "), language)
    whole = tuple(sound for part in spoken for each in part if (sound := bare(each)))
    parts = [text for text in near if set(sounds(text)) <= set(whole)]
    shares = [
        distance(whole, sounds(text)) / max(len(whole), len(sounds(text)))
        for text in near
        if text not in parts
    ]
    assert len(shares) > 20
    assert min(shares) >= NEAREST and max(shares) <= FARTHEST
    assert whole not in [sounds(text) for text in near]


def test_the_seed_decides(synthesizer: Synthesizer) -> None:
    assert near_words("alexa", synthesizer) == near_words("alexa", synthesizer)
    assert near_words("alexa", synthesizer) != near_words("alexa", synthesizer, seed=1)
    with pytest.raises(SynthesisError):
        near_words("안녕", synthesizer, "xx")


def test_clips_are_many_voices_and_the_same_each_time(synthesizer: Synthesizer) -> None:
    clips = synthesized_negatives(["alexa", "smart_mirror"], synthesizer, 40, seed=3)
    again = synthesized_negatives(["alexa", "smart_mirror"], synthesizer, 40, seed=3)
    assert len(clips) == 40
    assert len({clip.voice for clip in clips}) > 25
    assert len({clip.text for clip in clips}) > 25
    assert all(np.abs(clip.samples.astype(np.int32)).max() > 500 for clip in clips)
    assert all(
        np.array_equal(one.samples, other.samples) for one, other in zip(clips, again, strict=True)
    )


def test_another_word_of_the_project_is_never_a_negative(synthesizer: Synthesizer) -> None:
    # The parts of the phrase are words of the project themselves.
    clips = synthesized_negatives(["smart_mirror", "smart", "mirror"], synthesizer, 300, seed=1)
    words = {sounds("s|m|'A@|t"), sounds("m|'I|r|3")}
    said = {sounds(clip.text) for clip in clips}
    assert not said & {tuple(word) for word in words}
    assert len(clips) > 150


def test_what_cannot_be_read_has_no_near_words(synthesizer: Synthesizer) -> None:
    assert synthesized_negatives([], synthesizer, 10, seed=1) == ()
    assert synthesized_negatives(["开灯"], synthesizer, 10, seed=1, language="xx") == ()
