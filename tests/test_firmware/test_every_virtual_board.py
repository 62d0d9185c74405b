"""The whole way on each board without hardware: flashed, greeted, heard, detected, done, watched.

Each board is found in the boards' folder, so that a new one is tested the moment it exists. What
actions do event by event is told in test_board_actions_e2e.py; here it is that they happen at all.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from fakes.tone_words import recording
from fakes.two_tones import two_tone_model, two_tone_sound

from audio.action import Action
from audio.stage import finish
from compress.variant import Variant
from firmware.behaviour import Behaviour
from firmware.boards import Board, load_boards
from firmware.build import build
from firmware.build_small import build_small, is_small
from firmware.commands import monitor_lines
from firmware.flash import flash
from firmware.image import FirmwareImage
from firmware.monitor import Monitor, wait_for
from firmware.protocol import ActionLine, DetectLine, HelloLine, StatLine, command
from firmware.requirements import offered
from firmware.session_log import SessionLog
from firmware.virtual.board_process import RunningBoard, start_board
from firmware.virtual.outputs import PinChange

BOARDS = [board for board in load_boards().values() if board.kind != "chip" and offered(board)]
SECONDS = 6.0
PULSE_MS = 300


@dataclass(frozen=True)
class Case:
    """Firmware for a board, and a sound in which both of its words are said."""

    board: Board
    image: FirmwareImage
    words: tuple[str, str]
    sound: np.ndarray

    @property
    def pin(self) -> tuple[str, int]:
        """The pin that the first word switches: as printed, and the chip's own number."""
        return self.board.pin_numbers[0]


def made(board: Board, variant: Variant, folder: Path) -> Case:
    """The firmware: its first word pulses a pin, where the board has pins."""
    small = is_small(board)
    words = ("low", "high") if small else ("rise", "fall")
    actions: tuple[Action, ...] = ()
    if "gpio" in board.actions:
        pin = board.pin_numbers[0][0]
        actions = (Action(words[0], "gpio", f"pin={pin} pulse={PULSE_MS}"),)
    behaviour = Behaviour(actions=actions)
    out = folder / board.name
    times = [(words[0], 1.5), (words[1], 3.5)]
    if small:
        stage = build_small(two_tone_model(), board, out, behaviour=behaviour)
        return Case(board, finish(stage), words, two_tone_sound(times, SECONDS))
    image = finish(build(variant, board, "", out, behaviour))
    return Case(board, image, words, recording(times, SECONDS, seed=7))


@pytest.fixture(scope="module", params=BOARDS, ids=lambda board: board.name)
def case(
    request: pytest.FixtureRequest,
    tone_variant: Variant,
    tmp_path_factory: pytest.TempPathFactory,
) -> Case:
    return made(request.param, tone_variant, tmp_path_factory.mktemp("boards"))


@pytest.fixture(scope="module")
def flashed(case: Case) -> FirmwareImage:
    """What is in the board's flash after it was written, read back, started and asked."""
    result = finish(flash(case.image, case.board))
    assert result.model_hash == case.image.model_hash
    return FirmwareImage.load(Path(result.place))


def listened(board: RunningBoard, case: Case, monitor: Monitor) -> list[object]:
    """All lines from when the sound began to the first status after its end."""
    monitor.send(command("hello"))
    hello = wait_for(monitor, HelloLine, 20)
    assert (hello.board, hello.model) == (case.board.name, case.image.model_hash)
    board.play(case.sound)
    lines: list[object] = []

    def over() -> bool:
        end_ms = board.began_ms + 1000 * SECONDS
        return bool(board.began_ms or lines) and any(
            isinstance(line, StatLine) and line.ms >= end_ms for line in lines
        )

    while not over():
        board.check()
        lines += monitor.lines(0.2)
    return lines


def test_from_flash_to_an_action_that_is_seen(case: Case, flashed: FirmwareImage) -> None:
    with start_board(flashed) as board, Monitor(board.port) as monitor:
        lines = listened(board, case, monitor)
        outputs = board.outputs()
    heard = [line for line in lines if isinstance(line, DetectLine)]
    assert [line.word for line in heard] == list(case.words)
    stats = [line for line in lines if isinstance(line, StatLine)]
    # An Uno says who it is for longer than its sound can wait; while it listens nothing is lost.
    assert stats[-1].dropped_ms == stats[0].dropped_ms < 20
    assert max(line.peak for line in stats) > 1000
    assert monitor.lost_lines == 0
    if not case.image.actions:
        assert "gpio" not in case.board.actions
        return
    printed, number = case.pin
    done = [line for line in lines if isinstance(line, ActionLine)]
    assert [(line.word, line.what, line.on) for line in done] == [
        (case.words[0], printed, True),
        (case.words[0], printed, False),
    ]
    assert abs(done[1].ms - done[0].ms - PULSE_MS) <= 20
    levels = [each.high for each in outputs if isinstance(each, PinChange) and each.pin == number]
    assert levels[-2:] == [True, False]  # Before, it took its level at rest.


def test_the_monitor_tells_and_saves_what_the_board_says(
    case: Case, flashed: FirmwareImage, tmp_path: Path
) -> None:
    file = tmp_path / "session.log"
    with start_board(flashed) as board, SessionLog(file) as log:
        watching = monitor_lines(board.port, 30.0, log)
        board.play(case.sound)
        texts: list[str] = []
        for values, text in watching:
            texts.append(text)
            if values["type"] == "stat" and log.detections == len(case.words):
                break
    assert any(case.words[0] in text for text in texts)
    saved = [json.loads(line) for line in log.detections_file.read_text("utf-8").splitlines()]
    assert [each["word"] for each in saved] == list(case.words)
    raw = file.read_text("utf-8").splitlines()
    assert sum('"type": "detect"' in line for line in raw) == len(case.words)
