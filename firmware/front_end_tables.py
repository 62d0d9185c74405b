"""The tables of the C front end, made from the settings that travel in the model.

The numbers and the precision they are computed in are those of TensorFlow Lite Micro's audio
microfrontend (tensorflow/lite/experimental/microfrontend/lib) as `pymicro-features` sets it up.
It makes its tables when it starts, in 32-bit floats and with the C library of the computer it runs
on, whose last bits reach the integers: glibc before and after 2.41 gives different mel weights for
two bins. `_f32` rounds at the same places and `firmware.c_math` asks the same library, so the chip
gets the tables that the training features of this computer were made with.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audio.frontend import SAMPLE_RATE_HZ, FrontEndSettings
from firmware.c_math import cosf, log1pf, powf
from firmware.c_source import c_array, c_file, c_header

HOP_MS = 10
WINDOW_BITS = 12
COSINE_TURN = 512
COSINE_ONE = 32767
LOWEST_HZ = 125.0
HIGHEST_HZ = 7500.0
MEL_WEIGHT_BITS = 12
NOISE_BITS = 14
NOISE_SCALE_BITS = 10
NOISE_SMOOTHING_EVEN = 0.025
NOISE_SMOOTHING_ODD = 0.06
NOISE_SIGNAL_KEPT = 0.05
PCAN_STRENGTH = 0.95
PCAN_OFFSET = 80.0
PCAN_GAIN_BITS = 21
PCAN_SNR_BITS = 12
LOG_SCALE_BITS = 6
LOG_SEGMENTS = 128

_f32 = np.float32


@dataclass(frozen=True)
class MelBank:
    """Triangular filters that overlap by half, so that each bin belongs to two neighbours.

    Attributes:
        first_bin: The lowest bin with a weight.
        widths: Bins in each stretch between two centre frequencies; one more than channels.
        weights: For each bin, its share (of 4096) in the lower of its two channels; the upper one
            gets the rest.
    """

    first_bin: int
    widths: tuple[int, ...]
    weights: tuple[int, ...]

    @property
    def end_bin(self) -> int:
        """The bin after the last one with a weight."""
        return self.first_bin + len(self.weights)


def window_weights(window_samples: int) -> list[int]:
    """A Hann window in Q12."""
    step = _f32(_f32(math.pi) * _f32(2)) / _f32(window_samples)
    weights = []
    for index in range(window_samples):
        cosine = _f32(cosf(_f32(step * _f32(index + 0.5))))
        value = _f32(0.5) - _f32(_f32(0.5) * cosine)
        weights.append(math.floor(_f32(value * _f32(1 << WINDOW_BITS)) + _f32(0.5)))
    return weights


def window_pairs(window_samples: int) -> tuple[list[int], list[tuple[int, int]]]:
    """The first half of the window as words of two weights, and where the second half differs.

    The window would be its own mirror image but for the rounding of its 32-bit floats.

    Returns:
        The words (the earlier weight in the low half), and pairs of (index of a word, the word
        which holds the weights of its mirror image, in the same order).
    """
    weights = window_weights(window_samples)
    words = _in_pairs(weights[: window_samples // 2])
    mirrored = _in_pairs(weights[: window_samples // 2 - 1 : -1])
    pairs = enumerate(zip(words, mirrored, strict=True))
    return words, [(index, mirror) for index, (word, mirror) in pairs if mirror != word]


def _in_pairs(weights: list[int]) -> list[int]:
    return [low | high << 16 for low, high in zip(weights[::2], weights[1::2], strict=True)]


def cosines() -> list[int]:
    """A quarter turn of the cosine in 512ths of a turn, both ends included."""
    angles = (2 * math.pi * step / COSINE_TURN for step in range(COSINE_TURN // 4 + 1))
    return [math.floor(COSINE_ONE * math.cos(angle) + 0.5) for angle in angles]


def mel_bank(channels: int, fft_points: int) -> MelBank:
    """The mel filters for the bins of a real FFT of `fft_points` samples."""
    bin_hz = _f32(_f32(0.5 * SAMPLE_RATE_HZ) / _f32(fft_points // 2))
    lowest = _mel(_f32(LOWEST_HZ))
    spacing = _f32((_mel(_f32(HIGHEST_HZ)) - lowest) / _f32(channels + 1))
    centres = [lowest + _f32(spacing * _f32(index + 1)) for index in range(channels + 1)]
    first_bin = bin_ = int(_f32(1.5) + _f32(LOWEST_HZ) / bin_hz)
    widths, weights = [], []
    previous = lowest
    for centre in centres:
        start = bin_
        while (mel := _mel(_f32(bin_) * bin_hz)) <= centre:
            weights.append(_mel_weight((centre - mel) / (centre - previous)))
            bin_ += 1
        widths.append(bin_ - start)
        previous = centre
    return MelBank(first_bin, tuple(widths), tuple(weights))


def _mel(frequency_hz: np.float32) -> np.float32:
    return _f32(1127.0) * _f32(log1pf(frequency_hz / _f32(700.0)))


def _mel_weight(share: np.float32) -> int:
    """The share in Q12. The upper channel's share, rounded by itself, is the rest of 4096 unless
    both halves round up, which the C does not provide for."""
    one = 1 << MEL_WEIGHT_BITS
    lower = math.floor(share * _f32(one) + _f32(0.5))
    upper = math.floor((_f32(1.0) - share) * _f32(one) + _f32(0.5))
    if lower + upper != one:
        raise ValueError(f"A mel weight of {share} rounds to {lower} and {upper}.")
    return lower


def pcan_gains(fft_points: int) -> tuple[list[int], list[tuple[int, int, int]]]:
    """Gains for noise estimates: of 0 and 1, then a parabola for each octave from 2 on."""
    smallest = [_pcan_gain(0, fft_points), _pcan_gain(1, fft_points)]
    octaves = []
    for bit in range(1, 32):
        start = 1 << bit
        end = 2 * start if bit < 31 else 2 * start - 1
        y0, y1, y2 = (_pcan_gain(x, fft_points) for x in (start, start + start // 2, end))
        linear = 4 * (y1 - y0) - (y2 - y0)
        octaves.append((y0, linear, (y2 - y0) - linear))
    return smallest, octaves


def _pcan_gain(estimate: int, fft_points: int) -> int:
    scaled = _f32(estimate) / _f32(1 << (NOISE_SCALE_BITS - _correction_bits(fft_points)))
    power = _f32(powf(scaled + _f32(PCAN_OFFSET), -_f32(PCAN_STRENGTH)))
    return min(int(_f32(1 << PCAN_GAIN_BITS) * power + _f32(0.5)), 32767)


def _correction_bits(fft_points: int) -> int:
    """How far the filterbank's unit lies below that of the samples."""
    return fft_points.bit_length() - 1 - MEL_WEIGHT_BITS // 2


