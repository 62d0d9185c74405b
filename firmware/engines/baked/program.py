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


# A field of a structure: a number, numbers side by side, or a constant that it points to.
Field = int | str | tuple[int, ...]
NULL = "0"


@dataclass(frozen=True)
class Array:
    """Numbers that go to flash.

    Attributes:
        name: What calls and structures refer to it by.
        values: Integers of 8, 16 or 32 bits.
        are_weights: They are in the order in which their kernel reads them, and start on a word
            whatever the compiler; then they are referred to by `.bytes`.
    """

    name: str
    values: npt.NDArray[Any] = field(compare=False)
    are_weights: bool = False

    @property
    def reference(self) -> str:
        """A pointer to it in C."""
        return f"{self.name}.bytes" if self.are_weights else self.name

    @property
    def size_bytes(self) -> int:
        """What it occupies."""
        return -(-self.values.nbytes // 4) * 4 if self.are_weights else self.values.nbytes

    @property
    def text(self) -> str:
        """The C definition."""
        size, numbers = self.values.size, _numbers(self.values)
        if self.are_weights:
            union = f"union {{\n  int8_t bytes[{size}];\n  int32_t word;\n}}"
            return f"static const {union} {self.name} = {{{{{numbers}}}}};"
        c_type = C_TYPES[self.values.dtype.name]
        return f"static const {c_type} {self.name}[{size}] = {{{numbers}}};"


@dataclass(frozen=True)
class Structure:
    """A structure of 32-bit numbers and pointers that goes to flash.

    Attributes:
        c_type: The kernel's type.
        name: What calls refer to it by.
        fields: In the order of the type; only numbers may stand side by side.
    """

    c_type: str
    name: str
    fields: tuple[tuple[str, Field], ...]

    @property
    def size_bytes(self) -> int:
        """What it occupies."""
        return 4 * sum(len(value) if isinstance(value, tuple) else 1 for _, value in self.fields)

    @property
    def text(self) -> str:
        """The C definition, with the fields named."""
        lines = _wrapped(f".{key} = {_field(value)}" for key, value in self.fields)
        return f"static const {self.c_type} {self.name} = {{{lines}}};"


Constant = Array | Structure


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


def array(name: str, values: npt.NDArray[Any]) -> Array:
    """A constant array of 8-, 16- or 32-bit integers."""
    return Array(name, values)


def weights(name: str, values: npt.NDArray[np.int8]) -> Array:
    """Constant bytes that start on a word; refer to them by `.bytes`."""
    return Array(name, values, are_weights=True)


def structure(c_type: str, name: str, fields: Sequence[tuple[str, Field]]) -> Structure:
    """A constant structure."""
    return Structure(c_type, name, tuple(fields))


def _field(value: Field) -> str:
    return f"{{{', '.join(map(str, value))}}}" if isinstance(value, tuple) else str(value)


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
