"""What a board has said so far, in bounded memory: detections, scores, statistics, raw lines.

log = ListeningLog()
log.take(line, datetime.now())
log.false_alarms_per_hour()
"""

from __future__ import annotations

import json
import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from audio.errors import WakewrightError
from audio.files import write_atomic
from audio.trimming import SILENCE_DBFS
from compress.statistics import rate_per_hour
from firmware.messages import (
    ActionLine,
    ArmedLine,
    AudioLine,
    DetectLine,
    DisarmedLine,
    ErrorLine,
    HelloLine,
    Line,
    ReplayLine,
    RestingLine,
    ScoreLine,
    StatLine,
    ThresholdsLine,
    line_values,
)
from firmware.monitor import LinkChange

MOST_DETECTIONS = 500
MOST_LINES = 5000
SCORE_SECONDS = 60.0
MOST_SCORES = 4000
MOST_DEEDS = 50
FULL_SCALE = 32768

# What a word did, or waits for, or did not do.
DeedLine = ActionLine | ArmedLine | DisarmedLine | RestingLine


@dataclass(frozen=True)
class Heard:
    """One detection.

    Attributes:
        number: Counts up from 1, also over restarts of the board.
        at: When its line came.
        seconds: How much had been listened to by then.
        ms: The board's own time.
        word, score: What was heard, and how surely, 0..1.
        latency_ms: From the last sample that the model had seen to the line, by the board's clock.
        wrong: Whether a person said that it was wrong.
    """

    number: int
    at: datetime
    seconds: float
    ms: int
    word: str
    score: float
    latency_ms: float
    wrong: bool = False


