"""The live curve holds every point of every network once, in order."""

from __future__ import annotations

from typing import Any

from audio.stage import Progress, Stage, few_at_once, finish, in_process
from compress.livecurve import LiveCurve


def step(network: str, batch: int, **more: Any) -> Progress:
    details = {"architecture": network, "batch": batch, "batches": 100, "loss": 1 / batch, **more}
    return Progress(batch / 100, "training", details=details)


def lesson(network: str, batches: int) -> Stage[str]:
    """A training that reports as the real ones do."""
    for batch in range(10, batches + 1, 10):
        yield step(network, batch)
    return network


def test_points_come_once_and_in_order() -> None:
    curve = LiveCurve()
    assert curve.add(step("a", 10))
    assert not curve.add(step("a", 10))  # A heartbeat repeats the last one.
    assert curve.add(step("a", 20))
    [series] = curve.series
    assert series.losses == [(0.1, 0.1), (0.2, 0.05)]
    assert series.share == 0.2


def test_accuracy_is_where_it_was_measured_even_if_it_is_the_same_again() -> None:
    curve = LiveCurve()
    curve.add(step("a", 10))
    curve.add(step("a", 20, val_accuracy=0.5, judged_batch=15))
    curve.add(step("a", 30, val_accuracy=0.5, judged_batch=15))
    curve.add(step("a", 40, val_accuracy=0.5, judged_batch=40))
    assert curve.series[0].accuracies == [(0.15, 0.5), (0.4, 0.5)]


def test_networks_and_their_further_trainings_are_lines_of_their_own() -> None:
    curve = LiveCurve()
    for network, batch in (("a", 50), ("b", 10), ("a", 100), ("a", 10), ("b", 20)):
        curve.add(step(network, batch))
    assert [(s.network, s.turn, len(s.losses)) for s in curve.series] == [
        ("a", 1, 2),
        ("b", 1, 2),
        ("a", 2, 1),
    ]


def test_what_is_no_training_adds_nothing() -> None:
    curve = LiveCurve()
    assert not curve.add(Progress(0.1, "Reading the takes"))
    assert not curve.add(Progress(0.1, "Taking in", details={"accepted": 3}))
    assert curve.series == []


def test_no_network_is_lost_beside_a_slower_one() -> None:
    curve = LiveCurve()
    stages = [in_process(lesson, "slow", 200), in_process(lesson, "fast", 50)]
    finish(few_at_once(stages, 2), curve.add)
    ends = {series.network: series.batch for series in curve.series}
    assert ends == {"slow": 200, "fast": 50}
