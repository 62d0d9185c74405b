"""The flash of the ESP32-S3 boards: nothing overlaps, all is aligned, and files of boards agree."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from firmware.boards import BoardError, load_boards
from firmware.partition_table import MODEL_NAME, partition_table

BOARDS = [board for board in load_boards().values() if board.chip == "ESP32-S3"]
HAL = Path(__file__).resolve().parents[2] / "firmware" / "device" / "hal" / "esp32s3.c"
KB = 1024


def read(table: str) -> dict[str, tuple[str, str, int, int]]:
    """A table as Espressif's tool reads it: comma-separated, comments after #, numbers as in C."""
    rows = [line.split("#")[0].split(",") for line in table.splitlines()]
    fields = [[field.strip() for field in row] for row in rows if len(row) >= 5]
    return {f[0]: (f[1], f[2], int(f[3], 0), int(f[4], 0)) for f in fields}


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
def test_parts_lie_beside_each_other_within_the_flash(board):
    table = read(partition_table(board))
    places = sorted((offset, offset + size) for _, _, offset, size in table.values())
    assert places[0][0] >= 0x9000  # boot loader and the table itself
    assert all(end <= start for (_, end), (start, _) in pairwise(places))
    assert places[-1][1] == board.flash_bytes
    # Arduino's uploads write there, whatever the table says.
    assert not [1 for start, end in places if start < 0x10000 and end > 0xE000]


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
def test_app_and_model_are_where_the_boards_file_says(board):
    table = read(partition_table(board))
    assert table["app"] == ("app", "factory", 0x10000, board.app_flash_bytes)
    kind, _, offset, size = table[MODEL_NAME]
    assert (kind, offset, size) == ("data", board.model_offset, board.model_bytes)
    assert offset % (64 * KB) == 0  # a page of the chip's memory map
    assert size >= 256 * KB
    assert f'#define MODEL_PARTITION "{MODEL_NAME}"' in HAL.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"app_flash_bytes": 0x340000}, "'app' reaches into 'model'"),
        ({"model_offset": 0x341000}, "'model' does not begin at a multiple of 64 KB"),
        ({"model_bytes": 1000}, "'model' is empty or not in whole sectors"),
        ({"model_bytes": 0}, "'model' is empty"),
        ({"model_bytes": 0x4C0000}, "'model' reaches into 'coredump'"),
    ],
)
def test_what_does_not_fit_is_refused(change, problem):
    with pytest.raises(BoardError, match=problem):
        partition_table(replace(BOARDS[0], **change))
