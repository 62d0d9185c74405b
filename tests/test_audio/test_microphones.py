"""Microphones of the system: a scripted PortAudio for the faults, and a real virtual one."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from fakes.projects import write_wav
from fakes.sounds import ROOT, take

from audio import level, microphones
from audio.errors import AudioError
from audio.microphones import Device, captured, find_device, input_devices
from audio.portaudio import MicrophoneError

DEVICE = Device(1, "Desk (ALSA)", 2, 44100.0, True)


class FakePortAudio:
    """What the module `sounddevice` offers, as far as it is used, with scripted faults."""

    class PortAudioError(Exception):
        """As PortAudio's."""

    def __init__(self, rates_hz: tuple[int, ...] = (16000,), blocks: int = 10) -> None:
        self.rates_hz, self.block_count = rates_hz, blocks
        self.default = SimpleNamespace(device=[1, 0])
        self.overflow = False
        self.started = 0

    def _initialize(self) -> None:
        self.started += 1

    def _terminate(self) -> None:
        self.started -= 1

    def query_devices(self) -> list[dict[str, Any]]:
        rows = [("Speaker", 0), ("Desk", 2), ("Headset 한국어", 1)]
        return [
            {"index": n, "name": name, "max_input_channels": channels, "hostapi": 0,
             "default_samplerate": 44100.0}
            for n, (name, channels) in enumerate(rows)
        ]  # fmt: skip

    def query_hostapis(self) -> list[dict[str, str]]:
        return [{"name": "ALSA"}]

    def InputStream(self, **options: Any) -> Any:  # noqa: N802
        if options["samplerate"] not in self.rates_hz:
            raise self.PortAudioError("Invalid sample rate")
        return FakeStream(self, **options)


class FakeStream:
    """Calls back with a tone on all channels, then is silent for good."""

    active = False

    def __init__(self, owner: FakePortAudio, **options: Any) -> None:
        self.owner, self.options = owner, options

    def start(self) -> None:
        count, channels = self.options["blocksize"], self.options["channels"]
        status = SimpleNamespace(input_overflow=self.owner.overflow)
        for number in range(self.owner.block_count):
            time_s = np.arange(number * count, (number + 1) * count) / self.options["samplerate"]
            tone = np.round(8000 * np.sin(2 * np.pi * 500 * time_s)).astype(np.int16)
            block = np.repeat(tone[:, None], channels, axis=1)
            self.options["callback"](block, count, None, status)
            block[:] = 0  # PortAudio uses its buffer again: who kept it without a copy has zeros.


@pytest.fixture
def portaudio(monkeypatch: pytest.MonkeyPatch) -> Callable[..., FakePortAudio]:
    """Put a scripted PortAudio in the place of the real one."""

    def put(**options: Any) -> FakePortAudio:
        fake = FakePortAudio(**options)
        monkeypatch.setitem(sys.modules, "sounddevice", fake)  # type: ignore[arg-type]
        monkeypatch.setattr(microphones, "STALL_SECONDS", 0.05)
        return fake

    return put


def test_devices_are_listed_default_first(portaudio: Callable[..., FakePortAudio]) -> None:
    portaudio()
    names = [device.name for device in input_devices()]
    assert names == ["Desk (ALSA)", "Headset 한국어 (ALSA)"]
    assert find_device().index == 1 and find_device("한국").index == 2
    assert find_device("2").index == 2
    with pytest.raises(AudioError, match="no microphone “studio”") as caught:
        find_device("studio")
    assert "2: Headset" in caught.value.hint


@pytest.mark.parametrize(("rate_hz", "channels"), [(16000, 1), (44100, 2)])
def test_sound_comes_at_16_khz_whatever_the_device_prefers(
    portaudio: Callable[..., FakePortAudio], rate_hz: int, channels: int
) -> None:
    portaudio(rates_hz=(rate_hz,), blocks=40)
    heard = []
    with pytest.raises(AudioError, match="is gone"):
        for block, _ in captured(DEVICE):
            heard.append(block)
    sound = np.concatenate(heard)
    assert sound.dtype == np.int16
    assert len(sound) == pytest.approx(32000, abs=400)
    expected = 8000 * np.sin(2 * np.pi * 500 * np.arange(len(sound)) / 16000)
    assert np.abs(sound[1000:30000] - expected[1000:30000]).max() < 150


def test_overflows_are_counted(portaudio: Callable[..., FakePortAudio]) -> None:
    portaudio(blocks=3).overflow = True
    _, lost = next(captured(DEVICE))
    assert lost == 3


def test_a_microphone_is_found_again_by_its_name(portaudio: Callable[..., FakePortAudio]) -> None:
    """The process that records numbers the devices anew."""
    fake = portaudio()
    opened = []
    stream = fake.InputStream
    fake.InputStream = lambda **options: opened.append(options) or stream(**options)  # type: ignore[method-assign,func-returns-value]
    next(captured(replace(DEVICE, index=7)))
    assert opened[0]["device"] == 1
    with pytest.raises(MicrophoneError, match=r"Studio .* is gone"):
        next(captured(replace(DEVICE, name="Studio (ALSA)")))


