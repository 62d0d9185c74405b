"""Korean is complete: files up to date with the source, and no English left on any page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from gui.core_sentences import core_templates
from gui.language import FOLDER
from gui.translations import (
    ROOT,
    TRANSLATED,
    Message,
    collect,
    core_file,
    messages,
    release,
    window_file,
)

HOLES = re.compile(r"\{\d*\}")
MNEMONIC = re.compile(r"&(\w)")


@pytest.fixture(scope="module", params=TRANSLATED)
def code(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def window_texts(code: str) -> list[Message]:
    return list(messages(window_file(code)))


@pytest.fixture(scope="module")
def core_texts(code: str) -> dict[str, str]:
    return dict(json.loads(core_file(code).read_text("utf-8")))


def _holes(text: str) -> list[str]:
    return sorted(set(HOLES.findall(text)))


def test_every_sentence_of_the_stages_is_translated(core_texts: dict[str, str]) -> None:
    templates = core_templates(ROOT)
    missing = [f"{where}: {text}" for text, where in templates.items() if not core_texts.get(text)]
    assert missing == [], "translate these: python -m gui.translations lists them"
    assert sorted(set(core_texts) - set(templates)) == [], "nobody says these any more"


def test_sentences_of_the_stages_keep_their_values(core_texts: dict[str, str]) -> None:
    wrong = [text for text, said in core_texts.items() if _holes(text) != _holes(said)]
    assert wrong == []


def test_the_collected_texts_are_those_of_the_source(
    tmp_path: Path, code: str, window_texts: list[Message]
) -> None:
    fresh = tmp_path / window_file(code).name
    collect(fresh, code)
    asked = {(message.context, message.source) for message in messages(fresh)}
    assert asked == {(message.context, message.source) for message in window_texts}


def test_every_text_of_the_window_is_translated(window_texts: list[Message]) -> None:
    assert len(window_texts) > 50
    wanting = [message for message in window_texts if message.state or not message.said.strip()]
    assert wanting == []


def test_every_text_belongs_to_a_class(window_texts: list[Message]) -> None:
    """Outside of a class `tr` finds nothing: there it is QCoreApplication.translate("Class", …)."""
    assert [message.source for message in window_texts if not message.context] == []


def test_texts_of_the_window_keep_their_values(window_texts: list[Message]) -> None:
    wrong = [m.source for m in window_texts if _holes(m.source) != _holes(m.said)]
    assert wrong == []


def test_a_key_to_press_stays_one(window_texts: list[Message]) -> None:
    """The letter after & is the same: Korean keyboards have Latin letters too."""
    wrong = [
        message
        for message in window_texts
        if [key.casefold() for key in MNEMONIC.findall(message.source)]
        != [key.casefold() for key in MNEMONIC.findall(message.said)]
    ]
    assert wrong == []


def test_spaces_and_ends_of_texts_are_kept(window_texts: list[Message]) -> None:
    for message in window_texts:
        assert message.said == message.said.strip() or message.source != message.source.strip()
        assert message.source.endswith("…") == message.said.endswith("…"), message
        assert message.source.endswith(":") == message.said.endswith(":"), message


def test_the_packed_file_is_that_of_the_texts(tmp_path: Path, code: str) -> None:
    packed = tmp_path / "packed.qm"
    release(window_file(code), packed)
    assert packed.read_bytes() == window_file(code).with_suffix(".qm").read_bytes(), (
        "run: python -m gui.translations"
    )


def test_no_stray_files_are_beside_the_translations() -> None:
    expected = {f"core_{code}.json" for code in TRANSLATED}
    expected |= {f"wakewright_{code}.{kind}" for code in TRANSLATED for kind in ("ts", "qm")}
    assert {file.name for file in FOLDER.iterdir()} == expected
