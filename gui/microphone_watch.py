"""Which microphones there are, looked up again and again beside the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from audio.microphones import Device
from audio.stage import Progress, Stage
from gui.job import Job, JobState
from gui.sound_system import SoundSystem

LOOK_EVERY_MS = 3000


class MicrophoneWatch(QObject):
    """A list of microphones that follows what is plugged in, while somebody looks at it.

    Attributes:
        devices: The microphones, the default first; None until it was looked the first time.
        what, hint: Why there is no list, and what to do about it; empty when there is one.
    """

    changed = Signal()

    def __init__(self, sound: SoundSystem, parent: QObject) -> None:
        super().__init__(parent)
        self._sound = sound
        self.devices: tuple[Device, ...] | None = None
        self.what = self.hint = ""
        self._looking = Job(self)
        self._looking.ended.connect(self._take_over)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look now, and every few seconds from now on."""
        self._timer.start()
        self.look()

    def pause(self) -> None:
        """Look no more until the next start."""
        self._timer.stop()

    def stop(self) -> None:
        """Look no more, and wait for a look that is under way."""
        self.pause()
        self._looking.stop()

    def look(self) -> None:
        """Look once, unless a look is under way."""
        self._looking.start(self._look)

    def names(self) -> tuple[str, ...]:
        """The names, the default one first."""
        return tuple(device.name for device in self.devices or ())

    def _look(self) -> Stage[tuple[Device, ...]]:
        yield Progress(0.0, "Looking for microphones")
        return self._sound.devices()

    def _take_over(self) -> None:
        job = self._looking
        if job.state is JobState.SUCCEEDED:
            found, what, hint = job.result, "", ""
        elif job.state is JobState.FAILED:
            found, what, hint = (), job.what, job.hint
        else:
            return
        if (found, what, hint) != (self.devices, self.what, self.hint):
            self.devices, self.what, self.hint = found, what, hint
            self.changed.emit()
