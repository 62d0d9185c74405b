"""Functions of the C library, and the same as libraries have them that round correctly."""

from __future__ import annotations

import numpy as np

from audio.frontend import FrontEndSettings
from firmware.c_math import cosf, log1pf, powf, rounded_correctly
from firmware.front_end_tables import emit_tables

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
