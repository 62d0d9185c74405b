"""Stages in worker processes: progress, errors, death, cancel, and nothing left behind."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from audio.errors import AudioError
from audio.stage import (
    HAS_SIGNALS,
    Progress,
    Stage,
    WorkerDied,
    few_at_once,
    finish,
    in_process,
    scaled,
    side_by_side,
)


def count(to: int) -> Stage[int]:
    for step in range(to):
        yield Progress((step + 1) / to, f"step {step}")
    return os.getpid()


def fail() -> Stage[int]:
    yield Progress(0.5, "half")
    raise AudioError("The sound is gone.", "Bring it back.")


def stumble() -> Stage[int]:
    yield Progress(0.5, "half")
    raise ZeroDivisionError("a bug")


def crash() -> Stage[int]:
    yield Progress(0.5, "half")
    os.write(2, b"about to fall\n")
    ctypes.string_at(0)
    return 0


def work_until_cleaned(mark: str) -> Stage[int]:
    try:
        while True:
            yield Progress(0.1, "working")
            time.sleep(0.01)
    finally:
        Path(mark).write_text("cleaned")


WRITER = """
import sys, time
with open(sys.argv[1], "ab", buffering=0) as mark:
    while True:
        mark.write(b"x")
        time.sleep(0.05)
"""


def start_a_program_and_die(mark: str) -> Stage[int]:
    subprocess.Popen([sys.executable, "-c", WRITER, mark])
    while not Path(mark).exists() or not Path(mark).stat().st_size:
        yield Progress(0.5, "starting")
        time.sleep(0.05)
    os._exit(3)


def test_a_stage_runs_elsewhere_and_returns() -> None:
    seen: list[Progress] = []
    assert finish(in_process(count, 3), seen.append) != os.getpid()
    assert [step.message for step in seen if step.message.startswith("step")] >= ["step 0"]
    assert seen[-1].fraction == 1.0


def test_errors_of_users_come_through_as_they_are() -> None:
    with pytest.raises(AudioError) as raised:
        finish(in_process(fail))
    assert (raised.value.what, raised.value.hint) == ("The sound is gone.", "Bring it back.")


def test_a_bug_comes_with_its_traceback() -> None:
    with pytest.raises(WorkerDied, match="ZeroDivisionError: a bug"):
        finish(in_process(stumble))


@pytest.mark.skipif(os.name == "nt", reason="reading address 0 is no signal on Windows")
def test_a_crash_is_told_with_its_last_words() -> None:
    with pytest.raises(WorkerDied, match="exit code -11") as raised:
        finish(in_process(crash))
    assert "about to fall" in str(raised.value)


@pytest.mark.parametrize("has_signals", sorted({HAS_SIGNALS, False}))
def test_cancel_cleans_up_and_leaves_nothing(
    has_signals: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audio.stage.HAS_SIGNALS", has_signals)
    logs = set(Path(tempfile.gettempdir()).glob("wakewright-*.log"))
    mark = tmp_path / "mark"
    stage = in_process(work_until_cleaned, str(mark))
    while next(stage).message != "working":
        pass
    stage.close()
    assert mark.read_text() == "cleaned"
    assert multiprocessing.active_children() == []
    assert set(Path(tempfile.gettempdir()).glob("wakewright-*.log")) == logs


@pytest.mark.skipif(sys.platform != "win32", reason="elsewhere, programs end with their pipe")
def test_a_worker_that_dies_takes_along_what_it_started(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    stage = in_process(start_a_program_and_die, str(mark))
    with pytest.raises(WorkerDied):
        finish(stage)
    time.sleep(1)
    size = mark.stat().st_size
    time.sleep(1)
    assert 0 < size == mark.stat().st_size


def test_side_by_side_keeps_the_order_and_shows_the_slowest() -> None:
    seen: list[Progress] = []
    pids = finish(side_by_side([in_process(count, 2), in_process(count, 5)]), seen.append)
    assert len(set(pids)) == 2
    fractions = [step.fraction for step in seen]
    assert fractions == sorted(fractions)


def test_one_that_fails_ends_the_others() -> None:
    with pytest.raises(AudioError):
        finish(side_by_side([in_process(count, 10_000_000), in_process(fail)]))
    assert multiprocessing.active_children() == []


def test_the_time_left_is_that_of_the_whole() -> None:
    def part() -> Stage[None]:
        yield Progress(0.5, "half", seconds_left=10.0)

    # Ten seconds for this half of the work, then as long again for the other half.
    step = next(scaled(part(), 0.0, 0.5))
    assert step.fraction == 0.25
    assert step.seconds_left == pytest.approx(20.0, abs=0.5)


def test_a_few_at_once_keep_their_order_and_what_was_done_before_a_failure() -> None:
    began: list[str] = []

    def named(name: str, fails: bool = False) -> Stage[str]:
        began.append(name)
        yield Progress(0.5, name)
        if fails:
            raise AudioError("The sound is gone.", "Bring it back.")
        return name

    kept: list[str] = []
    seen: list[Progress] = []
    stages = [named(name) for name in "abc"]
    assert finish(few_at_once(stages, 2, kept.append), seen.append) == ["a", "b", "c"]
    assert kept == ["a", "b", "c"]
    fractions = [step.fraction for step in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1.0)
    assert max(step.fraction for step in seen if step.message in "ab") <= 2 / 3
    began.clear()
    kept.clear()
    failing = [named("a"), named("b"), named("c", fails=True), named("d"), named("e")]
    with pytest.raises(AudioError):
        finish(few_at_once(failing, 2, kept.append))
    assert kept == ["a", "b"]
    assert "e" not in began
