"""What the interpreter's C++ takes from the host: sizes, and the operators to register."""

from __future__ import annotations

from collections.abc import Sequence

from firmware.c_source import c_file, c_header
from firmware.engines.tflm.operators import OPERATORS


def emit_sizes(input_bytes: int, output_bytes: int = 0) -> str:
    """The text of `tflm_sizes.h`.

    Args:
        input_bytes: What each run takes.
        output_bytes: What it gives, for firmware of the engine alone; firmware that listens asks
            the model pack how many labels there are.
    """
    lines = [f"#define MODEL_INPUT_BYTES {input_bytes}u"]
    lines += [f"#define MODEL_OUTPUT_BYTES {output_bytes}u"] if output_bytes else []
    return c_header("TFLM_SIZES_H", lines)


def emit_arena(arena_bytes: int) -> str:
    """The text of `tflm_arena.c`, the one file that knows how large the arena is."""
    return c_file(
        "tflm_arena.h",
        [
            f"TFLM_ALIGNED uint8_t tflm_arena[{arena_bytes}];",
            f"const uint32_t tflm_arena_bytes = {arena_bytes};",
        ],
    )


def emit_operators(opcodes: Sequence[str]) -> str:
    """The text of `tflm_operators.h`, C++ that registers exactly these operators."""
    calls = [_call(opcode) for opcode in opcodes]
    return c_header(
        "TFLM_OPERATORS_H",
        [
            '#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"',
            "",
            f"typedef tflite::MicroMutableOpResolver<{len(calls)}> ww_operators_t;",
            "",
            "static inline bool ww_add_operators(ww_operators_t& operators) {",
            "  return " + " &&\n         ".join(f"{call} == kTfLiteOk" for call in calls) + ";",
            "}",
        ],
    )


def _call(opcode: str) -> str:
    operator = OPERATORS[opcode]
    registration = f"tflite::{operator.int8}()" if operator.int8 else ""
    return f"operators.{operator.method}({registration})"
