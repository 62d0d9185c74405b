"""A monitor's session on disk: what a board said, line by line with its time, and its detections.

with SessionLog(Path("evening.log")) as log:
    log.take(line, datetime.now())

Each line is on the disk before the next one is read, so that a crash or a pulled plug costs none,
and hours of watching take no memory.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from audio.errors import WakewrightError
from firmware.messages import AudioLine, DetectLine, Line, line_values
from firmware.monitor import LinkChange

DETECTIONS_SUFFIX = ".detections.jsonl"


class SessionLog:
    """Two files that belong together; what is in them already stays.

    Args:
        place: The file of lines; or a folder, for a file with the time in its name.

    Attributes:
        file: Lines, each with date and time; sound is not among them.
        detections_file: Detections beside it, one JSON object a line.
        detections: How many were written in this session.

    Raises:
        WakewrightError: They cannot be written.
    """

    def __init__(self, place: Path) -> None:
        stamped = f"{datetime.now():%Y-%m-%d_%H%M%S}.log"
        self.file = place / stamped if place.is_dir() else place
        self.detections_file = self.file.with_suffix(DETECTIONS_SUFFIX)
        self.detections = 0
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self._lines = self.file.open("a", encoding="utf-8")
            self._detections = self.detections_file.open("a", encoding="utf-8")
        except OSError as error:
            raise self._refusal(error) from error

    def take(self, line: Line | LinkChange, at: datetime) -> None:
        """Write a line.

        Raises:
            WakewrightError: The disk is full or the file cannot be written.
        """
        stamp = at.isoformat(" ", "milliseconds")
        if isinstance(line, LinkChange):
            self._write(self._lines, f"{stamp}  {line.what}")
        elif not isinstance(line, AudioLine):
            text = json.dumps(line_values(line), ensure_ascii=False)
            self._write(self._lines, f"{stamp}  {text}")
        if isinstance(line, DetectLine):
            entry = {"at": at.isoformat(), **line_values(line)}
            self._write(self._detections, json.dumps(entry, ensure_ascii=False))
            self.detections += 1

    def note(self, text: str, at: datetime) -> None:
        """Write a line of our own, e.g. that some were lost.

        Raises:
            WakewrightError: As `take`.
        """
        self._write(self._lines, f"{at.isoformat(' ', 'milliseconds')}  {text}")

    def close(self) -> None:
        """Close the files; what a full disk did not take is gone, which was told before."""
        for file in (self._lines, self._detections):
            with suppress(OSError):
                file.close()

    def __enter__(self) -> SessionLog:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _write(self, file: IO[str], text: str) -> None:
        try:
            file.write(f"{text}\n")
            file.flush()
        except OSError as error:
            raise self._refusal(error) from error

    def _refusal(self, error: OSError) -> WakewrightError:
        return WakewrightError(
            f"The session cannot be written to {self.file}: {error.strerror}.",
            "Make room on the disk, or choose another place with --save.",
        )
