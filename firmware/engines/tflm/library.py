"""The interpreter compiled for a Cortex-M4: once for a tree, a compiler and its options.

Objects are kept in the user's cache, each made when a model first needs it, so that the second
build is a matter of linking.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from audio.spawning import hear
from audio.stage import Clock, Stage
from firmware.cache import cache_folder
from firmware.tflm_source import KERNELS, TflmTree
from firmware.toolchains import cortex_m4_cpp
from firmware.toolchains.cortex_m4_cpp import Job

# Static memory only. Error strings stay: without them an interpreter fails in silence.
DEFINES = ("TF_LITE_STATIC_MEMORY", "TF_LITE_DISABLE_X86_NEON", "NDEBUG")
# Kernels run all the time, the rest of the interpreter mostly once.
KERNEL_LEVEL, CORE_LEVEL = "-O2", "-Os"


def options(tree: TflmTree) -> tuple[str, ...]:
    """What all files that include the interpreter's headers are compiled with."""
    # As system headers, so that warnings in them are not ours.
    includes = [part for folder in tree.include_dirs for part in ("-isystem", str(folder))]
    return (*(f"-D{name}" for name in (*DEFINES, *tree.defines)), *includes)


def compile_library(tree: TflmTree, opcodes: Sequence[str]) -> Stage[tuple[Path, ...]]:
    """The objects of an interpreter with these operators, compiled where they are not there yet.

    Raises:
        ToolchainError: There is no C++ compiler for the chip, or it refused a file.
    """
    clock = Clock()
    compiler = cortex_m4_cpp.find_compiler()
    folder = cache_folder("tflm-objects") / library_key(tree, compiler)
    jobs = [_job(tree, source, folder) for source in tree.sources(opcodes)]
    missing = [job for job in jobs if not job.target.exists()]
    if missing:
        said = f"Compiling TensorFlow Lite Micro ({tree.kernels} kernels), once"
        yield clock.progress(0.0, said)
        for done in cortex_m4_cpp.compile_all(compiler, missing, strict=False):
            yield clock.progress(done / len(missing), f"{said}: {done} of {len(missing)}")
    return tuple(job.target for job in jobs)


def _job(tree: TflmTree, source: Path, folder: Path) -> Job:
    inside = source.relative_to(tree.root)
    is_kernel = inside.as_posix().startswith(KERNELS) or "cmsis_nn" in inside.parts
    level = KERNEL_LEVEL if is_kernel else CORE_LEVEL
    target = folder / ("_".join(inside.with_suffix(".o").parts))
    return Job(source, target, (level, *options(tree)))


def library_key(tree: TflmTree, compiler: Sequence[str]) -> str:
    """Names all that the objects depend on: the tree, the compiler and what it is asked."""
    version = hear([*compiler, "--version"])
    version.check_returncode()
    facts = (
        tree.content,
        *compiler,
        version.stdout,
        *DEFINES,
        *tree.defines,
        *cortex_m4_cpp.LANGUAGE,
        *cortex_m4_cpp.C_LANGUAGE,
        KERNEL_LEVEL,
        CORE_LEVEL,
    )
    return hashlib.sha256("\0".join(facts).encode()).hexdigest()[:16]
