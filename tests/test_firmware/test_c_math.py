"""Functions of the C library, and the same as libraries have them that round correctly."""

from __future__ import annotations

import ctypes
import math
import struct
from types import SimpleNamespace

import numpy as np
import pytest

from audio.frontend import FrontEndSettings
from firmware import c_math
from firmware.c_math import cosf, log1pf, powf, rounded_correctly
from firmware.front_end_tables import emit_tables

# Where log1pf of Windows' ucrtbase.dll (10.0.14393, 32 bits) is not the nearest number, of all that
# the mel scale asks for: argument and result in hex, asked of the library itself. Its powf always
# is; it has no cosf, which on 64 bits is worked out in double precision.
OFF_ON_WINDOWS = """
3e892492:3e730628 3f149249:3eea5136 3f2b6db7:3f033a64 3f4db6db:3f16fb16 3f649249:3f2359b3
3f7b6db7:3f2f2652 3fcdb6db:3f755031 3ffb6db7:3f8b16e5 40509249:3fb97968 40536db7:3fbacf1b
40564925:3fbc2144 40676db7:3fc3c81a 4075b6db:3fc9d382 407b6db7:3fcc2a93 40e04925:400527d8
40e76db7:4006ea3c 40f16db7:40094cac 40f44925:4009f6fb 40f89249:400af32d
"""
ANGLES = np.linspace(0, np.pi, 200, dtype=np.float32)


def test_the_library_is_right_to_the_last_bits() -> None:
    for x in ANGLES:
        assert abs(cosf(x) - np.cos(float(x))) < 1e-6
        assert abs(log1pf(x) - np.log1p(float(x))) < 1e-6


def test_correct_rounding_gives_the_nearest_numbers_and_ends() -> None:
    before = [log1pf(x) for x in ANGLES]
    with rounded_correctly():
        assert [log1pf(x) for x in ANGLES] == [np.float32(np.log1p(float(x))) for x in ANGLES]
        assert powf(2.5, -0.95) == np.float32(2.5 ** -float(np.float32(0.95)))
    assert [log1pf(x) for x in ANGLES] == before


def test_tables_of_newer_c_libraries_can_be_made_here() -> None:
    with rounded_correctly():
        made = emit_tables(FrontEndSettings())
        assert made == emit_tables(FrontEndSettings())
    own = emit_tables(FrontEndSettings())
    changed = [
        (old, new)
        for name in own
        for old, new in zip(own[name].split(), made[name].split(), strict=True)
        if old != new
    ]
    # A handful of weights, by the last bit, or none where this library rounds so itself.
    assert len(changed) <= 4
    assert all(abs(int(old.strip(",")) - int(new.strip(","))) == 1 for old, new in changed)


def test_windows_makes_the_tables_of_newer_c_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    """So firmware that was compiled on Linux beforehand is found there."""
    off = dict(pair.split(":") for pair in OFF_ON_WINDOWS.split())
    asked = set()

    def nearest(x: float) -> float:
        return ctypes.c_float(x).value

    def log1pf_of_windows(x: ctypes.c_float) -> float:
        bits = struct.pack(">f", x.value).hex()
        asked.add(bits)
        if bits not in off:
            return nearest(math.log1p(x.value))
        return float(struct.unpack(">f", bytes.fromhex(off[bits]))[0])

    library = SimpleNamespace(
        log1pf=log1pf_of_windows,
        cosf=lambda x: nearest(math.cos(x.value)),
        powf=lambda base, exponent: nearest(math.pow(base.value, exponent.value)),
    )
    with rounded_correctly():
        correct = emit_tables(FrontEndSettings())
    monkeypatch.setattr(c_math, "_library", lambda: library)
    assert emit_tables(FrontEndSettings()) == correct
    assert off.keys() <= asked
