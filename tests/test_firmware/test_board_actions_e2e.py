"""From a project's words to a lamp: flashed, greeted, heard, detected, done, and seen to be done.

Once on each board without hardware, through its real serial port, with one small sound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from fakes.tone_words import recording

from audio.action import Action, Safety
from audio.stage import finish
from compress.variant import Variant
from firmware.action_kind import ActionError
from firmware.behaviour import Behaviour
from firmware.boards import BoardError, load_board
from firmware.build import build
from firmware.flash import flash
from firmware.image import FirmwareImage
from firmware.monitor import LinkChange, Monitor, wait_for
from firmware.parity import check_parity
from firmware.protocol import (
    ActionLine,
    ArmedLine,
    DetectLine,
    DisarmedLine,
    HelloLine,
    Line,
    RestingLine,
    StatLine,
    command,
)
from firmware.virtual.board_process import start_board
from firmware.virtual.cortex_m4 import CortexM4Board
from firmware.virtual.outputs import KeyPress, Output, PinChange
from firmware.virtual.sound import Sound
from firmware.virtual.tflm_host import require_tflm

SECONDS = 9.0
# The first fall confirms the rise, the second switches the lamp, the third comes too early for it;
# the last rise waits for a word that never comes.
WORDS = [("rise", 0.8), ("fall", 2.2), ("fall", 3.6), ("fall", 5.0), ("rise", 6.2)]
SOUND = recording(WORDS, SECONDS, seed=5)
ACTIONS = (
    Action("rise", "gpio", "pin=P1 pulse=300"),
    Action("fall", "gpio", "pin=P2 toggle rest=high", Safety(cooldown_ms=3000)),
    Action("fall", "usb_keyboard", "text=Hi"),
    Action("rise", "serial", "BED UP", Safety(confirm="fall", confirm_ms=1700)),
)
ALL_BOARDS = ["host", "virtual-cortex-m4"]
# From the end of a block until its line is written; the desktop board has no such time.
LONGEST_MS = 20


@dataclass(frozen=True)
class Run:
    """What a board said and did while it heard a sound."""

    lines: list[Line | LinkChange]
    outputs: tuple[Output, ...]

    @property
    def detections(self) -> list[DetectLine]:
        return [line for line in self.lines if isinstance(line, DetectLine)]

    @property
    def told(self) -> list[ActionLine | ArmedLine | DisarmedLine | RestingLine]:
        told = ActionLine | ArmedLine | DisarmedLine | RestingLine
        return [line for line in self.lines if isinstance(line, told)]


def flashed(variant: Variant, name: str, folder: Path, actions: tuple[Action, ...]) -> Path:
    """The flash of a board with these actions."""
    board, place = load_board(name), folder / "flash"
    image = finish(build(variant, board, "", folder / name, Behaviour(actions=actions)))
    assert finish(flash(image, board, str(place))).model_hash == image.model_hash
    return place


def run_of(place: Path, slowdown: int = 1) -> Run:
    """Switch a board on and let it hear the sound to its end."""
    image = FirmwareImage.load(place)
    with start_board(image, slowdown=slowdown) as board, Monitor(board.port) as monitor:
        monitor.send(command("hello"))
        assert wait_for(monitor, HelloLine, 20).model == image.model_hash
        board.play(SOUND)
        lines: list[Line | LinkChange] = []
        while not any(isinstance(e, StatLine) and e.ms >= SECONDS * 1000 for e in lines[-9:]):
            board.check()
            lines += monitor.lines(0.2)
        return Run(lines, board.outputs())


@pytest.fixture(scope="module")
def places(tone_variant: Variant, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The flashed boards."""
    folder = tmp_path_factory.mktemp("flashed")
    return {name: flashed(tone_variant, name, folder / name, ACTIONS) for name in ALL_BOARDS}


@pytest.fixture(scope="module", params=ALL_BOARDS)
def run(request: pytest.FixtureRequest, places: dict[str, Path]) -> Run:
    return run_of(places[request.param])


def late_ms(found: Sequence[int], wanted: Sequence[int]) -> list[int]:
    return [ms - due for ms, due in zip(found, wanted, strict=True)]


def test_words_lead_to_what_they_shall_do(run: Run) -> None:
    assert [line.word for line in run.detections] == [word for word, _ in WORDS]
    rise, confirm, fall, early, last = (line.ms for line in run.detections)
    expected = [
        (ActionLine(rise, "rise", "pin", "P1", True)),
        (ArmedLine(rise, "rise", "fall", 1700)),
        (ActionLine(rise + 300, "rise", "pin", "P1", False)),
        (ActionLine(confirm, "rise", "say", "BED UP", True)),
        (ActionLine(fall, "fall", "pin", "P2", False)),
        (ActionLine(fall, "fall", "keys", "Hi", True)),
        (RestingLine(early, "fall", 0)),
        (ActionLine(early, "fall", "keys", "Hi", True)),
        (ActionLine(last, "rise", "pin", "P1", True)),
        (ArmedLine(last, "rise", "fall", 1700)),
        (ActionLine(last + 300, "rise", "pin", "P1", False)),
        (DisarmedLine(last + 1700, "rise", "too late")),
    ]
    late = late_ms([line.ms for line in run.told], [line.ms for line in expected])
    assert min(late) >= 0 and max(late) <= LONGEST_MS
    [left] = [line.left_ms for line in run.told if isinstance(line, RestingLine)]
    assert abs(left - (3000 - (early - fall))) <= LONGEST_MS
    same = [replace(line, ms=0, **_left(line)) for line in run.told]
    assert same == [replace(line, ms=0, **_left(line)) for line in expected]


