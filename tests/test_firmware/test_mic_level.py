"""A digital microphone's slots become samples: louder, no constant part, and never wrapped."""

from __future__ import annotations

import numpy as np
import pytest
from device_build import DEVICE, HERE, build_host_program, run_program

RATE = 16_000
FULL_SCALE = 2**31 - 1
# After so long the mean has settled to less than one step of 16 bits.
SETTLED = RATE // 2


@pytest.fixture(scope="module")
def level_program(tmp_path_factory):
    sources = [HERE / "mic_level_driver.c", DEVICE / "mic_level.c"]
    return build_host_program(tmp_path_factory.mktemp("level"), {}, sources)


def heard(program, slots: np.ndarray, gain: int) -> np.ndarray:
    whole = np.clip(np.rint(slots), -FULL_SCALE - 1, FULL_SCALE).astype("<i4")
    return np.frombuffer(run_program(program, [str(gain)], whole.tobytes()), "<i2").astype(float)


def tone(amplitude: float, hz: float = 440.0) -> np.ndarray:
    return amplitude * FULL_SCALE * np.sin(2 * np.pi * hz * np.arange(2 * RATE) / RATE)


@pytest.mark.parametrize("gain", [1, 8, 64])
@pytest.mark.parametrize("offset", [-0.2, 0.0, 0.03])
def test_a_tone_comes_out_louder_and_without_its_constant_part(level_program, gain, offset):
    amplitude = 0.3 / gain
    slots = tone(amplitude)
    sound = heard(level_program, slots + offset * FULL_SCALE, gain)[SETTLED:]
    wanted = (slots / 65536 * gain)[SETTLED:]
    # The high pass at 5 Hz shifts a tone of 440 Hz by 0.65 degrees, 1.2 % of its amplitude.
    assert np.abs(sound - wanted).max() < 0.015 * np.abs(wanted).max() + gain / 8 + 2
    assert abs(sound.mean()) < 2


def test_the_lowest_bits_of_24_are_heard_and_those_below_are_not(level_program):
    alternating = np.where(np.arange(RATE) % 2 == 0, 256.0 * 40, 0.0)
    sound = heard(level_program, alternating, 64)[SETTLED:]
    assert np.ptp(sound) == 10  # 40 of 24-bit steps, times 64, in steps of 256
    below = np.where(np.arange(RATE) % 2 == 0, 255.0, 0.0)
    assert np.ptp(heard(level_program, below, 64)) == 0


def test_what_is_too_loud_is_clipped(level_program):
    sound = heard(level_program, tone(1.0), 8)[SETTLED:]
    assert (sound.min(), sound.max()) == (-32768, 32767)
    assert np.mean(np.abs(sound) >= 32767) > 0.9
    # The greatest steps that a bus can bring; a sum that overflows would stop the program.
    square = np.where(np.arange(RATE) // 4000 % 2 == 0, FULL_SCALE, -FULL_SCALE - 1).astype(float)
    for gain in (1, 64):
        jumps = heard(level_program, square, gain)
        assert jumps[0] == 32767 or gain == 1
        assert jumps[4000] == -32768


def test_a_constant_is_gone_within_a_fifth_of_a_second(level_program):
    silence = heard(level_program, np.full(RATE, 0.1 * FULL_SCALE), 8)
    assert silence[0] > 20_000
    assert np.abs(silence[RATE // 3 :]).max() <= 1
