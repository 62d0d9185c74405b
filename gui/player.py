"""Takes played through the loudspeaker, one at a time."""

from __future__ import annotations

from PySide6.QtCore import QObject

from audio.playback import play_take
from audio.takes import Take
from gui.latest_job import LatestJob
from gui.sound_system import SoundSystem


class Player(LatestJob[Take]):
    """Plays a take; another one takes its place."""

    def __init__(self, sound: SoundSystem, parent: QObject) -> None:
        super().__init__(parent)
        self._sound = sound

    @property
    def take(self) -> Take | None:
        """What is being played; None while nothing is."""
        return self._current

    def play(self, take: Take) -> None:
        """Play a take from its beginning, in place of what is being played."""
        self._run(take, lambda: play_take(take.path, self._sound.loudspeaker()))

    def toggle(self, take: Take) -> None:
        """Play a take, or stop when it is that one that plays."""
        if self.take == take:
            self.halt()
        else:
            self.play(take)
