"""Single-precision functions of this computer's C library.

NumPy brings its own, which differ from the C library's in the last bit, and C libraries differ
among each other. Whoever wants the numbers that a C program computes here has to ask the library
that the C program would ask, or, for other computers, one that rounds correctly: as glibc's
do since 2.41.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import SupportsFloat


@cache
def _library() -> ctypes.CDLL:
    if sys.platform == "win32":
        return ctypes.CDLL("ucrtbase")
    # Where the mathematics is not a library of its own, it is part of the process itself.
    return ctypes.CDLL(ctypes.util.find_library("m"))


_CORRECT: dict[str, Callable[..., float]] = {
    "cosf": math.cos,
    "log1pf": math.log1p,
    "powf": math.pow,
}
_rounds_correctly = False


@contextmanager
def rounded_correctly() -> Iterator[None]:
    """Within it, results are the nearest 32-bit floats, whatever the C library here makes them."""
    global _rounds_correctly
    _rounds_correctly = True
    try:
        yield
    finally:
        _rounds_correctly = False


def _call(name: str, *args: SupportsFloat) -> float:
    if _rounds_correctly:
        exact = _CORRECT[name](*(ctypes.c_float(float(arg)).value for arg in args))
        return ctypes.c_float(exact).value
    function = getattr(_library(), name)
    function.restype = ctypes.c_float
    return float(function(*(ctypes.c_float(float(arg)) for arg in args)))


def cosf(angle: SupportsFloat) -> float:
    """The cosine of an angle in radians."""
    return _call("cosf", angle)


def log1pf(x: SupportsFloat) -> float:
    """The natural logarithm of 1 + x."""
    return _call("log1pf", x)


def powf(base: SupportsFloat, exponent: SupportsFloat) -> float:
    """`base` to the power of `exponent`."""
    return _call("powf", base, exponent)
