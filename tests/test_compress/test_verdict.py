"""What measurements mean in plain words, from both sides of each border."""

from __future__ import annotations

from typing import Any

import pytest

from compress.verdict import Grade, judge


def measured(**changes: Any) -> dict[str, Any]:
    """Metrics of a good model, with changes."""
    return {
        "false_reject_rate": 0.05,
        "words": 40,
        "false_accepts": 0,
        "false_accepts_per_hour": 0.0,
        "false_accepts_per_hour_upper": 15.83,
        "hours_of_negatives": 0.19,
    } | changes


@pytest.mark.parametrize(
    ("missed", "alarms", "grade"),
    [
        (0.10, 1.0, Grade.GOOD),
        (0.11, 1.0, Grade.FAIR),
        (0.10, 1.1, Grade.FAIR),
        (0.25, 10.0, Grade.FAIR),
        (0.26, 10.0, Grade.POOR),
        (0.25, 10.1, Grade.POOR),
    ],
)
def test_grades(missed: float, alarms: float, grade: Grade) -> None:
    metrics = measured(false_reject_rate=missed, false_accepts_per_hour=alarms)
    assert judge(metrics).grade is grade


@pytest.mark.parametrize(
    ("missed", "alarms", "misses", "wakes"),
    [(0.2, 0.0, True, False), (0.0, 5.0, False, True), (0.4, 20.0, True, True)],
)
def test_what_is_wrong_is_said(missed: float, alarms: float, misses: bool, wakes: bool) -> None:
    said = judge(measured(false_reject_rate=missed, false_accepts_per_hour=alarms)).meaning
    assert ("misses words" in said) is misses
    assert ("when nobody called" in said) is wakes


def test_counts_and_the_bound_are_said_together() -> None:
    verdict = judge(measured(false_accepts=2))
    assert "38 of 40 words" in verdict.counted
    assert "2 times in 11 minutes" in verdict.counted
    assert "15.8 false alarms an hour" in verdict.proof


def test_nothing_is_promised_without_a_measurement() -> None:
    silent = {"false_accepts_per_hour": None, "false_accepts_per_hour_upper": None}
    verdict = judge(measured(**silent, hours_of_negatives=0.0))
    assert verdict.grade is Grade.UNKNOWN
    assert "not known" in verdict.proof
    assert judge(measured(words=3)).grade is Grade.UNKNOWN
    assert judge(measured(words=4)).grade is Grade.GOOD
    nothing = judge(measured(words=0, false_reject_rate=None))
    assert nothing.grade is Grade.UNKNOWN
    assert "No words" in nothing.counted
