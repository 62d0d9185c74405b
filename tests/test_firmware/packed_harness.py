"""Runs models as plans on the emulated chip: one firmware for all of them."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import numpy as np
from baked_harness import HERE, Bytes
from device_build import DEVICE, require_cross_compiler, write_files

from firmware.boards import load_board
from firmware.engines.baked.compiler import Program, plan_model
from firmware.engines.model_data import ARENA_FILE, SIZES_FILE, emit_arena
from firmware.engines.packed.plan import emit_kernels, write_plan
from firmware.toolchains.cortex_m4 import compile_and_link
from firmware.virtual.emulator import Emulator

BOARD = load_board("virtual-cortex-m4")
ARENA_BYTES = 64 * 1024
# In place of constants: the test says how large the model's ends are.
SIZES = """\
#include <stdint.h>
extern uint32_t test_window_bytes;
#define MODEL_INPUT_BYTES test_window_bytes
#define MODEL_OUTPUT_LIMIT 8192u
"""


@cache
def firmware() -> bytes:
    """The engine with its driver, compiled once a session."""
    require_cross_compiler()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        generated = {
            SIZES_FILE: SIZES,
            "kernels.h": emit_kernels(),
            ARENA_FILE: emit_arena(ARENA_BYTES),
        }
        sources = write_files(folder, generated)
        sources += [DEVICE / "packed" / "model.c", HERE / "packed_emulated.c"]
        elf = folder / "packed.elf"
        roots = ["test_run", "test_reset", "test_start"]
        compile_and_link(sources, [folder, DEVICE / "packed", DEVICE], {}, elf, roots=roots)
        return elf.read_bytes()


class PlanChip:
    """The emulated chip with a plan in its flash.

    Args:
        program: The model.
        plan: What lies in flash instead of the model's plan.

    Attributes:
        trouble: What the chip says of the plan; empty if it takes it.
        emulator: Counts the instructions of runs.
    """

    def __init__(self, program: Program, plan: bytes | None = None) -> None:
        content = write_plan(program) if plan is None else plan
        assert len(content) <= BOARD.model_bytes
        self._program = program
        self.emulator = Emulator(firmware())
        self.emulator.write(BOARD.model_offset, content)
        size = np.uint32(program.input_bytes).tobytes()
        self.emulator.write(self.emulator.symbol("test_window_bytes"), size)
        told = self.emulator.call("test_start", program.output_bytes)
        self.trouble = self._text(told) if told else ""

    def run(self, rows: Bytes) -> Bytes:
        """Outputs for inputs (runs, bytes), after a reset."""
        self.emulator.call("test_reset")
        outputs = []
        for values in rows:
            self.emulator.write(self.emulator.symbol("test_input"), values.tobytes())
            self.emulator.call("test_run", count=True)
            place = self.emulator.symbol("test_output")
            outputs.append(self.emulator.read(place, self._program.output_bytes))
        return np.frombuffer(b"".join(outputs), np.int8).reshape(len(rows), -1)

    def _text(self, address: int) -> str:
        return self.emulator.read(address, 128).partition(b"\0")[0].decode()


def run_plan(tflite: bytes, inputs: Bytes) -> Bytes:
    """What the plan of a model makes of windows."""
    chip = PlanChip(plan_model(tflite))
    assert chip.trouble == ""
    return chip.run(inputs)
