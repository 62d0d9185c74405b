"""What building needs: found where it is, and said with its size where it is not."""

from __future__ import annotations

import pytest
from fakes.arduino_computer import Computer

from audio.stage import finish
from firmware.arduino.project_file import platform_of
from firmware.boards import load_board, load_boards
from firmware.build_small import is_small
from firmware.consent import Consent
from firmware.requirements import (
    Requirement,
    download_text,
    offered,
    offers,
    requirements,
    takes_arduino_cli,
)
from firmware.toolchains import zig
from firmware.toolchains.arduino_cli import fetch_missing
from firmware.toolchains.arduino_core import LISTS
from firmware.toolchains.cortex_m4 import ToolchainError


@pytest.mark.parametrize("name", sorted(load_boards()))
def test_every_board_says_what_building_needs(
    name: str, computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firmware.toolchains.avr.is_there", lambda: True)
    board = load_board(name)
    needed = requirements(board)
    assert needed and all(each.what and each.says for each in needed)
    assert all(each.megabytes == 0 for each in needed if each.there)
    if is_small(board):
        assert needed[0].what == "avr-gcc"
    elif board.kind == "chip":
        assert "asked first" in download_text(needed)
        core = f"{platform_of(board)} {board.core_version}"
        assert core in download_text(needed) and "arduino-cli" in download_text(needed)
        assert [offer.name for offer in offers(board)] == ["arduino-cli 1.5.1", LISTS.name]
        computer.ready(board)
        # What writes the chip is another matter.
        assert all(each.there for each in requirements(board)[:2]) and offers(board) == ()
    if board.kind != "chip":
        assert offers(board) == ()


def test_a_cores_size_is_known_from_arduinos_lists(computer: Computer) -> None:
    board = load_board("esp32-s3")
    computer.install()
    (missing,) = finish(fetch_missing(board, Consent.to(offers(board))))
    assert [each.megabytes for each in requirements(board)] == [0, missing.megabytes, 0]
    assert download_text(requirements(board)) == (
        f"Missing: esp32:esp32 3.2.0, up to {missing.megabytes} MB."
    )
    assert finish(fetch_missing(board, Consent.to([missing]))) == ()


def test_the_uno_is_arduinos_where_there_is_no_avr_gcc(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    uno = load_board("arduino-uno")
    monkeypatch.setattr("firmware.toolchains.avr.is_there", lambda: True)
    assert not takes_arduino_cli(uno)
    monkeypatch.setattr("firmware.toolchains.avr.is_there", lambda: False)
    assert [each.what for each in requirements(uno)] == [
        "arduino-cli 1.5.1",
        "arduino:avr 1.8.6",
        "avrdude",
    ]
    assert not takes_arduino_cli(load_board("virtual-uno"))


def test_with_the_compiler_there_nothing_is_downloaded() -> None:
    needed = requirements(load_board("host"))
    assert [each.there for each in needed] == [True]
    assert download_text(needed) == "Nothing needs to be downloaded."


def test_a_missing_compiler_is_named_with_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> tuple[str, ...]:
        raise ToolchainError("No compiler was found.", "Install one.")

    monkeypatch.setattr("firmware.toolchains.cortex_m4.find_compiler", none)
    linux = zig.download_for("Linux", "x86_64")
    monkeypatch.setattr("firmware.toolchains.zig.download_for", lambda *_: linux)
    needed = requirements(load_board("virtual-cortex-m4"))
    assert needed == (Requirement("C compiler", False, "No compiler was found. Install one.", 56),)
    assert download_text(needed) == "Missing: C compiler, up to 56 MB."


def test_boards_that_cannot_be_had_here_are_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("firmware.virtual.uno.HEADER_FOLDERS", ())
    monkeypatch.setattr("firmware.requirements.importlib.util.find_spec", lambda _name: None)
    missing = {name for name, board in load_boards().items() if not offered(board)}
    assert missing == {"virtual-uno", "tflm-host"}
    [_, simavr] = requirements(load_board("virtual-uno"))
    assert not simavr.there and "libsimavr-dev" in simavr.says
