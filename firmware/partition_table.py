"""How the flash of an ESP32-S3 is divided: `partitions.csv`, which Arduino's core and ESP-IDF read.

    partition_table(load_board("esp32-s3"))

The board's file says how much an application may take and where a model pack goes; the rest follows
from the chip. Boot loader (at 0) and the table itself (at 0x8000) come before the first partition.

Sources: "Partition Tables" of the ESP-IDF Programming Guide; tools/partitions/default_8MB.csv and
platform.txt of arduino-esp32, which takes a `partitions.csv` of the sketch's folder and whose
uploads write 8 KB to 0xE000 whether or not there is an `otadata` partition: that place stays empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from firmware.boards import Board, BoardError

TABLE_FILE = "partitions.csv"
# Where the HAL looks for a model pack.
MODEL_NAME = "model"
SECTOR_BYTES = 0x1000
# What the chip maps into its memory begins at a multiple of this.
PAGE_BYTES = 0x10000
SETTINGS_OFFSET, SETTINGS_BYTES = 0x9000, 0x5000
APP_OFFSET = 0x10000
CRASH_BYTES = 0x10000


@dataclass(frozen=True)
class Partition:
    """A part of the flash: its name, what it is to ESP-IDF, where it is and how long."""

    name: str
    kind: str
    subkind: str
    offset: int
    size: int

    @property
    def end(self) -> int:
        """The first byte after it."""
        return self.offset + self.size


def partitions(board: Board) -> tuple[Partition, ...]:
    """The partitions of a board, in the order of the flash.

    One application, without a second one to update over the air: settings of earlier firmware can
    never choose another. The last 64 KB take the core dump of a crash, as in Arduino's tables.

    Raises:
        BoardError: They do not fit the flash as the board's file says it.
    """
    crash_offset = board.flash_bytes - CRASH_BYTES
    found = [
        Partition("nvs", "data", "nvs", SETTINGS_OFFSET, SETTINGS_BYTES),
        Partition("app", "app", "factory", APP_OFFSET, board.app_flash_bytes),
        Partition(MODEL_NAME, "data", "undefined", board.model_offset, board.model_bytes),
        Partition("coredump", "data", "coredump", crash_offset, CRASH_BYTES),
    ]
    _check(board, found)
    return tuple(found)


def partition_table(board: Board) -> str:
    """The partitions as `partitions.csv`.

    Raises:
        BoardError: As `partitions`.
    """
    lines = [
        f"# {board.title}. The part '{MODEL_NAME}' is written anew when a model was trained anew.",
        "# Name,   Type, SubType,   Offset,   Size",
    ]
    for each in partitions(board):
        names = f"{each.name + ',':<10}{each.kind + ',':<6}{each.subkind + ',':<11}"
        lines.append(f"{names}{each.offset:#08x}, {each.size:#08x},")
    return "\n".join([*lines, ""])


def _check(board: Board, found: Sequence[Partition]) -> None:
    """What Espressif's tools would refuse, and what the chip could not map."""
    problems = [
        f"'{each.name}' is empty or not in whole sectors"
        for each in found
        if each.size <= 0 or each.size % SECTOR_BYTES
    ]
    problems += [
        f"'{each.name}' does not begin at a multiple of {PAGE_BYTES // 1024} KB"
        for each in found
        if (each.kind == "app" or each.name == MODEL_NAME) and each.offset % PAGE_BYTES
    ]
    problems += [
        f"'{first.name}' reaches into '{second.name}'"
        for first, second in pairwise(found)
        if first.end > second.offset
    ]
    if problems:
        raise BoardError(
            f"The flash of {board.title} cannot be divided: {'; '.join(problems)}.",
            f"Correct app_flash_bytes or [model] in {board.name}.toml.",
        )
