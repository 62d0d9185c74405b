"""PortAudio, found late; the list of devices is made here, streams have processes of their own."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from audio.errors import AudioError
from audio.installation import AGAIN, is_installed

# Of portaudio.h, enum PaErrorCode.
HOST_ERROR, INVALID_DEVICE, UNAVAILABLE = -9999, -9996, -9985
# How Windows names a refusal by its privacy settings: E_ACCESSDENIED, in both spellings.
_DENIED = ("denied", "0x80070005", "-2147024891")

_gate = threading.Lock()
_open_streams = 0


class MicrophoneError(AudioError):
    """A microphone is missing, taken, muted, forbidden or gone: trying again later can help."""


def load() -> Any:
    """The library `sounddevice`: without PortAudio everything but sound still works.

    Raises:
        AudioError: PortAudio is not installed.
    """
    try:
        import sounddevice
    except OSError as error:
        raise AudioError(
            "Recording needs the PortAudio library, which is not installed.",
            missing_library_advice(),
        ) from error
    return sounddevice


@contextmanager
def listing(sounddevice: Any) -> Iterator[None]:
    """Let PortAudio look which devices there are now; while a stream is open it does not.

    PortAudio looks once, when it starts: what was plugged in later is unseen until it starts
    again. For that it opens every device for a moment, which some drivers take badly while another
    process records. Queries belong inside this block.
    """
    with _gate:
        if not _open_streams:
            sounddevice._terminate()
            sounddevice._initialize()
        yield


@contextmanager
def in_use() -> Iterator[None]:
    """Open, use and end a stream inside this block: devices are not looked for anew meanwhile."""
    global _open_streams
    with _gate:
        _open_streams += 1
    try:
        yield
    finally:
        with _gate:
            _open_streams -= 1


def refusal(name: str, error: Exception) -> MicrophoneError:
    """Why a microphone cannot be opened, in plain words.

    Args:
        name: What the microphone is called.
        error: A `sounddevice.PortAudioError`.
    """
    text = str(error)
    code = error.args[1] if len(error.args) > 1 else 0
    if any(sign in text.casefold() for sign in _DENIED):
        what = f"The system does not let this program listen to {name}."
        return MicrophoneError(what, privacy_advice())
    if code == UNAVAILABLE:
        return MicrophoneError(
            f"{name} is in use by another program, or it was unplugged.",
            "Close other programs that listen, e.g. calls, plug it in again, or choose another "
            "microphone.",
        )
    if code == INVALID_DEVICE:
        return gone(name)
    return MicrophoneError(f"{name} cannot be opened: {text}.", advice())


def gone(name: str) -> MicrophoneError:
    """That a microphone is there no more."""
    return MicrophoneError(f"{name} is gone.", "Plug it in again, or choose another one.")


def missing_library_advice() -> str:
    """How PortAudio comes onto a computer, where this program did not bring it along."""
    if is_installed() or not sys.platform.startswith("linux"):
        return AGAIN
    return (
        "Install it (Debian and Ubuntu: libportaudio2 and libasound2-plugins; Fedora and Arch: "
        "portaudio), or import recordings."
    )


def privacy_advice() -> str:
    """Where each system hides the permission to listen."""
    if sys.platform == "win32":
        return "Allow it in Settings > Privacy > Microphone, for desktop programs too."
    if sys.platform == "darwin":
        return "Allow it in System Settings > Privacy & Security > Microphone, then start anew."
    return "Allow the microphone in the privacy settings of the system."


def advice() -> str:
    """Where each system hides a microphone."""
    if sys.platform == "win32":
        return "Plug one in; see Settings > Privacy > Microphone whether programs may use it."
    if sys.platform == "darwin":
        return "Plug one in; see System Settings > Privacy & Security > Microphone."
    return "Plug one in, close programs that use it, and see whether it is in the sound settings."
