"""The C files: kernels inlined once, constants, and the calls in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from firmware.engines.baked.program import Address, Argument, Call, Scratch, Step
from firmware.engines.baked.storage import Storage

KERNELS = Path(__file__).resolve().parents[2] / "device" / "kernels"
LOCAL_INCLUDE = re.compile(r'^#include "(.+)"\n', re.MULTILINE)


def emit_header(input_bytes: int, output_bytes: int, arena_bytes: int) -> str:
    """The text of `model.h`."""
    return f"""\
/* A neural network as plain C99, made by Wakewright. Values are int8, as the .tflite had them. */
#ifndef MODEL_H
#define MODEL_H

#include <stdint.h>

#define MODEL_INPUT_BYTES {input_bytes}
#define MODEL_OUTPUT_BYTES {output_bytes}
/* Static RAM of the model: intermediate results and working memory. */
#define MODEL_ARENA_BYTES {arena_bytes}

#ifdef __cplusplus
extern "C" {{
#endif

/* Runs the model once. Input and output must not overlap. Not reentrant. */
void model_invoke(const int8_t *input, int8_t *output);

#ifdef __cplusplus
}}
#endif

#endif
"""


def emit_source(
    steps: Sequence[Step],
    storage: Storage,
    starts: Mapping[int, int],
    scratch_starts: Mapping[int, int],
    arena_bytes: int,
) -> str:
    """The text of `model.c`.

    Args:
        steps: The program.
        storage: Where tensors live.
        starts: Offset in the arena of each root tensor in it.
        scratch_starts: Offset in the arena of the working memory of steps that need any.
        arena_bytes: Its size.
    """
    parts = ['#include "model.h"\n\n#include <string.h>\n']
    parts.append(_kernels(name for step in steps for name in step.kernels))
    for step in steps:
        parts += [constant.text + "\n" for constant in step.constants]
    if arena_bytes:
        parts.append("static int32_t arena[MODEL_ARENA_BYTES / 4];\n")
    body = []
    for number, step in enumerate(steps):
        body.append(f"  /* {step.comment} */")
        for call in step.calls:
            body.append(f"  {_call(call, storage, starts, scratch_starts.get(number, 0))}")
    if storage.output == storage.input:
        body.append(f"  memcpy(output, input, {storage.elements});")
    parts.append(
        "void model_invoke(const int8_t *input, int8_t *output) {\n" + "\n".join(body) + "\n}\n"
    )
    return "\n".join(parts)


def _call(call: Call, storage: Storage, starts: Mapping[int, int], scratch_start: int) -> str:
    def argument(value: Argument) -> str:
        if isinstance(value, Scratch):
            return f"arena + {scratch_start // 4}"
        if isinstance(value, Address):
            return _address(value, storage, starts)
        return value

    return f"{call.function}({', '.join(argument(value) for value in call.arguments)});"


def _address(address: Address, storage: Storage, starts: Mapping[int, int]) -> str:
    root = storage.root(address.tensor)
    if root == storage.input:
        base, offset = "input", address.offset
    elif root == storage.output:
        base, offset = "output", address.offset
    else:
        base, offset = "(int8_t *)arena", starts[root] + address.offset
    return f"{base} + {offset}" if offset else base


def _kernels(names: Iterable[str]) -> str:
    """The files with what they include, each once, includes first."""
    done: dict[str, str] = {}

    def add(name: str) -> None:
        if name in done:
            return
        text = (KERNELS / name).read_text(encoding="utf-8")
        for included in LOCAL_INCLUDE.findall(text):
            add(included)
        done[name] = LOCAL_INCLUDE.sub("", text)

    for name in names:
        add(name)
    return "\n".join(done.values())
