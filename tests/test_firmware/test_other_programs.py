"""How other programs are started: without a window on Windows, and whatever letters they write."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from audio.bundled import ASSETS
from firmware.flashers.program import port_error

ROOT = ASSETS.parent
# They run on Linux alone: PulseAudio for tests, and the voices that backbones are trained on.
LINUX_ALONE = ("audio/virtual_microphone.py", "compress/pretrain/voices.py")
STARTS = ("run", "Popen", "check_output", "check_call", "call")


def starts() -> Iterator[tuple[str, dict[str, str]]]:
    """Each place where a program is started, with its named arguments."""
    for package in ("audio", "compress", "firmware"):
        for file in sorted((ROOT / package).rglob("*.py")):
            name = file.relative_to(ROOT).as_posix()
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and isinstance(node.func.value, ast.Name)
                    and node.func.value.id == "subprocess"
                    and node.func.attr in STARTS
                    and name not in LINUX_ALONE
                ):
                    named = {each.arg or "": ast.unparse(each.value) for each in node.keywords}
                    yield f"{name}:{node.lineno}", named


PLACES = list(starts())


def test_programs_are_started_in_many_places() -> None:
    assert len(PLACES) > 8


@pytest.mark.parametrize(("place", "named"), PLACES, ids=[place for place, _ in PLACES])
def test_no_window_flashes_and_no_letter_fails(place: str, named: dict[str, str]) -> None:
    assert named.get("creationflags") == "NO_WINDOW", place
    assert not {"text", "universal_newlines"} & set(named), f"{place}: in which encoding?"
    if "encoding" in named:
        assert named.get("errors") == "'replace'", place


@pytest.mark.parametrize(
    ("said", "told"),
    [
        # avrdude on Windows and Linux, esptool on Windows in two languages, on Linux without one.
        ('ser_open(): can\'t open device "\\\\.\\COM3": Access is denied.', "in use"),
        ('ser_open(): can\'t open device "/dev/ttyACM0": Device or resource busy', "in use"),
        ("could not open port 'COM3': PermissionError(13, 'Access is denied.', None, 5)", "in use"),
        (
            "could not open port 'COM3': PermissionError(13, '액세스가 거부되었습니다.', None, 5)",
            "in use",
        ),
        ("could not open port 'COM9': FileNotFoundError(2, '파일을', None, 2)", "cannot be opened"),
        ("could not open port /dev/x: [Errno 2] No such file or directory", "cannot be opened"),
        ("could not open port /dev/x: [Errno 13] Permission denied", "may not use"),
    ],
)
def test_why_a_port_is_refused_is_understood_on_every_system(said: str, told: str) -> None:
    error = port_error(said, "COM3")
    assert error is not None and told in error.what


def test_other_words_are_no_trouble_with_a_port() -> None:
    assert port_error("Hash of data verified.", "COM3") is None
