"""A room with one microphone for pictures of the app: quiet, unless somebody is let speak in it.

Pictures must not depend on what is plugged in where they are taken, nor on who is in the room.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from enum import Enum

import numpy as np

from audio.frontend import SAMPLE_RATE_HZ
from audio.microphones import BLOCK_MS, Device, Microphone
from audio.portaudio import MicrophoneError, refusal
from audio.sound import Samples

BLOCK_SAMPLES = SAMPLE_RATE_HZ * BLOCK_MS // 1000
# What a room at night sounds like to a good microphone: about -64 dB of full scale.
HISS = 20.0
NAME = "USB microphone"


class Trouble(Enum):
    """What can be wrong with a microphone."""

    NONE = "none"
    UNPLUGGED = "it is not there"
    MUTED = "it gives only zeros"
    FORBIDDEN = "the system lets nobody listen"


class PictureRoom:
    """A `gui.sound_system.SoundSystem` with one microphone.

    Attributes:
        trouble: What is wrong with it.
    """

    def __init__(self) -> None:
        self.trouble = Trouble.NONE
        self._said: deque[Samples] = deque()
        self._lock = threading.Lock()
        self._random = np.random.default_rng(1)

    def say(self, samples: Samples) -> None:
        """Say something, int16 at 16 kHz, as soon as what was said before is over."""
        with self._lock:
            for at in range(0, len(samples), BLOCK_SAMPLES):
                self._said.append(samples[at : at + BLOCK_SAMPLES])

    def hush(self) -> None:
        """Say nothing more, and mend whatever was wrong with the microphone."""
        with self._lock:
            self._said.clear()
        self.trouble = Trouble.NONE

    def devices(self) -> tuple[Device, ...]:
        """The microphone, while it is plugged in."""
        there = Device(0, NAME, 1, float(SAMPLE_RATE_HZ), is_default=True)
        return () if self.trouble is Trouble.UNPLUGGED else (there,)

    def microphone(self, name: str) -> Microphone:
        """The microphone, whatever it is asked for by."""
        return _RoomMicrophone(self)

    def loudspeaker(self) -> PictureRoom:
        """The room itself, which stays quiet."""
        return self

    def play(self, samples: Samples) -> Iterator[float]:
        """Let the time pass that a sound takes, yielding the seconds so far."""
        for at in range(0, len(samples), BLOCK_SAMPLES):
            yield at / SAMPLE_RATE_HZ
            time.sleep(BLOCK_MS / 1000)

    def next_block(self) -> Samples:
        """What is heard in the next moment."""
        if self.trouble is Trouble.MUTED:
            return np.zeros(BLOCK_SAMPLES, np.int16)
        hiss = np.rint(self._random.normal(0.0, HISS, BLOCK_SAMPLES)).astype(np.int16)
        with self._lock:
            said = self._said.popleft() if self._said else hiss
        return said if len(said) == BLOCK_SAMPLES else np.append(said, hiss[len(said) :])


class _RoomMicrophone:
    """The room's microphone while it is open."""

    name = NAME
    dropped_blocks = 0

    def __init__(self, room: PictureRoom) -> None:
        self._room = room

    def blocks(self) -> Iterator[Samples]:
        """The room, block by block in real time, until it is unplugged."""
        if self._room.trouble is Trouble.FORBIDDEN:
            raise refusal(NAME, OSError("Access is denied."))
        while self._room.trouble is not Trouble.UNPLUGGED:
            time.sleep(BLOCK_MS / 1000)
            yield self._room.next_block()
        raise MicrophoneError(f"{NAME} is gone.", "Plug it in again, or choose another one.")
