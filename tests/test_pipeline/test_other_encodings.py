"""What is printed into a file or a pipe of Windows, which has the letters of one country only."""

from __future__ import annotations

import io
import json
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import wakewright

WORD = "불켜줘"


@pytest.fixture(autouse=True)
def same_signals() -> Iterator[None]:
    """The program's own answer to SIGTERM ends with it."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def say(monkeypatch: pytest.MonkeyPatch, encoding: str, *arguments: str) -> bytes:
    """What a command prints where text has this encoding, as the bytes that come out."""
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "argv", ["wakewright", *arguments])
    assert wakewright.main() == 0
    out.flush()
    assert isinstance(out.buffer, io.BytesIO)
    return out.buffer.getvalue()


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("utf-8", WORD.encode()),
        ("cp949", WORD.encode("cp949")),
        ("cp1252", WORD.encode("ascii", "backslashreplace")),
    ],
)
def test_a_letter_that_is_not_there_is_written_by_its_number(
    encoding: str, written: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert written in say(monkeypatch, encoding, "new", str(tmp_path / "lamp"), "--word", WORD)


@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "cp1252"])
@pytest.mark.parametrize("word", [WORD, "éteins", "𐓏𐓘"])
def test_json_is_the_same_in_every_encoding(
    encoding: str, word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = str(tmp_path / "lamp")
    said = say(monkeypatch, encoding, "new", folder, "--json", "--word", word)
    assert json.loads(said.decode(encoding))["words"] == [word]
