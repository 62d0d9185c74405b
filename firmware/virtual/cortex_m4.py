"""The virtual Cortex-M4 board: the cross-compiled firmware itself, run in an emulator.

The time model, which is honest but not a chip's:

- Time is instructions at `CLOCK_HZ`, one a tick. Wait states of the flash, pipeline stalls and
  instructions of several cycles are not modelled; a real chip needs somewhat longer.
- Counting every instruction would slow the emulator down a hundredfold. So code is counted exactly
  from one reading of the cycle counter to the next in some periods between two sleeps: the first
  `EXACT_AT_START`, then every `EXACT_EVERY`-th. In the others each such stretch is taken to cost
  what the same stretch (same two callers) cost when it was last counted.
- The microphone delivers a block each 10 ms of that time. Blocks that came due while the firmware
  was busy are in the ring, overwriting older ones, when it next looks at the clock, as
  `hal_audio_read` does first of all. So a firmware that is too slow loses sound here as on a chip.
- Sleep (WFI) costs nothing: time jumps to the next block. While no sound is played and no byte
  comes, the board's time stands still.
"""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable, Sequence

import numpy as np
from elftools.elf.elffile import ELFFile
from unicorn import UC_ARCH_ARM, UC_HOOK_BLOCK, UC_MODE_MCLASS, UC_MODE_THUMB, Uc, UcError
from unicorn.arm_const import (
    UC_ARM_REG_LR,
    UC_ARM_REG_PC,
    UC_ARM_REG_SP,
    UC_CPU_ARM_CORTEX_M4,
)

from firmware.virtual.emulator import (
    FLASH_BYTES,
    FLASH_START,
    RAM_BYTES,
    RAM_START,
    FirmwareFault,
    thumb_instructions,
)
from firmware.virtual.outputs import KeyPress, Output, pin_changes
from firmware.virtual.sound import Sound, SoundSource

CLOCK_HZ = 64_000_000
BLOCK_TICKS = CLOCK_HZ // 100
SYSTEM_TIMER_TICKS = CLOCK_HZ // 1000
# A firmware that is too busy to sleep is interrupted here after that long, between two polls.
POLL_FUNCTION = "ww_app_poll"
LONGEST_PERIOD_TICKS = 10 * BLOCK_TICKS
EXACT_AT_START = 32
EXACT_EVERY = 499

# Where microphone_t of firmware/device/hal/virtual_cortex_m4.c is, and its layout.
SHARED_START = 0x21000000
SHARED_BYTES = 64 * 1024
RING_BLOCKS = 8
ENABLED, WRITTEN, READ, ARRIVED = 0, 4, 8, 12
SAMPLES = ARRIVED + 4 * RING_BLOCKS
BLOCK_BYTES = 320

UART = 0x40004000
UART_DATA, UART_STATE = 0x0, 0x4
UART_RX_FULL = 2
PINS = 0x40010000
PINS_LEVEL, PINS_MAKE_OUTPUT = 0x4, 0x10
KEYBOARD = 0x4000F000
DEBUG_UNIT = 0xE0001000
CYCLE_COUNT = 0x4
SYSTEM_CONTROL = 0xE000E000
PAGE_BYTES = 0x1000
WFI = b"\x30\xbf"
END_OF_FLASH = FLASH_START + FLASH_BYTES - 2