def _left(line: object) -> dict[str, int]:
    return {"left_ms": 0} if isinstance(line, RestingLine) else {}


def test_pins_and_keys_really_do_it(run: Run) -> None:
    rise, _, fall, early, last = (line.ms for line in run.detections)
    pins = [each for each in run.outputs if isinstance(each, PinChange)]
    expected = [
        PinChange(0, 1, False),
        PinChange(0, 2, True),  # Both from the first moment on, before anything was heard.
        PinChange(rise, 1, True),
        PinChange(rise + 300, 1, False),
        PinChange(fall, 2, False),
        PinChange(last, 1, True),
        PinChange(last + 300, 1, False),
    ]
    assert [replace(each, ms=0) for each in pins] == [replace(each, ms=0) for each in expected]
    late = late_ms([each.ms for each in pins], [each.ms for each in expected])
    assert min(late) >= 0 and max(late) <= LONGEST_MS
    keys = [each for each in run.outputs if isinstance(each, KeyPress)]
    assert [(each.modifiers, each.usage) for each in keys] == [(2, 0x0B), (0, 0x0C)] * 2
    assert keys[0].ms - fall <= LONGEST_MS and keys[2].ms - early <= LONGEST_MS


def test_a_board_without_pins_says_what_it_can_say(tone_variant: Variant, tmp_path: Path) -> None:
    try:
        require_tflm()
    except BoardError as error:
        pytest.skip(str(error))
    run = run_of(flashed(tone_variant, "tflm-host", tmp_path, ACTIONS[3:]))
    rise, confirm, _, _, last = (line.ms for line in run.detections)
    assert run.told == [
        ArmedLine(rise, "rise", "fall", 1700),
        ActionLine(confirm, "rise", "say", "BED UP", True),
        ArmedLine(last, "rise", "fall", 1700),
        DisarmedLine(last + 1700, "rise", "too late"),
    ]
    assert run.outputs == ()


def test_a_pulse_has_its_length_on_a_chip_that_loses_sound(places: dict[str, Path]) -> None:
    run = run_of(places["virtual-cortex-m4"], slowdown=9)
    stats = [line for line in run.lines if isinstance(line, StatLine)]
    assert stats[-1].dropped_ms > 500, "the chip is not slow enough for this test"
    edges = [e.ms for e in run.outputs if isinstance(e, PinChange) and e.pin == 1][1:]
    assert edges, "nothing was heard"
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        assert 300 <= end - begin < 400


def test_a_pulse_ends_though_the_microphone_fell_silent(places: dict[str, Path]) -> None:
    """The cable of the microphone breaks during a pulse: no block comes any more."""
    image = FirmwareImage.load(places["virtual-cortex-m4"])
    board = CortexM4Board(image.firmware_path.read_bytes(), lambda data: None)
    board.play(Sound(SOUND[: 16 * 1600]))
    while board.step():
        pass
    assert [each.high for each in levels(board, 1)] == [False, True]
    for _ in range(400):  # Each byte that comes wakes the chip for a moment.
        board.receive(b"\n")
        board.step()
    assert [each.high for each in levels(board, 1)] == [False, True, False]
    begin, end = (each.ms for each in levels(board, 1)[1:])
    assert 300 <= end - begin <= 300 + LONGEST_MS


def levels(board: CortexM4Board, pin: int) -> list[PinChange]:
    return [each for each in board.outputs if isinstance(each, PinChange) and each.pin == pin]


def test_replayed_sound_switches_nothing(places: dict[str, Path]) -> None:
    image = FirmwareImage.load(places["host"].with_name("host"))
    with start_board(image) as board:
        report = finish(check_parity(image, board.port, SOUND[: 16 * 5000]))
        assert report.difference == "" and report.detections == 3
        changes = {replace(each, ms=0) for each in board.outputs() if isinstance(each, PinChange)}
        assert changes == {PinChange(0, 1, False), PinChange(0, 2, True)}, "only their rest"
        assert not any(isinstance(each, KeyPress) for each in board.outputs())


@pytest.mark.parametrize(
    ("board", "action", "said"),
    [
        ("tflm-host", ACTIONS[0], "cannot switch pins"),
        ("tflm-host", ACTIONS[2], "cannot be a USB keyboard"),
        ("host", Action("rise", "gpio", "pin=D7 high"), "Pin D7 .* is not free"),
        ("host", Action("rise", "gpio", "pin="), "Which pin is not said"),
        ("host", Action("rise", "serial", "up", Safety(confirm="yes")), "“yes”, .* is not a word"),
        ("host", Action("rise", "gpio", "pin=P1 high", Safety(latch=True)), "on and off in turn"),
        ("host", Action("yes", "serial", "up"), "does not know the word “yes”"),
        ("host", Action("rise", "dance", ""), "no action “dance”"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_built(
    tone_variant: Variant, tmp_path: Path, board: str, action: Action, said: str
) -> None:
    behaviour = Behaviour(actions=(action,))
    with pytest.raises(ActionError, match=said):
        finish(build(tone_variant, load_board(board), "", tmp_path / "image", behaviour))
    assert not (tmp_path / "image").exists()


def test_two_words_must_agree_on_how_their_pin_rests(tone_variant: Variant, tmp_path: Path) -> None:
    both = (ACTIONS[1], Action("rise", "gpio", "pin=P2 high"))
    with pytest.raises(ActionError, match="P2 cannot rest both low and high"):
        finish(build(tone_variant, load_board("host"), "", tmp_path, Behaviour(actions=both)))
