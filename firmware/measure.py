"""What built firmware needs: bytes from its file, stack and instructions from running it."""

from __future__ import annotations

from pathlib import Path

from firmware.boards import Board
from firmware.compilation import Compilation
from firmware.image import Needs
from firmware.toolchains.cortex_m4 import image_sizes
from firmware.virtual.tflm_arena import tflm_arena_bytes
from firmware.virtual.trial import try_firmware

ELF_MAGIC = b"\x7fELF"


def measure(firmware: Path, board: Board, compilation: Compilation) -> Needs:
    """Sizes of a firmware file; on emulated chips also stack and instructions, by a short run.

    Programs of this computer are no measure for a chip: their sizes are those of their file.

    Raises:
        BoardError: The engine is not to be had on this computer.
        FirmwareFault: The firmware crashed in the run.
    """
    data = firmware.read_bytes()
    sources = compilation.sources
    if compilation.sizes is not None:
        return Needs(*compilation.sizes, sources.arena_bytes)
    if sources.engine == "tflm" and not sources.files:
        arena_bytes = tflm_arena_bytes(data)
        return Needs(len(data), arena_bytes, arena_bytes)
    if data[:4] != ELF_MAGIC:
        return Needs(len(data), sources.arena_bytes, sources.arena_bytes)
    sizes = image_sizes(data)
    if board.kind != "virtual":
        return Needs(sizes.flash_bytes, sizes.ram_bytes, sources.arena_bytes)
    pack = sources.model_pack
    seen = try_firmware(data, sources.has_app, ((board.model_offset, pack),) if pack else ())
    return Needs(
        sizes.flash_bytes + len(pack),
        sizes.ram_bytes,
        sources.arena_bytes,
        seen.stack_bytes,
        seen.front_end_instructions,
        seen.inference_instructions,
    )
