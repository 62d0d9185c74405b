"""Microphones of this computer, through PortAudio: which there are, and the sound of one.

The list is made here; a stream runs in a process of its own (see `audio.sound_child`).
"""

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
from audio.sound_child import BEAT_SECONDS, in_child

BLOCK_MS = 50
# A microphone that gives nothing for so long is told.
STALL_SECONDS = 3.0
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
            devices = _listed(sounddevice)
    except sounddevice.PortAudioError as error:
        what = f"The sound system does not answer: {error}."
        raise MicrophoneError(what, portaudio.advice()) from error
    return tuple(sorted(devices, key=lambda device: (not device.is_default, device.index)))


def _listed(sounddevice: Any) -> list[Device]:
    """The microphones that PortAudio has found, in its own order."""
    default = sounddevice.default.device[0]
    systems = [system["name"] for system in sounddevice.query_hostapis()]
    return [
        Device(
            entry["index"],
            f"{entry['name']} ({systems[entry['hostapi']]})",
            entry["max_input_channels"],
            entry["default_samplerate"],
            entry["index"] == default,
        )
        for entry in sounddevice.query_devices()
        if entry["max_input_channels"] > 0
    ]


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
    """A microphone of this computer, recorded in a process of its own."""

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
        before = self.dropped_blocks
        with portaudio.in_use(), letting_go(in_child(captured, self.device)) as heard:
            for piece in heard:
                if piece is None:
                    yield np.zeros(0, np.int16)
                    continue
                sound, dropped = piece
                self.dropped_blocks = before + dropped
                yield sound


def captured(device: Device) -> Iterator[tuple[Samples, int]]:
    """Open a microphone for good, and yield its sound, each with the blocks that were lost so far.

    For `in_child`: the stream ends with the process.

    Raises:
        AudioError: It cannot be opened, is in use, or gives no more sound.
    """
    sounddevice = portaudio.load()
    heard: queue.Queue[NDArray[np.int16]] = queue.Queue(QUEUE_BLOCKS)
    dropped = 0

    def keep(block: NDArray[np.int16], _count: int, _time: Any, status: Any) -> None:
        # Runs in PortAudio's thread, which must never wait.
        nonlocal dropped
        if status.input_overflow or heard.full():
            dropped += 1
        if not heard.full():
            heard.put_nowait(block.copy())

    try:
        stream, rate_hz = _open(sounddevice, _found_again(sounddevice, device), keep)
        stream.start()
    except sounddevice.PortAudioError as error:
        raise portaudio.refusal(device.name, error) from error
    resampler = soxr.ResampleStream(rate_hz, SAMPLE_RATE_HZ, 1, dtype="int16")
    waited = 0.0
    while True:
        beat = min(BEAT_SECONDS, STALL_SECONDS - waited)
        try:
            block = heard.get(timeout=beat)
        except queue.Empty:
            waited += beat
            if waited >= STALL_SECONDS:
                raise _stalled(device, stream) from None
            yield np.zeros(0, np.int16), dropped
            continue
        waited = 0.0
        mono = block.mean(axis=1).astype(np.int16)
        sound = mono if rate_hz == SAMPLE_RATE_HZ else resampler.resample_chunk(mono)
        yield sound, dropped


def _found_again(sounddevice: Any, device: Device) -> Device:
    """The same microphone as this process numbers it: others may have come or gone meanwhile.

    Raises:
        AudioError: It is there no more.
    """
    for found in _listed(sounddevice):
        if found.name == device.name:
            return found
    raise portaudio.gone(device.name)


def _stalled(device: Device, stream: Any) -> MicrophoneError:
    what = "gives no sound" if stream.active else "is gone"
    hint = "Plug it in again, or choose another microphone."
    return MicrophoneError(f"{device.name} {what}.", hint)


def _open(sounddevice: Any, device: Device, keep: Any) -> tuple[Any, int]:
    """A stream at 16 kHz, or where the device refuses that, at the rate it prefers."""
    for rate_hz in (SAMPLE_RATE_HZ, int(device.rate_hz)):
        try:
            stream = sounddevice.InputStream(
                samplerate=rate_hz,
                blocksize=rate_hz * BLOCK_MS // 1000,
                device=device.index,
                channels=1 if rate_hz == SAMPLE_RATE_HZ else min(2, device.channels),
                dtype="int16",
                callback=keep,
            )
            return stream, rate_hz
        except sounddevice.PortAudioError as error:
            refused = error
    raise refused
