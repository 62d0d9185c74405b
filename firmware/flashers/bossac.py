"""Boards with Arduino's SAM-BA boot loader, with bossac."""

from __future__ import annotations

from firmware.flashers.base import NotReady

BOSSAC = NotReady(
    "bossac",
    "Export the model as C (wakewright export --format c) and write it with the Arduino IDE.",
)
