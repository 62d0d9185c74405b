"""The C front end against its oracle, on this computer (with sanitizers) and on the chip."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from device_build import (
    DEVICE,
    FRONT_END_SOURCES,
    HERE,
    build_host_program,
    device_config,
    require_cross_compiler,
    run_program,
    write_files,
)
from numpy.typing import NDArray
from sounds_for_tests import Sound, hostile_signals, speech_and_noise, synthetic_speech

from audio.frontend import (
    CHANNELS,
    ORACLE_HOP_SAMPLES,
    SAMPLE_RATE_HZ,
    FrontEndSettings,
    features,
    oracle_frames,
)
from firmware.toolchains.cortex_m4 import ImageSizes, compile_and_link
from firmware.virtual.emulator import Emulator

RESET = np.int32(-1).tobytes()
HOSTILE = dict(hostile_signals())
# The stock C++ microfrontend on a Cortex-M4 at -O2, measured in the same way.
STOCK_INSTRUCTIONS = 84_650
STOCK_HEAP_BYTES = 11.4 * 1024
FLASH_BYTES_LIMIT = 5 * 1024
ROOTS = ("ww_microfrontend_push", "ww_microfrontend_reset", "ww_square_root", "samples")
BUFFERS_C = """
#include <stdbool.h>
#include <stdint.h>
int16_t samples[160];
uint16_t frame[40];
bool ready;
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_host_program(
        tmp_path_factory.mktemp("host"),
        device_config(),
        [*FRONT_END_SOURCES, HERE / "front_end_driver.c"],
    )


class Chip:
    """The microfrontend on the emulated Cortex-M4."""

    def __init__(self, folder: Path) -> None:
        files = {**device_config(), "buffers.c": BUFFERS_C}
        sources = [*FRONT_END_SOURCES, *write_files(folder, files)]
        elf = folder / "front_end.elf"
        roots = (*ROOTS, "frame", "ready")
        self.sizes: ImageSizes = compile_and_link(sources, [folder, DEVICE], {}, elf, "-O2", roots)
        self.emulator = Emulator(elf.read_bytes())
        self.instructions_per_frame: list[int] = []

    def frames(self, sound: Sound, count: bool = False) -> NDArray[np.uint16]:
        """All frames of a sound, from the reset state."""
        chip = self.emulator
        samples, frame, ready = map(chip.symbol, ("samples", "frame", "ready"))
        chip.call("ww_microfrontend_reset")
        frames = []
        for start in range(0, len(sound), ORACLE_HOP_SAMPLES):
            block = sound[start : start + ORACLE_HOP_SAMPLES]
            chip.write(samples, block.astype("<i2").tobytes())
            chip.instructions = 0
            arguments = (samples, len(block), frame, ready)
            assert chip.call("ww_microfrontend_push", *arguments, count=count) == len(block)
            if chip.read(ready, 1) == b"\x01":
                frames.append(np.frombuffer(chip.read(frame, 2 * CHANNELS), "<u2"))
                self.instructions_per_frame.append(chip.instructions)
        return np.array(frames, np.uint16).reshape(-1, CHANNELS)


@pytest.fixture(scope="module")
def chip(tmp_path_factory: pytest.TempPathFactory) -> Chip:
    require_cross_compiler()
    return Chip(tmp_path_factory.mktemp("chip"))


def pushes(sound: Sound, sizes: Sequence[int]) -> bytes:
    """A script that feeds a sound in pieces of these sizes, over and over."""
    script, start, turn = [], 0, 0
    while start < len(sound):
        piece = sound[start : start + sizes[turn % len(sizes)]]
        script.append(np.int32(len(piece)).tobytes() + piece.tobytes())
        start += len(piece)
        turn += 1
    return b"".join(script)


def host_frames(program: Path, script: bytes) -> NDArray[np.uint16]:
    output = run_program(program, ["raw"], script)
    return np.frombuffer(output, np.uint16).reshape(-1, CHANNELS)


def test_speech_and_noise_on_this_computer(program: Path) -> None:
    sounds = speech_and_noise()
    assert sum(map(len, sounds.values())) >= 60 * SAMPLE_RATE_HZ
    for name, sound in sounds.items():
        ours = host_frames(program, RESET + pushes(sound, [len(sound)]))
        np.testing.assert_array_equal(ours, oracle_frames(sound), name)


