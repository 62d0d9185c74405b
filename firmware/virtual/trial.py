"""Firmware of the virtual Cortex-M4 run for a moment, for what only running it can tell."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np

from audio.frontend import SAMPLE_RATE_HZ
from audio.stage import Progress, Stage, finish, in_process
from firmware.protocol import (
    BLOCK_SAMPLES,
    ErrorLine,
    HelloLine,
    LineReader,
    StatLine,
    command,
)
from firmware.virtual.emulator_program import emulator_program
from firmware.virtual.fault import FirmwareFault

TRIAL_SECONDS = 1.0
# Bytes and where in flash they lie.
Flash = tuple[tuple[int, bytes], ...]


@dataclass(frozen=True)
class Trial:
    """What was seen.

    Attributes:
        arena_bytes: What the engine says that it takes.
        stack_bytes: High-water mark.
        front_end_instructions: For 10 ms of sound; 0 where the firmware is an engine alone.
        inference_instructions: For one run of the model.
        error: What the firmware says that keeps its model from running; empty where it runs.
    """

    arena_bytes: int
    stack_bytes: int = 0
    front_end_instructions: int = 0
    inference_instructions: int = 0
    error: str = ""


def try_firmware(elf: bytes, has_app: bool, flash: Flash = (), only_start: bool = False) -> Trial:
    """Run firmware for a second of noise, or an engine alone once.

    Args:
        elf: The firmware.
        has_app: Whether it is a whole program that hears and talks.
        flash: What else lies in flash.
        only_start: Look only at how it starts.

    Raises:
        FirmwareFault: It crashed.
    """
    program = emulator_program()
    if program is None:
        return _try(elf, has_app, flash, only_start)
    seen = finish(in_process(_tried, elf, has_app, flash, only_start, program=program))
    if isinstance(seen, FirmwareFault):
        raise seen
    return seen


def _tried(
    elf: bytes, has_app: bool, flash: Flash, only_start: bool
) -> Stage[Trial | FirmwareFault]:
    """In the emulator's process; a fault is an answer like any other."""
    yield Progress(0.0, "Measuring")
    try:
        return _try(elf, has_app, flash, only_start)
    except FirmwareFault as fault:
        return fault


def _try(elf: bytes, has_app: bool, flash: Flash, only_start: bool) -> Trial:
    return _try_app(elf, flash, only_start) if has_app else _try_engine(elf, flash)


def _try_app(elf: bytes, flash: Flash, only_start: bool) -> Trial:
    """A second of noise, with every kind of line asked for, since those need stack too."""
    from firmware.virtual.cortex_m4 import CortexM4Board
    from firmware.virtual.sound import Sound

    sent = bytearray()
    chip = CortexM4Board(elf, sent.extend, flash=flash)
    chip.step()
    lines = LineReader().feed(bytes(sent))
    error = next((line.what for line in lines if isinstance(line, ErrorLine)), "")
    [arena_bytes] = [line.arena_bytes for line in lines if isinstance(line, HelloLine)]
    if only_start or error:
        return Trial(arena_bytes, error=error)
    noise = np.random.default_rng(0).normal(scale=2000, size=int(TRIAL_SECONDS * SAMPLE_RATE_HZ))
    block = np.zeros(BLOCK_SAMPLES, "<i2").tobytes()
    for name, members in (
        ("replay", {"on": True}),
        ("replay", {"audio": block}),
        ("replay", {"on": False}),
        ("scores", {"on": True}),
        ("audio", {"on": True}),
    ):
        chip.receive(command(name, **members))  # type: ignore[arg-type]
        while chip.step():
            pass
    chip.play(Sound(noise.astype(np.int16)))
    while chip.step():
        pass
    stats = [line for line in LineReader().feed(bytes(sent)) if isinstance(line, StatLine)]
    last = stats[-1]
    return Trial(arena_bytes, last.stack_bytes, last.front_end_ticks, last.inference_ticks)


def _try_engine(elf: bytes, flash: Flash) -> Trial:
    """One run of the model over zeros."""
    from firmware.virtual.cortex_m4 import CortexM4Board

    sent = bytearray()
    CortexM4Board(elf, sent.extend, flash=flash).step()
    values = json.loads(sent)
    if values["type"] == "error":
        return Trial(0, error=values["what"])
    return Trial(int(values["arena"]), int(values["stack"]), 0, int(values["inference_ticks"]))
