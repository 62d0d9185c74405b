"""Takes played through the loudspeaker, one at a time."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from audio.playback import play_take
from audio.stage import Stage
from audio.takes import Take
from gui.job import Job, JobState
from gui.sound_system import SoundSystem


class Player(QObject):
    """Plays a take; another one takes its place.

    Attributes:
        take: What is being played; None while nothing is.
        what, hint: Why the last one could not be played.
    """

    changed = Signal()  # another take, or none; or a failure
    moved = Signal()  # `fraction` is new
    ended = Signal()  # a take is no longer played, to its end or not

    def __init__(self, sound: SoundSystem, parent: QObject) -> None:
        super().__init__(parent)
        self._sound = sound
        self.take: Take | None = None
        self.what = self.hint = ""
        self._next: Take | None = None
        self._job = Job(self)
        self._job.progressed.connect(self.moved)
        self._job.ended.connect(self._go_on)

    @property
    def fraction(self) -> float:
        """How much of the take was played, 0..1."""
        return self._job.progress.fraction if self.take is not None else 0.0

    def play(self, take: Take) -> None:
        """Play a take from its beginning, in place of what is being played."""
        if self._job.busy:
            self._next = take
            self._job.cancel()
            return
        self.take, self.what, self.hint = take, "", ""
        self._job.start(self._play)
        self.changed.emit()

    def toggle(self, take: Take) -> None:
        """Play a take, or stop when it is that one that plays."""
        if self.take == take:
            self.halt()
        else:
            self.play(take)

    def halt(self) -> None:
        """Play no more."""
        self._next = None
        self._job.cancel()

    def stop(self) -> None:
        """Play no more, and wait until the loudspeaker is free."""
        self._next = None
        self._job.stop()

    def _play(self) -> Stage[None]:
        take = self.take
        assert take is not None
        return play_take(take.path, self._sound.loudspeaker())

    def _go_on(self) -> None:
        self.take = None
        self.ended.emit()
        if self._job.state is JobState.FAILED:
            self.what, self.hint = self._job.what, self._job.hint
        following, self._next = self._next, None
        if following is not None:
            self.play(following)
        else:
            self.changed.emit()
