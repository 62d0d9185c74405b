"""Ways of writing firmware onto boards, one file each; boards name theirs in `[upload] method`."""

from __future__ import annotations

from firmware.flashers.avrdude import AVRDUDE
from firmware.flashers.base import Flasher, FlashError, FlashResult
from firmware.flashers.bossac import BOSSAC
from firmware.flashers.esptool import ESPTOOL
from firmware.flashers.virtual import VirtualFlasher

__all__ = ["FLASHERS", "FlashError", "FlashResult", "Flasher"]

FLASHERS: dict[str, Flasher] = {
    flasher.name: flasher for flasher in (VirtualFlasher(), ESPTOOL, BOSSAC, AVRDUDE)
}
