"""Words on this computer, by the rules, on a clock that the test winds."""

from __future__ import annotations

from audio.action import Action, Safety
from firmware.acting import Acting
from firmware.action_rules import Armed, Disarmed, Done, Resting

ACTIONS = (
    Action("lamp", "gpio", "pin=D2 high"),
    Action("lamp", "command", "lamp", Safety(latch=True, cooldown_ms=2000)),
    Action("bed_up", "webhook", "http://bed.local", Safety(confirm="yes")),
    Action("yes", "message", "Yes!"),
)


class Clock:
    """Seconds that go on when told."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_actions_of_the_board_are_left_to_it_and_others_follow_the_rules() -> None:
    clock = Clock()
    acting = Acting(ACTIONS, clock)
    [lamp] = acting.hear("lamp")
    assert lamp.action is ACTIONS[1] and lamp.event == Done(0, on=True) and lamp.sentence == ""
    clock.now_s += 1.5
    [rests] = acting.hear("lamp")
    assert rests.event == Resting(0, 500)
    assert rests.sentence == "“lamp” rests for another 0.5 s: nothing was done."
    assert acting.seconds_left is None
    clock.now_s += 0.5
    assert [each.event for each in acting.hear("lamp")] == [Done(0, on=False)]


def test_a_word_waits_for_its_second_word_and_is_told() -> None:
    clock = Clock()
    acting = Acting(ACTIONS, clock)
    [armed] = acting.hear("bed_up")
    assert armed.event == Armed(1, "yes", 3000)
    assert armed.sentence == "“bed up” waits for “yes”, 3 s."
    clock.now_s += 2.75
    assert acting.seconds_left == 0.25
    assert acting.tick() == []
    [done] = acting.hear("yes")
    assert done.action is ACTIONS[2], "and not what “yes” does by itself"
    assert acting.seconds_left is None
    acting.hear("bed_up")
    clock.now_s += 3
    assert acting.seconds_left == 0
    [late] = acting.tick()
    assert late.event == Disarmed(1, "too late")
    assert late.sentence == "“bed up” was not confirmed in time: nothing was done."
    acting.hear("bed_up")
    other, lamp = acting.hear("lamp")[::-1]
    assert isinstance(lamp.event, Done)
    assert other.sentence.startswith("Another word came before “bed up” was confirmed")