def test_a_device_that_refuses_is_named(portaudio: Callable[..., FakePortAudio]) -> None:
    portaudio(rates_hz=())
    with pytest.raises(AudioError, match=r"Desk .* cannot be opened: Invalid sample rate"):
        next(captured(DEVICE))


def test_a_silent_stream_that_lives_is_not_called_gone(
    portaudio: Callable[..., FakePortAudio], monkeypatch: pytest.MonkeyPatch
) -> None:
    portaudio(blocks=0)
    monkeypatch.setattr(FakeStream, "active", True)
    with pytest.raises(AudioError, match="gives no sound"):
        next(captured(DEVICE))


def test_no_microphone_and_no_library_are_said(
    portaudio: Callable[..., FakePortAudio], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake = portaudio()
    monkeypatch.setattr(fake, "query_devices", list)
    assert input_devices() == ()
    with pytest.raises(AudioError, match="No microphone was found"):
        find_device()
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")
    monkeypatch.delitem(sys.modules, "sounddevice")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(AudioError, match="PortAudio library, which is not installed") as caught:
        input_devices()
    assert "libportaudio2" in caught.value.hint


RECORDER = """
import sys
from pathlib import Path
sys.path[:0] = [sys.argv[2]]
from audio.microphones import SystemMicrophone, find_device
from audio.project import Project
from audio.recording import Recording, record_takes
from audio.stage import finish
if __name__ == "__main__":
    microphone = SystemMicrophone(find_device("pulse"))
    plan = Recording("lantern", 2)
    shown = lambda step: print("LEVEL", round(step.details["level_dbfs"]), flush=True)
    takes = finish(record_takes(Project.open(Path(sys.argv[1])), microphone, plan), shown)
    print("TAKES", len(takes), [take.quality for take in takes], flush=True)
"""


@pytest.mark.skipif(
    not all(map(shutil.which, ("pulseaudio", "pactl", "paplay"))),
    reason="needs pulseaudio and pulseaudio-utils to make a virtual microphone",
)
def test_a_virtual_microphone_is_recorded_for_real(tmp_path: Path) -> None:
    """Sound played into a null sink is heard through ALSA, PortAudio and our recorder."""
    from audio.project import Project

    project = Project.create(tmp_path / "project", ["lantern"])
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    environment = os.environ | {
        "XDG_RUNTIME_DIR": str(runtime), "HOME": str(tmp_path), "PULSE_SOURCE": "virtual.monitor"
    }  # fmt: skip
    environment.pop("PULSE_SERVER", None)
    rng = np.random.default_rng(0)
    words = np.concatenate([np.concatenate([take(n), np.zeros(16000, np.int16)]) for n in (1, 2)])
    played = words + np.rint(rng.normal(0, 20, len(words))).astype(np.int16)
    sound = write_wav(tmp_path / "words.wav", np.tile(played, 6))
    server = subprocess.Popen(
        ["pulseaudio", "-n", "--exit-idle-time=-1", "--daemonize=no", "--log-target=null",
         "--load=module-native-protocol-unix", "--load=module-null-sink sink_name=virtual"],
        env=environment,
    )  # fmt: skip
    started = [server]
    try:
        deadline = time.monotonic() + 20
        while subprocess.run(["pactl", "info"], env=environment, capture_output=True).returncode:
            assert time.monotonic() < deadline and server.poll() is None, "pulseaudio did not start"
            time.sleep(0.1)
        player = ["paplay", "--device=virtual", str(sound)]
        started.append(subprocess.Popen(player, env=environment))
        recorder = [sys.executable, "-c", RECORDER, str(project.folder), str(ROOT)]
        done = subprocess.run(recorder, env=environment, capture_output=True, text=True, timeout=60)
        if "no microphone “pulse”" in done.stderr or "No microphone" in done.stderr:
            pytest.skip("ALSA does not reach PulseAudio here: libasound2-plugins is missing")
        assert "TAKES 2 [(), ()]" in done.stdout, done.stderr
        levels = [int(line.split()[1]) for line in done.stdout.splitlines() if "LEVEL" in line]
        assert max(levels) > -25 and sorted(levels)[len(levels) // 4] < -50
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(10)


@pytest.mark.parametrize(("system", "seconds"), [("darwin", 20.0), ("win32", 2.0), ("linux", 2.0)])
def test_the_question_of_macos_may_be_answered_in_peace(
    system: str, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until it is, the microphone gives zeros, as a muted one does."""
    monkeypatch.setattr("sys.platform", system)
    fresh = runpy.run_path(level.__file__)
    watch = fresh["ZeroWatch"]("A microphone")
    for _ in range(int(seconds * 20)):
        watch.push(np.zeros(800, np.int16))
    with pytest.raises(MicrophoneError, match="gives only zeros"):
        watch.push(np.zeros(800, np.int16))
