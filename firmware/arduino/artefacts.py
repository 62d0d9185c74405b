"""The files that arduino-cli leaves for a chip: which are written, and where in its flash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from firmware.arduino.sketch import PARTITIONS_FILE
from firmware.boards import Board, BoardError
from firmware.image import ImagePart

# Espressif's boot loader and table lie at the same place in every ESP32-S3 (esptool's and
# arduino-esp32's platform.txt); the application's place is in the table.
ESP32_S3_BOOT, ESP32_S3_TABLE, ESP32_S3_APP = 0x0, 0x8000, 0x10000
# Arduino's boot loader occupies the first 64 KB of the Nano 33 BLE (the mbed core's linker script).
NANO_33_APP = 0x10000


@dataclass(frozen=True)
class ChipFiles:
    """What is written to a chip.

    Attributes:
        firmware: The name of the file that runs.
        parts: All files, that one among them.
    """

    firmware: str
    parts: tuple[ImagePart, ...]


def chip_files(board: Board, sketch: Path) -> ChipFiles:
    """Names and places of the files that a compiled sketch consists of.

    Raises:
        BoardError: What arduino-cli leaves for the board's chip is not known.
    """
    name = f"{sketch.name}.ino"
    if board.chip == "ATmega328P":
        # Intel HEX says by itself where it goes.
        return ChipFiles(f"{name}.hex", (ImagePart(f"{name}.hex", 0, "firmware"),))
    if board.chip == "nRF52840":
        return ChipFiles(f"{name}.bin", (ImagePart(f"{name}.bin", NANO_33_APP, "firmware"),))
    if board.chip == "ESP32-S3":
        parts = (
            ImagePart(f"{name}.bootloader.bin", ESP32_S3_BOOT, "bootloader"),
            ImagePart(f"{name}.partitions.bin", ESP32_S3_TABLE, "partitions"),
            ImagePart(f"{name}.bin", _app_offset(sketch / PARTITIONS_FILE), "firmware"),
        )
        return ChipFiles(f"{name}.bin", parts)
    raise BoardError(f"How firmware for {board.chip} is made of a sketch is not known.")


def _app_offset(table: Path) -> int:
    """Where a table of partitions has its first application."""
    if table.exists():
        for fields in _rows(table):
            if fields[1] == "app" and fields[3]:
                return int(fields[3], 0)
    return ESP32_S3_APP


def _rows(table: Path) -> Iterator[list[str]]:
    """Name, type, subtype, offset and size of each partition (ESP-IDF's partition tables)."""
    for line in table.read_text(encoding="utf-8").splitlines():
        fields = [field.strip() for field in line.partition("#")[0].split(",")]
        if len(fields) >= 5:
            yield fields
