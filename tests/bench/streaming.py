"""What streaming gains on a Cortex-M4: the same model, the same bytes, window beside stream.

    python tests/bench/streaming.py [--json] [NAME:FRAMES ...]

Each network (random weights: they change no number here) is compiled both ways, run in the emulator
over the same frames and compared byte for byte. Instructions are those of one run, mean of some;
they are not clock cycles. RAM is the model's static memory with the frames that it is given: the
window, or the new frames only. Flash is code and constants of the one form.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent / "test_firmware")]

from baked_harness import run_emulated  # noqa: E402
from stream_harness import (  # noqa: E402
    converted,
    emulated_stream,
    some_frames,
    stream_emulated,
    windows_of,
)

from audio.frontend import CHANNELS  # noqa: E402
from compress import architectures  # noqa: E402
from firmware.engines.baked import compile_model  # noqa: E402
from firmware.toolchains.cortex_m4 import image_sizes  # noqa: E402
from firmware.virtual.emulator import Emulator  # noqa: E402

NETWORKS = tuple(
    f"{name}:{frames}"
    for name, architecture in architectures.registry().items()
    if architecture.streaming
    for frames in (49, 97)
)
# Counted runs, after the window is full.
RUNS = 3


@dataclass(frozen=True)
class Cost:
    """One form of a model.

    Attributes:
        flash_bytes: Code and constants.
        ram_bytes: Static RAM with the frames that it is given.
        stack_bytes: High-water mark.
        instructions: Of one run.
    """

    flash_bytes: int
    ram_bytes: int
    stack_bytes: int
    instructions: int


@dataclass(frozen=True)
class Comparison:
    """Both forms of a network; the stream's reset, in instructions."""

    network: str
    frames: int
    stride_frames: int
    tflite_bytes: int
    window: Cost
    stream: Cost
    reset_instructions: int


def compare(name: str, frames: int, tflite: bytes) -> Comparison:
    """Compile both forms, run them, and stop if a byte differs."""
    stride = architectures.get(name).stride_frames
    plain, model = compile_model(tflite), compile_model(tflite, stride)
    assert model.stream is not None, model.stream_note
    sound = some_frames((frames // stride + 1 + RUNS) * stride, CHANNELS)
    windows = windows_of(sound, frames, stride)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        expected, chip = run_emulated(folder / "window", plain, windows[:-RUNS])
        window = measure(chip, folder / "window", plain.arena_bytes + plain.input_bytes)
        streaming = emulated_stream(folder / "stream", model)
        heard = stream_emulated(streaming, model, sound)
        if (heard[: len(expected)] != expected).any():
            raise RuntimeError(f"{name} with {frames} frames: the stream differs from the window")
        ram_bytes = model.stream.arena_bytes + stride * CHANNELS
        stream = measure(streaming, folder / "stream", ram_bytes)
        streaming.instructions = 0
        streaming.call("test_reset", count=True)
    return Comparison(name, frames, stride, len(tflite), window, stream, streaming.instructions)


def measure(chip: Emulator, folder: Path, ram_bytes: int) -> Cost:
    """The cost of a form whose firmware lies in a folder and has run on a chip."""
    chip.instructions = 0
    for _ in range(RUNS):
        chip.call("test_run", count=True)
    flash_bytes = image_sizes((folder / "model.elf").read_bytes()).flash_bytes
    return Cost(flash_bytes, ram_bytes, chip.stack_used(), chip.instructions // RUNS)


def print_table(rows: list[Comparison]) -> None:
    """For people."""
    print(f"{'':32} {'instructions a run':>30} {'RAM':>22} {'flash':>17}")
    print(
        f"{'network':18} {'frames':>6} {'stride':>6} {'window':>10} {'stream':>10} {'':>8} "
        f"{'window':>7} {'stream':>7} {'':>6} {'window':>8} {'stream':>8} {'reset':>8}"
    )
    for row in rows:
        faster = row.window.instructions / row.stream.instructions
        smaller = 1 - row.stream.ram_bytes / row.window.ram_bytes
        print(
            f"{row.network:18} {row.frames:>6} {row.stride_frames:>6} "
            f"{row.window.instructions:>10,} {row.stream.instructions:>10,} {faster:>7.1f}x "
            f"{row.window.ram_bytes:>7,} {row.stream.ram_bytes:>7,} {-smaller:>6.0%} "
            f"{row.window.flash_bytes:>8,} {row.stream.flash_bytes:>8,} "
            f"{row.reset_instructions:>8,}"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON list instead")
    parser.add_argument("networks", nargs="*", metavar="NAME:FRAMES")
    arguments = parser.parse_args()
    wanted = arguments.networks or list(NETWORKS)
    models = converted("stream_networks.py", *wanted)
    rows = []
    for each in wanted:
        name, _, frames = each.partition(":")
        rows.append(compare(name, int(frames), models[f"{name}-at-{frames}"]))
    if arguments.json:
        print(json.dumps([asdict(row) for row in rows]))
    else:
        print_table(rows)


if __name__ == "__main__":
    main()
