"""Live sound into a virtual board's microphone, and what the board remembers of it."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest
from fakes.tone_words import recording

from firmware.boards import BoardError
from firmware.image import FirmwareImage
from firmware.monitor import Monitor
from firmware.protocol import DetectLine, StatLine
from firmware.virtual.board_process import LONGEST_WAIT_SAMPLES, RunningBoard, start_board
from firmware.virtual.sound import LiveSound, RememberedSound, Sound

MakeImage = Callable[[str], FirmwareImage]
SOUND = recording([("rise", 1.5), ("fall", 3.0)], 5.0, seed=7)
WAIT_S = 60.0


def feed_all(board: RunningBoard, samples: np.ndarray, piece: int) -> None:
    """As a microphone does, but waiting whenever the board is behind."""
    for start in range(0, len(samples), piece):
        while not board.feed(samples[start : start + piece]):
            time.sleep(0.002)


def answer(board: RunningBoard) -> tuple[int, np.ndarray]:
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        for came in board.recalled():
            return came
        time.sleep(0.01)
    raise AssertionError("the board did not answer")


def lines_until(monitor: Monitor, ms: int) -> list[object]:
    lines: list[object] = []
    deadline = time.monotonic() + WAIT_S
    while not (lines and isinstance(lines[-1], StatLine) and lines[-1].ms >= ms):
        lines += list(monitor.lines(0.05))
        assert time.monotonic() < deadline
    return lines


@pytest.mark.parametrize("name", ["host", "virtual-cortex-m4"])
def test_fed_sound_is_heard_as_played_sound_is_and_remembered_unchanged(
    name: str, tone_image: MakeImage
) -> None:
    image = tone_image(name)
    with start_board(image) as board, Monitor(board.port) as monitor:
        board.play(SOUND)
        played = [line for line in lines_until(monitor, 5000) if isinstance(line, DetectLine)]
    with start_board(image) as board, Monitor(board.port) as monitor:
        feed_all(board, SOUND, 801)
        fed = [line for line in lines_until(monitor, 5000) if isinstance(line, DetectLine)]
        board.recall(7, 1500, 2020)
        assert np.array_equal((got := answer(board))[1], SOUND[24000:32320]) and got[0] == 7
        # A sound that is played takes the place of the live one and is remembered behind it.
        board.play(SOUND[:16000])
        lines_until(monitor, 6000)
        board.recall(8, 4990, 6000)
        assert np.array_equal(answer(board)[1], np.concatenate([SOUND[-160:], SOUND[:16000]]))
        board.recall(9, 6000, 9000)
        assert len(answer(board)[1]) == 0
    assert [line.word for line in fed] == ["rise", "fall"]
    assert [(line.ms, line.word, line.score) for line in fed] == [
        (line.ms, line.word, line.score) for line in played
    ]


def test_a_board_that_is_behind_drops_live_sound_and_counts_it(tone_image: MakeImage) -> None:
    with start_board(tone_image("host")) as board:
        # More at once than may wait: refused whole, whatever the board's pace.
        assert not board.feed(np.zeros(LONGEST_WAIT_SAMPLES + 1, np.int16))
        assert board.dropped_samples == LONGEST_WAIT_SAMPLES + 1
        assert board.feed(np.zeros(LONGEST_WAIT_SAMPLES, np.int16))
        assert board.dropped_samples == LONGEST_WAIT_SAMPLES + 1


def test_feeding_a_board_whose_process_was_killed_says_so(tone_image: MakeImage) -> None:
    with start_board(tone_image("host")) as board:
        board._process.kill()
        board._process.join()
        with pytest.raises(BoardError, match="process ended"):
            board.feed(np.zeros(160, np.int16))
        with pytest.raises(BoardError, match="process ended"):
            board.recalled()


def test_live_sound_comes_in_whole_blocks_only() -> None:
    live = LiveSound()
    live.feed(np.arange(159, dtype=np.int16))
    assert live.ended and live.waiting_samples == 159
    live.feed(np.arange(159, 330, dtype=np.int16))
    assert not live.ended
    assert np.frombuffer(live.take() + live.take(), "<i2").tolist() == list(range(320))
    assert live.ended and live.waiting_samples == 10


def test_the_last_seconds_are_remembered_and_no_more() -> None:
    remembered = RememberedSound(seconds=1)
    remembered.source = Sound(np.arange(1, 201, dtype=np.int16).repeat(160))
    while not remembered.ended:
        remembered.take()
    assert remembered.ms == 2000
    assert remembered.between(0, 1000).tolist() == []
    assert remembered.between(990, 1020).tolist() == [101] * 160 + [102] * 160
    assert remembered.between(1980, 9999).tolist() == [199] * 160 + [200] * 160