def log_corrections() -> list[int]:
    """What log2(1 + x) has above x at the ends of 128 segments, in Q16."""
    ratios = (index / LOG_SEGMENTS for index in range(LOG_SEGMENTS + 1))
    return [round(65536 * (math.log2(1 + x) - x)) for x in ratios]


def emit_tables(settings: FrontEndSettings) -> dict[str, str]:
    """The files ww_frontend_tables.h and ww_frontend_tables.c, by name.

    Args:
        settings: The front end of the model that the firmware will run.
    """
    window_samples = SAMPLE_RATE_HZ * settings.window_ms // 1000
    fft_points = 1 << (window_samples - 1).bit_length()
    bank = mel_bank(settings.channels, fft_points)
    arrays = _arrays(bank, window_samples, fft_points)
    return {
        "ww_frontend_tables.h": c_header(
            "WW_FRONTEND_TABLES_H",
            [
                "#include <stdint.h>",
                "",
                *_macros(settings, bank, window_samples, fft_points),
                "",
                *[f"extern const {declaration};" for declaration, _ in arrays],
            ],
        ),
        "ww_frontend_tables.c": c_file(
            "ww_frontend_tables.h", [c_array(*array) for array in arrays]
        ),
    }


def _macros(
    settings: FrontEndSettings, bank: MelBank, window_samples: int, fft_points: int
) -> list[str]:
    # The FFT sees pairs of samples as complex numbers and makes bins k and points - k together.
    complex_points = fft_points // 2
    first_paired = min(bank.first_bin, complex_points - bank.end_bin + 1)
    snr_shift = PCAN_GAIN_BITS - _correction_bits(fft_points) - PCAN_SNR_BITS
    values = {
        "WW_HOP_SAMPLES": SAMPLE_RATE_HZ * HOP_MS // 1000,
        "WW_WINDOW_PAIRS": window_samples // 2,
        "WW_FFT_POINTS": complex_points,
        "WW_FIRST_BIN": bank.first_bin,
        "WW_END_BIN": bank.end_bin,
        "WW_FIRST_PAIRED_BIN": first_paired,
        "WW_MEL_WEIGHT_ONE": 1 << MEL_WEIGHT_BITS,
        "WW_NOISE_BITS": NOISE_BITS,
        "WW_NOISE_ONE": 1 << NOISE_BITS,
        "WW_NOISE_SCALE_BITS": NOISE_SCALE_BITS,
        "WW_NOISE_SMOOTHING_EVEN": int(NOISE_SMOOTHING_EVEN * (1 << NOISE_BITS)),
        "WW_NOISE_SMOOTHING_ODD": int(NOISE_SMOOTHING_ODD * (1 << NOISE_BITS)),
        "WW_NOISE_SIGNAL_KEPT": int(NOISE_SIGNAL_KEPT * (1 << NOISE_BITS)),
        "WW_PCAN_SNR_SHIFT": snr_shift,
        "WW_LOG_SCALE_BITS": LOG_SCALE_BITS,
    }
    return [f"#define {name} {value}u" for name, value in values.items()]


def _arrays(
    bank: MelBank, window_samples: int, fft_points: int
) -> list[tuple[str, Sequence[int] | Sequence[Sequence[int]]]]:
    words, exceptions = window_pairs(window_samples)
    smallest, octaves = pcan_gains(fft_points)
    # No word has the index that ends the list.
    exceptions = [*exceptions, (len(words), 0)]
    return [
        (f"uint32_t ww_window_weights[{len(words)}]", words),
        (f"uint32_t ww_window_exceptions[{len(exceptions)}][2]", exceptions),
        (f"uint16_t ww_cosines[{COSINE_TURN // 4 + 1}]", cosines()),
        (f"uint8_t ww_mel_widths[{len(bank.widths)}]", bank.widths),
        (f"uint16_t ww_mel_weights[{len(bank.weights)}]", bank.weights),
        ("int16_t ww_pcan_smallest_gains[2]", smallest),
        (f"int16_t ww_pcan_gains[{len(octaves)}][3]", octaves),
        (f"uint16_t ww_log_corrections[{LOG_SEGMENTS + 1}]", log_corrections()),
    ]
