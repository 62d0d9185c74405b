"""From a model to its plan: calls of kernels with their constants, as bytes.

    write_plan(plan_model(tflite, stream_frames))

Little-endian, every part on a word (`firmware/device/packed/model.c` reads it in place):

    0   magic "WWPL"             16  size of the output      32  number of calls
    4   name of the kernels      20  frames between runs     36  calls, 24 bytes each
    8   size of the arena        24  kept frames: start          and then constants
    12  size of the window       28  kept frames: size

A call is its kernel, when it is made, what its five arguments are (3 bits each, the first one
lowest) and their values. A description (a structure of numbers and pointers) is its number of
words, a bit for each word that is a pointer, and the words; pointers are offsets from the start.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from enum import IntEnum
from functools import cache
from pathlib import Path

import numpy as np

from firmware.engines.baked.compiler import Program
from firmware.engines.baked.kernels import FOLDER as KERNELS_FOLDER
from firmware.engines.baked.kernels import kernels_text
from firmware.engines.baked.layout import Layout
from firmware.engines.baked.program import (
    NULL,
    Address,
    Argument,
    Array,
    Call,
    Constant,
    Scratch,
    Structure,
)

DEVICE_FOLDER = Path(__file__).resolve().parents[2] / "device" / "packed"
KERNEL_LIST = DEVICE_FOLDER / "kernel_list.h"
LISTED = re.compile(r"^KERNEL\((\w+),", re.MULTILINE)
MAGIC = b"WWPL"
HEADER = struct.Struct("<4s8I")
CALL = struct.Struct("<BBH5i")
DESCRIPTION = struct.Struct("<II")
MOST_ARGUMENTS, MOST_WORDS, KIND_BITS, WORD_BYTES = 5, 32, 3, 4


class Kind(IntEnum):
    """What an argument is."""

    NUMBER, CONSTANT, DESCRIPTION, ARENA, INPUT, OUTPUT = range(6)


MEMORY = {"arena": Kind.ARENA, "input": Kind.INPUT, "output": Kind.OUTPUT}


class When(IntEnum):
    """In which runs a call is made."""

    ALWAYS, WITH_NEW_FRAMES, AFTER_RESET = range(3)


@cache
def kernel_names() -> tuple[str, ...]:
    """What a plan can call, in the order of the numbers that it says them by."""
    return tuple(LISTED.findall(KERNEL_LIST.read_text("utf-8")))


def emit_kernels() -> str:
    """The text of `kernels.h`: all kernels as static functions, and their name."""
    return f"#define WW_KERNELS {kernels_number()}u\n\n{_all_kernels()}"


@cache
def kernels_number() -> int:
    """Names all that plan and firmware must agree on."""
    listed = KERNEL_LIST.read_text("utf-8") + (DEVICE_FOLDER / "model.c").read_text("utf-8")
    return zlib.crc32((listed + _all_kernels()).encode())


@cache
def _all_kernels() -> str:
    return kernels_text(sorted(path.name for path in KERNELS_FOLDER.glob("*.c")))


def write_plan(program: Program) -> bytes:
    """The streaming form of a model where it has one, else the window form, as bytes."""
    stream = program.stream
    layout = stream.layout if stream else program.window
    calls = list(_calls(layout, streams=stream is not None))
    constants = [constant for step in layout.steps for constant in step.constants]
    places, data = _place(constants, HEADER.size + CALL.size * len(calls))
    header = HEADER.pack(
        MAGIC,
        kernels_number(),
        layout.arena_bytes,
        program.input_bytes,
        program.output_bytes,
        stream.frames if stream else 0,
        stream.history_start if stream else 0,
        stream.history_bytes if stream else 0,
        len(calls),
    )
    return header + b"".join(_pack_call(*each, layout, places) for each in calls) + data


def _calls(layout: Layout, streams: bool) -> Iterator[tuple[Call, When, int]]:
    """Calls in order, when each is made, and where its working memory starts."""
    for number, step in enumerate(layout.steps):
        scratch = layout.scratch_starts.get(number, 0)
        when = When.WITH_NEW_FRAMES if streams and number == 0 else When.ALWAYS
        for call in step.calls:
            yield call, when, scratch
        for call in step.settle:
            yield call, When.AFTER_RESET, scratch
    storage = layout.storage
    if storage.output == storage.input:
        # Nothing but reshaping: both ends are one tensor, and have to be told apart by their names.
        yield Call("memcpy", ("output", "input", str(storage.elements))), When.ALWAYS, 0


def _place(constants: Sequence[Constant], start: int) -> tuple[dict[str, int], bytes]:
    """Offsets of all constants by their names, and their bytes from `start` on."""
    places: dict[str, int] = {}
    end = start
    for constant in constants:
        if constant.name not in places:
            places[constant.name] = end
            end += -(-_size(constant) // WORD_BYTES) * WORD_BYTES
    data = bytearray(end - start)
    for constant in constants:
        at = places[constant.name] - start
        content = _bytes(constant, places)
        data[at : at + len(content)] = content
    return places, bytes(data)


def _size(constant: Constant) -> int:
    return constant.size_bytes + (DESCRIPTION.size if isinstance(constant, Structure) else 0)


def _bytes(constant: Constant, places: dict[str, int]) -> bytes:
    if isinstance(constant, Array):
        values = constant.values
        return values.astype(values.dtype.newbyteorder("<")).tobytes()
    words: list[int] = []
    pointers = 0
    for _, value in constant.fields:
        if isinstance(value, str) and value != NULL:
            pointers |= 1 << len(words)
            words.append(places[_name(value)])
        else:
            words += value if isinstance(value, tuple) else (int(value),)
    assert len(words) <= MOST_WORDS, constant.c_type
    return DESCRIPTION.pack(len(words), pointers) + np.array(words, "<i4").tobytes()


def _pack_call(
    call: Call, when: When, scratch_start: int, layout: Layout, places: dict[str, int]
) -> bytes:
    kinds, values = 0, [0] * MOST_ARGUMENTS
    for position, argument in enumerate(call.arguments):
        kind, values[position] = _argument(argument, scratch_start, layout, places)
        kinds |= kind << position * KIND_BITS
    return CALL.pack(kernel_names().index(call.function), when, kinds, *values)


def _argument(
    argument: Argument, scratch_start: int, layout: Layout, places: dict[str, int]
) -> tuple[Kind, int]:
    if isinstance(argument, Scratch):
        return Kind.ARENA, scratch_start
    if isinstance(argument, Address):
        where, offset = layout.place(argument)
        return MEMORY[where], offset
    if argument in MEMORY:
        return MEMORY[argument], 0
    if argument.startswith("&"):
        return Kind.DESCRIPTION, places[argument[1:]]
    if _name(argument) in places:
        return Kind.CONSTANT, places[_name(argument)]
    return Kind.NUMBER, int(argument)


def _name(reference: str) -> str:
    return reference.removesuffix(".bytes")
