"""On the command line a person is asked before anything is fetched, and only if there is one."""

from __future__ import annotations

import io
import os
from collections.abc import Callable

import pytest

from audio.stage import Progress, Stage
from firmware.asking import run_asking
from firmware.consent import Consent, ConsentNeeded, Offer, require

FIRST = Offer("first 1.0", "It is for this.", "MIT", "one.example", 3, 4)
SECOND = Offer("second 2.0", "It is for that.", "MIT", "two.example", 500, 2000)


class Answers(io.StringIO):
    """A terminal at which somebody has typed already."""

    def isatty(self) -> bool:
        return True


def stage(consent: Consent) -> Stage[str]:
    """One that finds out about its second download only after the first."""
    yield Progress(0.1, "Looking")
    require([FIRST], consent)
    require([SECOND], consent)
    return "done"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sits a person down who types this."""

    def type_text(text: str) -> None:
        monkeypatch.setattr("sys.stdin", Answers(text))
        monkeypatch.setattr("sys.stderr.isatty", lambda: True)
        monkeypatch.setattr("sys.stderr.fileno", lambda: 2)
        monkeypatch.setattr("os.get_terminal_size", lambda _: os.terminal_size((80, 24)))

    return type_text


def test_each_download_is_asked_for(
    typed: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    typed("y\nYES\n")
    assert run_asking(stage) == "done"
    said = capsys.readouterr()
    assert said.out == ""
    for told in ("first 1.0: 3 MB from one.example", "second 2.0: 500 MB", "2000 MB on this"):
        assert told in said.err
    assert said.err.count("[y/N]") == 2


@pytest.mark.parametrize("text", ["n\n", "\n", "", "yup\n", "y\nno\n"])
def test_anything_but_yes_is_a_no(typed: Callable[[str], None], text: str) -> None:
    typed(text)
    with pytest.raises(ConsentNeeded):
        run_asking(stage)


def test_yes_beforehand_is_told_and_not_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert run_asking(stage, yes=True) == "done"
    said = capsys.readouterr().err
    assert "first 1.0" in said and "second 2.0" in said and "[y/N]" not in said


def test_where_nobody_can_be_asked_it_is_a_no(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\ny\n"))
    with pytest.raises(ConsentNeeded) as caught:
        run_asking(stage)
    assert caught.value.offers == (FIRST,) and "--yes" in caught.value.hint
    assert "[y/N]" not in capsys.readouterr().err
