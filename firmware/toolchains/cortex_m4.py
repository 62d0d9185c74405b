"""C99 to an ELF for a bare Cortex-M4: GNU's cross compiler where it is, else `zig cc`.

    compile_and_link([Path("detector.c")], [Path("include")], {"N": "3"}, Path("out.elf"))
    image_sizes(Path("out.elf").read_bytes()).flash_bytes

Both compilers link the same way: no C library but the few functions in `firmware/device/libc`,
the compiler's own run-time for 64-bit arithmetic, and the memory map of
`firmware/device/hal/cortex_m4.ld`.
"""

from __future__ import annotations

import io
import shlex
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from audio.errors import WakewrightError
from audio.spawning import hear
from firmware.toolchains import zig

DEVICE_FOLDER = Path(__file__).resolve().parent.parent / "device"
LIBC_FOLDER = DEVICE_FOLDER / "libc"
LINKER_SCRIPT = DEVICE_FOLDER / "hal" / "cortex_m4.ld"
ERROR_LINES = 20
GNU_COMPILER = "arm-none-eabi-gcc"

GNU_TARGET = ("-mcpu=cortex-m4", "-mthumb", "-mfloat-abi=hard", "-mfpu=fpv4-sp-d16")
ZIG_TARGET = ("-target", "thumb-freestanding-eabihf", "-mcpu=cortex_m4")
GNU_RUNTIME = ("-nostdlib", "-lgcc")
# Which of these it has a use for differs between zig's versions.
ZIG_RUNTIME = ("-nostdlib", "-rtlib=compiler-rt", "-Wno-unused-command-line-argument")
# -fbuiltin gives back to a freestanding build that memcpy of four bytes is one load.
LANGUAGE = ("-std=c99", "-ffreestanding", "-fbuiltin", "-ffunction-sections", "-fdata-sections")
WARNINGS = ("-Wall", "-Wextra", "-Werror")


class ToolchainError(WakewrightError):
    """There is no compiler for the chip, or it refused the code."""


@dataclass(frozen=True)
class ImageSizes:
    """What an image occupies: flash (code, constants, initial values), RAM without the stack."""

    flash_bytes: int
    ram_bytes: int


def find_compiler() -> tuple[str, ...]:
    """The command that compiles for the chip, target options included.

    Raises:
        ToolchainError: Neither compiler is installed.
    """
    gnu = shutil.which(GNU_COMPILER)
    if gnu:
        return (gnu, *GNU_TARGET)
    if found := zig.compiler(*ZIG_TARGET):
        return found
    raise ToolchainError(
        f"No compiler for the Cortex-M4 was found (looked for {GNU_COMPILER} and zig).",
        zig.how_to_get("Debian and Ubuntu: gcc-arm-none-eabi; macOS: brew install zig"),
    )


def compile_and_link(
    sources: Sequence[Path],
    include_dirs: Sequence[Path],
    defines: Mapping[str, str],
    out_elf: Path,
    optimize: str = "-O2",
    roots: Sequence[str] = (),
    compiler: Sequence[str] = (),
    log: Path | None = None,
) -> ImageSizes:
    """Compile C files together with the small C library and link them into `out_elf`.

    Args:
        sources: The C and assembly files.
        include_dirs: Folders of their headers.
        defines: Macros, name to value.
        out_elf: Where the image goes; its folder must exist.
        optimize: The optimization level, as the compiler's option.
        roots: Functions to keep with what they need; the first is the entry point and everything
            unreachable is dropped. Without roots, everything is kept.
        compiler: The compiler's command; empty to take what `find_compiler` finds.
        log: Where to keep the command and what the compiler says to it.

    Returns:
        The sizes of the image.

    Raises:
        ToolchainError: No compiler was found, or it reported errors (which the message shows).
    """
    command = [*(compiler or find_compiler()), optimize, *LANGUAGE, *WARNINGS]
    command += [f"-D{name}={value}" for name, value in defines.items()]
    command += [f"-I{folder}" for folder in [*include_dirs, LIBC_FOLDER]]
    command += [str(source) for source in [*sources, LIBC_FOLDER / "string.c"]]
    command += _link_options(set(ZIG_TARGET) <= set(command), roots)
    command += ["-o", str(out_elf)]
    run_compiler(command, log)
    return image_sizes(out_elf.read_bytes())


def run_compiler(command: Sequence[str], log: Path | None) -> None:
    """Run a compiler to its end, unseen.

    Args:
        command: All of it.
        log: Where to keep the command and what the compiler says to it.

    Raises:
        ToolchainError: It does not start, or reported errors (the first of which are shown).
    """
    try:
        done = hear(command, zig.environment(command))
    except OSError as error:
        raise ToolchainError(
            f"The compiler {command[0]} cannot be started ({error}).", "Install it again."
        ) from error
    write_log(log, command, done.stdout + done.stderr)
    if done.returncode != 0:
        first_errors = "\n".join(done.stderr.strip().splitlines()[:ERROR_LINES])
        raise ToolchainError(
            f"The compiler refused the firmware:\n{first_errors}",
            "If these sources were not edited, this is a fault of Wakewright worth reporting.",
        )


def write_log(log: Path | None, command: Sequence[str], said: str) -> None:
    """Keep what was asked of a compiler and what it said, with paths as seen from the log."""
    if log is not None:
        text = f"{shlex.join(command)}\n\n{said.strip() or 'Nothing to complain about.'}\n"
        log.write_text(text.replace(str(log.parent), "."), encoding="utf-8")


def _link_options(zig: bool, roots: Sequence[str]) -> list[str]:
    options = ["-T", str(LINKER_SCRIPT), "-Wl,--build-id=none"]
    options += ZIG_RUNTIME if zig else GNU_RUNTIME
    if roots:
        options += ["-Wl,--gc-sections", f"-Wl,--entry={roots[0]}"]
        options += [f"-Wl,-u,{name}" for name in roots]
    else:
        options += ["-Wl,--no-gc-sections", "-Wl,--entry=0"]
    return options


def image_sizes(elf: bytes) -> ImageSizes:
    """Add up the sections of an ELF that the chip holds."""
    from elftools.elf.constants import SH_FLAGS
    from elftools.elf.elffile import ELFFile

    flash = ram = 0
    for section in ELFFile(io.BytesIO(elf)).iter_sections():
        if not section["sh_flags"] & SH_FLAGS.SHF_ALLOC:
            continue
        size = section["sh_size"]
        flash += size if section["sh_type"] != "SHT_NOBITS" else 0
        ram += size if section["sh_flags"] & SH_FLAGS.SHF_WRITE else 0
    return ImageSizes(flash, ram)
