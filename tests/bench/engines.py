"""What engines cost on a Cortex-M4: flash, RAM, stack and instructions, as one table.

    python tests/bench/engines.py [--json]

Our own engine is compiled and run in the emulator here and now, at -O2 (and -Os for its size). The
rows of TensorFlow Lite Micro are reference measurements, with their conditions below the table; set
WAKEWRIGHT_TFLM_DIR to a tree of it to measure its reference kernels side by side, too (see
`tflm_build.py` for what that needs). WAKEWRIGHT_MODELS may name a folder of .tflite files to
measure as well, such as the public MLPerf Tiny models.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent / "test_firmware")]

from baked_harness import converted_models, make_inputs  # noqa: E402
from test_baked_parity import public_models  # noqa: E402
from tflm_build import build, what_is_missing  # noqa: E402

from compress.graph import count_macs, read_graph  # noqa: E402
from firmware.engines.baked import BakedModel, UnsupportedModel, compile_model  # noqa: E402
from firmware.toolchains.cortex_m4 import compile_and_link  # noqa: E402
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
        measured: Here and now, rather than quoted.
        holds_input: Whether its RAM includes the input (then the application needs no other).
    """

    engine: str
    model: str
    flash_bytes: int
    ram_bytes: int
    stack_bytes: int
    instructions: int
    measured: bool
    holds_input: bool


# Measured with GCC 12.2 for Cortex-M4 with FPU, error strings stripped, only the operators that the
# model needs, instructions counted in an emulator. The flash includes the .tflite.
REFERENCE = (
    Cost("TFLM reference -Os", "TinyConv", 29_572 + 18_800, 6_788, 1_032, 17_780_000, False, True),
    Cost("TFLM CMSIS-NN -O2", "TinyConv", 46_912 + 18_800, 6_836, 1_676, 1_495_000, False, True),
    Cost("TFLM reference -Os", "DS-CNN", 35_276 + 53_936, 22_772, 1_144, 133_960_000, False, True),
    Cost("TFLM CMSIS-NN -O2", "DS-CNN", 55_820 + 53_936, 22_820, 1_756, 7_700_000, False, True),
)
NOTES = """\
Flash holds code, constants and model. RAM is the arena and other static memory. TFLM's arena holds
the model's input and output; ours are the application's own buffers and come on top (last column).
TFLM's rows without * were measured once with GCC 12.2, hard float, error strings stripped, int8
registrations only, on micro_speech's TinyConv (18,800 B) and MLPerf Tiny's DS-CNN (53,936 B).
TFLM's rows with * are the reference kernels of the tree that WAKEWRIGHT_TFLM_DIR names; another
version of it, or another C library, costs somewhat more or less.
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
        measured=True,
        holds_input=False,
    )
    return cost, model


def measure_tflm(name: str, tflite: bytes, arena_bytes: int = 1 << 17) -> Cost | None:
    """Build TFLM's reference kernels around the model, run one input, count."""
    model = compile_model(tflite)
    with tempfile.TemporaryDirectory() as temporary:
        elf = Path(temporary) / "tflm.elf"
        image = build(tflite, arena_bytes, elf)
        if image is None:
            return None
        emulator = Emulator(elf.read_bytes())
        # The first run also sets the interpreter up.
        if emulator.call("test_run") != 1:
            raise RuntimeError(f"TFLM refused {name}")
        arena_used = emulator.call("test_arena_used")
        emulator.instructions = 0
        emulator.write(emulator.symbol("test_input"), make_inputs(model, 30)[-1].tobytes())
        emulator.call("test_run", count=True, timeout_s=TFLM_TIMEOUT_S)
        return Cost(
            engine="TFLM reference -O2",
            model=name,
            flash_bytes=image.flash_bytes,
            ram_bytes=arena_used,
            stack_bytes=emulator.stack_used(),
            instructions=emulator.instructions,
            measured=True,
            holds_input=True,
        )


def models() -> Iterator[tuple[str, str, bytes]]:
    """Title, architecture (for the reference rows) and bytes of each model."""
    architectures = {"micro_speech_quantized": "TinyConv", "mlperf_dscnn": "DS-CNN"}
    for name, architecture in (("tiny_conv", "TinyConv"), ("ds_cnn", "DS-CNN")):
        yield f"{architecture}, random weights", architecture, converted_models()[name]
    for path in public_models():
        yield path.stem, architectures.get(path.stem, path.stem), path.read_bytes()


def table() -> list[tuple[Cost, Cost | None, int]]:
    """Each cost with TFLM's best of the same architecture and the bytes of input and output."""
    rows: list[tuple[Cost, Cost | None, int]] = []
    missing = what_is_missing()
    if missing:
        print(f"TFLM is not measured here: {missing}.", file=sys.stderr)
    for title, architecture, tflite in models():
        best = next((c for c in reversed(REFERENCE) if c.model == architecture), None)
        try:
            for optimize in ("-O2", "-Os"):
                cost, model = measure_baked(title, tflite, optimize)
                rows.append((cost, best, model.input_bytes + model.output_bytes))
            theirs = None if missing else measure_tflm(title, tflite)
            if theirs is not None:
                rows.append((theirs, best, 0))
        except UnsupportedModel as error:
            print(f"{title}: {error}", file=sys.stderr)
        macs = count_macs(read_graph(tflite))
        print(f"{title}: {macs:,} multiply-accumulates", file=sys.stderr)
    return rows + [(cost, None, 0) for cost in REFERENCE]


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
        star = "*" if cost.measured else " "
        print(
            f"{cost.engine + star:20} {cost.model:26} {values[0]} {values[1]} "
            f"{cost.stack_bytes:>7,} {values[2]} {buffers if buffers else '':>12}"
        )
    print(f"\n* measured now; ratios are to TFLM with CMSIS-NN at -O2.\n{NOTES}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON list instead")
    arguments = parser.parse_args()
    rows = table()
    if arguments.json:
        print(json.dumps([asdict(cost) for cost, _, _ in rows]))
    else:
        print_table(rows)


if __name__ == "__main__":
    main()
