"""Sound files in, 16 kHz mono int16 out, whatever their rate, channels and sample format."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from audio.errors import AudioError
from audio.files import hash_bytes
from audio.frontend import SAMPLE_RATE_HZ

SUFFIXES = (".wav", ".flac", ".ogg", ".mp3")
SLOWEST_RATE_HZ = 4000
FASTEST_RATE_HZ = 384000
MAX_CHANNELS = 16

Samples = NDArray[np.int16]


class SoundFile:
    """One sound file opened for reading, as 16 kHz mono int16, piece by piece.

    Attributes:
        rate_hz: The rate that the file states.
        duration_s: The length that the file states; what it really holds may be less.

    Raises:
        AudioError: The file is missing, empty, or no sound that can be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with path.open("rb") as raw:
                head = raw.read(64)
            if not head:
                raise AudioError(f"{path.name} is empty (0 bytes).", "Record or copy it again.")
            self._file = soundfile.SoundFile(path)
        except soundfile.LibsndfileError as error:
            raise AudioError(*_not_sound(path, head, error)) from error
        except OSError as error:
            reason = error.strerror or str(error)
            raise AudioError(f"{path.name} cannot be read: {reason}.", "Check the file.") from error
        self.rate_hz: int = self._file.samplerate
        self.duration_s: float = self._file.frames / self.rate_hz if self.rate_hz else 0.0
        if not SLOWEST_RATE_HZ <= self.rate_hz <= FASTEST_RATE_HZ:
            self.close()
            raise AudioError(
                f"{path.name} states {self.rate_hz} samples a second.",
                f"Between {SLOWEST_RATE_HZ} and {FASTEST_RATE_HZ} are read.",
            )
        if self.duration_s == 0:
            self.close()
            raise AudioError(f"{path.name} holds no sound: 0 samples.", "Record it again.")
        if self._file.channels > MAX_CHANNELS:
            self.close()
            raise AudioError(f"{path.name} has {self._file.channels} channels.", "Mix it down.")

    def __enter__(self) -> SoundFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; harmless when done twice."""
        self._file.close()

    @property
    def comment(self) -> str:
        """The comment tag of the file, empty where there is none."""
        return str(self._file.comment)

    def read(self) -> Samples:
        """Everything from here to the end, in memory: for files known to be short."""
        return _to_int16(_resampled(self._mono(-1), self.rate_hz))

    def piece(self, start_s: float, seconds: float) -> Samples:
        """`seconds` of sound from `start_s` on; less at the end of the file."""
        try:
            self._file.seek(min(round(start_s * self.rate_hz), self._file.frames))
        except soundfile.LibsndfileError as error:
            raise AudioError(*_broken(self.path, error)) from error
        return _to_int16(_resampled(self._mono(math.ceil(seconds * self.rate_hz)), self.rate_hz))

    def _mono(self, frames: int) -> NDArray[np.float32]:
        try:
            channels = self._file.read(frames, dtype="float32", always_2d=True)
        except soundfile.LibsndfileError as error:
            raise AudioError(*_broken(self.path, error)) from error
        if not np.isfinite(channels).all():
            raise AudioError(
                f"{self.path.name} holds values that are no numbers (NaN or infinite).",
                "Export it again, as 16-bit WAV or FLAC.",
            )
        return np.asarray(channels.mean(axis=1), np.float32)


def read_samples(path: Path) -> Samples:
    """A whole sound file as int16, shape (n,), 16 kHz, one channel.

    Raises:
        AudioError: The file is missing, empty, damaged, or no sound that can be read.
    """
    with SoundFile(path) as file:
        return file.read()


def write_flac(path: Path, samples: Samples, comment: str = "") -> None:
    """Write int16 samples, 16 kHz, as FLAC with a comment tag.

    Raises:
        OSError: The disk is full or the folder cannot be written.
    """
    # Packed in memory first: written by Python, a full disk is an error that nobody swallows.
    packed = io.BytesIO()
    with soundfile.SoundFile(packed, "w", SAMPLE_RATE_HZ, 1, "PCM_16", format="FLAC") as file:
        if comment:
            file.comment = comment
        file.write(samples)
    path.write_bytes(packed.getvalue())


def content_hash(samples: Samples) -> str:
    """16 hex digits that tell two recordings apart, whatever files they came in."""
    return hash_bytes(samples.astype("<i2").tobytes())


def _resampled(mono: NDArray[np.float32], rate_hz: int) -> NDArray[np.float32]:
    if rate_hz == SAMPLE_RATE_HZ:
        return mono
    resampled: NDArray[np.float32] = soxr.resample(mono, rate_hz, SAMPLE_RATE_HZ)
    return resampled


def _to_int16(mono: NDArray[Any]) -> Samples:
    return np.clip(np.rint(mono * 32768.0), -32768, 32767).astype(np.int16)


def _not_sound(path: Path, head: bytes, error: soundfile.LibsndfileError) -> tuple[str, str]:
    """What a file is that calls itself sound and is none."""
    text = all(byte in b"\t\n\r" or byte >= 32 for byte in head)
    what = "is a text file with the name of a sound file" if text else "is no sound file"
    reason = "" if text else f" ({error.error_string.strip('. ')})"
    return f"{path.name} {what}{reason}.", "Give a WAV, FLAC, Ogg or MP3 recording."


def _broken(path: Path, error: soundfile.LibsndfileError) -> tuple[str, str]:
    return (
        f"{path.name} is damaged: reading stopped with “{error.error_string.strip('. ')}”.",
        "Copy it again from where it came from.",
    )
