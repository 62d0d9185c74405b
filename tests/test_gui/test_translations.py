"""Korean is complete: files up to date with the source, and no English left on any page."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from unicodedata import east_asian_width

import pytest
from fakes.walker import path_of, texts_of
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from gui import language
from gui.app import App
from gui.core_sentences import core_templates
from gui.language import FOLDER, LANGUAGES
from gui.pages import PAGES
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
from gui.widgets.language_choice import LanguageChoice

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


def test_no_text_hides_in_an_f_string() -> None:
    """Those who collect texts do not look there, so it would stay English for ever."""
    hidden = [
        f"{file.name}:{part.lineno}"
        for file in sorted(FOLDER.parents[1].joinpath("gui").rglob("*.py"))
        for joined in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(joined, ast.JoinedStr)
        for part in ast.walk(joined)
        if isinstance(part, ast.Attribute) and part.attr == "tr"
    ]
    assert hidden == []


def test_every_text_belongs_to_a_class(window_texts: list[Message]) -> None:
    """Outside of a class `tr` finds nothing: there it is QCoreApplication.translate("Class", …)."""
    assert [message.source for message in window_texts if not message.context] == []


def test_texts_of_the_window_keep_their_values(window_texts: list[Message]) -> None:
    wrong = [m.source for m in window_texts if _holes(m.source) != _holes(m.said)]
    assert wrong == []


def test_english_needs_no_east_asian_font(window_texts: list[Message]) -> None:
    """A bare Debian has DejaVu alone, which would show boxes in place of such signs."""
    wide = [m.source for m in window_texts if any(east_asian_width(c) in "FW" for c in m.source)]
    assert wide == []


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


OWN_NAMES = re.compile(
    r"Wakewright|TensorFlow( Lite( Micro)?)?|Arduino|espeak-ng|Ctrl|Enter|Space|Delete|English|"
    r"Apache License 2\.0|Cortex-M4|Nano 33 BLE Sense|Seeed XIAO ESP32S3 Sense|"
    r"[\w/.-]*[./_-][\w/.-]*|[A-Z]+\d*|\b\w*\d\w*\b"
)
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
ENGLISH = re.compile(r"[A-Za-z’']{2,}[ ,]+[A-Za-z’']{2,}")
HANGUL = re.compile(r"[가-힣]")
UNITS = {"kB", "MB", "ms", "dB", "Hz", "kHz", "MHz", "min"}


def looks_english(text: str, own_words: set[str]) -> bool:
    """Whether words of English are left in a text, apart from names, units and own words."""
    for word in sorted(own_words, key=len, reverse=True):
        text = text.replace(word, "")
    rest = OWN_NAMES.sub("", text)
    words = [word for word in LATIN_WORD.findall(rest) if word not in UNITS]
    if HANGUL.search(rest):
        return bool(ENGLISH.search(" ".join(rest.split())))
    return bool(words)


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Record", True),
        ("녹음", False),
        ("판단 기준: by the pronunciation of espeak-ng.", True),
        ("mixconv-32(선택됨)", False),
        ("16.9 kB", False),
        ("TensorFlow 시작하는 중", False),
        ("Takes: 5", True),
        ("hey lantern", False),
        ("/home/somebody/lamp.wav", False),
    ],
)
def test_english_is_recognized(text: str, english: bool) -> None:
    assert looks_english(text, {"hey lantern"}) is english


def test_no_page_shows_or_says_english_in_korean(qtbot: QtBot, app: App, sample: Path) -> None:
    session = app.session
    session.open(sample)
    app.preferences.language = "ko"
    app.change_looks()
    qtbot.waitUntil(lambda: not session.busy, timeout=60_000)
    own = {word.replace("_", " ") for word in session.project.words} if session.project else set()
    own |= {take.speaker for take in session.takes.takes}
    own |= {value for take in session.takes.takes for _, value in take.groups}
    own |= {variant.name for variant in session.variants} | set(session.project.words)
    own |= {sample.name, app.preferences.speaker}
    left = []
    for kind in PAGES:
        app.window.go_to(kind.name)
        qtbot.wait(100)
        for widget, text in texts_of(app.window):
            # Languages are listed by the names that they have for themselves.
            if not isinstance(widget, LanguageChoice) and looks_english(text, own):
                left.append(f"{kind.name}: {path_of(widget)}: {text!r}")
    assert not left, "\n".join(left)


def test_the_language_changes_while_a_page_is_open(app: App, sample: Path) -> None:
    app.session.open(sample)

    def shown() -> list[str]:
        return [text for _, text in texts_of(app.window.centralWidget())]

    for kind in PAGES:
        app.window.go_to(kind.name)
        english = app.window.page.title()
        for code, title in (("ko", None), ("en", english)):
            app.preferences.language = code
            app.change_looks()
            QTest.qWait(10)  # the pages before are deleted, which keeps this fast
            assert app.window.page.name == kind.name
            assert bool(HANGUL.search(app.window.page.title())) == (code == "ko")
            korean = [
                text
                for text in shown()
                if HANGUL.search(text) and "e.g." not in text and text != LANGUAGES["ko"]
            ]
            assert bool(korean) == (code == "ko"), korean
            assert title is None or app.window.page.title() == title


def test_standard_buttons_of_qt_are_korean_too(qtbot: QtBot, app: App) -> None:
    app.preferences.language = "ko"
    app.change_looks()
    box = QMessageBox(QMessageBox.Icon.Question, "", "", QMessageBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert HANGUL.search(box.button(QMessageBox.StandardButton.Cancel).text())
    app.preferences.language = "en"
    app.change_looks()
    box = QMessageBox(QMessageBox.Icon.Question, "", "", QMessageBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.button(QMessageBox.StandardButton.Cancel).text() == "Cancel"


def test_a_language_that_no_font_here_can_write_has_its_english_name(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "has_font", lambda code: True)
    assert language.name_of("hi") == "हिन्दी" and language.name_of("fr") == "Français"
    monkeypatch.setattr(language, "has_font", lambda code: code != "hi")
    assert language.name_of("hi") == "Hindi" and language.name_of("fr") == "Français"
