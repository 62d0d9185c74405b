"""The serial loader in the ROM of Espressif's chips, and the flasher stub that esptool runs there.

Written after the description of the protocol in esptool's documentation ("Serial Protocol") and
the requests that esptool 5 makes. Packets come in, answers go out; the wire is `esp_chip`'s. A stub
is not executed: once uploaded whole and started, its side of the protocol is spoken here.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

SECTOR_BYTES = 4096
END, ESCAPE, ESCAPED_END, ESCAPED_ESCAPE = 0xC0, 0xDB, 0xDC, 0xDD
CHECKSUM_START = 0xEF
INVALID, FAILED, BAD_CHECKSUM = 0x05, 0x06, 0x07
# The ROM's value in answers to SYNC is not zero, the stub's is.
SYNC_VALUE = 0x20120707

COMMANDS = {
    0x02: "FLASH_BEGIN",
    0x03: "FLASH_DATA",
    0x04: "FLASH_END",
    0x05: "MEM_BEGIN",
    0x06: "MEM_END",
    0x07: "MEM_DATA",
    0x08: "SYNC",
    0x09: "WRITE_REG",
    0x0A: "READ_REG",
    0x0B: "SPI_SET_PARAMS",
    0x0D: "SPI_ATTACH",
    0x0F: "CHANGE_BAUDRATE",
    0x10: "FLASH_DEFL_BEGIN",
    0x11: "FLASH_DEFL_DATA",
    0x12: "FLASH_DEFL_END",
    0x13: "SPI_FLASH_MD5",
    0x14: "GET_SECURITY_INFO",
}
# Registers of the ESP32-S3 (technical reference manual): the SPI controller of the flash, the
# watchdog of the real-time clock, and the word of the ROM by which older chips are told apart.
SPI_CMD, SPI_ADDR, SPI_USR2, SPI_W0 = 0x60002000, 0x60002004, 0x60002020, 0x60002058
SPI_USR = 1 << 18
WATCHDOG_CONFIG, WATCHDOG_LOCK, WATCHDOG_KEY = 0x60008098, 0x600080B0, 0x50D83AA1
WATCHDOG_ON = 1 << 31
# esptool clears this just before it lets go of the reset line.
FORCE_DOWNLOAD = 0x6000812C
CHIP_WORD = 0x40001000
READ_ID, READ_SFDP, SFDP = 0x9F, 0x5A, 0x50444653


@dataclass
class NorFlash:
    """A flash chip: erasing sets bits, sector by sector; writing can only clear them.

    Attributes:
        content: All of it.
        worn_at: A byte that keeps one bit at 0, whatever is done; none below 0.
    """

    content: bytearray
    worn_at: int = -1

    def erase(self, start: int, count: int) -> None:
        """Erase the sectors that hold these bytes."""
        first = start // SECTOR_BYTES * SECTOR_BYTES
        last = -(-(start + count) // SECTOR_BYTES) * SECTOR_BYTES
        self.content[first:last] = b"\xff" * (last - first)

    def write(self, start: int, data: bytes) -> None:
        """Clear the bits that are clear in `data`."""
        old = self.content[start : start + len(data)]
        self.content[start : start + len(data)] = bytes(
            a & b for a, b in zip(old, data, strict=True)
        )
        if start <= self.worn_at < start + len(data):
            self.content[self.worn_at] &= 0xFE

    @property
    def identity(self) -> int:
        """What it answers to "read identification": maker, kind, and the size as a power of 2."""
        return 0xEF | 0x40 << 8 | (len(self.content).bit_length() - 1) << 16


@dataclass
class _Upload:
    """A file on its way into flash or RAM."""

    at: int
    bytes_left: int
    next_block: int = 0
    inflate: Any = None


@dataclass
class Loader:
    """One chip in download mode.

    Attributes:
        flash: Its flash.
        chip_id: What newer chips answer in GET_SECURITY_INFO: 9 is an ESP32-S3; None for chips
            that know no such command.
        chip_word: What is read at `CHIP_WORD`.
        stub_starts: Whether an uploaded stub runs.
    """

    flash: NorFlash
    chip_id: int | None = 9
    chip_word: int = 0
    stub_starts: bool = True
    is_stub: bool = False
    attached: bool = False
    registers: dict[int, int] = field(default_factory=dict)
    _upload: _Upload | None = None
    _uploaded: int = 0

    def answer(self, name: str, packet: bytes) -> Iterator[bytes]:
        """Answers to one request, without their frames."""
        operation, checksum, data = packet[1], struct.unpack_from("<I", packet, 4)[0], packet[8:]
        if name == "SYNC":
            value = 0 if self.is_stub else SYNC_VALUE
            yield from [self._reply(operation, value=value)] * 8
            return
        if name.endswith("DATA") and _checksum(data[16:]) != checksum:
            yield self._reply(operation, error=BAD_CHECKSUM)
            return
        handle = getattr(self, f"_{name.lower()}", None)
        result = handle(data) if handle else INVALID
        if isinstance(result, bytes):
            yield self._reply(operation, result)
        elif name == "READ_REG":
            yield self._reply(operation, value=result)
        else:
            yield self._reply(operation, error=result or 0)
        if name == "MEM_END" and self.is_stub:
            yield b"OHAI"

    def _reply(self, operation: int, data: bytes = b"", value: int = 0, error: int = 0) -> bytes:
        status = bytes([1 if error else 0, error])
        # The ROM adds two bytes that mean nothing.
        data += status if self.is_stub else status + b"\0\0"
        return struct.pack("<BBHI", 1, operation, len(data), value) + data

    def _get_security_info(self, data: bytes) -> bytes | int:
        if self.chip_id is None:
            return INVALID
        return struct.pack("<IB7BII", 0, 0, *bytes(7), self.chip_id, 0)

    def _read_reg(self, data: bytes) -> int:
        (address,) = struct.unpack_from("<I", data)
        return self.chip_word if address == CHIP_WORD else self.registers.get(address, 0)

    def _write_reg(self, data: bytes) -> None:
        address, value, mask, _ = struct.unpack_from("<4I", data)
        self.registers[address] = (self.registers.get(address, 0) & ~mask) | (value & mask)
        if address == SPI_CMD and value & SPI_USR:
            self._spi_command()

    def pending_reset(self) -> str:
        """Which reset the last register written has brought about; empty for none."""
        locked = self.registers.get(WATCHDOG_LOCK) != WATCHDOG_KEY
        if locked and self.registers.get(WATCHDOG_CONFIG, 0) & WATCHDOG_ON:
            return "watchdog"
        return "line" if FORCE_DOWNLOAD in self.registers else ""

    def _spi_command(self) -> None:
        command = self.registers.get(SPI_USR2, 0) & 0xFF
        answers = {READ_ID: self.flash.identity, READ_SFDP: SFDP}
        self.registers[SPI_W0] = answers.get(command, 0)
        self.registers[SPI_CMD] = 0

    def _spi_attach(self, data: bytes) -> None:
        self.attached = True

    def _spi_set_params(self, data: bytes) -> None:
        """The ROM believes whatever size it is told."""

    def _change_baudrate(self, data: bytes) -> None:
        """A pseudo terminal has no speed."""

    def _flash_begin(self, data: bytes) -> int:
        size, _, _, at = struct.unpack_from("<4I", data)
        if at + size > len(self.flash.content) or not (self.attached or self.is_stub):
            return FAILED
        self.flash.erase(at, size)
        self._upload = _Upload(at, size)
        return 0

    def _flash_data(self, data: bytes) -> int:
        return self._store(data, data[16:])

    def _flash_end(self, data: bytes) -> None:
        if struct.unpack_from("<I", data)[0] == 0:
            self.is_stub = False  # A reboot ends the stub; the ROM's loader is there again.
        self._upload = None

    def _flash_defl_begin(self, data: bytes) -> int:
        error = self._flash_begin(data)
        if self._upload is not None:
            self._upload.inflate = zlib.decompressobj()
        return error

    def _flash_defl_data(self, data: bytes) -> int:
        if self._upload is None or self._upload.inflate is None:
            return FAILED
        return self._store(data, self._upload.inflate.decompress(data[16:]))

    _flash_defl_end = _flash_end

    def _store(self, head: bytes, content: bytes) -> int:
        number, upload = struct.unpack_from("<2I", head)[1], self._upload
        if upload is None or number != upload.next_block:
            return FAILED
        content = content[: upload.bytes_left]
        self.flash.write(upload.at, content)
        upload.at += len(content)
        upload.bytes_left -= len(content)
        upload.next_block += 1
        return 0

    def _spi_flash_md5(self, data: bytes) -> bytes:
        at, size = struct.unpack_from("<2I", data)
        digest = hashlib.md5(self.flash.content[at : at + size])
        return digest.digest() if self.is_stub else digest.hexdigest().encode()

    def _mem_begin(self, data: bytes) -> None:
        self._uploaded = struct.unpack_from("<I", data)[0]

    def _mem_data(self, data: bytes) -> None:
        self._uploaded -= struct.unpack_from("<I", data)[0]

    def _mem_end(self, data: bytes) -> int:
        self.is_stub = self._uploaded == 0 and self.stub_starts
        return 0


def _checksum(data: bytes) -> int:
    value = CHECKSUM_START
    for each in data:
        value ^= each
    return value


def framed(packet: bytes) -> bytes:
    """A packet as it goes over the wire (SLIP, RFC 1055)."""
    inside = packet.replace(b"\xdb", b"\xdb\xdd").replace(b"\xc0", b"\xdb\xdc")
    return b"\xc0" + inside + b"\xc0"


@dataclass
class Deframer:
    """Takes bytes from the wire in pieces of any size and gives whole packets."""

    _frame: bytearray = field(default_factory=bytearray)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The packets that these bytes complete; what is no packet is dropped."""
        for byte in data:
            if byte != END:
                self._frame.append(byte)
                continue
            frame = bytes(self._frame).replace(b"\xdb\xdc", b"\xc0").replace(b"\xdb\xdd", b"\xdb")
            self._frame.clear()
            if len(frame) >= 8 and frame[0] == 0 and frame[1] in COMMANDS:
                yield frame
