"""The emulator that runs single functions of an image, and the small C library of bare chips."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from device_build import require_cross_compiler

from firmware.toolchains.cortex_m4 import ToolchainError, compile_and_link, find_compiler
from firmware.virtual.emulator import Emulator, FirmwareFault

SOURCE = """
#include <stdint.h>
#include <string.h>
int initialised = 5;
uint8_t buffer[128];
int six(int a, int b, int c, int d, int e, int f) {
  return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + initialised++;
}
uint32_t quotient(uint32_t low, uint32_t high, uint32_t divisor) {
  return (uint32_t)((((uint64_t)high << 32) | low) / divisor);
}
int small_room(void) { volatile uint8_t room[100]; room[0] = 1; return room[0]; }
int large_room(void) { volatile uint8_t room[900]; room[0] = 2; return room[0]; }
__asm__(
    ".thumb_func\\n .global loop\\n"
    "loop: movs r1, #10\\n"
    "1: cmp r1, #5\\n ite hi\\n addhi.w r0, r0, #1\\n addls r0, #2\\n"
    "subs r1, #1\\n bne 1b\\n bx lr\\n");
int nowhere(void) { return *(volatile int *)0x50000000; }
void forever(void) { for (;;) __asm__ volatile(""); }
"""


@pytest.fixture(scope="module")
def elf(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    require_cross_compiler()
    folder = tmp_path_factory.mktemp("emulator")
    source = folder / "source.c"
    source.write_text(SOURCE, encoding="ascii")
    sizes = compile_and_link([source], [], {}, folder / "out.elf")
    # The buffer and one initial value, which lies in flash as well, rounded up to 8 bytes.
    assert 128 + 4 <= sizes.ram_bytes <= 128 + 8
    assert 200 < sizes.flash_bytes < 3000
    return (folder / "out.elf").read_bytes()


@pytest.fixture
def chip(elf: bytes) -> Emulator:
    return Emulator(elf)


def test_arguments_and_memory(chip: Emulator) -> None:
    expected = 1 + 4 + 9 + 16 + 25 + 36 + 5
    assert [chip.call("six", 1, 2, 3, 4, 5, 6) for _ in range(2)] == [expected, expected + 1]
    chip.reset()
    assert chip.call("six", 1, 2, 3, 4, 5, -6) == expected - 72
    assert chip.read(chip.symbol("initialised"), 4) == b"\x06\0\0\0"
    assert chip.call("quotient", 7, 5, 9) == ((5 << 32) + 7) // 9 & 0xFFFFFFFF


def test_instructions_are_counted_exactly(chip: Emulator) -> None:
    assert chip.call("loop", 100) == 100 + 5 * 1 + 5 * 2
    assert chip.instructions == 0
    for calls in (1, 2, 3):
        chip.call("loop", 100, count=True)
        # Six a turn, of which the chip skips one, and two around the loop.
        assert chip.instructions == calls * (10 * 6 + 2)
    chip.call("loop", 100)
    assert chip.instructions == 3 * 62


def test_stack(chip: Emulator) -> None:
    assert chip.stack_used() == 0
    assert chip.call("small_room") == 1
    assert 100 <= chip.stack_used() < 132
    assert chip.call("large_room") == 2
    assert 900 <= chip.stack_used() < 932
    assert chip.call("small_room") == 1
    assert 900 <= chip.stack_used() < 932
    chip.reset()
    assert chip.stack_used() == 0


def test_faults(chip: Emulator) -> None:
    with pytest.raises(FirmwareFault, match="nowhere"):
        chip.call("nowhere")
    with pytest.raises(FirmwareFault, match=r"0\.2 s"):
        chip.call("forever", timeout_s=0.2)
    with pytest.raises(KeyError):
        chip.call("missing")


def test_the_compiler_refuses_what_it_should(tmp_path: Path) -> None:
    require_cross_compiler()
    source = tmp_path / "wrong.c"
    source.write_text("int f(void) { return missing; }\n", encoding="ascii")
    with pytest.raises(ToolchainError, match="missing"):
        compile_and_link([source], [], {}, tmp_path / "out.elf")


def test_no_compiler_is_an_error_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(ToolchainError, match="gcc-arm-none-eabi"):
        find_compiler()


@pytest.mark.parametrize("function", ["memcpy", "memmove"])
def test_copies(chip: Emulator, function: str) -> None:
    rng = np.random.default_rng(1)
    start = chip.symbol("buffer")
    for _ in range(150):
        content = rng.integers(0, 256, 128, dtype=np.uint8).tobytes()
        count = int(rng.integers(0, 64))
        source, target = (int(offset) for offset in rng.integers(0, 64, 2))
        if function == "memcpy":
            source, target = source % (65 - count), 64 + target % (65 - count)
        chip.write(start, content)
        assert chip.call(function, start + target, start + source, count) == start + target
        expected = bytearray(content)
        expected[target : target + count] = content[source : source + count]
        assert chip.read(start, 128) == expected


def test_fills_and_comparisons(chip: Emulator) -> None:
    rng = np.random.default_rng(2)
    left = chip.symbol("buffer")
    right = left + 64
    for _ in range(150):
        content = rng.integers(0, 256, 64, dtype=np.uint8).tobytes()
        start, count, value = (int(number) for number in rng.integers(0, [32, 33, 256]))
        chip.write(left, content)
        chip.write(right, content)
        assert chip.call("memcmp", left, right, 64) == 0
        assert chip.call("memset", right + start, value, count) == right + start
        expected = bytearray(content)
        expected[start : start + count] = bytes([value]) * count
        assert chip.read(right, 64) == expected
        order = chip.call("memcmp", left, right, 64)
        signed = order - (1 << 32) if order >> 31 else order
        assert (signed > 0) - (signed < 0) == (content > expected) - (content < expected)
