"""Recording through the microphone of a board, over its serial port."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from command import wakewright
from fakes.board_wire import wire
from fakes.projects import new_project
from fakes.sounds import RATE_HZ, take

from audio.errors import AudioError
from audio.pace import PACES
from audio.portaudio import MicrophoneError
from audio.recording import Recording, record_takes
from audio.sound import read_samples
from audio.stage import Progress, finish
from firmware.board_microphone import PREFIX, BoardMicrophone, board_microphones, port_of
from firmware.boards import load_boards
from firmware.image import FirmwareImage
from firmware.monitor import Monitor
from firmware.ports import match_ports
from firmware.protocol import BLOCK_SAMPLES
from firmware.virtual.board_process import start_board
from firmware.virtual.serial_link import SocketLink

MakeImage = Callable[[str], FirmwareImage]


def room(seconds: float) -> np.ndarray:
    """Nobody speaks."""
    noise = np.random.default_rng(99).normal(0, 20, round(seconds * RATE_HZ))
    return noise.astype(np.int16)


def test_the_sound_of_a_board_comes_unchanged_and_names_it(tone_image: MakeImage) -> None:
    sound = np.random.default_rng(2).normal(0, 4000, 16_000).astype(np.int16)
    with start_board(tone_image("host")) as board:
        microphone = BoardMicrophone(board.port)
        heard = np.zeros(0, np.int16)
        blocks = microphone.blocks()
        next(blocks)  # It has met the board, and waits for sound.
        board.play(sound)
        while len(heard) < len(sound):
            heard = np.concatenate([heard, next(blocks)])
        blocks.close()
        assert np.array_equal(heard, sound)
        assert microphone.dropped_blocks == 0
        assert microphone.name == load_boards()["host"].title
        # It was told to be quiet again, and its port is free.
        with Monitor(board.port) as monitor:
            board.play(sound)
            kinds = {type(each).__name__ for each in monitor.lines(1.0)}
        assert "StatLine" in kinds and "AudioLine" not in kinds


def test_a_take_with_gaps_is_refused_with_how_much_is_missing(tmp_path: Path) -> None:
    words = [room(1.0), take(1), room(1.0), take(2), room(1.5)]
    start = len(words[0]) // BLOCK_SAMPLES
    middle = start + len(words[1]) // BLOCK_SAMPLES // 2
    project, seen = new_project(tmp_path), []
    with wire(np.concatenate(words), lambda at: not middle <= at < middle + 3) as link:
        plan = Recording("lantern", 1, pace=PACES["brisk"])
        takes = finish(record_takes(project, BoardMicrophone(link.url), plan), seen.append)
    faults = {step.details["fault"] for step in seen if isinstance(step, Progress)}
    assert "Pieces of its sound were lost on the way (3): say it once more." in faults
    [kept] = takes
    assert kept.microphone == "Arduino Nano 33 BLE Sense"
    second = take(2)[6000:7000]
    samples = read_samples(kept.path)
    assert any(np.array_equal(samples[at : at + 1000], second) for at in range(len(samples) - 999))


def test_a_line_that_is_too_slow_is_told_after_two_seconds() -> None:
    sound = np.zeros(16_000 * 4, np.int16)
    with wire(sound, lambda at: at % 4 == 0) as link, pytest.raises(AudioError) as caught:
        for _ in BoardMicrophone(link.url).blocks():
            pass
    assert "75 % is lost" in caught.value.what or "74 % is lost" in caught.value.what
    assert "USB socket of its chip" in caught.value.hint


def test_the_uno_says_that_it_cannot_and_a_silent_board_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nothing = np.zeros(0, np.int16)
    with (
        wire(nothing, lambda _at: True, "arduino-uno") as link,
        pytest.raises(AudioError, match="2,048 bytes of memory"),
    ):
        list(BoardMicrophone(link.url).blocks())
    monkeypatch.setattr("firmware.board_microphone.ANSWER_S", 0.5)
    silent = SocketLink()
    with pytest.raises(MicrophoneError, match="does not say who it is"):
        list(BoardMicrophone(silent.url).blocks())
    silent.close()
    with pytest.raises(MicrophoneError, match="no port"):
        list(BoardMicrophone("/dev/ttyNone").blocks())


def test_boards_that_can_send_their_sound_are_offered() -> None:
    def port(device: str, vid: int, pid: int, number: str = "") -> SimpleNamespace:
        return SimpleNamespace(
            device=device, vid=vid, pid=pid, description="a port", serial_number=number
        )

    found = [port("/dev/ttyACM0", 0x2341, 0x0043, "55"), port("/dev/ttyUSB0", 0x10C4, 0xEA60)]
    found += [port("/dev/ttyACM1", 0x2341, 0x805A, "77"), port("/dev/ttyACM2", 0x303A, 0x1001)]
    ports = match_ports(found, load_boards())
    offered = board_microphones(ports)
    assert set(offered) == {
        (f"{PREFIX}77", "/dev/ttyACM1"),
        (f"{PREFIX}/dev/ttyACM2", "/dev/ttyACM2"),
    }
    assert port_of(f"{PREFIX}77", ports) == "/dev/ttyACM1"
    with pytest.raises(MicrophoneError, match="not plugged in"):
        port_of(f"{PREFIX}99", ports)


def test_the_command_records_through_a_port(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    sound = np.concatenate([room(1.0), take(1), room(1.5)])
    with wire(sound, lambda _at: True) as link:
        ended = wakewright(
            *("record", project.folder, "lantern", "--takes", 1, "--pace", "brisk"),
            *("--port", link.url, "--json"),
        )
    assert ended.code == 0, ended.errors
    assert len(json.loads(ended.output)["takes"]) == 1
