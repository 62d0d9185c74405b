"""Words become folder names that every system can hold."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.errors import ProjectError
from audio.labels import BACKGROUND, SPEECH, UNKNOWN, check_word, file_safe, find_label


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("hey lantern", "hey_lantern"),
        ("  hey \t lantern ", "hey_lantern"),
        ("안녕 하우스", "안녕_하우스"),
        (unicodedata.normalize("NFD", "안녕"), "안녕"),
        ("l'été", "l'été"),
        ("a" * 64, "a" * 64),
        ("console", "console"),
    ],
)
def test_words_become_labels(typed: str, label: str) -> None:
    assert check_word(typed) == label


@pytest.mark.parametrize(
    "name",
    ["", "   ", "_unknown_", "_Background_", "speech", "noise", "a/b", "a\\b", "a:b", "..", ".git",
     "_mine", "-x", "word.", "con", "LPT1", "com²", "conout$", "nul.txt", "a\0b",
     "a\nb"[:1] + "\x07", "a" * 65, "가" * 22, "!!!", "a?", "a*", '"a"', "<a>", "a|b"],
)  # fmt: skip
def test_names_no_folder_can_have_are_refused(name: str) -> None:
    with pytest.raises(ProjectError) as caught:
        check_word(name)
    assert caught.value.hint


@given(st.text(max_size=80))
def test_whatever_is_accepted_is_safe_and_stable(name: str) -> None:
    try:
        label = check_word(name)
    except ProjectError:
        return
    assert check_word(label) == label
    assert not set(label) & set('<>:"/\\|?*\0')
    assert label not in (UNKNOWN, BACKGROUND, SPEECH)
    assert len(label.encode()) <= 64


@given(st.text(max_size=200))
def test_any_speaker_gives_a_file_name(name: str) -> None:
    safe = file_safe(name)
    assert safe and safe[0] != "." and not set(safe) & set('<>:"/\\|?*\0\n')
    assert len(safe.encode()) <= 90


def test_folders_of_an_import_find_their_label() -> None:
    words = ("hey_lantern", "Yes")
    assert find_label("Hey Lantern", words) == "hey_lantern"
    assert find_label("yes", words) == "Yes"
    assert find_label("_background_noise_", words) == BACKGROUND
    assert find_label("background", words) == BACKGROUND
    assert find_label("Speech", words) == SPEECH
    assert find_label("rain", words, "background") == BACKGROUND
    assert find_label("yes", words, "background") == "Yes", "a word of the project goes first"
    assert find_label("cat", words, "keyword") == "cat"
    with pytest.raises(ProjectError):
        find_label("con", words)
