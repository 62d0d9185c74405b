"""The small front end: C and Python agree on every bit, and quiet microphones are heard."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from fakes.sounds import real_data, spoken, take
from uno_harness import avr_front_end, has_avr, host_front_end, run_front_end

from audio.errors import AudioError
from audio.frontend import features
from audio.sound import read_samples
from audio.uno_frontend import (
    BAND_EDGES,
    UnoFrontEnd,
    UnoStream,
    band_levels,
    logarithm,
    to_readings,
    twiddle_tables,
)

HOP_READINGS = 256


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return host_front_end(tmp_path_factory.mktemp("front_end"))


def speech() -> np.ndarray:
    """Real speech where there is some, else synthesized; int16."""
    folder = real_data()
    if folder is None:
        return np.concatenate([take(seed) for seed in range(8)])
    paths = sorted((folder / "speech_to_intent").rglob("*.flac"))[:4]
    return np.concatenate([read_samples(path) for path in paths])


def sounds() -> dict[str, np.ndarray]:
    """Readings of the converter, 0..1023."""
    random = np.random.default_rng(4)
    time = np.arange(6000) / 16000
    tones = [np.sin(2 * np.pi * hertz * time) for hertz in (60, 300, 1000, 2510, 3999, 4001, 7000)]
    return {
        "speech": to_readings(speech()),
        "noise": random.integers(0, 1024, 40_001).astype(np.uint16),
        "idle": random.integers(511, 514, 30_000).astype(np.uint16),
        "tones": np.rint(511.5 + 511.5 * np.concatenate(tones)).astype(np.uint16),
        "square": np.tile(np.repeat([0, 1023], 37), 400).astype(np.uint16),
        "steepest": np.tile([0, 0, 1023, 1023], 6000).astype(np.uint16),
        "one bit": np.tile(np.repeat([512, 513], 700), 14).astype(np.uint16),
        "bias": np.full(20_000, 256, np.uint16),
        "almost a frame": random.integers(0, 1024, HOP_READINGS - 1).astype(np.uint16),
    }


@pytest.mark.parametrize("name", sounds())
def test_c_and_python_give_the_same_features(program: Path, name: str) -> None:
    readings = sounds()[name]
    heard, lost = run_front_end(program, readings)
    assert np.array_equal(heard, UnoStream().push(readings))
    assert heard.shape == (len(readings) // HOP_READINGS, len(BAND_EDGES) - 1)
    assert lost == 0
    if name in ("speech", "tones"):
        assert heard.max() == 127
        assert heard.min() == 0


def test_the_chip_gives_the_same_features(tmp_path: Path) -> None:
    if not has_avr():
        pytest.skip("avr-gcc and simavr are not installed (Debian: gcc-avr avr-libc simavr).")
    readings = to_readings(speech())[20_000:28_000]
    ran = avr_front_end(readings, tmp_path)
    assert np.array_equal(ran.lines, UnoStream().push(readings))
    assert len(ran.lines) == 8000 // HOP_READINGS
    # A model and its program need 900 bytes of the 2,048.
    assert ran.static_bytes + ran.numbers["S"] < 1148
    # A window comes each 8 ms, 128,000 cycles; a third of them is left to others.
    assert ran.numbers["W"] < 85_000
    # A reading comes each 62.5 us, 1,000 cycles.
    assert ran.numbers["R"] < 150


def test_samples_that_find_no_room_are_counted(tmp_path: Path) -> None:
    program = host_front_end(tmp_path, {"NEVER_TAKEN": "1"})
    readings = np.full(1000, 512, np.uint16)
    # 64 of 256 places hold the time before the start, one stays free; two readings are a sample.
    room = 256 - 64 - 1
    assert run_front_end(program, readings)[1] == 500 - room
    assert run_front_end(program, readings[: 2 * room + 1])[1] == 0
    assert run_front_end(program, readings[: 2 * room + 2])[1] == 1


def test_pieces_of_any_length_give_what_the_whole_gives() -> None:
    readings = to_readings(speech())
    whole, stream, position, parts = UnoStream().push(readings), UnoStream(), 0, []
    random = np.random.default_rng(8)
    while position < len(readings):
        count = int(random.integers(1, 4000))
        parts.append(stream.push(readings[position : position + count]))
        position += count
    assert np.array_equal(np.concatenate(parts), whole)


def test_a_quiet_microphone_is_heard_like_a_loud_one() -> None:
    random = np.random.default_rng(1)
    quiet = random.normal(0, 150, 16000)
    sound = np.concatenate([quiet, spoken(0.6, 5, level=8000.0) + quiet[:9600]])
    loud, faint = (
        features(np.rint(sound * gain).astype(np.int16), UnoFrontEnd()) for gain in (1.0, 0.25)
    )
    word = slice(65, 95)
    # 12 dB less are 32 steps less without the floor; with it they come to a few.
    assert np.abs(loud[word].astype(int) - faint[word]).mean() < 8
    assert loud[word].mean() > 60


def test_steady_noise_drops_out_and_what_comes_after_it_does_not() -> None:
    random = np.random.default_rng(2)
    noise = random.normal(0, 2000, 8 * 16000)
    noise[6 * 16000 : 6 * 16000 + 4000] += 12000 * np.sin(
        2 * np.pi * 1000 * np.arange(4000) / 16000
    )
    heard = features(noise.astype(np.int16), UnoFrontEnd())
    band = next(i for i, edge in enumerate(BAND_EDGES) if edge > 16) - 1
    assert heard[150:370].mean() < 14
    assert heard[378:390, band].min() > 55


def test_a_tone_is_loudest_in_its_own_band() -> None:
    for band, (first, end) in enumerate(pairwise(BAND_EDGES)):
        hertz = 62.5 * (first + end - 1) / 2
        wave = 900 * np.sin(2 * np.pi * hertz * np.arange(128) / 8000)
        levels = band_levels(np.rint(wave).astype(np.int32)[None])[0]
        assert levels.argmax() == band


def test_levels_follow_loudness() -> None:
    wave = np.sin(2 * np.pi * 1000 * np.arange(128) / 8000)
    loud, soft = (
        band_levels(np.rint(wave * size).astype(np.int32)[None]).max() for size in (1600, 100)
    )
    # A sixteenth of the amplitude is eight halvings of the energy.
    assert abs((loud - soft) - 8 * 256) < 12


def test_the_logarithm_is_exact_at_powers_of_two_and_never_far_off() -> None:
    powers = 2 ** np.arange(32)
    assert logarithm(powers).tolist() == (256 * np.arange(32)).tolist()
    values = np.random.default_rng(3).integers(1, 2**32, 10_000)
    assert np.abs(logarithm(values) / 256 - np.log2(values)).max() < 0.09
    assert logarithm(np.zeros(1, np.int64)).tolist() == [0]


def test_one_table_serves_as_cosine_and_as_sine() -> None:
    cosines, sines = twiddle_tables()
    index = np.arange(64)
    assert np.array_equal(sines, cosines[np.abs(32 - index)])
    assert np.array_equal(cosines[1:], -cosines[:0:-1])


def test_other_settings_are_refused() -> None:
    with pytest.raises(AudioError, match="16 ms"):
        UnoFrontEnd(step_ms=10)
