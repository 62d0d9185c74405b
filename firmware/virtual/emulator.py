"""Functions of a cross-compiled Cortex-M4 image, called from Python in an emulator.

    emulator = Emulator(Path("out.elf").read_bytes())
    address = emulator.symbol("buffer")
    emulator.write(address, b"...")
    result = emulator.call("work", address, 3, count=True)
    emulator.instructions, emulator.stack_used()

The memory map is that of `firmware/device/hal/cortex_m4.ld`. Instructions are counted, not clock
cycles: the emulator knows nothing of flash wait states or of multi-cycle instructions. One that an
IT instruction skips counts like any other, as it takes the chip's time as well.
"""

from __future__ import annotations

import io

from elftools.elf.elffile import ELFFile
from unicorn import UC_ARCH_ARM, UC_HOOK_BLOCK, UC_MODE_MCLASS, UC_MODE_THUMB, Uc, UcError
from unicorn.arm_const import (
    UC_ARM_REG_LR,
    UC_ARM_REG_PC,
    UC_ARM_REG_R0,
    UC_ARM_REG_R1,
    UC_ARM_REG_R2,
    UC_ARM_REG_R3,
    UC_ARM_REG_SP,
    UC_CPU_ARM_CORTEX_M4,
)

from firmware.virtual.fault import FirmwareFault

__all__ = ["Emulator", "FirmwareFault", "thumb_instructions"]

FLASH_START = 0x00000000
FLASH_BYTES = 1024 * 1024
RAM_START = 0x20000000
RAM_BYTES = 256 * 1024
STACK_TOP = RAM_START + RAM_BYTES
# Functions return to the last word of flash, where the emulator stops.
RETURN_ADDRESS = FLASH_START + FLASH_BYTES - 4
STACK_PAINT = b"\xa5"
ARGUMENT_REGISTERS = (UC_ARM_REG_R0, UC_ARM_REG_R1, UC_ARM_REG_R2, UC_ARM_REG_R3)


