"""What the interpreter's C++ takes from the host: the operators to register."""

from __future__ import annotations

from collections.abc import Sequence

from firmware.c_source import c_header
from firmware.engines.tflm.operators import OPERATORS


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
