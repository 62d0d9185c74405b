"""Detections on disk: `detections/<date>.jsonl` of a project, one JSON object a line."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from audio.errors import WakewrightError
from firmware.listening import Heard


class DetectionStore:
    """Appends to the file of the day; a line that was cut off by a crash spoils no other.

    Args:
        folder: `Project.detections`.
        board, model: What is listened to.
    """

    def __init__(self, folder: Path, board: str, model: str) -> None:
        self._folder, self._board, self._model = folder, board, model

    def add(self, heard: Heard) -> None:
        """Write a detection.

        Raises:
            WakewrightError: The disk is full or the folder cannot be written.
        """
        self._write(
            heard.at,
            {
                "word": heard.word,
                "score": round(heard.score, 4),
                "seconds": round(heard.seconds, 3),
                "ms": heard.ms,
                "latency_ms": round(heard.latency_ms, 3),
            },
        )

    def judge(self, heard: Heard, kept: str) -> None:
        """Write that a detection was wrong, or no longer is, and the name of the take it became.

        Raises:
            WakewrightError: The disk is full or the folder cannot be written.
        """
        self._write(heard.at, {"ms": heard.ms, "wrong": heard.wrong, "take": kept})

    def _write(self, at: datetime, values: dict[str, Any]) -> None:
        entry = {"at": at.isoformat(), "board": self._board, "model": self._model, **values}
        text = json.dumps(entry, ensure_ascii=False)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with (self._folder / f"{at:%Y-%m-%d}.jsonl").open("a", encoding="utf-8") as file:
                # A newline first: what a crash or a full disk left half stays a line of its own.
                if file.tell():
                    text = f"\n{text}"
                file.write(text)
        except OSError as error:
            raise WakewrightError(
                f"The detection could not be written to {self._folder}: {error.strerror}.",
                "Make room on the disk; listening goes on.",
            ) from error


def read_detections(file: Path) -> list[dict[str, Any]]:
    """The objects of a file; lines that are none are left out.

    Raises:
        OSError: The file cannot be read.
    """
    found = []
    for text in file.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            values = json.loads(text)
        except ValueError:
            continue
        if isinstance(values, dict):
            found.append(values)
    return found
