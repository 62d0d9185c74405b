"""C99 to a WebAssembly module: clang with its linker, else `zig cc`."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from firmware.toolchains import zig
from firmware.toolchains.cortex_m4 import LIBC_FOLDER, ToolchainError, run_compiler

OPTIONS = ("-std=c99", "-O3", "-ffreestanding", "-fbuiltin", "-Wall", "-Wextra", "-Werror")
# Nothing is asked of the page, so the module runs wherever WebAssembly does. 32 KB of stack are
# some 20 times what the firmware was measured to use on a chip.
LINK_OPTIONS = ("-nostdlib", "-Wl,--no-entry", "-Wl,--strip-all", "-Wl,-z,stack-size=32768")
CLANG_TARGET = ("--target=wasm32",)
ZIG_TARGET = ("-target", "wasm32-freestanding")


def find_compiler() -> tuple[str, ...]:
    """The command that compiles for WebAssembly, target included.

    Raises:
        ToolchainError: None is installed.
    """
    clang = shutil.which("clang")
    if clang and shutil.which("wasm-ld"):
        return (clang, *CLANG_TARGET)
    if found := zig.compiler(*ZIG_TARGET):
        return found
    raise ToolchainError(
        "No compiler for WebAssembly was found (looked for clang with wasm-ld, and zig).",
        zig.how_to_get("Debian and Ubuntu: clang and lld; macOS: brew install zig"),
    )


def compile_module(
    sources: Sequence[Path], include_dirs: Sequence[Path], out_module: Path, log: Path | None = None
) -> None:
    """Compile C files, with the small C library, into a module that imports nothing.

    Args:
        sources: The C files; what they mark with `export_name` can be called from outside.
        include_dirs: Folders of their headers.
        out_module: Where it goes; its folder must exist.
        log: Where to keep the command and what the compiler says to it.

    Raises:
        ToolchainError: There is no compiler, or it reported errors (which the message shows).
    """
    command = [*find_compiler(), *OPTIONS, *LINK_OPTIONS]
    command += [f"-I{folder}" for folder in [*include_dirs, LIBC_FOLDER]]
    command += [str(source) for source in [*sources, LIBC_FOLDER / "string.c"]]
    command += ["-o", str(out_module)]
    run_compiler(command, log)