@dataclass(frozen=True)
class LogLine:
    """A line of the raw log: when it came, its kind, e.g. `detect`, and its text."""

    at: datetime
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.at:%H:%M:%S}.{self.at.microsecond // 1000:03d}  {self.text}"


class ListeningLog:
    """Takes each line of a board and keeps what matters.

    Attributes:
        hello: Who the board is; None until it said so.
        stat: How it fares; None until it said so.
        thresholds: In force, 0..1, one for each label; empty until it said so.
        detections: The latest, oldest first.
        scores: (seconds, scores of all labels) of the last minute.
        deeds: (when, line) of what words have done on the board, the latest last.
        last_error: What the board could not do last; empty when it never said so.
        lines: The latest lines; sound and scores are not among them, there are too many of them.
        line_count: How many lines there were in all.
        false_alarms: Detections that a person said were wrong.
        restarts: How often the board began its time anew.
    """

    def __init__(self) -> None:
        self.hello: HelloLine | None = None
        self.stat: StatLine | None = None
        self.thresholds: tuple[float, ...] = ()
        self.detections: deque[Heard] = deque(maxlen=MOST_DETECTIONS)
        self.scores: deque[tuple[float, tuple[float, ...]]] = deque(maxlen=MOST_SCORES)
        self.deeds: deque[tuple[datetime, DeedLine]] = deque(maxlen=MOST_DEEDS)
        self.last_error = ""
        self.lines: deque[LogLine] = deque(maxlen=MOST_LINES)
        self.false_alarms = 0
        self.restarts = 0
        self.line_count = 0
        self._count = 0
        self._ms = 0
        self._before_ms = 0
        self._dropped_before_ms = 0

    @property
    def seconds(self) -> float:
        """How much the board has listened to, over all its restarts."""
        return (self._before_ms + self._ms) / 1000

    @property
    def ms(self) -> int:
        """The board's own time when it last said something."""
        return self._ms

    @property
    def dropped_ms(self) -> int:
        """Sound that the board was too slow for, over all its restarts."""
        return self._dropped_before_ms + (self.stat.dropped_ms if self.stat else 0)

    @property
    def level_dbfs(self) -> float:
        """Level of the board's microphone in the last second; -100 when it is silent or unknown."""
        return _dbfs(self.stat.rms if self.stat else 0)

    @property
    def peak_dbfs(self) -> float:
        """Its highest peak in the last second."""
        return _dbfs(self.stat.peak if self.stat else 0)

    @property
    def without_model(self) -> bool:
        """Whether the board answers, but has no model that it can use."""
        return self.hello is not None and not self.hello.model

    def false_alarms_per_hour(self) -> tuple[float, float]:
        """Wrong detections an hour so far, and the 95 % upper bound of their true rate."""
        return rate_per_hour(self.false_alarms, self.seconds / 3600)

    def take(self, line: Line | LinkChange, at: datetime) -> Heard | None:
        """Take the next line; return the detection if it is one."""
        self._note(line, at)
        match line:
            case HelloLine():
                self.hello = line
            case StatLine():
                self._pass(line.ms)
                self.stat = line
            case ScoreLine():
                self._pass(line.ms)
                self._keep_scores(line)
            case AudioLine():
                self._pass(line.ms)
            case ActionLine() | ArmedLine() | DisarmedLine() | RestingLine():
                self._pass(line.ms)
                self.deeds.append((at, line))
            case ErrorLine():
                self.last_error = line.what
            case ThresholdsLine():
                self.thresholds = line.values
            case DetectLine():
                self._pass(line.ms)
                return self._keep_detection(line, at)
        return None

    def mark(self, number: int, wrong: bool) -> Heard | None:
        """Say that a detection was wrong, or that it was not; None if it is no longer kept."""
        for index, heard in enumerate(self.detections):
            if heard.number == number:
                self.false_alarms += int(wrong) - int(heard.wrong)
                self.detections[index] = replace(heard, wrong=wrong)
                return self.detections[index]
        return None

    def latency_ms(self) -> float | None:
        """The longest time from sound to line of the detections that are kept; None without any."""
        return max((heard.latency_ms for heard in self.detections), default=None)

    def find(self, number: int) -> Heard | None:
        """The detection of this number, if it is still kept."""
        return next((heard for heard in self.detections if heard.number == number), None)

    def note(self, kind: str, text: str, at: datetime) -> None:
        """Add a line of our own to the raw log."""
        self.lines.append(LogLine(at, kind, text))
        self.line_count += 1

    def _note(self, line: Line | LinkChange, at: datetime) -> None:
        if isinstance(line, LinkChange):
            self.note("link", line.what, at)
        elif not isinstance(line, AudioLine | ScoreLine | ReplayLine):
            values = line_values(line)
            self.note(values["type"], json.dumps(values, ensure_ascii=False), at)

    def _pass(self, ms: int) -> None:
        """The board's time goes on; when it goes back, the board has started anew."""
        if ms < self._ms:
            self.restarts += 1
            self._before_ms += self._ms
            self._dropped_before_ms = self.dropped_ms
            self.stat = None
            self._ms = ms
        self._ms = max(self._ms, ms)

    def _keep_scores(self, line: ScoreLine) -> None:
        self.scores.append((self.seconds, line.scores))
        while self.scores[0][0] < self.seconds - SCORE_SECONDS:
            self.scores.popleft()

    def _keep_detection(self, line: DetectLine, at: datetime) -> Heard:
        self._count += 1
        rate = self.hello.ticks_per_second if self.hello else 0
        latency_ms = 1000 * line.late_ticks / rate if rate else 0.0
        heard = Heard(self._count, at, self.seconds, line.ms, line.word, line.score, latency_ms)
        self.detections.append(heard)
        return heard


def matching(lines: Iterable[LogLine], wanted: str) -> list[LogLine]:
    """The lines that hold every word of a text, whatever its case; all for an empty one."""
    words = wanted.casefold().split()
    return [line for line in lines if all(word in line.text.casefold() for word in words)]


def save_lines(file: Path, lines: Iterable[LogLine]) -> None:
    """Write lines of the raw log, each with its date and time, to a text file.

    Raises:
        WakewrightError: The file cannot be written; one that was there is untouched.
    """
    text = "".join(f"{line.at.isoformat(' ', 'milliseconds')}  {line.text}\n" for line in lines)
    try:
        write_atomic(file, text)
    except OSError as error:
        raise WakewrightError(
            f"The log could not be written to {file}: {error.strerror}.",
            "Make room on the disk, or choose another folder.",
        ) from error


def _dbfs(level: int) -> float:
    if level <= 0:
        return SILENCE_DBFS
    return max(SILENCE_DBFS, 20 * math.log10(level / FULL_SCALE))