class CortexM4Board:
    """The chip with its serial port and microphone.

    Args:
        elf: The firmware, as `firmware.build` makes it for `virtual-cortex-m4`.
        output: Called with bytes that the firmware sends.
        slowdown: Ticks that an instruction takes; a larger number makes the chip slower.
        flash: What else lies in flash, as offset and bytes, such as a model pack.

    Attributes:
        ticks: The board's time.
        outputs: What its pins and its keyboard have done since the start.
    """

    def __init__(
        self,
        elf: bytes,
        output: Callable[[bytes], None],
        slowdown: int = 1,
        flash: Sequence[tuple[int, bytes]] = (),
    ) -> None:
        self._output = output
        self._slowdown = slowdown
        self._uc = Uc(UC_ARCH_ARM, UC_MODE_THUMB | UC_MODE_MCLASS)
        self._uc.ctl_set_cpu_model(UC_CPU_ARM_CORTEX_M4)
        self._map_memory(elf)
        for offset, content in flash:
            self._uc.mem_write(FLASH_START + offset, content)
        self._poll = _symbol(elf, POLL_FUNCTION)
        self._uc.hook_add(UC_HOOK_BLOCK, self._polled, None, self._poll, self._poll)
        self._sent = bytearray()
        self._received: deque[int] = deque()
        self._sound: SoundSource = Sound(np.zeros(0, np.int16))
        self._next_block_ticks = 0
        self.ticks = 0
        self.outputs: list[Output] = []
        self._pin_levels = self._pin_outputs = 0
        # Exact counting: instructions since the last checkpoint, and what stretches cost.
        self._counter = _Counter(self._uc)
        self._checkpoint = 0
        self._periods = 0
        self._period_ends = 0
        self._asleep = False  # Out of reset, the firmware first runs until it sleeps.
        stack, start = (int.from_bytes(self._uc.mem_read(at, 4), "little") for at in (0, 4))
        self._uc.reg_write(UC_ARM_REG_SP, stack)
        self._pc = start | 1

    def play(self, sound: SoundSource) -> None:
        """Let the microphone hear a sound, from now on."""
        self._sound = sound
        self._next_block_ticks = self.ticks + BLOCK_TICKS

    def receive(self, data: bytes) -> None:
        """Bytes for the firmware's serial port."""
        self._received.extend(data)

    def step(self) -> bool:
        """Wake the firmware for the next thing to happen and run it until it sleeps.

        Returns:
            False, without running it, when nothing will happen: no sound is left, no byte waits.

        Raises:
            FirmwareFault: The firmware crashed.
        """
        if self._asleep:
            if self._received:
                self.ticks += SYSTEM_TIMER_TICKS
            elif not self._sound.ended:
                self.ticks = max(self.ticks, self._next_block_ticks)
            else:
                return False
        self._run_period()
        return True

    def close(self) -> None:
        """Nothing is left behind by an emulator."""

    def _map_memory(self, elf: bytes) -> None:
        self._uc.mem_map(FLASH_START, FLASH_BYTES)
        self._uc.mem_map(RAM_START, RAM_BYTES)
        self._uc.mem_map(SHARED_START, SHARED_BYTES)
        self._uc.mem_map(SYSTEM_CONTROL, PAGE_BYTES)
        self._uc.mmio_map(UART, PAGE_BYTES, self._uart_read, None, self._uart_write, None)
        self._uc.mmio_map(PINS, PAGE_BYTES, None, None, self._pins_write, None)
        self._uc.mmio_map(KEYBOARD, PAGE_BYTES, None, None, self._keyboard_write, None)
        self._uc.mmio_map(DEBUG_UNIT, PAGE_BYTES, self._debug_read, None, self._debug_write, None)
        for segment in ELFFile(io.BytesIO(elf)).iter_segments("PT_LOAD"):
            if segment["p_filesz"]:
                self._uc.mem_write(segment["p_paddr"], segment.data())

    def _run_period(self) -> None:
        """Run from one sleep to the next, or for a while when the firmware is too busy to sleep."""
        exact = self._periods < EXACT_AT_START or self._periods % EXACT_EVERY == 0
        self._periods += 1
        self._checkpoint = 0
        self._period_ends = self.ticks + LONGEST_PERIOD_TICKS
        self._deliver()
        self._counter.start(exact)
        try:
            self._uc.emu_start(self._pc, END_OF_FLASH)
        except UcError as error:
            pc = self._uc.reg_read(UC_ARM_REG_PC)
            raise FirmwareFault(f"The firmware crashed at 0x{pc:08x}: {error}") from error
        finally:
            self._send()
        pc = self._uc.reg_read(UC_ARM_REG_PC)
        self._asleep = self._uc.mem_read(pc - 2, 2) == WFI
        if not self._asleep and pc != self._poll:
            raise FirmwareFault(f"The firmware stopped at 0x{pc:08x} without going to sleep.")
        self._pass(0)
        self._pc = pc | 1

    def _polled(self, uc: Uc, *_: object) -> None:
        if self.ticks > self._period_ends:
            uc.emu_stop()

    def _pass(self, site: int) -> None:
        """Let the time pass that the code took from the last checkpoint to `site`."""
        self.ticks += self._counter.cost(self._checkpoint, site) * self._slowdown
        self._checkpoint = site
        self._deliver()

    def _deliver(self) -> None:
        """Write the blocks of sound that came due into the ring, as a DMA controller would."""
        while not self._sound.ended and self._next_block_ticks <= self.ticks:
            block = self._sound.take()
            if self._word(ENABLED):
                written = self._word(WRITTEN)
                slot = written % RING_BLOCKS
                self._uc.mem_write(SHARED_START + SAMPLES + slot * BLOCK_BYTES, block)
                self._set_word(ARRIVED + 4 * slot, self._next_block_ticks)
                self._set_word(WRITTEN, written + 1)
            self._next_block_ticks += BLOCK_TICKS

    def _word(self, offset: int) -> int:
        return int.from_bytes(self._uc.mem_read(SHARED_START + offset, 4), "little")

    def _set_word(self, offset: int, value: int) -> None:
        self._uc.mem_write(SHARED_START + offset, (value & 0xFFFFFFFF).to_bytes(4, "little"))

    def _send(self) -> None:
        if self._sent:
            self._output(bytes(self._sent))
            self._sent.clear()

    def _uart_read(self, _uc: Uc, offset: int, _size: int, _data: object) -> int:
        if offset == UART_STATE:
            return UART_RX_FULL if self._received else 0
        if offset == UART_DATA and self._received:
            return self._received.popleft()
        return 0

    def _uart_write(self, _uc: Uc, offset: int, _size: int, value: int, _data: object) -> None:
        if offset == UART_DATA:
            self._sent.append(value & 0xFF)

    def _pins_write(self, _uc: Uc, offset: int, _size: int, value: int, _data: object) -> None:
        outputs = self._pin_outputs | (value if offset == PINS_MAKE_OUTPUT else 0)
        levels = value if offset == PINS_LEVEL else self._pin_levels
        # A pin that becomes an output shows its level, whichever that is.
        changed = (levels ^ self._pin_levels) & outputs | (outputs ^ self._pin_outputs)
        self.outputs += pin_changes(levels ^ changed, levels, self._ms)
        self._pin_levels, self._pin_outputs = levels, outputs

    def _keyboard_write(self, _uc: Uc, _offset: int, _size: int, value: int, _d: object) -> None:
        self.outputs.append(KeyPress(self._ms, value >> 8 & 0xFF, value & 0xFF))

    @property
    def _ms(self) -> int:
        return self.ticks * 1000 // CLOCK_HZ

    def _debug_read(self, uc: Uc, offset: int, _size: int, _data: object) -> int:
        if offset != CYCLE_COUNT:
            return 0
        self._pass(uc.reg_read(UC_ARM_REG_LR))
        return self.ticks & 0xFFFFFFFF

    def _debug_write(self, *_: object) -> None:
        """The cycle counter always runs."""


