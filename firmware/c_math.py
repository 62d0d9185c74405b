"""Single-precision functions of this computer's C library.

NumPy brings its own, which differ from the C library's in the last bit, and C libraries differ
among each other. Whoever wants the numbers that a C program computes here has to ask the library
that the C program would ask.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import sys
from functools import cache
from typing import SupportsFloat


@cache
def _library() -> ctypes.CDLL:
    if sys.platform == "win32":
        return ctypes.CDLL("ucrtbase")
    # Where the mathematics is not a library of its own, it is part of the process itself.
    return ctypes.CDLL(ctypes.util.find_library("m"))


def _call(name: str, *args: SupportsFloat) -> float:
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
