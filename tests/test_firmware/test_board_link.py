"""The link to one board: the sound that it sent, and who comes first when it cannot be opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from audio.stage import finish
from firmware.board_link import BoardLink
from firmware.image import FirmwareImage
from firmware.messages import AudioLine
from firmware.monitor import PortError
from firmware.recent_sound import RecentSound


def block(ms: int) -> AudioLine:
    """Ten milliseconds of the number of their end."""
    return AudioLine(ms, np.full(160, ms // 10, "<i2").tobytes())


def heard(sound: RecentSound, start_ms: int, end_ms: int) -> list[int]:
    """The numbers of the blocks of a stretch."""
    return sound.between(start_ms, end_ms)[::160].tolist()


def test_blocks_are_found_by_the_time_of_their_end() -> None:
    sound = RecentSound(seconds=1)
    for ms in range(10, 2010, 10):
        sound.take(block(ms))
    assert heard(sound, 1500, 1530) == [151, 152, 153]
    assert heard(sound, 0, 1020) == [101, 102]
    assert heard(sound, 1990, 5000) == [200]
    assert heard(sound, 2000, 5000) == []


def test_lines_that_were_lost_are_left_out_and_a_restart_forgets_what_was_before() -> None:
    sound = RecentSound()
    for ms in (10, 20, 50):
        sound.take(block(ms))
    assert heard(sound, 0, 100) == [1, 2, 5]
    sound.take(block(10))
    assert heard(sound, 0, 100) == [1]


def test_a_port_that_cannot_be_opened_leaves_nothing_open(
    tone_image: Callable[[str], FirmwareImage], tmp_path: Path
) -> None:
    with pytest.raises(PortError):
        finish(BoardLink(port=str(tmp_path / "no-port")).open())


def test_an_opening_that_is_cancelled_ends_the_board(
    tone_image: Callable[[str], FirmwareImage],
) -> None:
    link = BoardLink(tone_image("host"))
    stage = link.open()
    assert next(stage).message == "Starting host"
    assert next(stage).message.startswith("Opening ")
    board = link.board
    assert board is not None and board._process.is_alive()
    stage.close()
    assert link.board is None and not board._process.is_alive()