def _symbol(elf: bytes, name: str) -> int:
    found = ELFFile(io.BytesIO(elf)).get_section_by_name(".symtab").get_symbol_by_name(name)
    return int(found[0]["st_value"]) & ~1


class _Counter:
    """Counts instructions in some periods and remembers what stretches of code cost."""

    def __init__(self, uc: Uc) -> None:
        self._uc = uc
        self._hook: int | None = None
        self._count = 0
        self._block_lengths: dict[tuple[int, int], int] = {}
        self._costs: dict[tuple[int, int], int] = {}

    def start(self, exact: bool) -> None:
        """Begin a period. Code translated with or without the hook must be translated anew."""
        self._count = 0
        if exact and self._hook is None:
            self._hook = self._uc.hook_add(UC_HOOK_BLOCK, self._count_block)
            self._uc.ctl_flush_tb()
        elif not exact and self._hook is not None:
            self._uc.hook_del(self._hook)
            self._hook = None
            self._uc.ctl_flush_tb()

    def cost(self, before: int, now: int) -> int:
        """Instructions of the stretch that ends here: counted, or as last counted."""
        if self._hook is None:
            return self._costs.get((before, now), 0)
        self._costs[before, now], self._count = self._count, 0
        return self._costs[before, now]

    def _count_block(self, _uc: Uc, address: int, size: int, _data: object) -> None:
        key = (address, size)
        if key not in self._block_lengths:
            self._block_lengths[key] = thumb_instructions(bytes(self._uc.mem_read(address, size)))
        self._count += self._block_lengths[key]
