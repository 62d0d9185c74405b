"""The Uno's whole firmware in simavr: built, fed through its converter, read on its serial port."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compress.uno.model import UnoModel
from firmware.engines.micro.program import write_program
from firmware.protocol import LineReader
from firmware.toolchains import avr

HERE = Path(__file__).resolve().parent
CLOCK_HZ = 16_000_000
CHIP = "atmega328p"
SIMULATION_TIMEOUT_S = 900


@dataclass(frozen=True)
class UnoBoard:
    """A program for the chip, and the simulator to run it in."""

    simulator: Path
    elf: Path
    flash_bytes: int
    static_bytes: int


@dataclass(frozen=True)
class UnoRun:
    """What a board did with a sound.

    Attributes:
        lines: All that it said, as values.
        detections: Seconds and word of each.
        seconds: Time that passed on the chip since it began to listen.
        busy_cycles: Cycles that it did not sleep.
        dropped_ms: Sound that it was too slow for.
        stack_bytes: High-water mark.
        static_bytes: RAM beside the stack.
        conversions: Readings that its converter made.
    """

    lines: tuple[dict[str, Any], ...]
    detections: tuple[tuple[float, str], ...]
    seconds: float
    busy_cycles: int
    dropped_ms: int
    stack_bytes: int
    static_bytes: int
    conversions: int


def has_simulator() -> bool:
    """Whether the firmware can be compiled and simulated here."""
    library = Path("/usr/include/simavr/sim_avr.h").exists() and Path("/usr/include/libelf.h")
    return bool(shutil.which("avr-gcc") and shutil.which("cc") and library and library.exists())


def compile_simulator(source: str, folder: Path) -> Path:
    """One of the programs beside this file that simulate a chip."""
    program = folder / "simulator"
    command = ["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program]
    subprocess.run([*command, HERE / source, "-lsimavr", "-lelf"], check=True)
    return program


def compile_board(model: UnoModel, folder: Path) -> UnoBoard:
    """Compile firmware and simulator in a folder."""
    sources = folder / "sources"
    sources.mkdir()
    elf = folder / "firmware.elf"
    files = write_program(model, "virtual-uno", sources)
    avr.compile_and_link(CHIP, files, [sources], elf)
    simulator = compile_simulator("uno_board.c", folder)
    return UnoBoard(simulator, elf, *avr.sizes(elf))


def run_board(board: UnoBoard, readings: NDArray[np.uint16], *commands: str) -> UnoRun:
    """Let the board hear a sound and obey commands."""
    file = board.elf.with_suffix(".u16")
    file.write_bytes(readings.astype("<u2").tobytes())
    command = [str(board.simulator), str(board.elf), str(file), *commands]
    done = subprocess.run(command, capture_output=True, check=True, timeout=SIMULATION_TIMEOUT_S)
    assert not done.stderr, done.stderr.decode()
    lines = tuple(json.loads(line) for line in done.stdout.splitlines())
    told = lines[-1]
    assert not told["crashed"]
    # The monitor of the computer understands all that the board says.
    reader = LineReader()
    assert len(reader.feed(done.stdout)) == len(lines) - 1
    assert reader.lost_lines == 0
    stats = [line for line in lines if line["type"] == "stat"]
    return UnoRun(
        lines=lines[:-1],
        detections=tuple((e["ms"] / 1000, e["word"]) for e in lines if e["type"] == "detect"),
        seconds=told["cycles"] / CLOCK_HZ,
        busy_cycles=told["cycles"] - told["asleep"],
        dropped_ms=stats[-1]["dropped_ms"] if stats else 0,
        stack_bytes=max((line["stack"] for line in stats), default=0),
        static_bytes=board.static_bytes,
        conversions=told["conversions"],
    )
