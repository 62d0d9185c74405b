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
from firmware.protocol import BLOCK_SAMPLES, LineReader
from firmware.toolchains import avr
from firmware.virtual.uno import CLOCK_HZ, Slice, UnoChip, has_simavr

HERE = Path(__file__).resolve().parent
CHIP = "atmega328p"
SILENT_READING = 512
# Silence after the sound, so that all of it is worked on.
END_BLOCKS = 100
# A person, or a program, does not send the next command before the last was answered.
BLOCKS_A_COMMAND = 6


@dataclass(frozen=True)
class UnoBoard:
    """A program for the chip."""

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
    return has_simavr() and bool(shutil.which("avr-gcc") and shutil.which("cc"))


def compile_simulator(source: str, folder: Path) -> Path:
    """One of the programs beside this file that simulate a chip."""
    program = folder / "simulator"
    command = ["cc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program]
    subprocess.run([*command, HERE / source, "-lsimavr"], check=True)
    return program


def compile_board(model: UnoModel, folder: Path) -> UnoBoard:
    """Compile firmware in a folder."""
    sources = folder / "sources"
    sources.mkdir()
    elf = folder / "firmware.elf"
    avr.compile_and_link(CHIP, write_program(model, "virtual-uno", sources), [sources], elf)
    return UnoBoard(elf, *avr.sizes(elf))


def run_board(board: UnoBoard, readings: NDArray[np.uint16], *commands: str) -> UnoRun:
    """Let the board hear a sound and obey commands."""
    whole = -(-len(readings) // BLOCK_SAMPLES) + END_BLOCKS
    heard = np.full(whole * BLOCK_SAMPLES, SILENT_READING, np.uint16)
    heard[: len(readings)] = readings
    chip = UnoChip(board.elf.with_suffix(".hex"))
    waiting, passed = list(commands), []
    try:
        for number, block in enumerate(heard.reshape(whole, BLOCK_SAMPLES)):
            due = waiting and number and number % BLOCKS_A_COMMAND == 0
            passed.append(chip.run(block, f"{waiting.pop(0)}\n".encode() if due else b""))
    finally:
        chip.close()
    return _told(board, passed)


def _told(board: UnoBoard, passed: list[Slice]) -> UnoRun:
    said = b"".join(each.said for each in passed)
    said = said[: said.rindex(b"\n") + 1]  # It was stopped in the middle of a line, perhaps.
    lines = tuple(json.loads(line) for line in said.splitlines())
    # The monitor of the computer understands all that the board says.
    reader = LineReader()
    assert len(reader.feed(said)) == len(lines)
    assert reader.lost_lines == 0
    stats = [line for line in lines if line["type"] == "stat"]
    listening = passed[1:]  # In the first slice it boots.
    return UnoRun(
        lines=lines,
        detections=tuple((e["ms"] / 1000, e["word"]) for e in lines if e["type"] == "detect"),
        seconds=sum(each.cycles for each in listening) / CLOCK_HZ,
        busy_cycles=sum(each.awake for each in listening),
        dropped_ms=stats[-1]["dropped_ms"] if stats else 0,
        stack_bytes=max((line["stack"] for line in stats), default=0),
        static_bytes=board.static_bytes,
        conversions=len(listening) * BLOCK_SAMPLES,
    )
