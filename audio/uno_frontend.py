"""The front end of boards with 2 KB of RAM, seen from Python: the same integers as the C.

`firmware/device/uno/uno_frontend.c` is compiled for the chip and for the computer; what follows is
its twin, vectorised over windows and bands, and gives the same int8 features bit for bit:

1. The 10-bit converter is read 16,000 times a second; two readings are added (8 kHz, 11 bits).
2. Differences of neighbours take away the bias and even out the slope of the spectrum of speech.
3. Windows of 128 differences, 64 apart, are scaled up to 15 bits and go through a 64-point complex
   FFT in place, in 16 bits, each stage halved (block floating point).
4. The logarithm of the energy in each band; the mean of two windows is one frame, each 16 ms.
5. A slow floor follows each band from below; what stands out above it is the feature. So the gain
   of the microphone and steady noise drop out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from audio.errors import AudioError
from audio.frontend import FrontEndSettings

Ints = NDArray[np.int32]

WINDOW = 128
HOP = 64
POINTS = WINDOW // 2
WINDOWS_PER_FRAME = 2
# 16-bit samples are what a 10-bit converter would read, times this power of two.
CONVERTER_SHIFT = 6
BIAS = 1024
LOUD = 1 << 14
MOST_SHIFT = 14
# First FFT bin of each band and the first one beyond: 62.5 Hz a bin, wider towards the top.
BAND_EDGES = (2, 4, 6, 8, 10, 12, 15, 18, 22, 26, 31, 37, 44, 53, 64)
# Logarithms are in 1/256 of a doubling of energy (3 dB). A band below this is an idle converter.
QUIETEST = -4096
RISE_SHIFT = 7
FALL_SHIFT = 4
FEATURE_SHIFT = 5
MOST = 127
FRAMES_AT_ONCE = 2048


@dataclass(frozen=True)
class UnoFrontEnd(FrontEndSettings):
    """The settings of this front end; it can stand wherever the larger one is expected.

    Features are int8 from 0 (as quiet as ever) to 127, eight steps for each doubling of energy.
    """

    window_ms: int = 16
    step_ms: int = 16
    channels: int = len(BAND_EDGES) - 1
    frames: int = 64

    def __post_init__(self) -> None:
        if (self.window_ms, self.step_ms, self.channels) != (16, 16, len(BAND_EDGES) - 1):
            raise AudioError(
                f"The front end of small boards cannot run with {asdict(self)}.",
                f"It has windows and a step of 16 ms and {len(BAND_EDGES) - 1} channels.",
            )

    @property
    def window_samples(self) -> int:
        """Samples of sound that `frames` frames cover, the half window before them included."""
        return self.frames * self.hop_samples + 2 * HOP

    def features_of(self, sounds: Iterable[NDArray[np.int16]]) -> NDArray[np.int8]:
        """Features of sounds that follow each other; int8, shape (frames, channels)."""
        stream = UnoStream()
        parts = [stream.push(to_readings(samples)) for samples in sounds]
        return np.concatenate([np.zeros((0, self.channels), np.int8), *parts])


def front_end_of(values: dict[str, int]) -> FrontEndSettings:
    """Settings of either front end from their plain values.

    Raises:
        TypeError: A value is missing or unknown.
        WakewrightError: It is neither of them.
    """
    small = values.get("channels") == len(BAND_EDGES) - 1
    return UnoFrontEnd(**values) if small else FrontEndSettings(**values)


def to_readings(samples: NDArray[np.int16]) -> NDArray[np.uint16]:
    """What a 10-bit converter biased to its middle reads of 16-bit samples: 0..1023."""
    return ((samples.astype(np.int32) >> CONVERTER_SHIFT) + BIAS // 2).astype(np.uint16)


class UnoStream:
    """The front end fed piece by piece, from its reset state."""

    def __init__(self) -> None:
        self._readings = np.zeros(0, np.int32)
        self._previous = np.full(1, BIAS, np.int32)
        self._differences: Ints = np.zeros(HOP, np.int32)
        self._floor: NDArray[np.int64] | None = None

    def push(self, readings: NDArray[np.uint16]) -> NDArray[np.int8]:
        """Take readings of the converter at 16 kHz and give the frames that are complete.

        Args:
            readings: 0..1023, shape (n,).

        Returns:
            int8, shape (frames, bands), 0..127.
        """
        data = np.concatenate([self._readings, readings.astype(np.int32)])
        even = len(data) // 2 * 2
        self._readings = data[even:]
        pairs = data[:even:2] + data[1:even:2]
        steps = np.diff(pairs, prepend=self._previous)
        self._previous = pairs[-1:] if len(pairs) else self._previous
        sound = np.concatenate([self._differences, steps])
        count = (len(sound) - HOP) // (HOP * WINDOWS_PER_FRAME)
        self._differences = sound[count * HOP * WINDOWS_PER_FRAME :]
        parts = [
            self._frames(sound, first, min(FRAMES_AT_ONCE, count - first))
            for first in range(0, count, FRAMES_AT_ONCE)
        ]
        return np.concatenate([np.zeros((0, len(BAND_EDGES) - 1), np.int8), *parts])

    def _frames(self, sound: Ints, first: int, count: int) -> NDArray[np.int8]:
        views = np.lib.stride_tricks.sliding_window_view(sound, WINDOW)[::HOP]
        windows = views[first * WINDOWS_PER_FRAME : (first + count) * WINDOWS_PER_FRAME]
        levels = band_levels(windows).reshape(count, WINDOWS_PER_FRAME, -1)
        return self._above_floor(levels.sum(axis=1) >> 1)

    def _above_floor(self, levels: NDArray[np.int64]) -> NDArray[np.int8]:
        """What stands out of each band's floor, which each frame moves on."""
        above = np.empty(levels.shape, np.int64)
        floor = levels[0].copy() if self._floor is None else self._floor
        for index, level in enumerate(levels):
            gap = level - floor
            floor += np.where(gap > 0, (gap >> RISE_SHIFT) + 1, -(-gap >> FALL_SHIFT))
            above[index] = level - floor
        self._floor = floor
        features: NDArray[np.int8] = np.clip(above >> FEATURE_SHIFT, 0, MOST).astype(np.int8)
        return features


