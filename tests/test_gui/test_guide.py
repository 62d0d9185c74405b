"""The guide and the README: every picture is there, and the wiring is drawn as the app draws it."""

from __future__ import annotations

import re

import pytest

from audio.bundled import ASSETS
from firmware.boards import Board, load_boards
from firmware.wiring import connections, wiring_svg

ROOT = ASSETS.parent
CHIPS = [board for board in load_boards().values() if board.kind == "chip"]
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")


@pytest.mark.parametrize("name", ["README.md", "GUIDE.md"])
def test_every_picture_is_there_and_told_in_words(name: str) -> None:
    found = PICTURE.findall((ROOT / name).read_text("utf-8"))
    assert found
    for told, file in found:
        assert (ROOT / file).is_file(), file
        assert len(told) > 10, file


@pytest.mark.parametrize("board", CHIPS, ids=lambda board: board.name)
def test_the_wiring_in_the_guide_is_that_of_the_board(board: Board) -> None:
    guide = (ROOT / "GUIDE.md").read_text("utf-8")
    file = ASSETS / "pictures" / f"wiring-{board.name}.svg"
    assert f"assets/pictures/{file.name}" in guide
    drawn = wiring_svg(board, board.microphones[0])
    assert file.read_text("utf-8") == drawn, "python -m gui.screenshots draws it anew"
    [row] = [line for line in guide.splitlines() if line.startswith("|") and _named(board, line)]
    for wire in connections(board, board.microphones[0]):
        assert re.search(rf"\b{re.escape(wire.microphone_pin)}\b", row), wire
        assert re.search(rf"\b{re.escape(wire.board_pin)}\b", row), wire


def _named(board: Board, line: str) -> bool:
    """Whether a row of the table of wires is about a board."""
    return board.title.split(",")[0] in line.split("|")[1]
