"""Takes being recorded, hands-free: what is to be recorded, and how that stands."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from audio.level import try_microphone
from audio.patience import patiently
from audio.recording import RecordingSession
from audio.stage import Progress
from audio.takes import Take
from gui.job import Job, JobState
from gui.microphone_watch import MicrophoneWatch
from gui.player import Player
from gui.recording_choices import RecordingChoices
from gui.sound_history import SoundHistory
from gui.take_bin import TakeBin, with_takes

if TYPE_CHECKING:
    from gui.session import Session

# After a sound of our own the room rings on, and the loudspeaker is late.
RINGING_SECONDS = 0.4


class RecorderState(Enum):
    """What the microphone is doing for us."""

    IDLE = auto()
    OPENING = auto()  # nothing was heard from it yet
    TRYING = auto()  # listening, keeping nothing
    RECORDING = auto()
    LOST = auto()  # it failed; it goes on by itself when it is back
    STOPPING = auto()


class Recorder(QObject):
    """Records one word after the other until there are enough takes, or until it is stopped.

    Attributes:
        state: What the microphone is doing.
        choices: What is to be recorded, and how.
        done, wanted: Of the label that is being recorded.
        hears_word: Whether a word is being said now.
        rests: Whether nothing is kept for a moment.
        fault: Why the last thing said has to be said again, as a sentence; else empty.
        last: The take that was kept last in this session; None at first.
        what, hint: What is the matter with the microphone or the disk, and what to do about it.
        heard: The last seconds of sound.
        microphones: Which there are.
        player: Plays takes.
        bin: Deletes takes and puts them back.
    """

    changed = Signal()  # anything but the sound
    sound_heard = Signal()  # `heard`, `hears_word` or `rests` is new, 20 times a second
    take_kept = Signal(object)  # a Take
    take_refused = Signal(str)  # the sentence that says why
    label_begun = Signal(str)  # recording went on to this label by itself
    completed = Signal()  # everything that was to be recorded is
    troubled = Signal(str, str)  # what and hint, when something is the matter
    recovered = Signal()  # the microphone is back

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.state = RecorderState.IDLE
        self.done = self.wanted = 0
        self.hears_word = self.rests = False
        self.fault = self.what = self.hint = ""
        self.last: Take | None = None
        self.heard = SoundHistory()
        self.choices = RecordingChoices(session, self)
        self.microphones = MicrophoneWatch(session.sound, self)
        self.player = Player(session.sound, self)
        self.bin = TakeBin(session, self)
        self._job = Job(self)
        self._folder: Path | None = None  # of the open project
        self._recorded: Path | None = None  # of the project that is recorded for
        self._kept = self._faults = 0
        self._deaf_until = 0.0
        self._following: Callable[[], None] | None = None
        self._job.progressed.connect(self._follow)
        self._job.succeeded.connect(self._complete)
        self._job.ended.connect(self._end)
        self.player.ended.connect(self._let_room_ring)
        session.project_changed.connect(self._meet_project)

    @property
    def busy(self) -> bool:
        """Whether the microphone is open, or being opened or closed."""
        return self._job.busy

    @property
    def records(self) -> bool:
        """Whether takes are being recorded, also while the microphone is waited for."""
        return self.busy and self.wanted > 0

    def choose_microphone(self, name: str) -> None:
        """Choose a microphone by its name; what is under way goes on with it."""
        if name == self.choices.microphone:
            return
        self.choices.choose_microphone(name)
        if self._job.busy:
            self._following = self.start if self.wanted else self.try_out
            self._job.cancel()
        self.changed.emit()

    def start(self) -> None:
        """Record what is chosen, and then what is missing of the other words."""
        project = self._session.project
        plans = self.choices.plans()
        if project is None or not plans or self.records:
            return
        if self.busy:  # Listening without recording.
            self._following = self.start
            self._job.cancel()
            return
        self.player.halt()
        self.wanted, self.done = plans[0].takes, 0
        self._kept = self._faults = 0
        session = RecordingSession(project, plans, self._is_deaf)
        self._recorded = project.folder
        self._run(lambda: patiently(self._open, session.record))

    def try_out(self) -> None:
        """Listen and show what is heard, but keep nothing."""
        if not self.busy:
            self.wanted = 0
            self._run(lambda: patiently(self._open, try_microphone))

    def finish(self) -> None:
        """Stop listening at once, without waiting for the microphone to be closed."""
        self._following = None
        if self._job.busy:
            self._job.cancel()
            self._enter(RecorderState.STOPPING)

    def stop(self) -> None:
        """Let go of microphone and loudspeaker and wait for it; deleted takes are gone for good."""
        self._following = None
        for part in (self._job, self.microphones, self.player, self.bin):
            part.stop()

    def hush(self, seconds: float) -> None:
        """Keep nothing for so long, e.g. while a screen reader speaks."""
        self._deaf_until = max(self._deaf_until, time.monotonic() + seconds)

    # What follows runs in the window's thread, but for the two methods that say otherwise.

    def _run(self, make_stage: Any) -> None:
        self._session.free_microphone()
        self.what = self.hint = self.fault = ""
        self.last = None
        self.heard.clear()
        self._job.start(make_stage)
        self._enter(RecorderState.OPENING)

    def _open(self) -> Any:
        """Find the microphone; in the thread of the stage, as it may take a while."""
        return self._session.microphone()

    def _is_deaf(self) -> bool:
        """Whether nothing is to be kept now; asked in the thread of the stage."""
        return self.player.take is not None or time.monotonic() < self._deaf_until

    def _follow(self, step: Progress) -> None:
        details = step.details
        if "level_dbfs" in details:
            self.heard.push(details["level_dbfs"], details["peaks"])
        self.hears_word = details.get("hears_word", False)
        self.rests = details.get("rests", False)
        self._note_takes(details)
        if self.state is not RecorderState.STOPPING:
            self._follow_microphone(details)
        self.sound_heard.emit()

    def _follow_microphone(self, details: dict[str, Any]) -> None:
        lost = details.get("lost")
        if lost is not None:
            if self.state is not RecorderState.LOST:
                self.what, self.hint = lost
                self.heard.clear()
                self._enter(RecorderState.LOST)
                self.troubled.emit(*lost)
            return
        if details.get("alive"):
            was_lost = self.state is RecorderState.LOST
            self.what = self.hint = ""
            self._enter(RecorderState.RECORDING if self.wanted else RecorderState.TRYING)
            if was_lost:
                self.recovered.emit()

    def _note_takes(self, details: dict[str, Any]) -> None:
        # News of a recording that was stopped for another project may come late.
        if "kept" not in details or self._recorded != self._folder:
            return
        self._keep(details["kept"][self._kept :])
        refused = details["faults"] > self._faults
        self._faults = details["faults"]
        # On from the last take of one label to the next label, these are of the next one.
        news = (details["done"], details["wanted"], details["fault"])
        if news != (self.done, self.wanted, self.fault):
            self.done, self.wanted, self.fault = news
            self.changed.emit()
        if refused:
            self.take_refused.emit(self.fault)
        if details["label"] != self.choices.label:
            self.choices.choose_label(details["label"])
            self.label_begun.emit(self.choices.label)

    def _keep(self, takes: tuple[Take, ...]) -> None:
        if not takes:
            return
        self._kept += len(takes)
        self.last = takes[-1]
        self._session.show_takes(with_takes(self._session.takes, takes))
        for take in takes:
            self.done = min(self.wanted, self.done + 1)
            self.take_kept.emit(take)
        self.changed.emit()
        if self.choices.plays_back:
            self.player.play(takes[-1])

    def _complete(self, takes: tuple[Take, ...] | None) -> None:
        if self._recorded != self._folder:
            return
        self.fault = ""
        self._keep((takes or ())[self._kept :])
        self.completed.emit()

    def _end(self) -> None:
        job, following = self._job, self._following
        remaining = self.wanted - self.done
        self.wanted = self.done = 0
        self.hears_word = self.rests = False
        self.heard.clear()
        if following is not None:
            self._following = None
            if remaining > 0:
                self.choices.choose_count(remaining)
            following()
            return
        if job.state is JobState.FAILED:
            self.what, self.hint = job.what, job.hint
            self.troubled.emit(job.what, job.hint)
        elif job.state is JobState.CANCELLED:
            self.what = self.hint = ""
        self.choices.suggest_count()
        self._enter(RecorderState.IDLE)

    def _let_room_ring(self) -> None:
        self.hush(RINGING_SECONDS)

    def _enter(self, state: RecorderState) -> None:
        if state is not self.state:
            self.state = state
            self.changed.emit()

    def _meet_project(self) -> None:
        """What was the matter with the project before does not concern this one."""
        project = self._session.project
        if project is not None and project.folder != self._folder:
            self._folder = project.folder
            self.bin.clear()
            self.what = self.hint = self.fault = ""
            self.last = None
            self.changed.emit()
