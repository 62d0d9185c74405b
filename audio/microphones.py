"""Microphones of this computer, through PortAudio: which there are, and the sound of one."""

from __future__ import annotations

import queue
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import numpy as np
import soxr
from numpy.typing import NDArray

from audio import portaudio
from audio.frontend import SAMPLE_RATE_HZ
from audio.portaudio import MicrophoneError
from audio.sound import Samples

BLOCK_MS = 50
# A microphone that gives nothing for so long is told; until then nobody who listens waits longer
# than a beat, so that stopping never does.
STALL_SECONDS = 3.0
BEAT_SECONDS = 0.2
QUEUE_BLOCKS = 1000

T = TypeVar("T")


class Microphone(Protocol):
    """Anything that gives sound as it comes: a microphone, a board, a fake in a test."""

    @property
    def name(self) -> str:
        """What to call it before the user."""

    @property
    def dropped_blocks(self) -> int:
        """How many blocks of sound were lost since it was opened."""

    def blocks(self) -> Iterator[Samples]:
        """Sound in int16 blocks, 16 kHz, until the iterator is closed.

        A block is empty while there is no sound yet.

        Raises:
            AudioError: It cannot be opened, or it went away.
        """


@contextmanager
def letting_go(sound: Iterator[T]) -> Iterator[Iterator[T]]:
    """Close what gives or takes sound at the end of the block; any iterator will do."""
    try:
        yield sound
    finally:
        if isinstance(sound, Generator):
            sound.close()


@dataclass(frozen=True)
class Device:
    """A microphone as the system lists it.

    Attributes:
        index: Its number for PortAudio, which changes when devices come and go.
        name: Its name, with the name of the sound system where that tells two apart.
        channels: How many it has.
        rate_hz: The rate it prefers.
        is_default: Whether the system would take this one.
    """

    index: int
    name: str
    channels: int
    rate_hz: float
    is_default: bool


def input_devices() -> tuple[Device, ...]:
    """Every microphone there is now, the default first; none is an empty tuple.

    Raises:
        AudioError: PortAudio is not installed or fails.
    """
    sounddevice = portaudio.load()
    try:
        with portaudio.listing(sounddevice):
            default = sounddevice.default.device[0]
            listed = list(sounddevice.query_devices())
            systems = [system["name"] for system in sounddevice.query_hostapis()]
    except sounddevice.PortAudioError as error:
        what = f"The sound system does not answer: {error}."
        raise MicrophoneError(what, portaudio.advice()) from error
    devices = [
        Device(
            entry["index"],
            f"{entry['name']} ({systems[entry['hostapi']]})",
            entry["max_input_channels"],
            entry["default_samplerate"],
            entry["index"] == default,
        )
        for entry in listed
        if entry["max_input_channels"] > 0
    ]
    return tuple(sorted(devices, key=lambda device: (not device.is_default, device.index)))


def find_device(wanted: str = "") -> Device:
    """The microphone with this number or part of its name; the default one for an empty text.

    Raises:
        AudioError: There is no microphone, or none of this name; it says which there are.
    """
    devices = input_devices()
    if not devices:
        raise MicrophoneError("No microphone was found.", portaudio.advice())
    if not wanted:
        return devices[0]
    for device in devices:
        if wanted == str(device.index) or wanted.casefold() in device.name.casefold():
            return device
    names = "; ".join(f"{device.index}: {device.name}" for device in devices)
    raise MicrophoneError(f"There is no microphone “{wanted}”.", f"Choose one of: {names}.")


class SystemMicrophone:
    """A microphone of this computer, recorded by PortAudio's own thread."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.dropped_blocks = 0

    @property
    def name(self) -> str:
        """The device's name."""
        return self.device.name

    def blocks(self) -> Iterator[Samples]:
        """Sound in int16 blocks of about 50 ms, 16 kHz, one channel; empty ones while none comes.

        Raises:
            AudioError: It cannot be opened, is in use, or gives no more sound.
        """
        sounddevice = portaudio.load()
        heard: queue.Queue[NDArray[np.int16]] = queue.Queue(QUEUE_BLOCKS)

        def keep(block: NDArray[np.int16], _count: int, _time: Any, status: Any) -> None:
            # Runs in PortAudio's thread, which must never wait.
            if status.input_overflow or heard.full():
                self.dropped_blocks += 1
            if not heard.full():
                heard.put_nowait(block.copy())

        try:
            with portaudio.in_use():
                stream, rate_hz = self._open(sounddevice, keep)
                with stream:
                    yield from self._sound(heard, stream, rate_hz)
        except sounddevice.PortAudioError as error:
            raise portaudio.refusal(self.name, error) from error

    def _sound(
        self, heard: queue.Queue[NDArray[np.int16]], stream: Any, rate_hz: int
    ) -> Iterator[Samples]:
        resampler = soxr.ResampleStream(rate_hz, SAMPLE_RATE_HZ, 1, dtype="int16")
        waited = 0.0
        while True:
            beat = min(BEAT_SECONDS, STALL_SECONDS - waited)
            try:
                block = heard.get(timeout=beat)
            except queue.Empty:
                waited += beat
                if waited >= STALL_SECONDS:
                    raise self._stalled(stream) from None
                yield np.zeros(0, np.int16)
                continue
            waited = 0.0
            mono = block.mean(axis=1).astype(np.int16)
            yield mono if rate_hz == SAMPLE_RATE_HZ else resampler.resample_chunk(mono)

    def _stalled(self, stream: Any) -> MicrophoneError:
        what = "gives no sound" if stream.active else "is gone"
        hint = "Plug it in again, or choose another microphone."
        return MicrophoneError(f"{self.name} {what}.", hint)

    def _open(self, sounddevice: Any, keep: Any) -> tuple[Any, int]:
        """A stream at 16 kHz, or where the device refuses that, at the rate it prefers."""
        for rate_hz in (SAMPLE_RATE_HZ, int(self.device.rate_hz)):
            try:
                stream = sounddevice.InputStream(
                    samplerate=rate_hz,
                    blocksize=rate_hz * BLOCK_MS // 1000,
                    device=self.device.index,
                    channels=1 if rate_hz == SAMPLE_RATE_HZ else min(2, self.device.channels),
                    dtype="int16",
                    callback=keep,
                )
                return stream, rate_hz
            except sounddevice.PortAudioError as error:
                refused = error
        raise refused
