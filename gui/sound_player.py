"""Sound that is no take, played through the loudspeaker: what a board heard."""

from __future__ import annotations

from PySide6.QtCore import QObject

from audio.playback import play_samples
from audio.sound import Samples
from gui.latest_job import LatestJob
from gui.sound_system import SoundSystem


class SoundPlayer(LatestJob[Samples]):
    """Plays one sound at a time; another one takes its place."""

    def __init__(self, sound: SoundSystem, parent: QObject) -> None:
        super().__init__(parent)
        self._sound = sound

    def play(self, samples: Samples) -> None:
        """Play int16 samples, 16 kHz."""
        self._run(samples, lambda: play_samples(samples, self._sound.loudspeaker()))
