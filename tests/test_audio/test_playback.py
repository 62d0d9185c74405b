"""Playing takes: every sample reaches the loudspeaker, at a rate that it takes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from fakes.sounds import take

from audio import playback, portaudio
from audio.errors import AudioError
from audio.playback import played


class FakePortAudio:
    """What `sounddevice` offers for playing, as far as it is used, with scripted faults."""

    class PortAudioError(Exception):
        """As PortAudio's."""

    class CallbackStop(Exception):
        """Raised by a callback that has no more sound."""

    def __init__(self, rate_hz: int = 16000, missing: bool = False, stuck: bool = False) -> None:
        self.rate_hz, self.missing, self.stuck = rate_hz, missing, stuck
        self.played: list[np.ndarray] = []
        self.started = 0
        self.restarts = 0

    def _terminate(self) -> None:
        self.restarts += 1

    def _initialize(self) -> None:
        pass

    def check_output_settings(self, **settings: Any) -> None:
        if settings["samplerate"] != self.rate_hz:
            raise self.PortAudioError("Invalid sample rate")

    def query_devices(self, kind: str) -> dict[str, Any]:
        assert kind == "output"
        if self.missing:
            raise self.PortAudioError("Error querying device -1")
        return {"default_samplerate": float(self.rate_hz)}

    def OutputStream(self, **options: Any) -> FakeStream:  # noqa: N802
        if self.missing:
            raise self.PortAudioError("Error querying device -1")
        assert options["samplerate"] == self.rate_hz
        return FakeStream(self, options["callback"])


class FakeStream:
    """Asks for 512 samples each time somebody looks whether it plays still."""

    def __init__(self, owner: FakePortAudio, callback: Callable[..., None]) -> None:
        self._owner, self._callback = owner, callback
        self._ended = False

    def start(self) -> None:
        self._owner.started += 1

    @property
    def active(self) -> bool:
        if not self._ended and not self._owner.stuck:
            block = np.full((512, 1), 99, np.int16)
            try:
                self._callback(block, 512, None, SimpleNamespace())
            except self._owner.CallbackStop:
                self._ended = True
            self._owner.played.append(block[:, 0].copy())
        return not self._ended


@pytest.fixture
def portaudio_with(monkeypatch: pytest.MonkeyPatch) -> Callable[..., FakePortAudio]:
    """Put a scripted PortAudio in the place of the real one."""

    def put(**options: Any) -> FakePortAudio:
        fake = FakePortAudio(**options)
        monkeypatch.setitem(sys.modules, "sounddevice", fake)  # type: ignore[arg-type]
        monkeypatch.setattr(playback, "CHECK_SECONDS", 0.0)
        monkeypatch.setattr(playback, "STALL_SECONDS", 0.01)
        return fake

    return put


def test_every_sample_is_played(portaudio_with: Callable[..., FakePortAudio]) -> None:
    fake, sound = portaudio_with(), take(1)
    seconds = list(played(sound))
    heard = np.concatenate(fake.played)
    assert np.array_equal(heard[: len(sound)], sound) and not heard[len(sound) :].any()
    assert seconds == sorted(seconds) and seconds[-1] == len(sound) / 16000
    assert fake.started == 1


def test_a_loudspeaker_that_refuses_16_khz_gets_its_own_rate(
    portaudio_with: Callable[..., FakePortAudio],
) -> None:
    fake, sound = portaudio_with(rate_hz=48000), take(1)
    assert list(played(sound))[-1] == pytest.approx(len(sound) / 16000, abs=0.001)
    heard = np.concatenate(fake.played)
    assert len(heard) == pytest.approx(3 * len(sound), abs=520)


def test_no_loudspeaker_and_one_that_is_stuck_or_gone_are_told(
    portaudio_with: Callable[..., FakePortAudio], monkeypatch: pytest.MonkeyPatch
) -> None:
    portaudio_with(missing=True)
    with pytest.raises(AudioError, match="Nothing can be played") as caught:
        list(played(take(1)))
    assert "headphones" in caught.value.hint
    portaudio_with(stuck=True)
    with pytest.raises(AudioError, match="takes no sound"):
        list(played(take(1)))
    monkeypatch.setattr(FakeStream, "active", False)
    portaudio_with()
    with pytest.raises(AudioError, match="takes no sound"):
        list(played(take(1)))


def test_devices_are_not_looked_for_anew_while_a_stream_is_open(
    portaudio_with: Callable[..., FakePortAudio],
) -> None:
    """Looking opens every device for a moment, also the one that is being recorded."""
    fake = portaudio_with()

    def look() -> None:
        with portaudio.listing(fake):
            pass

    with portaudio.in_use():
        look()
        assert fake.restarts == 0
    look()
    assert fake.restarts == 1


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("Device unavailable", -9985), "in use by another program"),
        (("Invalid device", -9996), "is gone"),
        (
            ("Unanticipated host error", -9999, (2, -2147024891, "Access is denied.")),
            "does not let",
        ),
        (("Invalid sample rate", -9997), "cannot be opened: Invalid sample rate"),
        (("No code",), "cannot be opened: No code"),
    ],
)
def test_why_a_microphone_cannot_be_opened_is_said_in_plain_words(
    arguments: tuple[Any, ...], what: str
) -> None:
    class Refused(Exception):
        def __str__(self) -> str:
            return " ".join(map(str, self.args))

    error = portaudio.refusal("Desk", Refused(*arguments))
    assert what in error.what and "Desk" in error.what and error.hint
