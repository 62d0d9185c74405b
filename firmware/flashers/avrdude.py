"""Boards with an AVR and the boot loader optiboot, with avrdude."""

from __future__ import annotations

from firmware.flashers.base import NotReady

AVRDUDE = NotReady(
    "avrdude",
    "Export the model as C (wakewright export --format uno) and write it with the Arduino IDE.",
)
