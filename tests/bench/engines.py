"""What engines cost on a Cortex-M4: flash, RAM, stack and instructions, as one table.

    python tests/bench/engines.py [--json] [--tflm TREE ...]

Our own engine is compiled and run in the emulator here and now, at -O2 (and -Os for its size), and
so are its kernels with a plan as the engine `packed` has them, and TensorFlow Lite Micro's
interpreter as the engine `tflm` has it, from each tree that is named or that WAKEWRIGHT_TFLM_DIR
names: with the kernels for CMSIS-NN where the tree brings them, else
with reference kernels. WAKEWRIGHT_MODELS may name a folder of .tflite files to measure as well,
such as the public MLPerf Tiny models.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent / "test_firmware")]

from baked_harness import converted_models, make_inputs  # noqa: E402
from packed_harness import BOARD, PlanChip, firmware  # noqa: E402
from test_baked_parity import public_models  # noqa: E402
from tflm_build import build  # noqa: E402

from compress.graph import count_macs, read_graph  # noqa: E402
from firmware.engines.baked import BakedModel, UnsupportedModel, compile_model  # noqa: E402
from firmware.engines.baked.compiler import plan_model  # noqa: E402
from firmware.engines.packed.plan import write_plan  # noqa: E402
from firmware.engines.tflm.arena import estimate_arena_bytes  # noqa: E402
from firmware.engines.tflm.operators import UnsupportedOperator  # noqa: E402
from firmware.tflm_source import TflmError, TflmTree, find_tree, read_tree  # noqa: E402
from firmware.toolchains.cortex_m4 import compile_and_link, image_sizes  # noqa: E402
from firmware.virtual.emulator import Emulator  # noqa: E402

EMPTY = "void test_run(void);\nvoid test_run(void) {}\n"


@dataclass(frozen=True)
class Cost:
    """One engine with one model.

    Attributes:
        engine: Which engine, kernels and optimization.
        model: Which model.
        flash_bytes: Code and constants, the model included.
        ram_bytes: Static RAM without the stack; the caller's input and output not included.
        stack_bytes: High-water mark of one inference.
        instructions: Of one inference, mean of several inputs.
        holds_input: Whether its RAM includes the input (then the application needs no other).
    """

    engine: str
    model: str
    flash_bytes: int
    ram_bytes: int
    stack_bytes: int
    instructions: int
    holds_input: bool


NOTES = """\
Flash holds code, constants and model. RAM is the arena and other static memory. TFLM's arena holds
the model's input and output; ours are the application's own buffers and come on top (last column).
TFLM keeps its error strings, as firmware needs them to say what is wrong; kernels are compiled at
-O2, the rest of the interpreter at -Os, with newlib.
Instructions are counted in an emulator; they are not clock cycles.
Published by MicroFlow for TinyConv on nRF52840: 61.8 kB of flash, 19.6 kB of RAM."""
INPUTS = 3
# Reference kernels take a hundred million instructions and more.
TFLM_TIMEOUT_S = 900.0


def measure_baked(name: str, tflite: bytes, optimize: str) -> tuple[Cost, BakedModel]:
    """Compile for the chip, run some inputs, count."""
    model = compile_model(tflite)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "model.h").write_text(model.header)
        (folder / "model.c").write_text(model.source)
        (folder / "empty.c").write_text(EMPTY)
        wrapper = HERE.parent / "test_firmware" / "baked_emulated.c"
        elf = folder / "model.elf"
        sources = [folder / "model.c", wrapper]
        image = compile_and_link(sources, [folder], {}, elf, optimize, roots=["test_run"])
        empty = compile_and_link(
            [folder / "empty.c"], [folder], {}, folder / "empty.elf", optimize, roots=["test_run"]
        )
        emulator = Emulator(elf.read_bytes())
        for values in make_inputs(model, 30)[-INPUTS:]:
            emulator.write(emulator.symbol("test_input"), values.tobytes())
            emulator.call("test_run", count=True)
    # Nothing but the arena and the two buffers, each up to a whole word, may take RAM.
    buffers = model.input_bytes + model.output_bytes
    assert 0 <= image.ram_bytes - buffers - model.arena_bytes <= 2 * 3 + 2
    cost = Cost(
        engine=f"baked {optimize}",
        model=name,
        flash_bytes=image.flash_bytes - empty.flash_bytes,
        ram_bytes=model.arena_bytes,
        stack_bytes=emulator.stack_used(),
        instructions=emulator.instructions // INPUTS,
        holds_input=False,
    )
    return cost, model


def measure_packed(name: str, tflite: bytes) -> Cost:
    """All kernels with the model's plan; the driver's few instructions are counted, too."""
    program = plan_model(tflite)
    chip = PlanChip(program)
    rows = make_inputs(compile_model(tflite), 30)[-INPUTS:]
    chip.run(rows)
    return Cost(
        engine="packed -O2",
        model=name,
        flash_bytes=image_sizes(firmware()).flash_bytes + len(write_plan(program)),
        ram_bytes=program.window.arena_bytes,
        stack_bytes=chip.emulator.stack_used(),
        instructions=chip.emulator.instructions // INPUTS,
        holds_input=False,
    )


def measure_tflm(tree: TflmTree, name: str, tflite: bytes) -> Cost:
    """Build the interpreter around the model, run one input, count."""
    model = compile_model(tflite)
    with tempfile.TemporaryDirectory() as temporary:
        elf = Path(temporary) / "tflm.elf"
        image = build(tree, tflite, estimate_arena_bytes(tflite, "cortex-m4"), elf)
        emulator = Emulator(elf.read_bytes())
        # The first run also sets the interpreter up.
        if emulator.call("test_run") != 1:
            raise RuntimeError(f"TFLM refused {name}")
        used = emulator.read(emulator.symbol("test_arena_used"), 4)
        emulator.instructions = 0
        emulator.write(emulator.symbol("test_input"), make_inputs(model, 30)[-1].tobytes())
        emulator.call("test_run", count=True, timeout_s=TFLM_TIMEOUT_S)
    return Cost(
        engine=f"TFLM {tree.kernels}",
        model=name,
        flash_bytes=image.flash_bytes,
        ram_bytes=int.from_bytes(used, "little"),
        stack_bytes=emulator.stack_used(),
        instructions=emulator.instructions,
        holds_input=True,
    )


def models() -> Iterator[tuple[str, bytes]]:
    """Title and bytes of each model."""
    for name, title in (("tiny_conv", "TinyConv"), ("ds_cnn", "DS-CNN")):
        yield f"{title}, random weights", converted_models()[name]
    for path in public_models():
        yield path.stem, path.read_bytes()


def table(trees: Sequence[TflmTree]) -> list[tuple[Cost, Cost | None, int]]:
    """Each cost with TFLM's fastest of the same model and the bytes of input and output."""
    rows: list[tuple[Cost, Cost | None, int]] = []
    for title, tflite in models():
        theirs = []
        for tree in trees:
            try:
                theirs.append(measure_tflm(tree, title, tflite))
            except UnsupportedOperator as error:
                print(f"{title}: {error}", file=sys.stderr)
        best = min(theirs, key=lambda cost: cost.instructions, default=None)
        try:
            for optimize in ("-O2", "-Os"):
                cost, model = measure_baked(title, tflite, optimize)
                rows.append((cost, best, model.input_bytes + model.output_bytes))
            if len(write_plan(plan_model(tflite))) <= BOARD.model_bytes:
                cost = measure_packed(title, tflite)
                rows.append((cost, best, model.input_bytes + model.output_bytes))
        except UnsupportedModel as error:
            print(f"{title}: {error}", file=sys.stderr)
        rows += [(cost, None, 0) for cost in theirs]
        macs = count_macs(read_graph(tflite))
        print(f"{title}: {macs:,} multiply-accumulates, {len(tflite):,} bytes", file=sys.stderr)
    return rows


