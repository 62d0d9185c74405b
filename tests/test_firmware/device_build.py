"""Builds the device's C for this computer and for the emulated chip, as the tests need it."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

from audio.frontend import FrontEndSettings
from compress.detector import DetectorSettings
from firmware.device_config import emit_config
from firmware.toolchains import cortex_m4, host

HERE = Path(__file__).resolve().parent
DEVICE = HERE.parents[1] / "firmware" / "device"
FRONT_END_SOURCES = tuple(
    DEVICE / f"{name}.c"
    for name in (
        "window",
        "fft",
        "filterbank",
        "noise_reduction",
        "pcan",
        "log_scale",
        "microfrontend",
        "frontend",
    )
)
DETECTOR_SOURCES = (DEVICE / "detector.c",)
# Stricter than the firmware's own build: any warning about a conversion is an error here.
HOST_OPTIONS = ("-std=c99", "-O2", "-Wall", "-Wextra", "-Werror", "-Wconversion", "-Wshadow")
SANITIZERS = ("-fsanitize=undefined,address", "-fno-sanitize-recover=all", "-g")


def device_config(
    front_end: FrontEndSettings = FrontEndSettings(),  # noqa: B008 (frozen)
    detector: DetectorSettings = DetectorSettings(thresholds=(20000, 20000)),  # noqa: B008
    labels: tuple[str, ...] = ("word", "_unknown_"),
    output_scale: float = 0.1,
) -> dict[str, str]:
    """The generated files of a small firmware."""
    return emit_config(labels, front_end, detector, output_scale, "0123", "test", "0.0.0")


def write_files(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Write generated files and return those that are to be compiled."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="ascii")
    return [folder / name for name in files if name.endswith(".c")]


def host_compiler() -> tuple[str, ...]:
    """This computer's C compiler; a test without one is skipped."""
    try:
        return host.find_compiler()
    except cortex_m4.ToolchainError as error:
        pytest.skip(str(error))


def require_cross_compiler() -> None:
    """Skip the test on a computer without a compiler for the chip."""
    try:
        cortex_m4.find_compiler()
    except cortex_m4.ToolchainError as error:
        pytest.skip(str(error))


@cache
def sanitizers(compiler: tuple[str, ...]) -> tuple[str, ...]:
    """The sanitizer options, if the compiler has their run-time libraries."""
    with tempfile.TemporaryDirectory() as folder:
        program = str(Path(folder) / "program")
        tried = subprocess.run(
            [*compiler, *SANITIZERS, "-x", "c", "-", "-o", program],
            input=b"int main(void) { return 0; }",
            capture_output=True,
            check=False,
        )
    return SANITIZERS if tried.returncode == 0 else ()


def build_host_program(
    folder: Path,
    files: Mapping[str, str],
    sources: Sequence[Path],
    sanitize: bool = True,
    include_dirs: Sequence[Path] = (),
) -> Path:
    """Compile generated files and sources into a program in `folder`."""
    compiler = host_compiler()
    program = folder / f"program{host.PROGRAM_SUFFIX}"
    generated = write_files(folder, files)
    includes = [f"-I{path}" for path in [folder, *include_dirs, DEVICE]]
    options = [*HOST_OPTIONS, *(sanitizers(compiler) if sanitize else ())]
    command = [*compiler, *options, *includes, *map(str, [*sources, *generated])]
    done = subprocess.run([*command, "-o", str(program)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return program


def run_program(program: Path, arguments: Sequence[str], script: bytes) -> bytes:
    """Run a driver on a script and return what it wrote; a sanitizer's report fails the test."""
    script_file, output_file = program.with_name("script.bin"), program.with_name("output.bin")
    script_file.write_bytes(script)
    command = [str(program), *arguments, str(script_file), str(output_file)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return output_file.read_bytes()
