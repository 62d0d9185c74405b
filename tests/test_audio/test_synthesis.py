"""espeak-ng as a program: voices, sound, phonemes, and what happens when it fails."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from audio.languages import guess_language, spoken_text
from audio.synthesis import SynthesisError, Synthesizer, Utterance, Voice, phoneme_text

FOUND = Synthesizer.find()
installed = pytest.mark.skipif(FOUND is None, reason="espeak-ng is not installed here")
ENGLISH = Voice("en-us+f3", "en-us", "f3", "female")


@pytest.fixture
def synthesizer() -> Synthesizer:
    assert FOUND is not None
    return FOUND


@installed
def test_a_word_is_spoken_at_16_khz(synthesizer: Synthesizer) -> None:
    samples = synthesizer.speak("alexa", ENGLISH)
    assert samples.dtype == np.int16
    assert 0.4 * 16000 < len(samples) < 1.5 * 16000
    assert 1000 < np.abs(samples.astype(np.int32)).max() <= 32768
    assert np.array_equal(samples, synthesizer.speak("alexa", ENGLISH))


@installed
def test_rate_and_pitch_change_what_they_say(synthesizer: Synthesizer) -> None:
    slow = synthesizer.speak("a longer phrase", ENGLISH, words_per_minute=90)
    fast = synthesizer.speak("a longer phrase", ENGLISH, words_per_minute=300)
    assert len(slow) > 1.6 * len(fast)
    low, high = (_pitch_hz(synthesizer.speak("aaaa", ENGLISH, pitch=p)) for p in (10, 90))
    assert high > 1.15 * low


@installed
def test_phonemes_can_be_spoken(synthesizer: Synthesizer) -> None:
    voice = Voice("en-us", "en-us")
    read = phoneme_text(synthesizer.phonemes("smart mirror", "en-us"))
    assert read == "[[s|m|'A@|t m|'I|r|3]]"
    assert np.array_equal(synthesizer.speak(read, voice), synthesizer.speak("smart mirror", voice))


@installed
def test_phonemes_of_words(synthesizer: Synthesizer) -> None:
    smart, mirror = synthesizer.phonemes("smart mirror", "en-us")
    assert smart[:2] == ("s", "m") and smart[-1] == "t"
    assert len(mirror) == 4
    assert len(synthesizer.phonemes("안녕", "ko")[0]) == 6


@installed
def test_a_text_in_a_foreign_script_is_refused(synthesizer: Synthesizer) -> None:
    with pytest.raises(SynthesisError, match="cannot read"):
        synthesizer.phonemes("hello", "ko")


@installed
def test_text_is_never_taken_for_an_option(synthesizer: Synthesizer) -> None:
    assert len(synthesizer.speak("--version", ENGLISH)) > 1000


@installed
def test_voices_are_people_of_the_language_and_can_speak(synthesizer: Synthesizer) -> None:
    voices = synthesizer.voices("en")
    assert len(voices) > 100
    assert len({voice.name for voice in voices}) == len(voices)
    assert {voice.gender for voice in voices} >= {"female", "male"}
    assert not any("whisper" in voice.name for voice in voices)
    assert len({voice.language for voice in voices[:6]}) >= 5
    assert {v.language for v in synthesizer.voices("en-us")} <= {"en-us", "en-us-nyc"}
    american = [voice for voice in voices if voice.language == "en-us"]
    sounds = synthesizer.speak_all([Utterance("seven", voice) for voice in american])
    assert len({sound.tobytes() for sound in sounds}) == len(sounds)


@installed
def test_an_unknown_language_is_refused(synthesizer: Synthesizer) -> None:
    with pytest.raises(SynthesisError, match="xx"):
        synthesizer.voices("xx")
    with pytest.raises(SynthesisError, match="does not exist"):
        synthesizer.speak("hello", Voice("xx", "xx"))


@installed
@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_nothing_to_say_is_an_error(synthesizer: Synthesizer, text: str) -> None:
    with pytest.raises(SynthesisError, match="says nothing"):
        synthesizer.speak(text, ENGLISH)


def test_no_program_is_no_synthesizer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("audio.synthesis.OTHER_PLACES", ())
    assert Synthesizer.find() is None


def test_a_program_that_fails_is_an_error_with_its_words(tmp_path: Path) -> None:
    with pytest.raises(SynthesisError, match="could not be run"):
        Synthesizer(tmp_path / "gone").speak("hello", ENGLISH)
    # Any program that does not know espeak-ng's options fails as a broken espeak-ng would.
    with pytest.raises(SynthesisError, match="failed"):
        Synthesizer(Path(sys.executable)).speak("hello", ENGLISH)


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("hey lantern", "", "en"),
        ("hallo laterne", "de", "de"),
        ("안녕", "", "ko"),
        ("안녕", "en", "ko"),
        ("こんにちは", "", "ja"),
        ("電気つけて", "", "ja"),
        ("开灯", "", "cmn"),
        ("مرحبا", "", "ar"),
        ("привет", "uk", "uk"),
        ("hello", "ko", "ko"),
        ("привет", "en", "ru"),
        ("123", "", "en"),
    ],
)
def test_the_language_is_guessed_from_the_script(text: str, hint: str, language: str) -> None:
    assert guess_language(text, hint) == language


def test_labels_are_spoken_with_blanks() -> None:
    assert spoken_text("hey_lantern") == "hey lantern"
    assert spoken_text("__a__b_") == "a b"


def _pitch_hz(samples: np.ndarray) -> float:
    """The strongest repetition of the middle of a vowel, between 60 and 500 Hz."""
    middle = samples[len(samples) // 3 :][:4000].astype(np.float64)
    spectrum = np.fft.rfft(middle, 16384)
    repeats = np.fft.irfft(np.abs(spectrum) ** 2)
    lags = np.arange(16000 // 500, 16000 // 60)
    return 16000 / lags[np.argmax(repeats[lags])]
