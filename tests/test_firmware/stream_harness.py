"""Runs the streaming form of models, here and on the emulated chip, beside the window form."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
from baked_harness import HERE, Bytes
from device_build import build_host_program, require_cross_compiler, run_program, write_files

from compress.runner import stream_windows
from firmware.engines.baked import BakedModel
from firmware.toolchains.cortex_m4 import compile_and_link
from firmware.virtual.emulator import Emulator


@cache
def converted(script: str, *arguments: str) -> dict[str, bytes]:
    """The models that a script of this folder converts, in a child process, once a session."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(HERE / script), folder, *arguments]
        environment = {**os.environ, "CUDA_VISIBLE_DEVICES": "", "PYTHONPATH": str(HERE.parents[1])}
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stderr[-3000:]
        return {path.stem: path.read_bytes() for path in Path(folder).glob("*.tflite")}


def some_frames(count: int, channels: int, seed: int = 3) -> Bytes:
    """Features (count, channels) that change slowly in some channels and jump in others."""
    random = np.random.default_rng(seed)
    slow = np.cumsum(random.normal(0, 25, (count, channels)), axis=0)
    fast = random.integers(-128, 128, (count, channels))
    mixed = np.where(random.random(channels) < 0.5, slow, fast)
    return np.clip(mixed, -128, 127).astype(np.int8)


def windows_of(frames: Bytes, window_frames: int, stride: int) -> Bytes:
    """What the window form is given for each run, a row each."""
    windows = stream_windows(frames, window_frames, stride)
    return windows.reshape(len(windows), -1)


def stream_here(folder: Path, model: BakedModel, frames: Bytes) -> tuple[Bytes, Bytes]:
    """Outputs over frames from a reset on, and once more after another reset; with sanitizers."""
    files = {"model.h": model.header, "model.c": model.source}
    program = build_host_program(folder, files, [HERE / "stream_driver.c"])
    output = run_program(program, [], frames.tobytes())
    rows = np.frombuffer(output, np.int8).reshape(-1, model.output_bytes)
    half = len(rows) // 2
    return rows[:half], rows[half:]


def emulated_stream(folder: Path, model: BakedModel, optimize: str = "-O2") -> Emulator:
    """The emulated chip with the streaming form on it, not reset yet."""
    require_cross_compiler()
    sources = write_files(folder, {"model.h": model.header, "model.c": model.source})
    elf = folder / "model.elf"
    sources.append(HERE / "stream_emulated.c")
    roots = ["test_run", "test_reset"]
    compile_and_link(sources, [folder], {}, elf, optimize, roots=roots)
    return Emulator(elf.read_bytes())


def stream_emulated(
    emulator: Emulator, model: BakedModel, frames: Bytes, count: bool = False
) -> Bytes:
    """Outputs over frames from a reset on."""
    assert model.stream is not None
    emulator.call("test_reset")
    outputs = []
    for run in range(len(frames) // model.stream.frames):
        fresh = frames[run * model.stream.frames : (run + 1) * model.stream.frames]
        emulator.write(emulator.symbol("test_input"), fresh.tobytes())
        emulator.call("test_run", count=count)
        outputs.append(emulator.read(emulator.symbol("test_output"), model.output_bytes))
    return np.frombuffer(b"".join(outputs), np.int8).reshape(-1, model.output_bytes)