def times_less(ours: int, theirs: int) -> str:
    """A ratio as people say it."""
    return f" ({theirs / ours:4.1f}x less)" if theirs >= ours else f" ({ours / theirs:4.1f}x more)"


def print_table(rows: list[tuple[Cost, Cost | None, int]]) -> None:
    """For people."""
    head = ("engine", "model", "flash", "RAM", "stack", "instructions")
    print("{:20} {:26} {:>21} {:>20} {:>7} {:>23} {:>12}".format(*head, "input+output"))
    for cost, best, buffers in rows:
        values = []
        for key, width in (("flash_bytes", 9), ("ram_bytes", 8), ("instructions", 11)):
            ratio = times_less(getattr(cost, key), getattr(best, key)) if best else " " * 12
            values.append(f"{getattr(cost, key):>{width},}{ratio}")
        print(
            f"{cost.engine:20} {cost.model:26} {values[0]} {values[1]} "
            f"{cost.stack_bytes:>7,} {values[2]} {buffers if buffers else '':>12}"
        )
    print(f"\nRatios are to the fastest TFLM that was measured.\n{NOTES}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON list instead")
    parser.add_argument("--tflm", type=Path, action="append", help="a tree of TFLM to measure")
    arguments = parser.parse_args()
    try:
        trees = [read_tree(path) for path in arguments.tflm or ()] or [find_tree()]
    except TflmError as error:
        print(f"TFLM is not measured here: {error}", file=sys.stderr)
        trees = []
    rows = table(trees)
    if arguments.json:
        print(json.dumps([asdict(cost) for cost, _, _ in rows]))
    else:
        print_table(rows)


if __name__ == "__main__":
    main()
