"""What lies in the flash of an ESP32-S3, made and read as its boot loaders do.

Formats as in Espressif's documentation: "Firmware Image Format" of esptool and "Partition Tables"
of ESP-IDF.
"""

from __future__ import annotations

import hashlib
import json
import struct
from dataclasses import dataclass
from typing import Any

from firmware.boards import Board
from firmware.partition_table import partitions

IMAGE_MAGIC, ENTRY_MAGIC, MD5_MAGIC = 0xE9, b"\xaa\x50", b"\xeb\xeb"
ESP32_S3, ESP32_C3 = 9, 5
TABLE_AT, TABLE_BYTES = 0x8000, 0xC00
DATA_AT = 0x3FC90000
KINDS = {"app": 0, "data": 1}
SUBKINDS = {"factory": 0, "nvs": 2, "coredump": 3, "undefined": 6}


class NoBoot(Exception):
    """What a boot loader says when it finds nothing to start."""


@dataclass(frozen=True)
class Partition:
    """One entry of the table. `kind` 0 is an application, 1 is data."""

    name: str
    kind: int
    at: int
    size: int


def app_image(says: dict[str, Any], padding: int = 0, chip_id: int = ESP32_S3) -> bytes:
    """An application, or second boot loader, whose one segment holds constants as JSON.

    Args:
        says: The constants.
        padding: How many bytes of what looks like code come after them.
        chip_id: Whose image it is.
    """
    code = hashlib.shake_128(b"code").digest(padding)
    segment = json.dumps(says).encode() + b"\0" + code
    segment += bytes(-len(segment) % 4)
    head = struct.pack("<4BI", IMAGE_MAGIC, 1, 2, 0x3F, DATA_AT)
    head += struct.pack("<B3xHB2HI?", 0xEE, chip_id, 0, 0, 65535, 0, True)
    image = head + struct.pack("<2I", DATA_AT, len(segment)) + segment
    checksum = 0xEF
    for byte in segment:
        checksum ^= byte
    image += bytes(-(len(image) + 1) % 16) + bytes([checksum])
    return image + hashlib.sha256(image).digest()


def read_app(flash: bytes, at: int) -> dict[str, Any]:
    """The constants of an application.

    Raises:
        NoBoot: There is none that is whole.
    """
    if flash[at] != IMAGE_MAGIC:
        raise NoBoot(f"invalid header: 0x{struct.unpack_from('<I', flash, at)[0]:08x}")
    (size,) = struct.unpack_from("<I", flash, at + 28)
    end = at + 32 + size
    end += -(end + 1 - at) % 16 + 1
    if hashlib.sha256(flash[at:end]).digest() != flash[end : end + 32]:
        raise NoBoot("Image hash failed - image is corrupt")
    says: dict[str, Any] = json.loads(flash[at + 32 : flash.index(b"\0", at + 32)])
    return says


def partition_bytes(board: Board) -> bytes:
    """A board's partition table as ESP-IDF's tool makes it of `partitions.csv`, with its MD5."""
    entries = b"".join(
        ENTRY_MAGIC
        + struct.pack(
            "<2B2I16sI", KINDS[p.kind], SUBKINDS[p.subkind], p.offset, p.size, p.name.encode(), 0
        )
        for p in partitions(board)
    )
    table = entries + MD5_MAGIC + b"\xff" * 14 + hashlib.md5(entries).digest()
    return table + b"\xff" * (TABLE_BYTES - len(table))


def read_partitions(flash: bytes) -> dict[str, Partition]:
    """The partitions by name.

    Raises:
        NoBoot: The table is damaged or not there.
    """
    found: dict[str, Partition] = {}
    for at in range(TABLE_AT, TABLE_AT + TABLE_BYTES, 32):
        entry = flash[at : at + 32]
        if entry[:2] == MD5_MAGIC:
            if hashlib.md5(flash[TABLE_AT:at]).digest() != entry[16:]:
                break
            return found
        if entry[:2] != ENTRY_MAGIC:
            break
        kind, _, start, size, name, _ = struct.unpack("<2B2I16sI", entry[2:])
        text = name.rstrip(b"\0").decode()
        found[text] = Partition(text, kind, start, size)
    raise NoBoot("Failed to load partition table 0x8000")
