"""A Nano on the desk: its firmware, its SAM-BA boot loader, and how it changes its USB port.

The boot loader does what the one of ArduinoCore-mbed does (bootloaders/nano33ble, read from its
machine code): binary commands up to `#`; S takes bytes into a buffer; Y with a length of 0 notes
where in the buffer, Y with a length erases as many bytes of flash and writes them; Z answers a
CRC-16 of flash; X, which erases on other chips, only answers; K restarts; 64 KB are added to each
address. What it does not know, R among it, it ignores.

`SAMD21` is a stand-in that behaves alike but for how a chip is identified and restarted: the bossac
of Debian knows that one, and not the nRF52840, which only Arduino's build does.
"""

from __future__ import annotations

import binascii
import contextlib
import json
import os
import pty
import re
import select
import termios
import threading
import tty
from dataclasses import dataclass, field
from pathlib import Path

from firmware.flashers.bossac_program import CHIPS, SambaChip
from firmware.ports import Port

ERASED = 0xFF
SKETCH_ID, LOADER_ID = "2341:805A", "2341:005A"
SERIAL = "C5B8F4A1D2E30796"
# The firmware here is whatever names a model; the marks are so far apart that a page tells it.
MODEL_MARK = re.compile(rb"<model ([0-9a-f]+)>")
AWAY_S = 0.1
REGISTERS = {0x0: 0x20001FFC, 0xE000ED00: 0x410CC601, 0x41002018: 0x10010005}
RESET_REGISTER = 0xE000ED0C


@dataclass(frozen=True)
class Kind:
    """A chip and its boot loader.

    Attributes:
        chip: What the flasher is told of it.
        version: The boot loader's answer to V; the letters in brackets are what it can do.
        flash_bytes: Its flash.
        firmware_at, model_at: Where firmware and model go.
    """

    chip: SambaChip
    version: bytes
    flash_bytes: int
    firmware_at: int
    model_at: int

    @property
    def identifies(self) -> bool:
        """Whether it knows the command I, and K."""
        return b"IK" in self.version


NRF52840 = Kind(
    CHIPS["nRF52840"],
    b"Arduino Bootloader (SAM-BA extended) 2.0 [Arduino:IKXYZ]\n\r\0n",
    1 << 20,
    0x10000,
    0xC0000,
)
SAMD21 = Kind(
    SambaChip("ATSAMD21x18", 0, 64, (LOADER_ID,)),
    b"v2.0 [Arduino:XYZ] Mar 19 2018 09:45:14\n\r",
    1 << 18,
    0x2000,
    0x30000,
)


@dataclass
class Faults:
    """What goes wrong.

    Attributes:
        unplugged_at: The number of the page, from 0, at which the cable is pulled.
        silent: Its boot loader says nothing.
        worn: Its flash flips a bit of what is written.
        deaf: Its firmware does not see the touch.
        stays_away: It does not come back after the restart.
        other_chip: What it says to be instead.
    """

    unplugged_at: int = -1
    silent: bool = False
    worn: bool = False
    deaf: bool = False
    stays_away: bool = False
    other_chip: bytes = b""