def band_levels(windows: Ints) -> NDArray[np.int64]:
    """Logarithms of the band energies of windows (n, 128); shape (n, bands), see `QUIETEST`."""
    real, imaginary, shifts = load_windows(windows)
    fft_in_place(real, imaginary)
    energies = bin_energies(real, imaginary)
    bands = np.add.reduceat(energies, BAND_EDGES[:-1], axis=1)
    levels: NDArray[np.int64] = np.maximum(logarithm(bands) - 512 * shifts[:, None], QUIETEST)
    return levels


def load_windows(windows: Ints) -> tuple[Ints, Ints, NDArray[np.int64]]:
    """Windows (n, 128) scaled up, weighted, and in the order in which the FFT wants them.

    Returns:
        Real and imaginary part, (n, 64), and by how many bits each window was shifted, (n,).
    """
    loudest = np.abs(windows).max(axis=1)
    shifts = np.zeros(len(windows), np.int64)
    for _ in range(MOST_SHIFT):
        shifts += (loudest << shifts) < LOUD
    shifts = np.minimum(shifts, MOST_SHIFT)
    half = window_table().astype(np.int32)
    weights = np.concatenate([half, half[::-1]])
    weighted = ((windows << shifts[:, None]).astype(np.int32) * weights) >> 16
    order = reversed_bits()
    return weighted[:, 0::2][:, order].copy(), weighted[:, 1::2][:, order].copy(), shifts


