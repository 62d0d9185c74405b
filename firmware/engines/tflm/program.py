"""Firmware of the interpreter for a Cortex-M4: library, core and glue compiled and linked.

The arena is measured: a first firmware gets one that is surely large enough, is started in the
emulator, and says what the interpreter took; the second has that much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from audio.files import write_atomic
from audio.stage import Clock, Stage, scaled
from firmware.engines.tflm.arena import arena_class
from firmware.engines.tflm.library import compile_library, options
from firmware.sources import ARENA_FILE, FirmwareSources, with_arena
from firmware.tflm_source import TflmError, find_tree
from firmware.toolchains import cortex_m4_cpp
from firmware.toolchains.cortex_m4 import LIBC_FOLDER
from firmware.toolchains.cortex_m4_cpp import Job
from firmware.virtual.trial import try_firmware

LEVEL = "-O2"
ENTRY_POINT = "main"
LIBRARY_SHARE, OWN_SHARE = 0.7, 0.9


@dataclass(frozen=True)
class Program:
    """Linked firmware, and its sources with the arena that it has."""

    elf: Path
    sources: FirmwareSources


def compile_program(
    sources: FirmwareSources, elf: Path, log: Path, model_offset: int, fixed_arena: bool = False
) -> Stage[Program]:
    """Compile laid-out sources with the interpreter's library.

    Args:
        sources: Of the engine `tflm`.
        elf: Where the firmware goes.
        log: Where what was asked of the linker is kept.
        model_offset: Where the board reads its model pack.
        fixed_arena: Keep the arena of the sources, for models to come, instead of measuring it.

    Raises:
        TflmError: There is no tree of TensorFlow Lite Micro, or the interpreter does not take the
            model: what it said.
        ToolchainError: There is no C++ compiler for the chip, or it refused.
        FirmwareFault: The firmware crashes.
    """
    clock = Clock()
    tree = find_tree()
    compiler = cortex_m4_cpp.find_compiler()
    library = yield from scaled(compile_library(tree, sources.operators), 0.0, LIBRARY_SHARE)
    includes = tuple(f"-I{folder}" for folder in sources.include_dirs)
    defines = tuple(f"-D{name}={value}" for name, value in sources.defines)
    flags = (LEVEL, *includes, *defines, *options(tree))
    objects = elf.parent / "objects"
    own = [_job(file, objects, flags) for file in (*sources.files, LIBC_FOLDER / "string.c")]
    for done in cortex_m4_cpp.compile_all(compiler, own, strict=True):
        share = LIBRARY_SHARE + (OWN_SHARE - LIBRARY_SHARE) * done / len(own)
        yield clock.progress(share, "Compiling the firmware around the interpreter")
    made = [*(job.target for job in own), *library]
    if not fixed_arena:
        cortex_m4_cpp.link(compiler, made, elf, ENTRY_POINT)
        yield clock.progress(OWN_SHARE, "Measuring the interpreter's working memory")
        sources = with_arena(sources, _measured_arena(sources, elf, model_offset))
        arena = [job for job in own if job.source.name == ARENA_FILE]
        yield from _compile_quietly(compiler, arena, clock)
    write_atomic(log, cortex_m4_cpp.link(compiler, made, elf, ENTRY_POINT) + "\n")
    for job in own:
        job.target.unlink()
    objects.rmdir()
    return Program(elf, sources)


def _measured_arena(sources: FirmwareSources, elf: Path, model_offset: int) -> int:
    """The arena that the interpreter asks for when it is started with the model."""
    flash = ((model_offset, sources.model_pack),)
    seen = try_firmware(elf.read_bytes(), sources.has_app, flash, only_start=True)
    if seen.error:
        raise TflmError(
            f"The firmware does not take the model: {seen.error}.",
            "Choose another architecture, or the engine baked.",
        )
    return arena_class(seen.arena_bytes)


def _compile_quietly(compiler: Sequence[str], jobs: Sequence[Job], clock: Clock) -> Stage[None]:
    for _ in cortex_m4_cpp.compile_all(compiler, jobs, strict=True):
        yield clock.progress(OWN_SHARE, "Measuring the interpreter's working memory")


def _job(source: Path, objects: Path, flags: tuple[str, ...]) -> Job:
    return Job(source, objects / f"{source.name}.o", flags)
