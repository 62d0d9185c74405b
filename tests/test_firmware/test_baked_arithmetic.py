"""The kernels' fixed-point arithmetic bit by bit, where int8 outputs would hide small faults."""

from __future__ import annotations

import math
import random
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from device_build import build_host_program, require_cross_compiler, run_program

from firmware.engines.baked.fixed_point import (
    exp_on_negative_values,
    logistic,
    one_over_one_plus,
)
from firmware.engines.baked.kernels import FOLDER as KERNELS
from firmware.engines.baked.quantization import (
    WIDE_SHIFT_BIAS,
    Multiplier,
    clamp,
    multiply,
    quantize_multiplier,
    shift_code,
)
from firmware.toolchains.cortex_m4 import compile_and_link
from firmware.virtual.emulator import Emulator

SOURCE = Path(__file__).with_name("baked_arithmetic.c")
REQUANTIZE, EXP, RECIPROCAL = 0, 1, 2
NAMES = ("test_requantize", "test_exp", "test_reciprocal")
EXP_INTEGER_BITS = 5
Record = tuple[int, int, int, int, int]


@cache
def cases() -> tuple[tuple[Record, int], ...]:
    """Function and arguments with the result that Python's unbounded integers give."""
    chance = random.Random(3)
    found: list[tuple[Record, int]] = []
    for _ in range(3000):
        multiplier = Multiplier(chance.randrange(1 << 30, 1 << 31), chance.randint(-20, 2))
        zero_point = chance.randint(-128, 127)
        # Outputs of a few hundred, so that both saturated and other ones occur.
        reach = min(int(300 * 2.0**-multiplier.shift), 2**30 - 1)
        found.append(_requantized(chance.randint(-reach, reach), multiplier, zero_point))
    for half in range(-40, 40):
        # A factor of a power of two, whose ties are exact, and the neighbours of ties.
        for near in (-1, 0, 1):
            multiplier = Multiplier(1 << 30, -6)
            found.append(
                _requantized(64 * (2 * half + 1) + near, multiplier, chance.choice((0, 7)))
            )
    for value in [
        0,
        *(-(2**shift) for shift in range(31)),
        *(-chance.randrange(2**31) for _ in range(500)),
    ]:
        found.append(((EXP, value, 0, 0, 0), exp_on_negative_values(value, EXP_INTEGER_BITS)))
    for value in [0, 1, 2**31 - 1, *(chance.randrange(2**31) for _ in range(500))]:
        found.append(((RECIPROCAL, value, 0, 0, 0), one_over_one_plus(value)))
    return tuple(found)


def _requantized(value: int, multiplier: Multiplier, zero_point: int) -> tuple[Record, int]:
    code = shift_code(multiplier, abs(value), zero_point)
    expected = clamp(multiply(value, multiplier) + zero_point)
    return (REQUANTIZE, value, multiplier.value, code, zero_point), expected


def test_same_here(tmp_path: Path) -> None:
    records = np.array([record for record, _ in cases()], np.int32)
    driver = tmp_path / "driver.c"
    driver.write_text('#define TEST_FROM_FILE\n#include "baked_arithmetic.c"\n')
    program = build_host_program(tmp_path, {}, [driver], include_dirs=[SOURCE.parent, KERNELS])
    output = np.frombuffer(run_program(program, [], records.tobytes()), np.int32)
    assert output.tolist() == [expected for _, expected in cases()]


def test_same_on_the_emulated_chip(tmp_path: Path) -> None:
    require_cross_compiler()
    elf = tmp_path / "arithmetic.elf"
    compile_and_link([SOURCE], [KERNELS], {}, elf, roots=NAMES)
    emulator = Emulator(elf.read_bytes())
    for (function, *arguments), expected in cases():
        result = emulator.call(NAMES[function], *arguments)
        assert (result + 2**31) % 2**32 - 2**31 == expected


def test_both_paths_are_taken() -> None:
    codes = {record[3] > 0 for record, _ in cases() if record[0] == REQUANTIZE}
    assert codes == {True, False}


def test_a_sum_that_might_not_fit_takes_the_wide_path() -> None:
    multiplier = Multiplier(1 << 30, -8)
    assert shift_code(multiplier, 2**30 - 1, -128) == 8
    assert shift_code(multiplier, 2**30, -128) == -8 - WIDE_SHIFT_BIAS
    assert shift_code(Multiplier(0, 0), 5, 0) == -WIDE_SHIFT_BIAS
    assert shift_code(Multiplier((1 << 30) - 1, -8), 5, 0) == -8 - WIDE_SHIFT_BIAS


@pytest.mark.parametrize("factor", [1e-9, 3.1e-4, 0.5, 0.999999999999, 1.0, 37.5])
def test_multipliers_are_close_to_their_factors(factor: float) -> None:
    multiplier = quantize_multiplier(factor)
    assert 1 << 30 <= multiplier.value < 1 << 31
    assert multiplier.value * 2.0 ** (multiplier.shift - 31) == pytest.approx(factor, rel=2**-30)


def test_fixed_point_functions_are_close_to_the_real_ones() -> None:
    for step in range(1, 400):
        x = -step / 25
        raw = round(x * 2**26)
        assert exp_on_negative_values(raw, 5) / 2**31 == pytest.approx(math.exp(x), abs=2e-7)
        y = x * 15 / 16.5
        sigmoid = logistic(round(y * 2**27), 4) / 2**31
        assert sigmoid == pytest.approx(1 / (1 + math.exp(-y)), abs=2e-7)
    for value in range(0, 2**31, 2**24 + 12345):
        ideal = 1 / (1 + value / 2**31)
        assert one_over_one_plus(value) / 2**31 == pytest.approx(ideal, abs=1e-8)
