"""Runs models three ways: TensorFlow Lite Micro, our C here, and our C on the emulated chip."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from device_build import build_host_program, require_cross_compiler, run_program, write_files

from firmware.engines.baked import BakedModel
from firmware.toolchains.cortex_m4 import compile_and_link
from firmware.virtual.emulator import Emulator

HERE = Path(__file__).resolve().parent
Bytes = npt.NDArray[np.int8]


@cache
def converted_models() -> dict[str, bytes]:
    """Every recipe converted, once a session and in a child process, for TensorFlow's sake."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(HERE / "baked_recipes.py"), folder]
        environment = {**os.environ, "CUDA_VISIBLE_DEVICES": ""}
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stderr[-3000:]
        return {path.stem: path.read_bytes() for path in Path(folder).glob("*.tflite")}


def make_inputs(model: BakedModel, count: int) -> Bytes:
    """Inputs (count, bytes): constant extremes, alternating ones, then random ones."""
    random = np.random.default_rng(7)
    inputs = random.integers(-128, 128, (count, model.input_bytes), dtype=np.int8)
    inputs[0], inputs[1], inputs[2] = -128, 127, 0
    inputs[3, ::2], inputs[3, 1::2] = -128, 127
    # Few values of both ends: sums that come near their bounds.
    inputs[4:24] = random.choice(np.array([-128, 127], np.int8), (20, model.input_bytes))
    return inputs


def run_tflm(tflite: bytes, inputs: Bytes) -> Bytes:
    """What TensorFlow Lite Micro makes of the inputs.

    LiteRT is no substitute: it rounds negative results of some operators the other way.
    """
    wheel: Any = pytest.importorskip(
        "tflite_micro", reason="the tflite-micro wheel exists for Linux x86-64 only"
    )
    interpreter = wheel.runtime.Interpreter.from_bytes(tflite)
    shape = interpreter.get_input_details(0)["shape"]
    outputs = []
    for values in inputs:
        interpreter.set_input(values.reshape(shape), 0)
        interpreter.invoke()
        outputs.append(interpreter.get_output(0).reshape(-1).copy())
    return np.array(outputs)


def run_here(folder: Path, model: BakedModel, inputs: Bytes, sanitize: bool = False) -> Bytes:
    """What the emitted C makes of the inputs on this computer."""
    files = {"model.h": model.header, "model.c": model.source}
    program = build_host_program(folder, files, [HERE / "baked_driver.c"], sanitize)
    output = run_program(program, [], inputs.tobytes())
    return np.frombuffer(output, np.int8).reshape(len(inputs), -1)


def run_emulated(
    folder: Path, model: BakedModel, inputs: Bytes, optimize: str = "-O2"
) -> tuple[Bytes, Emulator]:
    """What the emitted C makes of the inputs on the emulated Cortex-M4, and that emulator."""
    require_cross_compiler()
    sources = write_files(folder, {"model.h": model.header, "model.c": model.source})
    elf = folder / "model.elf"
    compile_and_link(
        [*sources, HERE / "baked_emulated.c"], [folder], {}, elf, optimize, roots=["test_run"]
    )
    emulator = Emulator(elf.read_bytes())
    outputs = []
    for values in inputs:
        emulator.write(emulator.symbol("test_input"), values.tobytes())
        emulator.call("test_run")
        outputs.append(emulator.read(emulator.symbol("test_output"), model.output_bytes))
    return np.frombuffer(b"".join(outputs), np.int8).reshape(len(inputs), -1), emulator


def assert_same(ours: Bytes, theirs: Bytes) -> None:
    """Byte for byte, naming the first inputs that differ."""
    assert ours.shape == theirs.shape
    wrong = np.flatnonzero((ours != theirs).any(axis=1))
    assert not len(wrong), (
        f"{len(wrong)} of {len(ours)} inputs differ, first {wrong[0]}: "
        f"{ours[wrong[0]][:16]} instead of {theirs[wrong[0]][:16]}"
    )
