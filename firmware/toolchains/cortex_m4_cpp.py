"""C++17 for a bare Cortex-M4, object by object: what the interpreter is written in.

The headers of the C++ library are needed, which Debian's compiler has in packages of their own;
`zig c++` has none for chips without an operating system. So the interpreter takes GNU's compiler,
while everything that is C is compiled by either.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from audio.spawning import NO_WINDOW, hear
from firmware.toolchains.cortex_m4 import (
    ERROR_LINES,
    GNU_TARGET,
    LIBC_FOLDER,
    LINKER_SCRIPT,
    WARNINGS,
    ToolchainError,
)
from firmware.toolchains.cortex_m4 import LANGUAGE as C99

COMPILER = "arm-none-eabi-g++"
# No heap, no exceptions, no run-time type information, nothing to be done at exit.
LANGUAGE = (
    "-std=c++17",
    "-fno-exceptions",
    "-fno-rtti",
    "-fno-threadsafe-statics",
    "-fno-use-cxa-atexit",
    "-fno-unwind-tables",
    "-fno-asynchronous-unwind-tables",
    "-ffunction-sections",
    "-fdata-sections",
)
# Kernels written for the processor are C, and so is most of our own.
C_LANGUAGE = ("-x", "c", "-std=c11", "-ffunction-sections", "-fdata-sections")
OWN_C_LANGUAGE = ("-x", "c", *C99, f"-I{LIBC_FOLDER}")
PROBE = b"#include <algorithm>\n#include <cstdio>\n"
PACKAGES = "gcc-arm-none-eabi, libnewlib-arm-none-eabi and libstdc++-arm-none-eabi-newlib"
POLL_S = 0.05
MOST_AT_ONCE = 8


@dataclass(frozen=True)
class Job:
    """One source file to compile: the C++ or C file, its object, and options beside the usual."""

    source: Path
    target: Path
    options: tuple[str, ...] = ()


def find_compiler() -> tuple[str, ...]:
    """The command that compiles C++ for the chip, target options included.

    Raises:
        ToolchainError: It is not installed, or lacks the C++ library's headers.
    """
    found = shutil.which(COMPILER)
    if not found:
        raise ToolchainError(
            f"The engine tflm is C++, and {COMPILER} is not installed.",
            f"Debian and Ubuntu: install {PACKAGES}; or take the engine baked.",
        )
    command = (found, *GNU_TARGET)
    probe = subprocess.run(
        [*command, "-x", "c++", "-", "-fsyntax-only"],
        input=PROBE,
        capture_output=True,
        check=False,
        creationflags=NO_WINDOW,
    )
    if probe.returncode != 0:
        raise ToolchainError(
            f"{COMPILER} has no C++ library, which the engine tflm includes.",
            f"Debian and Ubuntu: install {PACKAGES}; or take the engine baked.",
        )
    return command


def command_for(compiler: Sequence[str], job: Job, strict: bool) -> list[str]:
    """What compiles one file; `strict` for our own, which have no warnings."""
    of_c = OWN_C_LANGUAGE if strict else C_LANGUAGE
    language = of_c if job.source.suffix == ".c" else LANGUAGE
    warnings = WARNINGS if strict else ("-w",)
    ends = ["-c", str(job.source), "-o", str(job.target)]
    return [*compiler, *language, *warnings, *job.options, *ends]


def compile_all(compiler: Sequence[str], jobs: Sequence[Job], strict: bool) -> Iterator[int]:
    """Compile files, as many at once as the computer has processors.

    Yields:
        How many are done, again and again while it goes on. Closing the iterator ends the
        compilers and leaves no half object behind.

    Raises:
        ToolchainError: One was refused, with what the compiler said.
    """
    most = min(MOST_AT_ONCE, os.cpu_count() or 1)
    waiting, running = list(reversed(jobs)), list[_Running]()
    done = 0
    try:
        while waiting or running:
            while waiting and len(running) < most:
                running.append(_Running(compiler, waiting.pop(), strict))
            ended = [each for each in running if each.process.poll() is not None]
            for each in ended:
                running.remove(each)
                each.finish()
                done += 1
            yield done
            if not ended:
                time.sleep(POLL_S)
    finally:
        for each in running:
            each.cancel()


class _Running:
    """A compiler at work on a file beside the object that it becomes."""

    def __init__(self, compiler: Sequence[str], job: Job, strict: bool) -> None:
        self._job = job
        self._part = job.target.with_name(f"{job.target.name}.{os.getpid()}.part")
        job.target.parent.mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen(
            command_for(compiler, Job(job.source, self._part, job.options), strict),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            creationflags=NO_WINDOW,
        )

    def finish(self) -> None:
        """Take the object, or raise what the compiler said."""
        said = self.process.communicate()[1].decode("utf-8", "replace")
        if self.process.returncode != 0:
            self._part.unlink(missing_ok=True)
            first = "\n".join(said.strip().splitlines()[:ERROR_LINES])
            raise ToolchainError(
                f"The compiler refused {self._job.source.name}:\n{first}",
                "Is the tree of TensorFlow Lite Micro whole and unchanged?",
            )
        self._part.replace(self._job.target)

    def cancel(self) -> None:
        """End the compiler."""
        self.process.kill()
        self.process.communicate()
        self._part.unlink(missing_ok=True)


def link(compiler: Sequence[str], objects: Sequence[Path], out_elf: Path, root: str) -> str:
    """Link objects into an image for the memory map of `firmware/device/hal/cortex_m4.ld`.

    Args:
        compiler: As `find_compiler` found it.
        objects: All that may be needed; what `root` does not lead to is dropped.
        out_elf: Where the image goes.
        root: The entry point.

    Returns:
        What was asked of the linker, for a log.

    Raises:
        ToolchainError: Something is missing or too large.
    """
    command = [*compiler, *(str(each) for each in objects), "-T", str(LINKER_SCRIPT)]
    command += ["-nostartfiles", "--specs=nano.specs", "-Wl,--build-id=none", "-Wl,--gc-sections"]
    command += [f"-Wl,--entry={root}", f"-Wl,-u,{root}", "-lm", "-o", str(out_elf)]
    done = hear(command)
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        wrong = [line for line in lines if "overflowed" in line or "undefined" in line] or lines
        raise ToolchainError(
            "The linker refused the firmware:\n" + "\n".join(wrong[:ERROR_LINES]),
            "A smaller model may fit; otherwise this is worth reporting.",
        )
    return shlex.join(command)