def fft_in_place(real: Ints, imaginary: Ints) -> None:
    """Radix-2 decimation in time over bit-reversed rows (n, 64); each stage halves its results."""
    cosines, sines = twiddle_tables()
    half = 1
    while half < POINTS:
        shape = (len(real), POINTS // (2 * half), 2, half)
        re, im = real.reshape(shape), imaginary.reshape(shape)
        c, s = (table[:: POINTS // half].astype(np.int32)[:half] for table in (cosines, sines))
        low_re, low_im, high_re, high_im = re[:, :, 0], im[:, :, 0], re[:, :, 1], im[:, :, 1]
        turned_re = (high_re * c + high_im * s) >> 16
        turned_im = (high_im * c - high_re * s) >> 16
        # No turn and a quarter of a turn take no multiplication.
        turned_re[:, :, 0], turned_im[:, :, 0] = high_re[:, :, 0] >> 1, high_im[:, :, 0] >> 1
        if half > 1:
            quarter = half // 2
            turned_re[:, :, quarter] = high_im[:, :, quarter] >> 1
            turned_im[:, :, quarter] = -(high_re[:, :, quarter] >> 1)
        base_re, base_im = low_re >> 1, low_im >> 1
        re[:, :, 0], re[:, :, 1] = base_re + turned_re, base_re - turned_re
        im[:, :, 0], im[:, :, 1] = base_im + turned_im, base_im - turned_im
        half *= 2


def bin_energies(real: Ints, imaginary: Ints) -> NDArray[np.int64]:
    """Energies of the 64 bins of the real windows' spectra, bin 0 left at zero; (n, 64)."""
    turns_re, turns_im = twiddle_tables()
    cosines: Ints = turns_re[1:].astype(np.int32)
    sines: Ints = turns_im[1:].astype(np.int32)
    re, im = real[:, 1:] >> 1, imaginary[:, 1:] >> 1
    back_re, back_im = real[:, :0:-1] >> 1, imaginary[:, :0:-1] >> 1
    even_re, even_im = re + back_re, im - back_im
    odd_re: Ints = re - back_re
    odd_im: Ints = im + back_im
    turned_re: Ints = odd_im * cosines - odd_re * sines
    turned_im: Ints = odd_re * cosines + odd_im * sines
    spectrum_re = (even_re >> 1) + (turned_re >> 16)
    spectrum_im = (even_im >> 1) - (turned_im >> 16)
    energies = np.zeros((len(real), POINTS), np.int64)
    energies[:, 1:] = spectrum_re.astype(np.int64) ** 2 + spectrum_im.astype(np.int64) ** 2
    return energies


def logarithm(energies: NDArray[np.int64]) -> NDArray[np.int64]:
    """256 * log2 of numbers below 2^32, straight between powers of two; 0 for 0."""
    values = np.maximum(energies, 1)
    exponents = np.frexp(values.astype(np.float64))[1].astype(np.int64) - 1
    return exponents * 256 + (((values << 31) >> exponents) >> 23) - 256


def window_table() -> NDArray[np.uint16]:
    """The first half of a Hann window of 128, in units of 1/65536; uint16, shape (64,)."""
    angles = np.pi * (np.arange(POINTS) + 0.5) / WINDOW
    half: NDArray[np.uint16] = np.rint(np.sin(angles) ** 2 * 65535).astype(np.uint16)
    return half


def twiddle_tables() -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """cos and sin of 2 pi k / 128 for k = 0..63, Q15."""
    angles = 2 * np.pi * np.arange(POINTS) / WINDOW
    cosines, sines = (np.rint(wave(angles) * 32767) for wave in (np.cos, np.sin))
    return cosines.astype(np.int16), sines.astype(np.int16)


def reversed_bits() -> NDArray[np.int64]:
    """Where each input of the 64-point FFT comes from."""
    bits = POINTS.bit_length() - 1
    return np.asarray([int(f"{i:0{bits}b}"[::-1], 2) for i in range(POINTS)])