@dataclass
class Desk:
    """One board, plugged in; `ports` is what the system would list.

    Attributes:
        folder: Where its ports appear.
        kind: Its chip.
        faults: What goes wrong.
        others: Other ports that are there.
        has_serial: Whether its USB device has a serial number.
        one_name: Whether the boot loader gets the name that the firmware's port had.
        pages_written: How often the flash was written.
    """

    folder: Path
    kind: Kind
    faults: Faults = field(default_factory=Faults)
    others: list[Port] = field(default_factory=list)
    has_serial: bool = True
    one_name: bool = False
    pages_written: int = 0
    in_loader: bool = False

    def __post_init__(self) -> None:
        self.flash = bytearray([ERASED]) * self.kind.flash_bytes
        self._ram = bytearray(1 << 16)
        self._source = 0
        self._port: Port | None = None
        self._ended = threading.Event()
        self._buttons = threading.Event()
        self._thread = threading.Thread(target=self._live, daemon=True)

    def __enter__(self) -> Desk:
        self._thread.start()
        self.wait_for_port()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def ports(self) -> list[Port]:
        """What is plugged in."""
        port = self._port
        return [*self.others, *([port] if port else [])]

    def wait_for_port(self) -> str:
        """Its port, once it is there."""
        while self._port is None:
            self._ended.wait(0.01)
        return self._port.device

    def press_reset_twice(self) -> None:
        """As a person would."""
        self._buttons.set()

    # What it does, in a thread of its own.

    def _live(self) -> None:
        while not self._ended.is_set():
            ours, theirs = pty.openpty()
            tty.setraw(theirs)
            name = self.folder / ("ttyACM1" if self.in_loader and not self.one_name else "ttyACM0")
            name.symlink_to(os.ttyname(theirs))
            os.close(theirs)
            self._port = self._as_port(str(name))
            try:
                self._speak(ours)
            finally:
                self._port = None
                name.unlink()
                os.close(ours)
            if self.faults.stays_away and self.pages_written:
                return
            self._ended.wait(AWAY_S)

    def _as_port(self, device: str) -> Port:
        serial = SERIAL if self.has_serial else ""
        if self.in_loader:
            return Port(device, "Nano", LOADER_ID, (), serial and "0" * 16 + serial)
        return Port(device, "Nano", SKETCH_ID, (), serial)

    def _speak(self, wire: int) -> None:
        """Until it leaves this port."""
        talk = self._obey if self.in_loader else self._run
        waiting = bytearray()
        while not self._ended.is_set():
            if self._buttons.is_set():
                self._buttons.clear()
                self.in_loader = True
                return
            if not self.in_loader and not self.faults.deaf and _speed(wire) == termios.B1200:
                self.in_loader = True
                return
            if select.select([wire], [], [], 0.02)[0]:
                try:
                    waiting += os.read(wire, 4096)
                except OSError:  # Nobody has it open.
                    self._ended.wait(0.02)
            if waiting and not talk(wire, waiting):
                return

    def _run(self, wire: int, waiting: bytearray) -> bool:
        """The firmware: says which model is in its flash."""
        if b"\n" in waiting:
            waiting.clear()
            mark = MODEL_MARK.search(bytes(self.flash))
            hello = {
                **{"type": "hello", "board": "nano", "firmware": "0.1.0", "engine": "tflm"},
                **{"model": mark[1].decode() if mark else "none", "labels": ["yes", "_unknown_"]},
                **{"arena": 0, "stack": 0, "ticks_per_second": 64_000_000},
            }
            os.write(wire, json.dumps(hello).encode() + b"\n")
        return True

    def _obey(self, wire: int, waiting: bytearray) -> bool:
        """The boot loader: all commands that are there; False when it restarts or goes away."""
        while b"#" in waiting:
            end = waiting.index(b"#")
            letter, first, second = _command(bytes(waiting[:end]))
            if letter == "S":
                if len(waiting) < end + 1 + second:
                    return True  # The rest is on its way.
                at = first % len(self._ram)
                self._ram[at : at + second] = waiting[end + 1 : end + 1 + second]
                del waiting[: end + 1 + second]
                continue
            del waiting[: end + 1]
            if letter == "Y" and second and self.pages_written == self.faults.unplugged_at:
                self._ended.set()
                return False
            if letter == "K" or (letter == "W" and first == RESET_REGISTER):
                self.in_loader = self._is_blank()
                return False
            with contextlib.suppress(OSError):  # Whoever asked has gone.
                os.write(wire, self._answer(letter, first, second))
        return True

    def _answer(self, letter: str, first: int, second: int) -> bytes:
        start = self.kind.chip.start
        if self.faults.silent:
            return b""
        if letter == "N":
            return b"\n\r"
        if letter == "V":
            return self.kind.version
        if letter == "I" and self.kind.identifies:
            return (self.faults.other_chip or self.kind.chip.device.encode()) + b"\n\r\0X"
        if letter == "X":
            return b"X\n\r"
        if letter == "Y":
            if second:
                self._write(start + first, second)
            else:
                self._source = first % len(self._ram)
            return b"Y\n\r"
        if letter == "Z":
            data = self.flash[start + first : start + first + second]
            return b"Z%08X#\n\r" % binascii.crc_hqx(data, 0)
        if letter in "wo" and not self.kind.identifies:
            other = self.faults.other_chip and first == 0x41002018
            return (0 if other else REGISTERS.get(first, 0)).to_bytes(4, "little")[
                : 4 if letter == "w" else 1
            ]
        if letter == "R" and not self.kind.identifies:
            return bytes(self.flash[first : first + second])
        return b""

    def _is_blank(self) -> bool:
        at = self.kind.firmware_at
        return self.flash[at : at + 4] == bytes([ERASED]) * 4

    def _write(self, at: int, count: int) -> None:
        self.flash[at : at + count] = self._ram[self._source : self._source + count]
        if self.faults.worn:
            self.flash[at] ^= 1
        self.pages_written += 1


def _command(said: bytes) -> tuple[str, int, int]:
    """`Y1000,20` -> its letter and numbers; a number that is not there, or is none, counts 0."""
    numbers = [int(each, 16) for each in re.findall(rb"[0-9A-F]+", said[1:])]
    return said[:1].decode("latin-1"), *[*numbers, 0, 0][:2]


def _speed(wire: int) -> int:
    return int(termios.tcgetattr(wire)[5])
