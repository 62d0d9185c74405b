"""The interpreter as firmware has it, but alone: between two buffers, for the emulator."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from audio.stage import finish
from compress.graph import read_graph
from firmware.c_source import c_array
from firmware.engines.model_data import ARENA_FILE, SIZES_FILE, emit_arena, emit_sizes
from firmware.engines.tflm.emit import emit_operators
from firmware.engines.tflm.library import compile_library, options
from firmware.engines.tflm.operators import operators_of
from firmware.sources import BARE_METAL, DEVICE_FOLDER, TFLM_FOLDER
from firmware.tflm_source import TflmTree
from firmware.toolchains import cortex_m4_cpp
from firmware.toolchains.cortex_m4 import LIBC_FOLDER, ImageSizes, image_sizes
from firmware.toolchains.cortex_m4_cpp import Job

HERE = Path(__file__).resolve().parent
PROGRAM = HERE / "tflm_program.cpp"


def build(tree: TflmTree, tflite: bytes, arena_bytes: int, elf: Path) -> ImageSizes:
    """Link an image with `test_input`, `test_output`, `test_run` and `test_arena_used`.

    Returns:
        Its sizes, model and arena included.

    Raises:
        UnsupportedOperator: The model holds an operator that is not registered.
        ToolchainError: There is no C++ compiler for the chip, or it refused.
    """
    graph, opcodes = read_graph(tflite), operators_of(tflite)
    ends = (graph.tensors[each[0]].elements for each in (graph.inputs, graph.outputs))
    texts = {
        SIZES_FILE: emit_sizes(*ends),
        "tflm_operators.h": emit_operators(opcodes),
        ARENA_FILE: emit_arena(arena_bytes),
        "test_model.inc": c_array(
            "uint8_t test_model[] __attribute__((aligned(16)))", list(tflite)
        ),
    }
    compiler = cortex_m4_cpp.find_compiler()
    library = finish(compile_library(tree, opcodes))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for path in (PROGRAM, DEVICE_FOLDER / "model_arena.h", *TFLM_FOLDER.iterdir()):
            shutil.copyfile(path, folder / path.name)
        (folder / BARE_METAL).unlink()
        for name, text in texts.items():
            (folder / name).write_text(text)
        sources = [*folder.glob("*.c"), *folder.glob("*.cpp"), LIBC_FOLDER / "string.c"]
        flags = ("-O2", f"-I{folder}", *options(tree))
        jobs = [Job(source, folder / f"{source.name}.o", flags) for source in sources]
        for _ in cortex_m4_cpp.compile_all(compiler, jobs, strict=True):
            pass
        cortex_m4_cpp.link(compiler, [*(job.target for job in jobs), *library], elf, "test_run")
    return image_sizes(elf.read_bytes())
