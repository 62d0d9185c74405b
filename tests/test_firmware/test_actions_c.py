"""The C of actions against the rules in Python, and its pins and keys, with random events."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import pytest
from device_build import DEVICE, HERE, build_host_program, device_config, run_program
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audio.action import LONGEST_CONFIRM_MS, LONGEST_COOLDOWN_MS, Action, Safety
from compress.detector import DetectorSettings
from firmware.action_rules import ActionRules, Armed, Disarmed, Done, Event, Resting
from firmware.action_table import ENTRY, action_table
from firmware.boards import load_board

LABELS = ("on", "off", "예", "go", "_unknown_")
WORDS = LABELS[:4]
BOARD = load_board("virtual-cortex-m4")
RESET, TICK, HEAR = range(3)
# The table is read as a pack brings it: its counts are known at run time only.
DATA_HEADER = """
#include "action_table.h"
#define WW_ACTION_COUNT test_count
#define WW_ACTION_LIMIT 64
#define WW_USB_KEYBOARD 1
extern uint16_t test_count;
extern ww_action_t ww_actions[WW_ACTION_LIMIT];
extern uint8_t ww_action_bytes[];
"""


@dataclass(frozen=True)
class Step:
    """What happens after a while: a label is heard, or, without one, only time goes on."""

    after_ms: int
    word: str | None


Play = Callable[[Sequence[Action], Sequence[tuple[int, str, int]]], list[list[str]]]


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Play:
    """Plays commands (what, word, ms) through the C; the lines of each."""
    folder = tmp_path_factory.mktemp("actions")
    detector = DetectorSettings(thresholds=(1,) * len(LABELS))
    files = {
        **device_config(detector=detector, labels=LABELS),
        "ww_action_data.h": DATA_HEADER,
    }
    sources = [DEVICE / "actions.c", DEVICE / "line_out.c", HERE / "actions_driver.c"]
    program = build_host_program(folder, files, sources)

    def run(actions: Sequence[Action], commands: Sequence[tuple[int, str, int]]) -> list[list[str]]:
        table = action_table(actions, LABELS, BOARD)
        script = struct.pack("<HH", len(table.entries), len(table.data))
        script += table.entry_bytes() + table.data
        for what, word, ms in commands:
            label = LABELS.index(word) if word else 0
            script += struct.pack("<BBI", what, label, ms % 2**32)
        told = run_program(program, [], script).decode()
        return [each.splitlines() for each in told.split(".\n")[:-1]]

    return run


def said(event: Event, actions: Sequence[Action], ms: int) -> dict[str, object]:
    """An event of the rules as the C's line, for actions that only say something."""
    action = actions[event.at]
    about = {"ms": ms % 2**32, "word": action.word}
    match event:
        case Done(_, on):
            return {"type": "action", **about, "kind": "say", "what": action.value, "on": on}
        case Armed():
            left = {"confirm": event.confirm, "left_ms": event.left_ms}
            return {"type": "armed", **about, **left}
        case Disarmed():
            return {"type": "disarmed", **about, "why": event.why}
        case Resting():
            return {"type": "resting", **about, "left_ms": event.left_ms}


