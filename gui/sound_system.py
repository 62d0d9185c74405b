"""Microphones and the loudspeaker of this computer, behind a door that tests can stand at."""

from __future__ import annotations

from typing import Protocol

from audio.microphones import Device, Microphone, SystemMicrophone, find_device, input_devices
from audio.playback import Loudspeaker, SystemLoudspeaker


class SoundSystem(Protocol):
    """What the app needs of a sound system. All of it may take a while: call it in threads."""

    def devices(self) -> tuple[Device, ...]:
        """Every microphone there is now, the default first.

        Raises:
            AudioError: The sound system does not answer.
        """
        ...

    def microphone(self, name: str) -> Microphone:
        """The microphone of this name, or the default one for an empty name.

        Raises:
            AudioError: There is none.
        """
        ...

    def loudspeaker(self) -> Loudspeaker:
        """What takes are played through."""
        ...


class SystemSound:
    """The sound system of this computer."""

    def devices(self) -> tuple[Device, ...]:
        """Every microphone there is now, the default first."""
        return input_devices()

    def microphone(self, name: str) -> Microphone:
        """The microphone of this name, or the default one for an empty name."""
        return SystemMicrophone(find_device(name))

    def loudspeaker(self) -> Loudspeaker:
        """What the system plays through."""
        return SystemLoudspeaker()
