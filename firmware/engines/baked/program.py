"""The intermediate form between graph and C: steps that read and write numbered tensors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

C_TYPES = {"int8": "int8_t", "int16": "int16_t", "int32": "int32_t", "uint16": "uint16_t"}
LINE_WIDTH = 100


@dataclass(frozen=True)
class Address:
    """Where a tensor lies, as an argument in C; resolved once the arena is planned."""

    tensor: int
    offset: int = 0

    def at(self, offset: int) -> Address:
        """Some bytes further on."""
        return Address(self.tensor, offset)


@dataclass(frozen=True)
class Scratch:
    """The step's working memory, as an argument in C (a pointer to 32-bit words)."""


Argument = Address | Scratch | str


@dataclass(frozen=True)
class Call:
    """One call of a function of a kernel."""

    function: str
    arguments: tuple[Argument, ...]


@dataclass(frozen=True)
class Constant:
    """A definition that goes to flash.

    Attributes:
        text: The C definition.
        size_bytes: What it occupies.
        packed: Weights in the order in which their kernel reads them; None for all else.
    """

    text: str
    size_bytes: int
    packed: npt.NDArray[np.int8] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Overlap:
    """Leave to let a step's output share memory with one of its inputs.

    Attributes:
        tensor: The input, provided nothing needs it later.
        gap: How many bytes before the input's start the output must start at least; the step
            then never overwrites what it has yet to read. Negative when it may start later.
        exactly: The output must start exactly where the input does (gap is 0), because the step
            jumps about in memory.
    """

    tensor: int
    gap: int = 0
    exactly: bool = False


@dataclass(frozen=True)
class Step:
    """What one operator becomes.

    Attributes:
        comment: Names the operator in the emitted C.
        kernels: Files of `firmware/device/kernels` that the calls need.
        reads: Tensors read.
        writes: The tensor written.
        calls: In order.
        constants: In order.
        scratch_bytes: Working memory.
        overlaps: What the output may lie upon.
        settle: After the others when all frames so far were alike: makes the past of what is kept
            of the output what it then is.
    """

    comment: str
    kernels: tuple[str, ...]
    reads: tuple[int, ...]
    writes: int
    calls: tuple[Call, ...]
    constants: tuple[Constant, ...] = ()
    scratch_bytes: int = 0
    overlaps: tuple[Overlap, ...] = ()
    settle: tuple[Call, ...] = ()


def array(name: str, values: npt.NDArray[Any]) -> Constant:
    """A constant array of 8-, 16- or 32-bit integers."""
    c_type = C_TYPES[values.dtype.name]
    text = f"static const {c_type} {name}[{values.size}] = {{{_numbers(values)}}};"
    return Constant(text, values.nbytes)


def weights(name: str, values: npt.NDArray[np.int8]) -> Constant:
    """Constant bytes that start on a word, whatever the compiler; refer to them by `.bytes`."""
    size = values.size
    text = (
        f"static const union {{\n  int8_t bytes[{size}];\n  int32_t word;\n}} "
        f"{name} = {{{{{_numbers(values)}}}}};"
    )
    return Constant(text, -(-size // 4) * 4, values)


def structure(c_type: str, name: str, fields: Sequence[tuple[str, int | str]]) -> Constant:
    """A constant structure of 32-bit fields and pointers, with its fields named."""
    lines = _wrapped(f".{key} = {value}" for key, value in fields)
    return Constant(f"static const {c_type} {name} = {{{lines}}};", 4 * len(fields))


def _numbers(values: npt.NDArray[Any]) -> str:
    # The lowest 32-bit integer has no literal of its type in C.
    flat = values.reshape(-1).tolist()
    return _wrapped("INT32_MIN" if value == -(2**31) else str(value) for value in flat)


def _wrapped(items: Iterable[str]) -> str:
    lines = [""]
    for item in items:
        if len(lines[-1]) + len(item) + 4 > LINE_WIDTH:
            lines.append("")
        lines[-1] += f"{item}, "
    joined = "\n    ".join(line.rstrip() for line in lines)
    return f"\n    {joined}\n" if len(lines) > 1 else joined.rstrip(",")
