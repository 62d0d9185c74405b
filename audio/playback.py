"""Playing takes through this computer's loudspeaker."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import soxr

from audio import portaudio
from audio.errors import AudioError
from audio.frontend import SAMPLE_RATE_HZ
from audio.microphones import letting_go
from audio.sound import Samples, read_samples
from audio.sound_child import in_child
from audio.stage import Progress, Stage

CHECK_SECONDS = 0.05
# PortAudio says "active" for ever where the system took the loudspeaker away.
STALL_SECONDS = 3.0


class Loudspeaker(Protocol):
    """Anything that plays sound."""

    def play(self, samples: Samples) -> Iterator[float]:
        """Play int16 samples, 16 kHz; yield the seconds played so far, often, until the end.

        Closing the iterator stops the sound.

        Raises:
            AudioError: Nothing can be played.
        """


class SystemLoudspeaker:
    """The loudspeaker or headphones that the system plays through."""

    def play(self, samples: Samples) -> Iterator[float]:
        """Play int16 samples, 16 kHz; yield the seconds played so far, often, until the end."""
        seconds = 0.0
        with portaudio.in_use(), letting_go(in_child(played, samples)) as playing:
            for heard in playing:
                seconds = seconds if heard is None else heard
                yield seconds


def play_take(path: Path, loudspeaker: Loudspeaker) -> Stage[None]:
    """Play one recording to its end.

    Raises:
        AudioError: It cannot be read, or nothing can be played.
    """
    yield from play_samples(read_samples(path), loudspeaker)


def play_samples(samples: Samples, loudspeaker: Loudspeaker) -> Stage[None]:
    """Play int16 samples, 16 kHz, to their end.

    Raises:
        AudioError: Nothing can be played.
    """
    length_s = len(samples) / SAMPLE_RATE_HZ
    with letting_go(loudspeaker.play(samples)) as playing:
        for seconds in playing:
            yield Progress(min(1.0, seconds / length_s), "Playing", max(0.0, length_s - seconds))


def _usable_rate_hz(sounddevice: Any) -> int:
    """16 kHz where the device takes it, else the rate it prefers."""
    try:
        sounddevice.check_output_settings(channels=1, dtype="int16", samplerate=SAMPLE_RATE_HZ)
    except sounddevice.PortAudioError:
        return int(sounddevice.query_devices(kind="output")["default_samplerate"])
    return SAMPLE_RATE_HZ


def _resampled(samples: Samples, rate_hz: int) -> Samples:
    if rate_hz == SAMPLE_RATE_HZ:
        return samples
    sound: Samples = soxr.resample(samples, SAMPLE_RATE_HZ, rate_hz)
    return sound


def played(samples: Samples) -> Iterator[float]:
    """Play int16 samples, 16 kHz; yield the seconds played so far, about 20 times a second.

    For `in_child`: before its end, the stream ends with the process.

    Raises:
        AudioError: Nothing can be played.
    """
    sounddevice = portaudio.load()
    try:
        rate_hz = _usable_rate_hz(sounddevice)
        yield from _played(sounddevice, _resampled(samples, rate_hz), rate_hz)
    except sounddevice.PortAudioError as error:
        raise AudioError(
            f"Nothing can be played: {error}.",
            "Plug in a loudspeaker or headphones, and choose it in the sound settings.",
        ) from error


def _played(sounddevice: Any, sound: Samples, rate_hz: int) -> Iterator[float]:
    at = 0

    def give(block: Any, count: int, _time: Any, _status: Any) -> None:
        # Runs in PortAudio's thread, which must never wait.
        nonlocal at
        part = sound[at : at + count]
        block[: len(part), 0] = part
        block[len(part) :] = 0
        at += len(part)
        if len(part) < count:
            raise sounddevice.CallbackStop

    options = {"samplerate": rate_hz, "channels": 1, "dtype": "int16", "callback": give}
    stream = sounddevice.OutputStream(**options)
    stream.start()
    before, since = -1, time.monotonic()
    while stream.active:
        if at != before:
            before, since = at, time.monotonic()
        elif time.monotonic() - since > STALL_SECONDS:
            raise _deaf()
        yield at / rate_hz
        time.sleep(CHECK_SECONDS)
    if at < len(sound):
        raise _deaf()
    yield len(sound) / rate_hz


def _deaf() -> AudioError:
    return AudioError("The loudspeaker takes no sound.", "Choose another one.")
