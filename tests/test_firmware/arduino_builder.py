"""Arduino's own builder, the one inside the IDE 1.8, as Debian packages it with its AVR core."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

BUILDER = "arduino-builder"
HARDWARE = (Path("/usr/share/arduino-builder"), Path("/usr/share/arduino/hardware"))
# Debian's avr-gcc 5 does not give C++11 this macro, which the core's own WString.cpp uses.
CORE_MACRO = "-DDECIMAL_DIG=__DECIMAL_DIG__"


def has_builder() -> bool:
    """Whether sketches for AVR can be built here as the IDE builds them."""
    return bool(shutil.which(BUILDER)) and all(folder.exists() for folder in HARDWARE)


def build_sketch(ino: Path, fqbn: str, build: Path) -> tuple[Path, str]:
    """Build a sketch as it is; return its ELF file and what was said, warnings included."""
    said = _run("-compile", ino, fqbn, build)
    return build / f"{ino.name}.elf", said


def preprocessed(ino: Path, fqbn: str, build: Path) -> str:
    """The C++ that a sketch's .ino becomes: with prototypes, as ctags understands it."""
    _run("-preprocess", ino, fqbn, build)
    return (build / "sketch" / f"{ino.name}.cpp").read_text(encoding="utf-8")


def _run(what: str, ino: Path, fqbn: str, build: Path) -> str:
    build.mkdir()
    command = [BUILDER, what, "-fqbn", fqbn, "-build-path", str(build), "-warnings", "all"]
    command += [option for folder in HARDWARE for option in ("-hardware", str(folder))]
    command += ["-tools", "/usr/bin", "-prefs", f"compiler.cpp.extra_flags={CORE_MACRO}", str(ino)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said
