"""Chips of Espressif, through their boot loader in ROM, with Espressif's esptool."""

from __future__ import annotations

from firmware.flashers.base import NotReady

ESPTOOL = NotReady(
    "esptool",
    "Export the model as C (wakewright export --format c) and write it with the Arduino IDE.",
)
