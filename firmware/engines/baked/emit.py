"""The C files: kernels inlined once, constants, and the calls in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from firmware.engines.baked.kernels import kernels_text
from firmware.engines.baked.layout import Layout, StreamLayout
from firmware.engines.baked.program import (
    Address,
    Argument,
    Array,
    Call,
    Constant,
    Scratch,
    Step,
    structure,
)

# How constants of operators are called.
NAME = re.compile(r"\bop\d+_\w+")
# The lowest feature: the front end's silence.
SILENCE = -128


def emit_header(
    input_bytes: int, output_bytes: int, arena_bytes: int, stream: StreamLayout | None
) -> str:
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
{_stream_declarations(stream) if stream else ""}
#ifdef __cplusplus
}}
#endif

#endif
"""


def _stream_declarations(stream: StreamLayout) -> str:
    return f"""
/* The same for sound that goes on: each run takes the newest MODEL_STREAM_FRAMES frames, computes
 * what is new in them, and gives what model_invoke gives for the window that ends with them. */
#define MODEL_STREAM_FRAMES {stream.frames}
#define MODEL_STREAM_INPUT_BYTES {stream.input_bytes}
/* Static RAM of the streaming form, and how much of it is kept from run to run. */
#define MODEL_STREAM_ARENA_BYTES {stream.layout.arena_bytes}
#define MODEL_STREAM_STATE_BYTES {stream.state_bytes}

/* To be called first: as if all frames so far had been silence, {SILENCE}. */
void model_stream_reset(void);

/* Not reentrant; new frames and output must not overlap. */
void model_stream(const int8_t *new_frames, int8_t *output);
"""


def emit_source(window: Layout, stream: StreamLayout | None) -> str:
    """The text of `model.c`."""
    parts = ['#include "model.h"\n\n#include <string.h>\n']
    steps = window.steps
    shared = {c.text for step in steps for c in step.constants}
    streamed = _apart(stream.layout.steps if stream else (), shared)
    parts.append(kernels_text(name for step in (*steps, *streamed) for name in step.kernels))
    texts = [c.text + "\n" for step in (*steps, *streamed) for c in step.constants]
    parts += dict.fromkeys(texts)
    if window.arena_bytes:
        parts.append("static int32_t arena[MODEL_ARENA_BYTES / 4];\n")
    body = _body(steps, window, "arena")
    if window.storage.output == window.storage.input:
        body.append(f"  memcpy(output, input, {window.storage.elements});")
    parts.append(_function("void model_invoke(const int8_t *input, int8_t *output)", body))
    if stream:
        parts += _stream_functions(streamed, stream)
    return "\n".join(parts)


def _stream_functions(steps: Sequence[Step], stream: StreamLayout) -> list[str]:
    arena = "stream_arena"
    history = f"(int8_t *){arena}" + (f" + {stream.history_start}" if stream.history_start else "")
    taking_in = _body(steps[:1], stream.layout, arena)
    layers = _body(steps, stream.layout, arena)[len(taking_in) :]
    if not any(step.settle for step in steps):
        layers.append("  (void)all_alike;")
    return [
        f"static int32_t {arena}[MODEL_STREAM_ARENA_BYTES / 4];\n",
        _function("static void run_layers(int8_t *output, int32_t all_alike)", layers),
        _function(
            "void model_stream(const int8_t *input, int8_t *output)",
            [*taking_in, "  run_layers(output, 0);"],
        ),
        _function(
            "void model_stream_reset(void)",
            [
                "  int8_t output[MODEL_OUTPUT_BYTES];",
                f"  memset({history}, {SILENCE}, {stream.history_bytes});",
                "  run_layers(output, 1);",
            ],
        ),
    ]


def _function(head: str, body: Sequence[str]) -> str:
    return f"{head} {{\n" + "\n".join(body) + "\n}\n"


def _body(steps: Sequence[Step], layout: Layout, arena: str) -> list[str]:
    lines = []
    for number, step in enumerate(steps):
        scratch = layout.scratch_starts.get(number, 0)
        lines.append(f"  /* {step.comment} */")
        lines += [f"  {_call(call, layout, arena, scratch)}" for call in step.calls]
        lines += [f"  if (all_alike) {_call(call, layout, arena, scratch)}" for call in step.settle]
    return lines


def _call(call: Call, layout: Layout, arena: str, scratch_start: int) -> str:
    def argument(value: Argument) -> str:
        if isinstance(value, Scratch):
            return f"{arena} + {scratch_start // 4}"
        if isinstance(value, Address):
            return _address(value, layout, arena)
        return value

    return f"{call.function}({', '.join(argument(value) for value in call.arguments)});"


def _address(address: Address, layout: Layout, arena: str) -> str:
    where, offset = layout.place(address)
    base = f"(int8_t *){arena}" if where == "arena" else where
    return f"{base} + {offset}" if offset else base


def _apart(steps: Sequence[Step], shared: set[str]) -> list[Step]:
    """Other names for constants that differ from those of the window form; all others, such as
    weights, serve both."""
    renamed = []
    for step in steps:
        own = {c.name for c in step.constants if c.text not in shared}

        def rename(text: str, own: set[str] = own) -> str:
            return NAME.sub(lambda m: f"stream_{m[0]}" if m[0] in own else m[0], text)

        constants = tuple(_renamed(c, rename) for c in step.constants)
        calls = tuple(
            Call(
                call.function, tuple(rename(a) if isinstance(a, str) else a for a in call.arguments)
            )
            for call in step.calls
        )
        renamed.append(replace(step, constants=constants, calls=calls))
    return renamed


def _renamed(constant: Constant, rename: Callable[[str], str]) -> Constant:
    if isinstance(constant, Array):
        return replace(constant, name=rename(constant.name))
    fields = [(k, rename(v) if isinstance(v, str) else v) for k, v in constant.fields]
    return structure(constant.c_type, rename(constant.name), fields)