def test_speech_and_noise_on_the_chip(chip: Chip) -> None:
    for name, sound in speech_and_noise().items():
        np.testing.assert_array_equal(chip.frames(sound), oracle_frames(sound), name)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_signals_on_this_computer(program: Path, name: str) -> None:
    ours = host_frames(program, RESET + pushes(HOSTILE[name], [len(HOSTILE[name])]))
    np.testing.assert_array_equal(ours, oracle_frames(HOSTILE[name]))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_signals_on_the_chip(chip: Chip, name: str) -> None:
    np.testing.assert_array_equal(chip.frames(HOSTILE[name]), oracle_frames(HOSTILE[name]))


@pytest.mark.parametrize(
    "sizes", [[1], [3, 0, 157], [159, 1], [161], [479, 2], [480], [1000, 7], [4001]], ids=str
)
def test_pieces_of_any_size(program: Path, sizes: list[int]) -> None:
    sound = synthetic_speech(11, 2)
    ours = host_frames(program, RESET + pushes(sound, sizes))
    np.testing.assert_array_equal(ours, oracle_frames(sound))


@pytest.mark.parametrize("before", [0, 1, 479, 480, 5000, 8003])
def test_a_reset_forgets_everything(program: Path, before: int) -> None:
    loud, sound = HOSTILE["full-scale random signs"], synthetic_speech(12, 1)
    script = RESET + pushes(loud[:before], [before or 1]) + RESET + pushes(sound, [333])
    ours = host_frames(program, script)
    expected = np.concatenate([oracle_frames(loud[:before]), oracle_frames(sound)])
    np.testing.assert_array_equal(ours, expected)


def test_a_reset_on_the_chip_forgets_everything(chip: Chip) -> None:
    chip.frames(HOSTILE["full-scale random signs"][:5003])
    sound = synthetic_speech(13, 1)
    np.testing.assert_array_equal(chip.frames(sound), oracle_frames(sound))


@pytest.mark.parametrize("step_ms", [10, 20])
def test_int8_frames(tmp_path: Path, step_ms: int) -> None:
    settings = FrontEndSettings(step_ms=step_ms)
    sources = [*FRONT_END_SOURCES, HERE / "front_end_driver.c"]
    program = build_host_program(tmp_path, device_config(settings), sources)
    for sound in [synthetic_speech(14, 4), *HOSTILE.values()]:
        # The reset comes in the middle of a pair of frames.
        script = RESET + pushes(sound[:720], [720]) + RESET + pushes(sound, [501])
        output = run_program(program, ["int8"], script)
        first = features(sound[:720], settings)
        expected = np.concatenate([first, features(sound, settings)])
        np.testing.assert_array_equal(
            np.frombuffer(output, np.int8).reshape(-1, CHANNELS), expected
        )


def rounded_root(number: int) -> int:
    root = math.isqrt(number)
    if number < 1 << 32 and root == 0xFFFF:
        return root
    return root + (number - root * root > root)


def numbers_around_roots() -> NDArray[np.uint64]:
    rng = np.random.default_rng(3)
    roots = np.concatenate(
        [np.arange(3000), 2 ** np.arange(24), rng.integers(0, 2**24, 20_000), [65535, 65536]]
    ).astype(np.uint64)
    squares = roots * roots
    near = [squares + np.uint64(shift) for shift in (0, 1, 2)]
    near += [squares + roots, squares + roots + np.uint64(1), squares[1:] - np.uint64(1)]
    anywhere = rng.integers(0, 2**48, 20_000, dtype=np.uint64) >> rng.integers(
        0, 48, 20_000, dtype=np.uint64
    )
    numbers = np.concatenate([*near, anywhere, [2**32 - 1, 2**32, 2**48 - 1]]).astype(np.uint64)
    return numbers[numbers < 2**48]


def test_square_roots(program: Path) -> None:
    numbers = numbers_around_roots()
    roots = np.frombuffer(run_program(program, ["root"], numbers.tobytes()), np.uint32)
    assert roots.tolist() == [rounded_root(int(number)) for number in numbers]


def test_square_roots_on_the_chip(chip: Chip) -> None:
    for number in numbers_around_roots()[::40].tolist():
        low, high = number & 0xFFFFFFFF, number >> 32
        assert chip.emulator.call("ww_square_root", low, high) == rounded_root(number)


def test_it_needs_less_than_half_of_the_stock_front_end(chip: Chip) -> None:
    chip.instructions_per_frame.clear()
    for sound in (synthetic_speech(15, 1), HOSTILE["full-scale random signs"], HOSTILE["silence"]):
        chip.frames(sound, count=True)
    assert 20_000 < max(chip.instructions_per_frame) < STOCK_INSTRUCTIONS / 2
    assert chip.sizes.ram_bytes + chip.emulator.stack_used() < STOCK_HEAP_BYTES / 2
    assert chip.sizes.flash_bytes < FLASH_BYTES_LIMIT
