"""Sentences of the stages find their translation, whatever values stand in them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.advice import advise
from audio.missing import needs
from audio.quality import SENTENCES
from audio.takes import TakeSet
from compress.learning import Estimate, in_a_sentence
from gui.core_messages import Catalogue
from gui.core_sentences import core_templates
from gui.korean import settled
from gui.language import FOLDER
from gui.translations import ROOT

HOLE = re.compile(r"\{(\d)\}")


@pytest.fixture(scope="module")
def korean() -> Catalogue:
    return Catalogue.load(FOLDER / "core_ko.json", settled)


def test_every_pattern_is_found_with_values_in_it(korean: Catalogue) -> None:
    """The catalogue must not take one sentence for another one that is alike."""
    entries = json.loads((FOLDER / "core_ko.json").read_text("utf-8"))
    wrong = []
    for text, said in entries.items():
        values = [f"W{number}x" for number in range(10)]
        sentence = HOLE.sub(lambda hole: values[int(hole[1])], text)  # noqa: B023
        expected = settled(HOLE.sub(lambda hole: values[int(hole[1])], said))  # noqa: B023
        if said and korean.translate(sentence) != expected:
            wrong.append((sentence, korean.translate(sentence), expected))
    assert wrong == []


def test_several_sentences_are_translated_one_by_one(korean: Catalogue) -> None:
    said = korean.translate(
        "USB mic cannot be opened: busy. Plug it in again, or choose another one."
    )
    assert said == "USB mic: 열 수 없습니다(busy). 다시 꽂거나 다른 것을 고르세요."


def test_what_is_between_sentences_stays_there(korean: Catalogue) -> None:
    """Not within the value that the next sentence begins with."""
    [wire, other] = ["VDD of the microphone to 3V3 of the board: the power.", "Done"]
    assert korean.translate(f"{wire} {wire} {other}") == " ".join(
        map(korean.translate, (wire, wire, other))
    )


def test_a_sentence_inside_a_sentence_is_translated(korean: Catalogue) -> None:
    said = korean.translate(f"Kept, but too quiet (lamp 3): {SENTENCES['too_quiet']}")
    assert "너무 작음" in said
    assert korean.translate(SENTENCES["too_quiet"]) in said
    assert "lamp 3" in said


def test_advice_on_words_has_nothing_english_but_the_words(korean: Catalogue) -> None:
    words = ("yes", "lamp_on", "lamp_off", "hey_computer", "computer")
    said = [korean.translate(f"{each.what} {each.hint}") for each in advise(words, "en", None)]
    assert {"“lamp on”과(와) “lamp off”" in each for each in said} == {True, False}
    bare = [re.sub("“[^”]*”", "", each) for each in said]
    assert [each for each in bare if re.search("[A-Za-z]", each)] == []


def test_own_words_in_quotation_marks_stay(korean: Catalogue) -> None:
    """Somebody may call a word as the program calls something else."""
    assert korean.translate("This project has no word “other words”.") == (
        "이 프로젝트에는 “other words” 단어가 없습니다."
    )


def test_a_list_of_things_is_translated_thing_by_thing(korean: Catalogue) -> None:
    said = korean.translate("Still to record: lamp 5, other words 20, background noise 60 s.")
    assert said == "더 녹음해야 합니다: lamp 5, 다른 말 20, 배경 소음 60 s."


def test_what_the_stages_really_say_is_translated(korean: Catalogue) -> None:
    sentence = in_a_sentence(Estimate(5, 0.4, 0.3, 0.5), Estimate(15, 0.1, 0.05, 0.2), 0.9)
    assert korean.translate(sentence) == (
        "추정: 단어마다 10개를 더 녹음하면 놓치는 비율이 40 %에서 약 10 %(5~20 %)까지 "
        "줄어들 것입니다."
    )
    names = [need.name for need in needs(("lamp",), TakeSet((), ()))]
    assert [korean.translate(name) for name in names] == [
        "lamp",
        "다른 말",
        "배경 소음",
        "긴 말소리",
    ]


def test_unknown_text_comes_back_as_it_was(korean: Catalogue) -> None:
    for text in ("", "lamp.wav", "Something nobody says. Ever!", "a\n\n b .  c? "):
        assert korean.translate(text) == text


@given(st.text(max_size=80))
def test_no_text_is_too_strange(text: str) -> None:
    Catalogue({"{0} is gone.": "{0}: 없습니다.", "Done": "완료"}).translate(text)


def test_a_long_log_keeps_what_nobody_translated(korean: Catalogue) -> None:
    log = "\n".join(f"main.c:{line}: error. Expected ;" for line in range(300))
    said = korean.translate(f"The compiler refused the firmware:\n{log}")
    assert said == f"컴파일러가 펌웨어를 거부했습니다:\n{log}"


def test_an_unreadable_catalogue_speaks_english(tmp_path: Path) -> None:
    file = tmp_path / "core_xx.json"
    file.write_text("{", encoding="utf-8")
    assert Catalogue.load(file).translate("Done") == "Done"
    assert Catalogue.load(tmp_path / "none.json").translate("Done") == "Done"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("등불을(를) 켭니다", "등불을 켭니다"),
        ("램프을(를) 켭니다", "램프를 켭니다"),
        ("“램프”이(가) 없습니다", "“램프”가 없습니다"),
        ("7(으)로 3은(는) 2과(와)", "7로 3은 2와"),
        ("서울(으)로 강(으)로", "서울로 강으로"),
        ("lamp을(를) 켭니다", "lamp을(를) 켭니다"),
        ("88 % to 92 %, 3 to 5", "88 %~92 %, 3~5"),
        ("hey to you", "hey to you"),
    ],
)
def test_particles_fit_the_word_before(sentence: str, expected: str) -> None:
    assert settled(sentence) == expected


SOURCE = '''
class LampError(WakewrightError): ...
class MyError(LampError): ...
NAMES = {"one": "a note of two", "b": "key"}
def talk(error, name, gone):
    """A docstring with many words."""
    tail = ", e.g. a dog" if name else ""
    raise MyError(f"{name} is {'gone' if gone else 'silent'}.", "Wait" + f" {error + 1} s.")
    notes.append(f"{name} was left out{tail}.")
    raise ValueError("a bug says this")
    assert name, "never shown to people"
    yield Progress(0.5, "Drawing")
    session.told.emit("Told.")
    name.startswith(("not a text for people",))
    if name == "compared with this text": ...
'''

PAGE = """
self.told.emit("Told by a page.")
label.setText("A text of the window, which Qt's tools find")
"""


def test_the_source_is_read_as_the_rule_says(tmp_path: Path) -> None:
    for package in ("audio", "compress", "firmware/boards"):
        (tmp_path / package).mkdir(parents=True)
    (tmp_path / "audio" / "lamp.py").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "gui").mkdir()
    (tmp_path / "gui" / "page.py").write_text(PAGE, encoding="utf-8")
    (tmp_path / "firmware/boards/b.toml").write_text(
        'name = "b c"\ntitle = "A board of mine"\ntroubles = ["Press it."]\n'
        '[mic]\nnote = "Solder it."\n'
    )
    before = {text for text, where in core_templates(ROOT).items() if "lamp.py" in where}
    found = {text for text, where in core_templates(tmp_path).items() if ".py" not in where}
    assert before == set()
    assert found == {"A board of mine", "Press it.", "Solder it."}
    told = {text for text, where in core_templates(tmp_path).items() if "page.py" in where}
    assert told == {"Told by a page."}
    said = {text for text, where in core_templates(tmp_path).items() if "lamp.py" in where}
    assert said == {
        "a note of two",
        "{0} is gone.",
        "{0} is silent.",
        "Wait {0} s.",
        "{0} was left out, e.g. a dog.",
        "{0} was left out.",
        ", e.g. a dog",
        "Drawing",
        "Told.",
    }
