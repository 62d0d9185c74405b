"""What a board without hardware hears: this computer's microphone, or a sound that is played."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from audio.frontend import SAMPLE_RATE_HZ
from audio.stage import Stage
from firmware.board_link import feed_microphone
from firmware.listening import ListeningLog
from firmware.rehearsal import Rehearsal, held_out, play, sound_file
from firmware.virtual.board_process import RunningBoard
from gui.job import Job, JobState

if TYPE_CHECKING:
    from gui.session import Session


class BoardHears(Enum):
    """What a board without hardware can hear."""

    MICROPHONE = "microphone"
    TAKES = "takes"
    FILE = "file"
    NOTHING = "nothing"


class BoardSound(QObject):
    """Feeds one board at a time.

    Attributes:
        hears: What the board hears, or shall hear once there is one.
        job: The feeding or the preparation of a sound; its `what` and `hint` say what went wrong.
        rehearsal: The sound that was played last; None while it is the microphone.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.hears = BoardHears.MICROPHONE
        self.job = Job(self)
        self.job.ended.connect(self._note_end)
        self.rehearsal: Rehearsal | None = None
        self._paused = False
        self._log = ListeningLog()
        self._board: RunningBoard | None = None
        self._next: Callable[[], Stage[Any]] | None = None

    @property
    def attending(self) -> bool:
        """Whether there is a board that can hear something."""
        return self._board is not None

    @property
    def dropped_ms(self) -> int:
        """Live sound that the board was too slow for."""
        return self._board.dropped_samples * 1000 // SAMPLE_RATE_HZ if self._board else 0

    @property
    def started_seconds(self) -> float:
        """When the sound began that is played, in the time of the log."""
        return self._board.began_ms / 1000 if self._board else 0.0

    @property
    def played_seconds(self) -> float:
        """How much of the sound that is played the board has heard."""
        if self.rehearsal is None:
            return 0.0
        return min(self.rehearsal.seconds, self._log.seconds - self.started_seconds)

    def attend(self, board: RunningBoard, log: ListeningLog) -> None:
        """A board is there: let it hear the microphone if that is what it shall hear."""
        self._board, self._log, self.rehearsal = board, log, None
        if self.hears is BoardHears.MICROPHONE:
            self.hear_microphone()
        self.changed.emit()

    def leave(self) -> None:
        """The board goes away."""
        self._board = self._next = None
        self.job.cancel()

    def wait(self) -> None:
        """Wait until nothing is fed any more; for the end of the program."""
        self._next = None
        self.job.stop()

    def hear_microphone(self) -> None:
        """Let the board hear this computer's microphone."""
        self.hears, self.rehearsal = BoardHears.MICROPHONE, None
        board, session = self._board, self._session
        if board is not None and not self._paused:
            self._begin(lambda: feed_microphone(board, session.microphone))
        self.changed.emit()

    def hear_nothing(self) -> None:
        """Let the board hear nothing: what is played ends."""
        self.hears, self.rehearsal, self._next = BoardHears.NOTHING, None, None
        self.job.cancel()
        board = self._board
        if board is not None:
            self._session.attempt(lambda: board.play(np.zeros(0, np.int16)))
        self.changed.emit()

    def play_takes(self, fast: bool) -> None:
        """Let the board hear the takes that were kept back for testing."""
        self.hears = BoardHears.TAKES
        project, model = self._session.project, self._session.board_model
        if project is not None and model is not None:
            self._play(lambda: held_out(project, model.labels), fast)

    def play_file(self, path: Path, fast: bool) -> None:
        """Let the board hear a sound file."""
        self.hears = BoardHears.FILE
        self._play(lambda: sound_file(path), fast)

    def pause(self) -> None:
        """Let the microphone go while nobody looks."""
        self._paused = True
        if self.hears is BoardHears.MICROPHONE:
            self._next = None
            self.job.cancel()

    def resume(self) -> None:
        """Take the microphone again after a pause."""
        if self._paused:
            self._paused = False
            if self.hears is BoardHears.MICROPHONE and self._board is not None:
                self.hear_microphone()

    def _play(self, prepare: Callable[[], Stage[Rehearsal]], fast: bool) -> None:
        board = self._board
        if board is not None:
            self.rehearsal = None
            self._begin(lambda: play(board, prepare(), fast))
        self.changed.emit()

    def _begin(self, make_stage: Callable[[], Stage[Any]]) -> None:
        """Start now, or as soon as what is under way has ended."""
        if self.job.busy:
            self._next = make_stage
            self.job.cancel()
        else:
            self.job.start(make_stage)

    def _note_end(self) -> None:
        make_stage, self._next = self._next, None
        if make_stage is not None:
            self._begin(make_stage)
        elif self.job.state is JobState.SUCCEEDED and isinstance(self.job.result, Rehearsal):
            self.rehearsal = self.job.result
        self.changed.emit()
