"""Single stages of the C front end against the same arithmetic in Python, and their tables.

The comparison with the oracle is that of whole front ends; these are for what hardly ever shows
there. The formulas are those of TensorFlow Lite Micro's audio microfrontend.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from device_build import (
    FRONT_END_SOURCES,
    HERE,
    build_host_program,
    device_config,
    run_program,
)
from numpy.typing import NDArray

from firmware.front_end_tables import (
    cosines,
    log_corrections,
    mel_bank,
    pcan_gains,
    window_pairs,
    window_weights,
)

Channels = NDArray[np.uint32]
WORD = 0xFFFFFFFF
SMALLEST_GAINS, GAIN_OCTAVES = pcan_gains(512)
LOG_CORRECTIONS = log_corrections()


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Channels, Channels]:
    """Estimates and signals (rows, 2, 40), and what the stages make of them (rows, 4, 40)."""
    program = build_host_program(
        tmp_path_factory.mktemp("stages"),
        device_config(),
        [*FRONT_END_SOURCES, HERE / "front_end_driver.c"],
    )
    rng = np.random.default_rng(4)
    values = rng.integers(0, 1 << 32, (3000, 2, 40), dtype=np.uint64)
    values >>= rng.integers(0, 33, values.shape, dtype=np.uint64)
    # All small numbers, the ends of all octaves, and steady noise, which meets its own estimate.
    values[:40, 0], values[:40, 1] = np.arange(1600).reshape(40, 40), np.arange(40)[:, None]
    powers = np.array([1 << bit for bit in range(1, 33)], np.uint64)
    values[40:42, :, :32] = np.stack([powers - np.uint64(1), powers & np.uint64(WORD)])[:, None]
    steady = slice(1000, 2000)
    values[steady, 1] &= np.uint64(0x3FFFFF)
    drift = rng.integers(900, 1100, (1000, 40), dtype=np.uint64)
    values[steady, 0] = values[steady, 1] * drift & np.uint64(WORD)
    given = values.astype(np.uint32)
    output = run_program(program, ["stages"], given.tobytes())
    return given, np.frombuffer(output, np.uint32).reshape(-1, 4, 40)


def noise_reduction(channel: int, estimate: int, signal: int) -> tuple[int, int]:
    smoothing = 983 if channel % 2 else 409
    scaled = signal << 10 & WORD
    estimate = (scaled * smoothing + estimate * (16384 - smoothing)) >> 14 & WORD
    cleaned = (scaled - min(estimate, scaled)) >> 10
    return estimate, max(cleaned, signal * 819 >> 14)


def gain(estimate: int) -> int:
    if estimate < 2:
        return SMALLEST_GAINS[estimate]
    octave = estimate.bit_length() - 2
    start, linear, square = GAIN_OCTAVES[octave]
    rest = estimate - (2 << octave)
    position = rest << 10 >> (octave + 1)
    return ((((square * position >> 5) + (linear << 5)) * position + (1 << 14)) >> 15) + start


def gain_control(estimate: int, signal: int) -> int:
    snr = signal * gain(estimate) >> 6 & WORD
    return snr * snr >> 20 if snr < 8192 else (snr >> 6) - 64


def log_scale(signal: int) -> int:
    value = signal << 3 & WORD
    if value < 2:
        return 0
    whole = value.bit_length() - 1
    fraction = (value << 16 >> whole) - (1 << 16)
    segment, position = divmod(fraction, 512)
    low, high = LOG_CORRECTIONS[segment : segment + 2]
    log2 = (whole << 16) + fraction + low + ((high - low) * position >> 16)
    natural = (log2 * 45426 + 32768) >> 16
    return ((natural << 6) + 32768) >> 16


def test_noise_reduction(stages: tuple[Channels, Channels]) -> None:
    floors = 0
    for given, made in zip(*stages, strict=True):
        for channel, (estimate, signal) in enumerate(given.T.tolist()):
            expected = noise_reduction(channel, estimate, signal)
            assert tuple(made[:2, channel].tolist()) == expected
            floors += 0 < expected[1] == signal * 819 >> 14
    assert floors > 1000


def test_gain_control(stages: tuple[Channels, Channels]) -> None:
    for given, made in zip(*stages, strict=True):
        pairs = given.T.tolist()
        assert made[2].tolist() == [gain_control(*pair) for pair in pairs]


def test_logarithm(stages: tuple[Channels, Channels]) -> None:
    for given, made in zip(*stages, strict=True):
        assert made[3].tolist() == [log_scale(signal) for signal in given[1].tolist()]


def test_cosines_are_rounded_to_the_nearest() -> None:
    assert len(cosines()) == 129
    for step, value in enumerate(cosines()):
        assert abs(value - 32767 * math.cos(math.pi * step / 256)) <= 0.5


def test_the_window_is_put_together_again() -> None:
    words, exceptions = window_pairs(480)
    mirrored = [dict(exceptions).get(index, word) for index, word in enumerate(words)]
    halves = [
        [half for word in side for half in (word & 0xFFFF, word >> 16)]
        for side in (words, mirrored)
    ]
    assert halves[0] + halves[1][::-1] == window_weights(480)
    assert max(halves[0]) == 1 << 12


def test_the_mel_filters_meet_where_they_should() -> None:
    bank = mel_bank(40, 512)
    assert len(bank.widths) == 41 and sum(bank.widths) == len(bank.weights)
    assert 31.25 * bank.first_bin > 125 and 31.25 * (bank.end_bin - 1) <= 7500
    starts = np.cumsum([0, *bank.widths[:-1]])
    for start, width in zip(starts.tolist(), bank.widths, strict=True):
        stretch = bank.weights[start : start + width]
        assert list(stretch) == sorted(stretch, reverse=True)
        assert all(0 <= weight <= 4096 for weight in stretch)


def test_the_gain_falls_with_the_noise() -> None:
    smallest, octaves = pcan_gains(512)
    ends = [first + linear + square for first, linear, square in octaves[:-1]]
    starts = [octave[0] for octave in octaves]
    assert smallest == sorted(smallest, reverse=True) and smallest[0] == 32636
    assert starts == sorted(starts, reverse=True)
    # Each parabola covers four quarters of its octave and ends where the next one starts.
    assert [first + (linear + square) for first, linear, square in octaves[:-1]] == ends
    for end, start in zip(ends, starts[1:], strict=True):
        assert abs(end - start) <= 1


def test_the_corrections_of_the_logarithm() -> None:
    corrections = log_corrections()
    assert len(corrections) == 129
    # Some of the numbers that the original has in log_lut.cc.
    assert corrections[:8] == [0, 224, 442, 654, 861, 1063, 1259, 1450]
    assert corrections[55:60] == [5637, 5640, 5641, 5638, 5633]
    assert corrections[-8:] == [963, 830, 695, 559, 421, 282, 142, 0]