def read(lines: list[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in lines]


def in_any_order(lines: list[dict[str, object]]) -> list[str]:
    return sorted(json.dumps(line, sort_keys=True) for line in lines)


safeties = st.builds(
    Safety,
    latch=st.booleans(),
    cooldown_ms=st.sampled_from([0, 0, 10, 1500, LONGEST_COOLDOWN_MS]),
    confirm=st.sampled_from(["", "", *WORDS]),
    confirm_ms=st.sampled_from([500, 3000, LONGEST_CONFIRM_MS]),
)
sayings = st.builds(
    Action, st.sampled_from(WORDS), st.just("serial"), st.sampled_from(["A", "빛"]), safeties
)
# The ends of all those times, and what lies between.
pauses = st.sampled_from([0, 10, 490, 500, 1490, 1500, 1510, 2990, 3000, 60_000, 100_000])
steps = st.lists(st.builds(Step, pauses, st.sampled_from([None, *WORDS])), max_size=25)
many = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@many
@given(
    actions=st.lists(sayings, max_size=6),
    steps=steps,
    start_ms=st.sampled_from([0, 2**31 - 1000, 2**32 - 3000]),
)
def test_the_chip_follows_the_rules_event_by_event(
    play: Play, actions: list[Action], steps: list[Step], start_ms: int
) -> None:
    rules, ms = ActionRules(actions), start_ms
    commands, expected = [(RESET, "", ms)], [[]]
    for step in steps:
        ms += step.after_ms
        commands.append((TICK, "", ms))
        expected.append([said(event, actions, ms) for event in rules.tick(ms)])
        if step.word:
            commands.append((HEAR, step.word, ms))
            expected.append([said(event, actions, ms) for event in rules.hear(step.word, ms)])
    for (what, _, _), told, wanted in zip(commands, play(actions, commands), expected, strict=True):
        if what == TICK:
            assert in_any_order(read(told)) == in_any_order(wanted)
        else:
            assert read(told) == wanted


class Pins:
    """What pins should do: levels that several actions share, and pulses."""

    def __init__(self, actions: Sequence[Action]) -> None:
        self._actions = actions
        self.levels = {self._pin(a): "rest=high" in a.value for a in actions}
        self._ends: dict[int, int] = {}

    def do(self, at: int, ms: int) -> None:
        verb = self._actions[at].value.split()[1]
        pin = self._pin(self._actions[at])
        rests_high = "rest=high" in self._actions[at].value
        self._ends = {k: v for k, v in self._ends.items() if self._pin(self._actions[k]) != pin}
        if verb.startswith("pulse"):
            self.levels[pin] = not rests_high
            self._ends[at] = ms + int(verb.partition("=")[2])
        else:
            self.levels[pin] = not self.levels[pin] if verb == "toggle" else verb == "high"

    def tick(self, ms: int) -> None:
        for at in [at for at, end in self._ends.items() if ms >= end]:
            del self._ends[at]
            action = self._actions[at]
            self.levels[self._pin(action)] = "rest=high" in action.value

    def _pin(self, action: Action) -> int:
        return int(action.value.split()[0].removeprefix("pin=P"))


def switch(word: str, pin: int, verb: str, safety: Safety) -> Action:
    """Pin 2 rests high."""
    return Action(word, "gpio", f"pin=P{pin} {verb}{' rest=high' if pin == 2 else ''}", safety)


switches = st.builds(
    switch,
    st.sampled_from(WORDS),
    st.sampled_from([0, 1, 2]),
    st.sampled_from(["high", "low", "toggle", "pulse=10", "pulse=500", "pulse=60000"]),
    st.builds(Safety, cooldown_ms=st.sampled_from([0, 1500]), confirm=st.sampled_from(["", "go"])),
)


@many
@given(actions=st.lists(switches, min_size=1, max_size=6), steps=steps)
def test_pins_have_the_right_level_at_any_time(
    play: Play, actions: list[Action], steps: list[Step]
) -> None:
    rules, pins, ms = ActionRules(actions), Pins(actions), 0
    commands, expected = [(RESET, "", 0)], [dict(pins.levels)]
    for step in steps:
        ms += step.after_ms
        pins.tick(ms)
        rules.tick(ms)
        if step.word:
            for event in rules.hear(step.word, ms):
                if isinstance(event, Done):
                    pins.do(event.at, ms)
        commands.append((HEAR, step.word, ms) if step.word else (TICK, "", ms))
        expected.append(dict(pins.levels))
    levels: dict[int, bool] = {}
    for told, wanted in zip(play(actions, commands), expected, strict=True):
        for line in told:
            if line.startswith("pin "):
                _, pin, level = line.split()
                levels[int(pin)] = level == "1"
            elif '"action"' in line:
                about = json.loads(line)
                assert levels[int(about["what"][1:])] == about["on"], "the line says what is so"
        assert levels == wanted


def test_at_boot_each_pin_goes_to_its_rest_before_anything_is_heard(play: Play) -> None:
    actions = [switch("on", 1, "high", Safety()), switch("off", 2, "low", Safety())]
    assert play(actions, [(RESET, "", 0)]) == [["pin 1 0", "pin 2 1"]]


def test_a_reset_ends_a_pulse_and_what_was_armed(play: Play) -> None:
    actions = [
        switch("on", 1, "pulse=60000", Safety()),
        switch("off", 1, "high", Safety(confirm="go", confirm_ms=60_000)),
    ]
    heard = [(HEAR, "on", 10), (HEAR, "off", 20), (RESET, "", 30), (HEAR, "go", 40)]
    told = play(actions, [(RESET, "", 0), *heard, (TICK, "", 70_000)])
    assert told[3][-1] == "pin 1 0"
    assert told[4:] == [[], []]


def test_keys_are_typed_one_with_each_tick_in_the_order_of_their_words(play: Play) -> None:
    actions = [
        Action("on", "usb_keyboard", "text=Hi!"),
        Action("off", "usb_keyboard", "key=ctrl+alt+delete"),
    ]
    heard = [(HEAR, "off", 0), (HEAR, "on", 5), (HEAR, "on", 6)]
    told = play(actions, [(RESET, "", 0), *heard, *[(TICK, "", ms) for ms in range(10, 90, 10)]])
    keys = [line for lines in told for line in lines if line.startswith("key ")]
    hi = ["key 2 11", "key 0 12", "key 2 30"]
    assert keys == ["key 5 76", *hi, *hi]
    assert max(sum(line.startswith("key ") for line in lines) for lines in told) == 1
    assert json.loads(told[1][0])["what"] == "ctrl+alt+delete"


def test_entries_lie_as_the_header_says() -> None:
    action = switch("예", 2, "pulse=300", Safety(cooldown_ms=1000, confirm="go", confirm_ms=700))
    [entry] = action_table([action], LABELS, BOARD).entries
    assert ENTRY.size == 18 and len(asdict(entry)) == 13
    packed = ENTRY.pack(*entry.values)
    assert packed == bytes([2, 1, 3, 2, 2, 3, 0, 0]) + struct.pack("<5H", 300, 1000, 700, 0, 0)
