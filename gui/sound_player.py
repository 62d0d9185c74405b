"""Sound that is no take, played through the loudspeaker: what a board heard."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from audio.frontend import SAMPLE_RATE_HZ
from audio.microphones import letting_go
from audio.playback import Loudspeaker
from audio.sound import Samples
from audio.stage import Progress, Stage
from gui.job import Job, JobState
from gui.sound_system import SoundSystem


class SoundPlayer(QObject):
    """Plays one sound at a time; another one takes its place.

    Attributes:
        what, hint: Why the last one could not be played.
    """

    changed = Signal()

    def __init__(self, sound: SoundSystem, parent: QObject) -> None:
        super().__init__(parent)
        self._sound = sound
        self.what = self.hint = ""
        self._next: Samples | None = None
        self._job = Job(self)
        self._job.ended.connect(self._go_on)

    def play(self, samples: Samples) -> None:
        """Play int16 samples, 16 kHz."""
        if self._job.busy:
            self._next = samples
            self._job.cancel()
            return
        self.what = self.hint = ""
        self._job.start(lambda: _played(samples, self._sound))
        self.changed.emit()

    def stop(self) -> None:
        """Play no more, and wait until the loudspeaker is free."""
        self._next = None
        self._job.stop()

    def _go_on(self) -> None:
        if self._job.state is JobState.FAILED:
            self.what, self.hint = self._job.what, self._job.hint
        following, self._next = self._next, None
        if following is not None:
            self.play(following)
        else:
            self.changed.emit()


def _played(samples: Samples, sound: SoundSystem) -> Stage[None]:
    length_s = len(samples) / SAMPLE_RATE_HZ
    speaker: Loudspeaker = sound.loudspeaker()
    with letting_go(speaker.play(samples)) as playing:
        for seconds in playing:
            yield Progress(min(1.0, seconds / length_s), "Playing")
