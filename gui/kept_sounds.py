"""The sound around detections and of the latest seconds, asked of the board as it becomes known."""

from __future__ import annotations

import time
from collections import OrderedDict

from PySide6.QtCore import QObject, Signal

from audio.corrections import AFTER_WRONG_MS, BEFORE_WRONG_MS, MISSED_WITHIN_MS
from audio.sound import Samples
from firmware.board_link import BoardLink
from firmware.listening import Heard, ListeningLog

# What comes after a detection is waited for this long, if the sound goes on at all.
WAIT_S = 1.0
MOST_SOUNDS = 60
LATEST = 0  # The key of a question for the latest sound; detections have their numbers.


class KeptSounds(QObject):
    """Holds the sound of the last detections, some 70 KB each."""

    kept = Signal(int)  # the number of a detection whose sound is known now
    unknown = Signal(int)  # the number of one whose sound the board did not have
    latest = Signal(object)  # int16 samples, empty where the board had none: see `ask_latest`

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._sounds: OrderedDict[int, Samples] = OrderedDict()
        self._due: list[tuple[float, Heard]] = []
        self._asked: set[int] = set()

    def clear(self) -> None:
        """Forget everything."""
        self._sounds.clear()
        self._due.clear()
        self._asked.clear()

    def get(self, number: int) -> Samples | None:
        """The sound around a detection; None when it is not known."""
        return self._sounds.get(number)

    def expects(self, number: int) -> bool:
        """Whether the sound of a detection may come in a moment."""
        return number in self._asked or any(heard.number == number for _, heard in self._due)

    def expect(self, heard: Heard) -> None:
        """A detection came: its sound is wanted, with a little of what follows."""
        self._due.append((time.monotonic() + WAIT_S, heard))

    def ask_latest(self, link: BoardLink, log: ListeningLog) -> None:
        """Ask for the latest seconds; `latest` tells them.

        Raises:
            BoardError: A board without hardware has crashed.
        """
        # The lines are a little behind the sound, so its end is asked for generously.
        self._ask(link, LATEST, log.ms - MISSED_WITHIN_MS, log.ms + MISSED_WITHIN_MS)

    def look(self, link: BoardLink, log: ListeningLog) -> None:
        """Ask for what is due, and take what has come; never waits.

        Raises:
            BoardError: A board without hardware has crashed.
        """
        now = time.monotonic()
        ripe = [
            heard
            for due_at, heard in self._due
            if now >= due_at or log.ms >= heard.ms + AFTER_WRONG_MS
        ]
        self._due = [entry for entry in self._due if entry[1] not in ripe]
        for heard in ripe:
            before, after = heard.ms - BEFORE_WRONG_MS, heard.ms + AFTER_WRONG_MS
            self._ask(link, heard.number, before, after)
        for key, samples in link.recalled():
            self._take(key, samples)

    def _ask(self, link: BoardLink, key: int, start_ms: int, end_ms: int) -> None:
        self._asked.add(key)
        samples = link.recall(key, max(0, start_ms), end_ms)
        if samples is not None:
            self._take(key, samples)

    def _take(self, key: int, samples: Samples) -> None:
        self._asked.discard(key)
        if key == LATEST:
            self.latest.emit(samples)
        elif len(samples):
            self._sounds[key] = samples
            if len(self._sounds) > MOST_SOUNDS:
                self._sounds.popitem(last=False)
            self.kept.emit(key)
        else:
            self.unknown.emit(key)
