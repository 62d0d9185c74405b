"""The small front end and the small models in C: compiled for this computer and for a simulated
ATmega328P, fed, and read out."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audio.uno_frontend import BAND_EDGES
from compress.uno.model import Network
from firmware.c_source import c_array
from firmware.engines.micro.emit import DEVICE_FOLDER, emit_model
from firmware.engines.micro.front_end import TABLES_HEADER, emit_tables
from firmware.toolchains.host import PROGRAM_SUFFIX, compile_program

HERE = Path(__file__).resolve().parent
BANDS = len(BAND_EDGES) - 1
AVR = ("avr-gcc", "-mmcu=atmega328p", "-std=c99", "-O2", "-Wall", "-Wextra", "-Werror")
CLOCK_HZ = 16_000_000
SIMULATION_TIMEOUT_S = 120


@dataclass(frozen=True)
class AvrRun:
    """What a program of the simulated chip said and needs.

    Attributes:
        lines: The bytes of each line of hex, int8, shape (lines, width).
        numbers: Cycles and stack by their letter, see the programs.
        flash_bytes: Code and constants.
        static_bytes: Memory with and without initial values.
    """

    lines: NDArray[np.int8]
    numbers: dict[str, int]
    flash_bytes: int
    static_bytes: int


def has_avr() -> bool:
    """Whether this computer can compile for the chip and simulate it."""
    return bool(shutil.which("avr-gcc") and shutil.which("simavr") and shutil.which("avr-size"))


def host_front_end(folder: Path, defines: dict[str, str] | None = None) -> Path:
    """The front end as a program of this computer."""
    (folder / TABLES_HEADER).write_text(emit_tables(), encoding="utf-8")
    program = folder / f"front_end{PROGRAM_SUFFIX}"
    sources = [HERE / "uno_host_front_end.c", DEVICE_FOLDER / "uno_frontend.c"]
    compile_program(sources, [folder, DEVICE_FOLDER], defines or {}, program)
    return program


def run_front_end(program: Path, readings: NDArray[np.uint16]) -> tuple[NDArray[np.int8], int]:
    """Frames, (n, bands), and how many samples were lost."""
    done = subprocess.run(
        [program], input=readings.astype("<u2").tobytes(), capture_output=True, check=True
    )
    return np.frombuffer(done.stdout, np.int8).reshape(-1, BANDS), int(done.stderr)


def host_model(network: Network, folder: Path) -> Path:
    """A model as a program of this computer."""
    emitted = emit_model(network)
    (folder / "model.h").write_text(emitted.header, encoding="utf-8")
    (folder / "model.c").write_text(emitted.source, encoding="utf-8")
    program = folder / f"model{PROGRAM_SUFFIX}"
    sources = [each for each in emitted.kernels if each.suffix == ".c"]
    compile_program(
        [HERE / "uno_host_model.c", folder / "model.c", *sources],
        [folder, DEVICE_FOLDER],
        {},
        program,
    )
    return program


def run_model(program: Path, pieces: list[NDArray[np.int8]], labels: int) -> NDArray[np.int8]:
    """Logits, (n, labels), of pieces of features, with a reset between two pieces."""
    data = b"\1".join(np.insert(piece, 0, 0, axis=1).astype(np.int8).tobytes() for piece in pieces)
    done = subprocess.run([program], input=data, capture_output=True, check=True)
    return np.frombuffer(done.stdout, np.int8).reshape(-1, labels)


def avr_front_end(readings: NDArray[np.uint16], folder: Path) -> AvrRun:
    """Run the front end on the simulated chip; some 10,000 readings fit its flash."""
    (folder / TABLES_HEADER).write_text(emit_tables(), encoding="utf-8")
    table = c_array(f"uint16_t readings[{len(readings)}] PROGMEM", readings.tolist())
    lines = [f"#define INPUT_COUNT {len(readings)}", f"#define FRAME_BYTES {BANDS}"]
    _write_input(folder, [*lines, f"static {table}"])
    sources = [HERE / "uno_avr_front_end.c", DEVICE_FOLDER / "uno_frontend.c"]
    return _simulate(sources, folder, BANDS)


def avr_model(network: Network, features: NDArray[np.int8], folder: Path) -> AvrRun:
    """Run a model on the simulated chip; some 1,000 frames fit its flash."""
    emitted = emit_model(network)
    (folder / "model.h").write_text(emitted.header, encoding="utf-8")
    (folder / "model.c").write_text(emitted.source, encoding="utf-8")
    values = features.reshape(-1).tolist()
    table = c_array(f"int8_t frames[{len(values)}] PROGMEM", values)
    _write_input(folder, [f"#define INPUT_COUNT {len(features)}", f"static {table}"])
    kernels = [each for each in emitted.kernels if each.suffix == ".c"]
    sources = [HERE / "uno_avr_model.c", folder / "model.c", *kernels]
    return _simulate(sources, folder, network.labels)


def avr_dot(
    starts: NDArray[np.int16], weights: NDArray[np.int8], values: NDArray[np.int8], folder: Path
) -> tuple[NDArray[np.int32], int]:
    """Sums on the simulated chip over none, a fifth, ... and all of each row's products, (rows, 6),
    and the cycles of the longest."""
    rows, count = weights.shape
    tables = [
        c_array(f"int16_t starts[{rows}] PROGMEM", starts.tolist()),
        c_array(f"int8_t weights[{rows * count}] PROGMEM", weights.reshape(-1).tolist()),
        c_array(f"int8_t values[{rows * count}] PROGMEM", values.reshape(-1).tolist()),
    ]
    sizes = [f"#define ROWS {rows}", f"#define COUNT {count}"]
    _write_input(folder, [*sizes, *(f"static {table}" for table in tables)])
    sources = [HERE / "uno_avr_dot.c", DEVICE_FOLDER / "uno_layers.c"]
    ran = _simulate(sources, folder, 4)
    return ran.lines.copy().view("<i4").reshape(rows, 6), ran.numbers["M"]


def _write_input(folder: Path, lines: list[str]) -> None:
    (folder / "uno_input.h").write_text("\n".join([*lines, ""]), encoding="utf-8")


def _simulate(sources: list[Path], folder: Path, width: int) -> AvrRun:
    elf = folder / "program.elf"
    includes = [f"-I{each}" for each in (folder, DEVICE_FOLDER, HERE)]
    subprocess.run([*AVR, *includes, *map(str, sources), "-o", str(elf)], check=True)
    sizes = subprocess.run(["avr-size", elf], capture_output=True, text=True, check=True)
    text, data, bss = map(int, sizes.stdout.splitlines()[1].split()[:3])
    done = subprocess.run(
        ["simavr", "-m", "atmega328p", "-f", str(CLOCK_HZ), str(elf)],
        capture_output=True,
        timeout=SIMULATION_TIMEOUT_S,
        check=True,
    )
    said = (done.stdout + done.stderr).decode("latin-1")
    # The simulator colours what the chip sends, and shows the end of each line as a dot.
    words = re.sub(r"\x1b\[[0-9;]*m", "", said).replace(".", " ").split()
    hexes = [word for word in words if re.fullmatch(rf"[0-9a-f]{{{2 * width}}}", word)]
    numbers = {word[0]: int(word[2:]) for word in words if re.fullmatch(r"[A-Z]:\d+", word)}
    lines = np.frombuffer(bytes.fromhex("".join(hexes)), np.int8).reshape(-1, width)
    return AvrRun(lines, numbers, text + data, data + bss)
