"""C99 to a program of this computer: the system's compiler, else `zig cc`."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from audio.spawning import NO_WINDOW
from firmware.toolchains import zig
from firmware.toolchains.cortex_m4 import ToolchainError, run_compiler

COMPILERS = ("cc", "clang", "gcc")
OPTIONS = ("-std=c99", "-O2", "-Wall", "-Wextra", "-Werror")
SYSTEM_PROGRAMS = Path("/usr/bin")
PROGRAM_SUFFIX = ".exe" if sys.platform == "win32" else ""


def find_compiler() -> tuple[str, ...]:
    """The command that compiles for this computer; the environment's CC comes first.

    Raises:
        ToolchainError: None is installed.
    """
    named = shlex.split(os.environ.get("CC", ""))
    for command in ([named] if named else []) + [[name] for name in COMPILERS]:
        found = shutil.which(command[0])
        if found and not _only_offers(found):
            return (found, *command[1:])
    if by_zig := zig.compiler():
        return by_zig
    raise ToolchainError(
        f"No C compiler was found (looked for {', '.join(COMPILERS)} and zig).",
        zig.how_to_get("Debian and Ubuntu: gcc; macOS: xcode-select --install"),
    )


def _only_offers(program: str) -> bool:
    """Whether this is what macOS has in a compiler's place: it opens a dialog that offers one."""
    if sys.platform != "darwin" or Path(program).parent != SYSTEM_PROGRAMS:
        return False
    asked = subprocess.run(
        ["xcode-select", "-p"], capture_output=True, check=False, creationflags=NO_WINDOW
    )
    return asked.returncode != 0


def compile_program(
    sources: Sequence[Path],
    include_dirs: Sequence[Path],
    defines: Mapping[str, str],
    out_program: Path,
    log: Path | None = None,
    libraries: Sequence[str] = (),
) -> None:
    """Compile C files into a program.

    Args:
        sources: The C files.
        include_dirs: Folders of their headers.
        defines: Macros, name to value.
        out_program: Where it goes; its folder must exist.
        log: Where to keep the command and what the compiler says to it.
        libraries: Names of libraries to link with.

    Raises:
        ToolchainError: No compiler was found, or it reported errors (which the message shows).
    """
    command = [*find_compiler(), *OPTIONS]
    command += [f"-D{name}={value}" for name, value in defines.items()]
    command += [f"-I{folder}" for folder in include_dirs]
    command += [str(source) for source in sources]
    command += ["-o", str(out_program), *(f"-l{name}" for name in libraries)]
    run_compiler(command, log)