class Emulator:
    """One Cortex-M4 with an image in its memory; state stays between calls, as on the chip.

    Args:
        elf: The image, as `firmware.toolchains.cortex_m4.compile_and_link` makes it.

    Attributes:
        instructions: Instructions run by the calls that counted, up to now; may be set to 0.
    """

    def __init__(self, elf: bytes) -> None:
        self._elf = ELFFile(io.BytesIO(elf))
        table = self._elf.get_section_by_name(".symtab")
        self._symbols: dict[str, int] = {s.name: s["st_value"] for s in table.iter_symbols()}
        self._uc = Uc(UC_ARCH_ARM, UC_MODE_THUMB | UC_MODE_MCLASS)
        self._uc.ctl_set_cpu_model(UC_CPU_ARM_CORTEX_M4)
        self._uc.mem_map(FLASH_START, FLASH_BYTES)
        self._uc.mem_map(RAM_START, RAM_BYTES)
        self._hook: int | None = None
        self._block_lengths: dict[tuple[int, int], int] = {}
        self.instructions = 0
        self._free_ram_start = RAM_START
        self.reset()

    def reset(self) -> None:
        """Put the memory back to what start-up code leaves behind, and paint the free RAM."""
        self._uc.mem_write(RAM_START, bytes(RAM_BYTES))
        for segment in self._elf.iter_segments("PT_LOAD"):
            if segment["p_filesz"]:
                # Initial values go to flash and, in place of start-up code, to RAM.
                for address in {segment["p_vaddr"], segment["p_paddr"]}:
                    self._uc.mem_write(address, segment.data())
            end = segment["p_vaddr"] + segment["p_memsz"]
            if RAM_START < end <= STACK_TOP:
                self._free_ram_start = max(self._free_ram_start, end)
        self._paint()

    def symbol(self, name: str) -> int:
        """The address of a function or variable (a function's has the Thumb bit set).

        Raises:
            KeyError: The image has no such symbol.
        """
        return self._symbols[name]

    def write(self, address: int, data: bytes) -> None:
        """Write into flash or RAM."""
        self._uc.mem_write(address, data)

    def read(self, address: int, count: int) -> bytes:
        """Read `count` bytes of flash or RAM."""
        return bytes(self._uc.mem_read(address, count))

    def call(self, name: str, *args: int, count: bool = False, timeout_s: float = 60.0) -> int:
        """Call a function by the Arm procedure call standard.

        Args:
            name: The function's symbol.
            args: Integers and addresses, 32 bits each; all beyond the fourth go on the stack.
            count: Add the instructions that run to `instructions` (slower).
            timeout_s: How long the call may take, in seconds of this computer's time.

        Returns:
            The register r0, unsigned; of no meaning when the function returns void.

        Raises:
            FirmwareFault: The code faulted or did not return in time.
        """
        words = [arg & 0xFFFFFFFF for arg in args]
        for register, word in zip(ARGUMENT_REGISTERS, words, strict=False):
            self._uc.reg_write(register, word)
        stacked = b"".join(word.to_bytes(4, "little") for word in words[4:])
        stack_pointer = (STACK_TOP - len(stacked)) & ~7
        self._uc.mem_write(stack_pointer, stacked)
        self._uc.reg_write(UC_ARM_REG_SP, stack_pointer)
        self._uc.reg_write(UC_ARM_REG_LR, RETURN_ADDRESS | 1)
        self._set_counting(count)
        try:
            self._uc.emu_start(self.symbol(name) | 1, RETURN_ADDRESS, int(timeout_s * 1e6))
        except UcError as error:
            raise FirmwareFault(f"{name} faulted {self._whereabouts()}: {error}") from error
        if self._uc.reg_read(UC_ARM_REG_PC) & ~1 != RETURN_ADDRESS:
            raise FirmwareFault(f"{name} ran for {timeout_s} s and was {self._whereabouts()}.")
        return int(self._uc.reg_read(UC_ARM_REG_R0))

    def stack_used(self) -> int:
        """Bytes of stack touched by all calls since the last `reset`, found by its paint."""
        free = self.read(self._free_ram_start, STACK_TOP - self._free_ram_start)
        # A pushed word may end in the paint itself, so round up to words.
        return -(-len(free.lstrip(STACK_PAINT)) // 4) * 4

    def _paint(self) -> None:
        free = STACK_TOP - self._free_ram_start
        self._uc.mem_write(self._free_ram_start, STACK_PAINT * free)

    def _set_counting(self, count: bool) -> None:
        if count == (self._hook is not None):
            return
        if self._hook is None:
            self._hook = self._uc.hook_add(UC_HOOK_BLOCK, self._count_block)
        else:
            self._uc.hook_del(self._hook)
            self._hook = None
        # Code that was translated before keeps or lacks the hook as it was then.
        self._uc.ctl_flush_tb()

    def _count_block(self, _uc: Uc, address: int, size: int, _data: object) -> None:
        key = (address, size)
        if key not in self._block_lengths:
            self._block_lengths[key] = thumb_instructions(self.read(address, size))
        self.instructions += self._block_lengths[key]

    def _whereabouts(self) -> str:
        pc = self._uc.reg_read(UC_ARM_REG_PC)
        below = [(address, name) for name, address in self._symbols.items() if address <= pc + 1]
        nearest = max(below, default=(0, "?"))
        return f"at 0x{pc:08x}, in or after {nearest[1]}"


def thumb_instructions(code: bytes) -> int:
    """How many instructions a run of Thumb-2 code holds (Armv7-M manual, A5.1: 16 or 32 bits)."""
    position = count = 0
    while position < len(code):
        wide = code[position + 1] >> 3 in (0b11101, 0b11110, 0b11111)
        position += 4 if wide else 2
        count += 1
    return count
