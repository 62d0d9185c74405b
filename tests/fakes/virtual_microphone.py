"""The virtual microphone of `audio.virtual_microphone`, for this process of a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from audio.errors import AudioError
from audio.microphones import input_devices
from audio.virtual_microphone import VirtualMicrophone, missing_programs

__all__ = ["VirtualMicrophone", "needs_pulseaudio", "require_portaudio", "virtual_microphone"]

needs_pulseaudio = pytest.mark.skipif(
    bool(missing_programs()),
    reason="needs pulseaudio and pulseaudio-utils to make a virtual microphone",
)


@contextmanager
def virtual_microphone(folder: Path) -> Iterator[VirtualMicrophone]:
    """A virtual microphone until the end of the block, for this process as well."""
    patch = pytest.MonkeyPatch()
    try:
        with VirtualMicrophone(folder) as microphone:
            for name, value in microphone.environment.items():
                patch.setenv(name, value)
            patch.delenv("PULSE_SERVER", raising=False)
            yield microphone
    finally:
        patch.undo()


def require_portaudio() -> None:
    """Skip the test where PortAudio is not there or does not find the virtual microphone."""
    try:
        names = [device.name for device in input_devices()]
    except AudioError as error:
        pytest.skip(f"no PortAudio library: {error}")
    if not any("pulse" in name or "default" in name for name in names):
        pytest.skip("ALSA does not reach PulseAudio here: libasound2-plugins is missing")
