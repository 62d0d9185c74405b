"""Firmware of the interpreter for a Cortex-M4: library, core and glue compiled and linked.

The arena is measured: a first firmware gets one that is surely large enough, is started in the
emulator, and says what the interpreter took; the second has that much. Both know no model, so they
are kept in the user's cache under the hash of all that they are made of: for a retrained model
nothing is compiled.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from audio.files import write_atomic
from audio.stage import Clock, Stage, scaled
from firmware.cache import cache_folder
from firmware.engines.model_data import ARENA_FILE
from firmware.engines.tflm.arena import arena_class
from firmware.engines.tflm.library import compile_library, library_key, options
from firmware.sources import FirmwareSources, with_arena
from firmware.tflm_source import TflmError, find_tree
from firmware.toolchains import cortex_m4_cpp
from firmware.toolchains.cortex_m4 import LIBC_FOLDER, LINKER_SCRIPT
from firmware.toolchains.cortex_m4_cpp import Job
from firmware.virtual.trial import try_firmware

LEVEL = "-O2"
ENTRY_POINT = "main"
LIBRARY_SHARE, OWN_SHARE = 0.7, 0.9
# Begins what the log says of firmware that was not compiled again.
KEPT = "# compiled before"


@dataclass(frozen=True)
class Program:
    """Linked firmware, its sources with the arena that it has, and whether it was there before."""

    elf: Path
    sources: FirmwareSources
    reused: bool


def compile_program(
    sources: FirmwareSources, elf: Path, log: Path, model_offset: int, fixed_arena: bool = False
) -> Stage[Program]:
    """Compile laid-out sources with the interpreter's library.

    Args:
        sources: Of the engine `tflm`.
        elf: Where the firmware goes.
        log: Where what was asked of the compiler is kept.
        model_offset: Where the board reads its model pack.
        fixed_arena: Keep the arena of the sources, for models to come, instead of measuring it.

    Raises:
        TflmError: There is no tree of TensorFlow Lite Micro, or the interpreter does not take the
            model: what it said.
        ToolchainError: There is no C++ compiler for the chip, or it refused.
        FirmwareFault: The firmware crashes.
    """
    with tempfile.TemporaryDirectory() as temporary:
        workshop = _Workshop(sources, Path(temporary))
        linked = yield from scaled(workshop.link(sources), 0.0, OWN_SHARE)
        if not fixed_arena:
            yield workshop.clock.progress(OWN_SHARE, "Measuring the interpreter's working memory")
            sources = with_arena(sources, _measured_arena(sources, linked, model_offset))
            linked = yield from scaled(workshop.link(sources), OWN_SHARE, 1.0)
    shutil.copyfile(linked, elf)
    write_atomic(log, f"{workshop.command}\n\nNothing to complain about.\n")
    return Program(elf, sources, workshop.command.startswith(KEPT))


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


class _Workshop:
    """Makes firmware of sources with one arena or another, and keeps what it made.

    Attributes:
        clock: Since when it works.
        command: What was asked of the linker last, or where from the firmware was taken.
    """

    def __init__(self, sources: FirmwareSources, folder: Path) -> None:
        self.clock = Clock()
        self._tree = find_tree()
        self._compiler = cortex_m4_cpp.find_compiler()
        self._folder = folder
        defines = tuple(f"-D{name}={value}" for name, value in sources.defines)
        self._flags = (LEVEL, *defines, *options(self._tree))
        self._kept = cache_folder("tflm-firmware") / self._key(sources)
        self._objects: tuple[Path, ...] = ()
        self.command = ""

    def link(self, sources: FirmwareSources) -> Stage[Path]:
        """The firmware with the arena that the sources have."""
        kept = self._kept / f"{sources.arena_bytes}.elf"
        if kept.exists():
            self.command = f"{KEPT}: {kept.name} of {self._kept.name}"
            return kept
        if not self._objects:
            self._objects = yield from self._compile(sources)
        arena = self._job(sources, sources.folder / ARENA_FILE)
        yield from self._compile_own([arena], OWN_SHARE)
        fresh = self._folder / "firmware.elf"
        objects = [*self._objects, arena.target]
        self.command = cortex_m4_cpp.link(self._compiler, objects, fresh, ENTRY_POINT)
        write_atomic(kept, fresh.read_bytes())
        return kept

    def _compile(self, sources: FirmwareSources) -> Stage[tuple[Path, ...]]:
        """Everything but the arena, which another firmware has in another size."""
        making = compile_library(self._tree, sources.operators)
        library = yield from scaled(making, 0.0, LIBRARY_SHARE)
        files = [file for file in sources.files if file.name != ARENA_FILE]
        jobs = [self._job(sources, file) for file in (*files, LIBC_FOLDER / "string.c")]
        yield from self._compile_own(jobs, LIBRARY_SHARE)
        return (*(job.target for job in jobs), *library)

    def _compile_own(self, jobs: Sequence[Job], start: float) -> Stage[None]:
        for done in cortex_m4_cpp.compile_all(self._compiler, jobs, strict=True):
            share = start + (OWN_SHARE - start) * done / len(jobs)
            yield self.clock.progress(share, "Compiling the firmware around the interpreter")

    def _job(self, sources: FirmwareSources, file: Path) -> Job:
        includes = tuple(f"-I{folder}" for folder in sources.include_dirs)
        return Job(file, self._folder / f"{file.name}.o", (*self._flags, *includes))

    def _key(self, sources: FirmwareSources) -> str:
        """Names all that the firmware is made of, its arena left aside."""
        digest = hashlib.sha256(library_key(self._tree, self._compiler).encode())
        digest.update("\0".join((*self._flags[:1], *map(str, sources.defines))).encode())
        digest.update("\0".join(sources.operators).encode())
        folder = sources.folder
        named = [(p.relative_to(folder).as_posix(), p) for p in folder.rglob("*") if p.is_file()]
        named += [(path.name, path) for path in LIBC_FOLDER.iterdir()]
        named += [("linker", LINKER_SCRIPT)]
        for name, path in sorted(named):
            if path.name != ARENA_FILE:
                digest.update(f"\0{name}\0".encode() + path.read_bytes())
        return digest.hexdigest()[:16]
