"""What is known of a board that is listened to: statistics, restarts, bounds on memory, files."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from audio.errors import WakewrightError
from firmware.detection_store import DetectionStore, read_detections
from firmware.listening import (
    MOST_DETECTIONS,
    MOST_LINES,
    SCORE_SECONDS,
    ListeningLog,
    matching,
)
from firmware.messages import AudioLine, DetectLine, HelloLine, ScoreLine, StatLine, ThresholdsLine
from firmware.monitor import LinkChange

AT = datetime(2026, 3, 9, 20, 15, 1, 234_567)
HELLO = HelloLine("host", "0.1.0", "baked", "abc", ("yes", "_unknown_"), 10, 20, 1_000_000)


def stat(ms: int, dropped_ms: int = 0, rms: int = 3277, peak: int = 32767) -> StatLine:
    return StatLine(ms, 1, 2, dropped_ms, peak, rms, 0, 0)


def test_an_empty_log_claims_nothing() -> None:
    log = ListeningLog()
    assert (log.seconds, log.dropped_ms, log.level_dbfs, log.peak_dbfs) == (0.0, 0, -100.0, -100.0)
    assert log.false_alarms_per_hour() == (0.0, float("inf"))


def test_detections_latency_level_and_dropped_sound() -> None:
    log = ListeningLog()
    log.take(HELLO, AT)
    heard = log.take(DetectLine(2500, "yes", 0.91, 4200), AT)
    assert heard is not None
    assert (heard.number, heard.word, heard.seconds, heard.ms) == (1, "yes", 2.5, 2500)
    assert heard.latency_ms == pytest.approx(4.2)
    log.take(stat(3000, dropped_ms=40), AT)
    assert (log.seconds, log.dropped_ms) == (3.0, 40)
    assert log.level_dbfs == pytest.approx(-20.0, abs=0.01)
    assert log.peak_dbfs == pytest.approx(0.0, abs=0.001)
    log.take(ThresholdsLine((0.5, 0.6)), AT)
    assert log.thresholds == (0.5, 0.6)


def test_false_alarms_an_hour_count_what_was_marked_wrong_with_their_bound() -> None:
    log = ListeningLog()
    for second in range(1, 5):
        log.take(DetectLine(second * 1000, "yes", 0.9), AT)
    log.take(stat(1_800_000), AT)
    assert log.false_alarms_per_hour() == (0.0, pytest.approx(5.99, abs=0.01))  # Rule of three.
    marked = log.mark(2, True)
    assert marked is not None and marked.wrong and log.find(2) == marked
    assert log.false_alarms_per_hour() == (2.0, pytest.approx(9.49, abs=0.01))
    log.mark(2, True)
    assert log.false_alarms == 1
    log.mark(2, False)
    assert log.false_alarms == 0
    assert log.mark(99, True) is None and log.false_alarms == 0


def test_time_and_loss_add_up_when_the_board_starts_anew() -> None:
    log = ListeningLog()
    log.take(stat(5000, dropped_ms=30), AT)
    log.take(HELLO, AT)
    heard = log.take(DetectLine(700, "yes", 0.9), AT)
    assert heard is not None and heard.seconds == 5.7 and log.restarts == 1
    assert log.dropped_ms == 30
    log.take(stat(1000, dropped_ms=5), AT)
    assert (log.seconds, log.dropped_ms, log.restarts) == (6.0, 35, 1)


def test_lines_that_come_at_one_time_are_no_restart() -> None:
    log = ListeningLog()
    for line in (DetectLine(60, "yes", 0.9), ScoreLine(60, (1, 2), (0.9, 0.1)), stat(60)):
        log.take(line, AT)
    assert log.restarts == 0 and list(log.scores) == [(0.06, (0.9, 0.1))]


def test_memory_is_bounded_whatever_comes() -> None:
    log = ListeningLog()
    for number in range(MOST_LINES + 10):
        ms = number * 60
        log.take(DetectLine(ms, "yes", 0.9), AT)
        log.take(ScoreLine(ms, (1, 2), (0.9, 0.1)), AT)
        log.take(AudioLine(ms, bytes(320)), AT)
    assert len(log.detections) == MOST_DETECTIONS and len(log.lines) == MOST_LINES
    assert log.detections[-1].number == MOST_LINES + 10
    assert log.scores[0][0] == pytest.approx(log.seconds - SCORE_SECONDS, abs=0.061)
    assert log.mark(1, True) is None


def test_the_raw_log_says_when_and_what_and_can_be_filtered() -> None:
    log = ListeningLog()
    log.take(HELLO, AT)
    log.take(LinkChange(False, "COM3 went away"), AT)
    log.take(DetectLine(2500, "Yes", 0.5), AT)
    log.note("lost", "2 lines were damaged on the way.", AT)
    assert [line.kind for line in log.lines] == ["hello", "link", "detect", "lost"]
    assert str(log.lines[1]) == "20:15:01.234  COM3 went away"
    assert [line.kind for line in matching(log.lines, "YES detect")] == ["detect"]
    assert [line.kind for line in matching(log.lines, "yes")] == ["hello", "detect"]
    assert matching(log.lines, "yes nothing") == []
    assert matching(log.lines, "  ") == list(log.lines)


def test_detections_and_verdicts_are_written_as_json_lines(tmp_path: Path) -> None:
    log, store = ListeningLog(), DetectionStore(tmp_path / "detections", "host", "abc")
    log.take(HELLO, AT)
    heard = log.take(DetectLine(2500, "안녕", 0.91234, 4200), AT)
    assert heard is not None
    store.add(heard)
    store.judge(replace(heard, wrong=True), "_unknown_/misheard_1.flac")
    store.add(replace(heard, at=AT + timedelta(days=1)))
    first = read_detections(tmp_path / "detections" / "2026-03-09.jsonl")
    assert first == [
        {
            "at": "2026-03-09T20:15:01.234567",
            "board": "host",
            "model": "abc",
            "word": "안녕",
            "score": 0.9123,
            "seconds": 2.5,
            "ms": 2500,
            "latency_ms": 4.2,
        },
        {
            "at": "2026-03-09T20:15:01.234567",
            "board": "host",
            "model": "abc",
            "ms": 2500,
            "wrong": True,
            "take": "_unknown_/misheard_1.flac",
        },
    ]
    assert len(read_detections(tmp_path / "detections" / "2026-03-10.jsonl")) == 1


def test_a_half_written_line_spoils_no_other(tmp_path: Path) -> None:
    log, store = ListeningLog(), DetectionStore(tmp_path, "host", "abc")
    heard = log.take(DetectLine(2500, "yes", 0.9), AT)
    assert heard is not None
    store.add(heard)
    file = tmp_path / "2026-03-09.jsonl"
    file.write_text(file.read_text("utf-8") + '\n{"at": "2026', "utf-8")
    store.add(heard)
    assert [each["ms"] for each in read_detections(file)] == [2500, 2500]
    assert json.loads(file.read_text("utf-8").splitlines()[-1])["word"] == "yes"


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "detections").write_text("a file where the folder should be", "utf-8")
    log = ListeningLog()
    heard = log.take(DetectLine(2500, "yes", 0.9), AT)
    assert heard is not None
    with pytest.raises(WakewrightError, match="could not be written"):
        DetectionStore(tmp_path / "detections", "host", "abc").add(heard)


def test_levels_are_relative_to_full_scale() -> None:
    log = ListeningLog()
    for rms in (1, 32767):
        log.take(stat(1000, rms=rms), AT)
        assert log.level_dbfs == pytest.approx(20 * np.log10(rms / 32768))
