"""Would the comparison with the oracle notice? Each mutant of the front end is off by the least
possible amount in one place, and has to give other features for some sound.

What no sound shows, because the gain control rounds it away or the logarithm hides it, is compared
stage by stage and table by table in test_frontend_stages.py.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from device_build import (
    DEVICE,
    FRONT_END_SOURCES,
    HERE,
    build_host_program,
    device_config,
    run_program,
)
from numpy.typing import NDArray
from sounds_for_tests import hostile_signals, made_up_speech

from audio.frontend import FrontEndSettings, features, oracle_frames

RESET = np.int32(-1).tobytes()
# Which file, what is there, and what replaces it.
MUTANTS = [
    ("window.c", "0x7FFFu", "0xFFFFu"),
    ("window.c", "mirrored = (*exception++)[1]", "++exception"),
    ("window.c", "back == ring", "back + 1 == ring"),
    ("dsp.h", "#define WW_Q15_HALF (1 << 14)", "#define WW_Q15_HALF ((1 << 14) - 1)"),
    ("dsp.h", "low < 0 ? -low : low", "low < 0 ? ~low : low"),
    ("fft.c", "Q15_QUARTER 8191", "Q15_QUARTER 8192"),
    ("fft.c", "Q15_HALF 16383", "Q15_HALF 16384"),
    ("fft.c", "ww_half_difference(turned, sum)", "ww_subtract(0, high_real)"),
    ("fft.c", "ww_subtract(0, *high_bin), Q15_HALF", "~*high_bin, Q15_HALF"),
    ("fft.c", "k <= WW_FFT_POINTS / 2", "k < WW_FFT_POINTS / 2"),
    ("filterbank.c", "remainder > root ?", "remainder >= root ?"),
    ("filterbank.c", "remainder > root ? root + 1", "remainder > root ? root"),
    ("filterbank.c", "energies + WW_FIRST_BIN", "energies + WW_FIRST_BIN + 1"),
    ("noise_reduction.c", "channel % 2 == 0", "channel % 2 == 1"),
    ("noise_reduction.c", "estimate < scaled ? estimate : scaled", "estimate"),
    ("pcan.c", "(1 << 14)", "((1 << 14) - 1)"),
    ("pcan.c", "& 0x3FF", "& 0x3FE"),
    ("pcan.c", "snr < 2u << SNR_BITS", "snr < 1u << SNR_BITS"),
    ("log_scale.c", "LN2_Q16 45426u", "LN2_Q16 45425u"),
    ("log_scale.c", "CORRECTION_BITS 3", "CORRECTION_BITS 2"),
    ("log_scale.c", "value > 1", "value > 8"),
    ("microfrontend.c", "ww_leading_zeros(bits) - 17", "(bits ? ww_leading_zeros(bits) - 17 : 0)"),
    ("microfrontend.c", "memset(noise_estimates", "memset(work"),
]
INT8_MUTANTS = [
    ("second[channel] + 1", "second[channel]"),
    ("* 256u + 333u", "* 256u + 334u"),
    ("/ 666u", "/ 667u"),
    ("255) - 128", "255) - 127"),
    ("steps < 255u ? (int32_t)steps : 255", "(int32_t)steps"),
]
# A constant or an entry of a table that becomes one larger: name, and which of its numbers.
NUMBERS = [
    ("WW_NOISE_SMOOTHING_EVEN", 0),
    ("WW_NOISE_SMOOTHING_ODD", 0),
    *[("ww_window_weights", index) for index in (3, 50, 119)],
    *[("ww_cosines", index) for index in (0, 2, 64, 126)],
    *[("ww_mel_weights", index) for index in (0, 1)],
    *[("ww_mel_widths", index) for index in (0, 20, 39)],
    *[("ww_pcan_gains", index) for index in (45, 46, 47, 54)],
]


@pytest.fixture(scope="module")
def sounds() -> list[NDArray[np.int16]]:
    return [*made_up_speech().values(), *dict(hostile_signals()).values()]


@pytest.fixture(scope="module")
def script(sounds: list[NDArray[np.int16]]) -> bytes:
    return b"".join(RESET + np.int32(len(sound)).tobytes() + sound.tobytes() for sound in sounds)


@pytest.fixture(scope="module")
def raw_features(sounds: list[NDArray[np.int16]]) -> bytes:
    return b"".join(oracle_frames(sound).tobytes() for sound in sounds)


@pytest.fixture(scope="module")
def int8_features(sounds: list[NDArray[np.int16]]) -> dict[int, bytes]:
    """For both steps."""
    settings = {step_ms: FrontEndSettings(step_ms=step_ms) for step_ms in (10, 20)}
    return {
        step_ms: b"".join(features(sound, setting).tobytes() for sound in sounds)
        for step_ms, setting in settings.items()
    }


def run_front_end(folder: Path, files: dict[str, str], mode: str, script: bytes) -> bytes:
    """Compile a front end all of whose files lie in one folder, and run it."""
    for source in (*FRONT_END_SOURCES, *DEVICE.glob("*.h")):
        files = {source.name: source.read_text(encoding="utf-8")} | files
    driver = [HERE / "front_end_driver.c"]
    return run_program(build_host_program(folder, files, driver, sanitize=False), [mode], script)


def mutated_number(text: str, name: str, index: int) -> str:
    """The text with one number of a constant or table, counted from its value on, plus one."""
    start = re.search(rf"#define {name} |const \w+ {name}[^=]*= ", text)
    assert start is not None
    number = list(re.finditer(r"-?\d+", text[start.end() :]))[index]
    low, high = (start.end() + position for position in number.span())
    return f"{text[:low]}{int(text[low:high]) + 1}{text[high:]}"


def test_the_original_is_no_mutant(
    tmp_path: Path, script: bytes, raw_features: bytes, int8_features: dict[int, bytes]
) -> None:
    assert run_front_end(tmp_path / "raw", device_config(), "raw", script) == raw_features
    assert int8_with(tmp_path, {}, script) == int8_features


def int8_with(folder: Path, files: dict[str, str], script: bytes) -> dict[int, bytes]:
    return {
        step_ms: run_front_end(
            folder / str(step_ms),
            {**device_config(FrontEndSettings(step_ms=step_ms)), **files},
            "int8",
            script,
        )
        for step_ms in (10, 20)
    }


def mutant(file: str, old: str, new: str) -> dict[str, str]:
    source = (DEVICE / file).read_text(encoding="utf-8")
    assert source.count(old) == 1
    return {file: source.replace(old, new)}


@pytest.mark.parametrize(("file", "old", "new"), MUTANTS)
def test_mutants_are_noticed(
    tmp_path: Path, script: bytes, raw_features: bytes, file: str, old: str, new: str
) -> None:
    files = {**device_config(), **mutant(file, old, new)}
    assert run_front_end(tmp_path, files, "raw", script) != raw_features


@pytest.mark.parametrize(("old", "new"), INT8_MUTANTS)
def test_int8_mutants_are_noticed(
    tmp_path: Path, script: bytes, int8_features: dict[int, bytes], old: str, new: str
) -> None:
    assert int8_with(tmp_path, mutant("frontend.c", old, new), script) != int8_features


@pytest.mark.parametrize(("name", "index"), NUMBERS)
def test_mutated_numbers_are_noticed(
    tmp_path: Path, script: bytes, raw_features: bytes, name: str, index: int
) -> None:
    suffix = "h" if name.startswith("WW") else "c"
    file = f"ww_frontend_tables.{suffix}"
    files = device_config()
    files[file] = mutated_number(files[file], name, index)
    assert run_front_end(tmp_path, files, "raw", script) != raw_features
