"""What built firmware needs: bytes from its file, stack and instructions from running it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from audio.frontend import SAMPLE_RATE_HZ
from firmware.boards import Board
from firmware.compilation import Compilation
from firmware.image import Needs
from firmware.protocol import BLOCK_SAMPLES, LineReader, StatLine, command
from firmware.toolchains.cortex_m4 import image_sizes
from firmware.virtual.tflm_arena import tflm_arena_bytes

ELF_MAGIC = b"\x7fELF"
TRIAL_SECONDS = 1.0


def measure(firmware: Path, board: Board, compilation: Compilation) -> Needs:
    """Sizes of a firmware file; on emulated chips also stack and instructions, by a short run.

    Programs of this computer are no measure for a chip: their sizes are those of their file.

    Raises:
        BoardError: The engine is not to be had on this computer.
        FirmwareFault: The firmware crashed in the run.
    """
    data = firmware.read_bytes()
    sources = compilation.sources
    if sources.engine == "tflm":
        arena_bytes = tflm_arena_bytes(data)
        return Needs(len(data), arena_bytes, arena_bytes)
    if data[:4] != ELF_MAGIC:
        return Needs(len(data), sources.arena_bytes, sources.arena_bytes)
    sizes = image_sizes(data)
    if board.kind != "virtual":
        return Needs(sizes.flash_bytes, sizes.ram_bytes, sources.arena_bytes)
    stack, front_end, inference = _run_app(data) if sources.has_app else _run_engine(data)
    return Needs(
        sizes.flash_bytes, sizes.ram_bytes, sources.arena_bytes, stack, front_end, inference
    )


def _run_app(elf: bytes) -> tuple[int, int, int]:
    """A second of noise, with every kind of line asked for, since those need stack too."""
    from firmware.virtual.cortex_m4 import CortexM4Board
    from firmware.virtual.sound import Sound

    sent = bytearray()
    chip = CortexM4Board(elf, sent.extend)
    noise = np.random.default_rng(0).normal(scale=2000, size=int(TRIAL_SECONDS * SAMPLE_RATE_HZ))
    block = np.zeros(BLOCK_SAMPLES, "<i2").tobytes()
    for name, members in (
        ("replay", {"on": True}),
        ("replay", {"audio": block}),
        ("replay", {"on": False}),
        ("scores", {"on": True}),
        ("audio", {"on": True}),
    ):
        chip.receive(command(name, **members))  # type: ignore[arg-type]
        while chip.step():
            pass
    chip.play(Sound(noise.astype(np.int16)))
    while chip.step():
        pass
    stats = [line for line in LineReader().feed(bytes(sent)) if isinstance(line, StatLine)]
    last = stats[-1]
    return last.stack_bytes, last.front_end_ticks, last.inference_ticks


def _run_engine(elf: bytes) -> tuple[int, int, int]:
    """One run of the model over zeros."""
    from firmware.virtual.cortex_m4 import CortexM4Board

    sent = bytearray()
    CortexM4Board(elf, sent.extend).step()
    values = json.loads(sent)
    return int(values["stack"]), 0, int(values["inference_ticks"])
