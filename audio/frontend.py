"""The front end seen from Python: 16 kHz sound in, int8 log-mel features out.

The oracle is `pymicro-features`, the audio microfrontend of TensorFlow Lite Micro with noise
reduction and PCAN gain control. The C in `firmware/device/` gives the same numbers bit for bit,
because everything after the oracle is integer arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.errors import AudioError

SAMPLE_RATE_HZ = 16000
ORACLE_HOP_SAMPLES = 160
CHANNELS = 40
# The oracle returns its integer output times this factor (10 / 256).
ORACLE_SCALE = 0.0390625
# Integer output -> int8 as the micro_speech example does it: 256 / (25.6 * 26), then -128.
INT8_MULTIPLIER = 256
INT8_DIVISOR = 666
# What one int8 step means to a model: features reach it as (q + 128) * FEATURE_SCALE, 0..2.6.
FEATURE_SCALE = 0.01015625
FEATURE_ZERO_POINT = -128


@dataclass(frozen=True)
class FrontEndSettings:
    """Everything that training and chip must agree on; it travels inside the model.

    Attributes:
        window_ms: Length of the analysis window.
        step_ms: Time between two feature frames: 10, or 20 for the rounded mean of two frames.
        channels: Mel channels of a frame.
        frames: Feature frames that the model sees at once.
    """

    window_ms: int = 30
    step_ms: int = 20
    channels: int = CHANNELS
    frames: int = 49

    def __post_init__(self) -> None:
        if self.step_ms not in (10, 20) or self.window_ms != 30 or self.channels != CHANNELS:
            raise AudioError(
                f"The front end cannot run with {asdict(self)}.",
                "It has a 30 ms window, 40 channels and a step of 10 or 20 ms.",
            )

    @property
    def hop_samples(self) -> int:
        """Samples between two feature frames."""
        return SAMPLE_RATE_HZ * self.step_ms // 1000

    @property
    def window_samples(self) -> int:
        """Samples of sound that `frames` frames cover."""
        return (self.frames - 1) * self.hop_samples + SAMPLE_RATE_HZ * self.window_ms // 1000

    def to_dict(self) -> dict[str, Any]:
        """The settings as plain values, for JSON and for the model's metadata."""
        return asdict(self)

    def features_of(self, sounds: Iterable[NDArray[np.int16]]) -> NDArray[np.int8]:
        """Features of sounds that follow each other without a pause; int8, (frames, channels)."""
        oracle = OracleStream()
        frames = [frame for samples in sounds for frame in oracle.push(samples)]
        whole = np.asarray(frames, np.uint16).reshape(-1, self.channels)
        return to_int8(to_step(whole, self.step_ms))


def oracle_frames(samples: NDArray[np.int16]) -> NDArray[np.uint16]:
    """Run the microfrontend from its reset state over a whole recording.

    Args:
        samples: int16, shape (n,), 16 kHz.

    Returns:
        uint16, shape (frames, 40), one frame each 10 ms, the first after 30 ms.
    """
    rows = list(OracleStream().push(samples))
    return np.stack(rows) if rows else np.zeros((0, CHANNELS), np.uint16)


class OracleStream:
    """The microfrontend fed piece by piece, as a microphone would."""

    def __init__(self) -> None:
        from pymicro_features import MicroFrontend

        self._front_end = MicroFrontend()
        self._rest = np.zeros(0, np.int16)

    def push(self, samples: NDArray[np.int16]) -> Iterator[NDArray[np.uint16]]:
        """Take more samples and yield each finished 10 ms frame, uint16, shape (40,)."""
        data = np.concatenate([self._rest, np.asarray(samples, np.int16)])
        whole = len(data) - len(data) % ORACLE_HOP_SAMPLES
        self._rest = data[whole:]
        raw = data[:whole].astype("<i2").tobytes()
        for start in range(0, len(raw), 2 * ORACLE_HOP_SAMPLES):
            block = raw[start : start + 2 * ORACLE_HOP_SAMPLES]
            values = self._front_end.process_samples(block).features
            if values:
                yield np.rint(np.asarray(values) / ORACLE_SCALE).astype(np.uint16)


def to_step(frames: NDArray[np.uint16], step_ms: int) -> NDArray[np.uint16]:
    """10 ms frames -> frames of `step_ms`; at 20 ms each pair becomes its rounded-up mean."""
    if step_ms == 10:
        return frames
    pairs = frames[: len(frames) // 2 * 2].astype(np.uint32).reshape(-1, 2, CHANNELS)
    return ((pairs[:, 0] + pairs[:, 1] + 1) >> 1).astype(np.uint16)


def to_int8(frames: NDArray[np.uint16]) -> NDArray[np.int8]:
    """Integer features -> the int8 the model takes, in integer arithmetic as on the chip."""
    scaled = (frames.astype(np.int64) * INT8_MULTIPLIER + INT8_DIVISOR // 2) // INT8_DIVISOR
    return np.clip(scaled - 128, -128, 127).astype(np.int8)


def features(samples: NDArray[np.int16], settings: FrontEndSettings) -> NDArray[np.int8]:
    """Sound -> int8 features, shape (frames, channels), as many frames as the sound gives."""
    return settings.features_of([samples])


def to_float(quantized: NDArray[np.int8]) -> NDArray[np.float32]:
    """int8 features -> the real values that training sees (the model's input quantization)."""
    return ((quantized.astype(np.float32) - FEATURE_ZERO_POINT) * FEATURE_SCALE).astype(np.float32)
