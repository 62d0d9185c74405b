"""What building needs: found where it is, and said with its size where it is not."""

from __future__ import annotations

import pytest

from firmware.boards import load_board, load_boards
from firmware.build_small import is_small
from firmware.requirements import (
    ZIG_MEGABYTES,
    Requirement,
    download_text,
    offered,
    requirements,
)
from firmware.toolchains.cortex_m4 import ToolchainError


@pytest.mark.parametrize("name", sorted(load_boards()))
def test_every_board_says_what_building_needs(name: str) -> None:
    board = load_board(name)
    needed = requirements(board)
    assert needed and all(each.what and each.says for each in needed)
    assert all(each.megabytes == 0 for each in needed if each.there)
    if is_small(board):
        assert needed[0].what == "avr-gcc"
    elif board.kind == "chip":
        assert "will be asked before" in download_text(needed)
        core = ":".join(board.fqbn.split(":")[:2])
        assert f"{core} {board.core_version}" in download_text(needed)


def test_with_the_compiler_there_nothing_is_downloaded() -> None:
    needed = requirements(load_board("host"))
    assert [each.there for each in needed] == [True]
    assert download_text(needed) == "Nothing needs to be downloaded."


def test_a_missing_compiler_is_named_with_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> tuple[str, ...]:
        raise ToolchainError("No compiler was found.", "Install one.")

    monkeypatch.setattr("firmware.toolchains.cortex_m4.find_compiler", none)
    needed = requirements(load_board("virtual-cortex-m4"))
    assert needed == (
        Requirement("C compiler", False, "No compiler was found. Install one.", ZIG_MEGABYTES),
    )
    assert download_text(needed) == "Missing: C compiler, up to 98 MB."


def test_boards_that_cannot_be_had_here_are_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("firmware.virtual.uno.HEADER_FOLDERS", ())
    monkeypatch.setattr("firmware.requirements.importlib.util.find_spec", lambda _name: None)
    missing = {name for name, board in load_boards().items() if not offered(board)}
    assert missing == {"virtual-uno", "tflm-host"}
    [_, simavr] = requirements(load_board("virtual-uno"))
    assert not simavr.there and "libsimavr-dev" in simavr.says
