"""A sound system for tests of the app: a quiet room, in which a test may speak, or pull the plug.

    sound = FakeSoundSystem()
    session = Session(preferences, sound)
    session.recorder.start()
    sound.say(take(1))

Time goes 20 times as fast as in a real room, so that pauses of seconds are over in no time; a test
that must do something in the middle of a word slows it down.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator

import numpy as np
from fakes.sounds import RATE_HZ
from numpy.typing import NDArray

from audio.errors import AudioError
from audio.microphones import Device
from audio.portaudio import UNAVAILABLE, MicrophoneError, refusal

BLOCK_SAMPLES = 800
SPEED_UP = 20.0
# Long enough for a recorder that was just started to learn the noise of the room.
BREATH_SECONDS = 0.7
PLUGGED_IN = ("Desk microphone", "Headset 한국어")


class FakeSoundSystem:
    """Microphones by name, each in the same room, and a loudspeaker that remembers.

    Attributes:
        names: What is plugged in, the default first; a test may change it at any time.
        muted: Whether microphones give only zeros.
        forbidden: Whether the system's privacy settings refuse them.
        taken: Whether another program has them.
        stuck: Whether an open microphone gives no more sound, though it is there.
        answers: Whether the sound system answers at all.
        speed: How many times as fast as in a real room time goes; None for SPEED_UP.
        lost_blocks: How many blocks were lost because the computer was busy.
        mute_loudspeaker: Whether nothing can be played.
        opened: Names of the microphones in the order in which they were opened.
        listening: How many are open now.
        played: Everything that was played, each int16 at 16 kHz.
    """

    def __init__(self, *names: str) -> None:
        self.names: tuple[str, ...] = names or PLUGGED_IN
        self.muted = self.forbidden = self.taken = self.stuck = False
        self.answers, self.mute_loudspeaker = True, False
        self.speed: float | None = None
        self.lost_blocks = 0
        self.opened: list[str] = []
        self.listening = 0
        self.played: list[NDArray[np.int16]] = []
        self.threads: set[str] = set()
        self._said: deque[NDArray[np.int16]] = deque()
        self._random = np.random.default_rng(5)
        self._lock = threading.Lock()

    def say(self, *sounds: NDArray[np.int16], pause_s: float = 1.2) -> None:
        """Say sounds, int16 at 16 kHz, with a breath before and a pause after each."""
        with self._lock:
            for sound in sounds:
                parts = [self._room(BREATH_SECONDS), sound, self._room(pause_s)]
                self._said.append(np.concatenate(parts))

    def hush(self) -> None:
        """Say nothing of what is still to be said."""
        with self._lock:
            self._said.clear()

    @property
    def silent(self) -> bool:
        """Whether everything that was said was heard by a microphone."""
        return not self._said

    def devices(self) -> tuple[Device, ...]:
        """What is plugged in."""
        self.threads.add(threading.current_thread().name)
        if not self.answers:
            raise MicrophoneError("The sound system does not answer: fake.", "Start it.")
        return tuple(
            Device(number, name, 1, 16000.0, number == 0) for number, name in enumerate(self.names)
        )

    def microphone(self, name: str) -> FakeRoomMicrophone:
        """The one of this name, or the default one."""
        devices = self.devices()
        if not devices:
            raise MicrophoneError("No microphone was found.", "Plug one in.")
        if name and name not in self.names:
            raise MicrophoneError(f"There is no microphone “{name}”.", "Choose another one.")
        return FakeRoomMicrophone(self, name or self.names[0])

    def loudspeaker(self) -> FakeSoundSystem:
        """The system itself plays."""
        return self

    def play(self, samples: NDArray[np.int16]) -> Iterator[float]:
        """Play, as fast as time goes, and remember."""
        if self.mute_loudspeaker:
            raise AudioError("Nothing can be played: fake.", "Plug in headphones.")
        self.played.append(samples)
        for at in range(0, len(samples), BLOCK_SAMPLES):
            yield at / RATE_HZ
            self.wait_a_block()

    def wait_a_block(self) -> None:
        """Let 50 ms of the room's time pass."""
        time.sleep(BLOCK_SAMPLES / RATE_HZ / (self.speed or SPEED_UP))

    def next_block(self) -> NDArray[np.int16]:
        """The next 50 ms of the room."""
        with self._lock:
            if not self._said:
                return self._room(BLOCK_SAMPLES / RATE_HZ)
            sound = self._said.popleft()
            if len(sound) > BLOCK_SAMPLES:
                self._said.appendleft(sound[BLOCK_SAMPLES:])
            return sound[:BLOCK_SAMPLES]

    def _room(self, seconds: float) -> NDArray[np.int16]:
        count = round(seconds * RATE_HZ)
        return np.rint(self._random.normal(0, 20, count)).astype(np.int16)


class FakeRoomMicrophone:
    """One microphone of a `FakeSoundSystem`, with all its faults."""

    def __init__(self, system: FakeSoundSystem, name: str) -> None:
        self._system, self.name = system, name

    @property
    def dropped_blocks(self) -> int:
        """How many blocks were lost."""
        return self._system.lost_blocks

    def blocks(self) -> Iterator[NDArray[np.int16]]:
        """The room in blocks of 50 ms, until it is closed or unplugged."""
        system = self._system
        if system.forbidden:
            raise refusal(self.name, OSError("Access is denied."))
        if system.taken:
            raise refusal(self.name, OSError("Device unavailable", UNAVAILABLE))
        system.opened.append(self.name)
        system.listening += 1
        try:
            while self.name in system.names:
                system.wait_a_block()
                if system.stuck:
                    yield np.zeros(0, np.int16)
                elif system.muted:
                    yield np.zeros(BLOCK_SAMPLES, np.int16)
                else:
                    yield system.next_block()
            raise MicrophoneError(f"{self.name} is gone.", "Plug it in again.")
        finally:
            system.listening -= 1
