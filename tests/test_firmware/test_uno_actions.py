"""What words do on the simulated Uno: by the rules in Python, with its real pins and its memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from uno_networks import random_convnet

from audio.action import Action, Safety
from audio.stage import finish
from audio.uno_frontend import UnoFrontEnd
from compress.detector import DetectorSettings
from compress.uno.model import UnoModel
from firmware.action_kind import ActionError
from firmware.action_rules import ActionRules, Armed, Disarmed, Done, Event, Resting
from firmware.behaviour import Behaviour
from firmware.boards import load_board
from firmware.build_small import build_small
from firmware.image import FirmwareImage
from firmware.messages import (
    ActionLine,
    ArmedLine,
    DetectLine,
    DisarmedLine,
    RestingLine,
    StatLine,
)
from firmware.protocol import LineReader
from firmware.toolchains import avr
from firmware.virtual.outputs import PinChange
from firmware.virtual.sound import Sound
from firmware.virtual.uno import UnoBoard, has_simavr

pytestmark = pytest.mark.skipif(
    not (has_simavr() and avr.is_there()),
    reason="avr-gcc and simavr are not installed (Debian: gcc-avr avr-libc libsimavr-dev).",
)
LABELS = ("lantern", "süß_nacht", "_unknown_")
VIRTUAL = load_board("virtual-uno")
FRAME_MS = 16
SECONDS = 16
ACTIONS = (
    Action("lantern", "gpio", "pin=13 toggle"),
    Action("süß_nacht", "gpio", "pin=A1 pulse=200 rest=high", Safety(cooldown_ms=2500)),
    Action("lantern", "gpio", "pin=7 high", Safety(confirm="süß_nacht", confirm_ms=500)),
)
# Three actions, one line with each frame.
LATEST_MS = 4 * FRAME_MS
KINDS: dict[type, type] = {
    **{ActionLine: Done, ArmedLine: Armed, DisarmedLine: Disarmed, RestingLine: Resting}
}
Told = ActionLine | ArmedLine | DisarmedLine | RestingLine


@dataclass(frozen=True)
class Run:
    """What the board said and did."""

    heard: list[DetectLine]
    told: list[Told]
    pins: list[PinChange]
    dropped_ms: int
    image: FirmwareImage


@pytest.fixture(scope="module")
def model() -> UnoModel:
    """A network nobody trained, which answers to sound in some way."""
    network = random_convnet(3, channels=16, labels=len(LABELS))
    detector = DetectorSettings(network.stride_frames, 4, (17_500,) * len(LABELS), 400)
    return UnoModel("random", LABELS, UnoFrontEnd(frames=network.frames), detector, network)


@pytest.fixture(scope="module")
def run(model: UnoModel, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The board hears bursts of tones and noise."""
    folder = tmp_path_factory.mktemp("uno") / "image"
    image = finish(build_small(model, VIRTUAL, folder, behaviour=Behaviour(actions=ACTIONS)))
    random = np.random.default_rng(1)
    pieces = []
    for _ in range(SECONDS):
        time = np.arange(8000) / 16_000
        wave = np.sin(2 * np.pi * random.uniform(150, 3500) * time) * random.uniform(300, 12_000)
        pieces += [wave + random.normal(0, random.uniform(20, 3000), 8000), np.zeros(8000)]
    sent = bytearray()
    board = UnoBoard(image.firmware_path, sent.extend)
    try:
        board.play(Sound(np.concatenate(pieces).astype(np.int16)))
        for _ in range(100 * SECONDS):
            assert board.step()
    finally:
        board.close()
    lines = LineReader().feed(bytes(sent))
    heard = [line for line in lines if isinstance(line, DetectLine)]
    pins = [each for each in board.outputs if isinstance(each, PinChange)]
    told = [line for line in lines if isinstance(line, Told)]
    dropped_ms = max(line.dropped_ms for line in lines if isinstance(line, StatLine))
    return Run(heard, told, pins, dropped_ms, image)


def test_the_chip_follows_the_rules(run: Run) -> None:
    """Each kind of line in its order; one is told with each frame, so some come a little late."""
    rules = ActionRules(ACTIONS)
    words = {line.ms: line.word for line in run.heard}
    happened: list[tuple[int, Event]] = []
    for ms in range(FRAME_MS, SECONDS * 1000, FRAME_MS):
        happened += [(ms, event) for event in rules.tick(ms)]
        happened += [(ms, event) for event in (rules.hear(words[ms], ms) if ms in words else [])]
    for kind, event_kind in KINDS.items():
        told = [line for line in run.told if isinstance(line, kind) and not _ends_pulse(line)]
        wanted = [(ms, event) for ms, event in happened if isinstance(event, event_kind)]
        assert told, f"there was no {kind.__name__}"
        for line, (ms, event) in zip(told, wanted, strict=True):
            assert line.word == ACTIONS[event.at].word
            assert 0 <= line.ms - ms <= LATEST_MS
            if isinstance(line, DisarmedLine) and isinstance(event, Disarmed):
                assert line.why == event.why
            if isinstance(line, ArmedLine | RestingLine) and isinstance(event, Armed | Resting):
                assert line.left_ms == event.left_ms - (line.ms - ms)
    assert run.dropped_ms == 0, "no sound is lost while all that is told"


def _ends_pulse(line: Told) -> bool:
    return isinstance(line, ActionLine) and line.what == "A1" and line.on


def test_its_pins_do_what_it_says(run: Run) -> None:
    numbers = dict(VIRTUAL.pin_numbers)
    names = {number: name for name, number in numbers.items()}
    started, *changed = run.pins
    assert (names[started.pin], started.high) == ("A1", True), "a relay that is on at low is off"
    assert started.ms < 100
    changes = [(names[each.pin], each.high) for each in changed]
    levels = {"13": False, "7": False, "A1": True}
    expected = []
    for line in run.told:
        if isinstance(line, ActionLine) and levels[line.what] != line.on:
            levels[line.what] = line.on
            expected.append((line.what, line.on))
    assert sorted(changes) == sorted(expected)
    assert ("7", True) in changes and ("13", False) in changes
    a1 = [each for each in run.pins if each.pin == numbers["A1"]][1:]
    for begin, end in zip(a1[::2], a1[1::2], strict=False):
        assert 190 <= end.ms - begin.ms <= 200 + 3 * FRAME_MS


def test_it_still_fits_the_chip(run: Run) -> None:
    needs = run.image.needs
    assert needs.flash_bytes < VIRTUAL.app_flash_bytes
    assert VIRTUAL.ram_bytes - needs.ram_bytes >= 64


def test_what_the_uno_cannot_do_is_refused(model: UnoModel, tmp_path: Path) -> None:
    for kind, value in (("usb_keyboard", "key=a"), ("serial", "up")):
        behaviour = Behaviour(actions=(Action("lantern", kind, value),))
        with pytest.raises(ActionError, match="Arduino Uno, 16 MHz cannot"):
            finish(build_small(model, VIRTUAL, tmp_path / "image", behaviour=behaviour))
    assert not (tmp_path / "image").exists()
