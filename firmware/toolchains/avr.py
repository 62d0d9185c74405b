"""C99 to firmware for 8-bit AVR chips, with avr-gcc."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from audio.spawning import hear
from firmware.toolchains.cortex_m4 import ToolchainError

COMPILER = "avr-gcc"
# Fast code: a front end of 16-bit multiplications takes half of the chip's time even so.
OPTIONS = ("-std=gnu99", "-O2", "-Wall", "-Wextra", "-Werror", "-flto", "-ffunction-sections")
LINK_OPTIONS = ("-Wl,--gc-sections", "-mrelax")


def find_compiler() -> tuple[str, ...]:
    """The command that compiles for AVR.

    Raises:
        ToolchainError: It is not installed.
    """
    found = shutil.which(COMPILER)
    if found is None:
        raise ToolchainError(
            "No compiler for the Uno's chip was found (looked for avr-gcc).",
            "Install one (Debian: gcc-avr avr-libc; macOS: brew install osx-cross/avr/avr-gcc), "
            "or let the Arduino IDE build the exported sketch.",
        )
    return (found,)


def is_there() -> bool:
    """Whether it can be compiled here."""
    return shutil.which(COMPILER) is not None


def compile_and_link(
    chip: str, sources: Sequence[Path], include_dirs: Sequence[Path], out_elf: Path
) -> None:
    """Compile C files into an ELF file and, beside it, the same as Intel HEX.

    Args:
        chip: As avr-gcc calls it, e.g. `atmega328p`.
        sources: The C files.
        include_dirs: Folders of their headers.
        out_elf: Where it goes; its folder must exist.

    Raises:
        ToolchainError: There is no compiler, or it reported errors (which the message shows).
    """
    command = [*find_compiler(), f"-mmcu={chip}", "-DF_CPU=16000000UL", *OPTIONS, *LINK_OPTIONS]
    command += [f"-I{folder}" for folder in include_dirs]
    command += [*map(str, sources), "-o", str(out_elf)]
    _run(command)
    hex_file = out_elf.with_suffix(".hex")
    _run(["avr-objcopy", "-O", "ihex", "-R", ".eeprom", str(out_elf), str(hex_file)])


def version() -> str:
    """Which compiler it is.

    Raises:
        ToolchainError: It is not installed.
    """
    return _run([*find_compiler(), "--version"])


def sizes(elf: Path) -> tuple[int, int]:
    """Bytes of flash and of static RAM that a program takes.

    Raises:
        ToolchainError: The file cannot be read.
    """
    text, data, bss = map(int, _run(["avr-size", str(elf)]).splitlines()[1].split()[:3])
    return text + data, data + bss


def _run(command: Sequence[str]) -> str:
    try:
        done = hear(command)
    except OSError as error:
        raise ToolchainError(
            f"{command[0]} does not start ({error}).", "Install gcc-avr with its binutils."
        ) from error
    if done.returncode != 0:
        raise ToolchainError(
            f"The compiler refused the firmware:\n{done.stderr.strip()}",
            "If these sources were not edited, this is a fault of Wakewright worth reporting.",
        )
    return done.stdout
