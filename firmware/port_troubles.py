"""Why a board that is plugged in cannot be used: on Linux, rights and programs that take ports."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from audio.errors import WakewrightError
from firmware.boards import load_boards
from firmware.ports import BRIDGES, Port, board_ports

USB_DEVICES = Path("/sys/bus/usb/devices")
# The number of the group that nobody should be in.
ROOT = 0
# Makers of braille displays sell the same bridges; brltty claims them all.
TAKEN_BY_BRLTTY = ("CH340", "CP210x", "FT232")


class PortTrouble(WakewrightError):
    """A port that is there but cannot be used, or one that should be there and is not."""


def access_trouble(device: str) -> PortTrouble | None:
    """Whether this user may not open a port, and what would change that."""
    if sys.platform == "win32" or not Path(device).exists():
        return None
    if os.access(device, os.R_OK | os.W_OK):
        return None
    import grp

    number = Path(device).stat().st_gid
    if number == ROOT:
        return PortTrouble(
            f"You may not use {device}; only root may.",
            "The system gives ports to a group when they appear: plug the board in again.",
        )
    try:
        group = grp.getgrgid(number).gr_name
    except KeyError:
        group = str(number)
    return PortTrouble(
        f"You may not use {device}; it belongs to the group {group}.",
        f"sudo usermod -a -G {group} $USER, then log in again.",
    )


def port_troubles(ports: list[Port]) -> list[PortTrouble]:
    """What keeps the boards that are plugged in from being used."""
    refused = [access_trouble(port.device) for port in board_ports(ports)]
    return [*(trouble for trouble in refused if trouble is not None), *unusable_devices()]


def unusable_devices(devices: Path = USB_DEVICES) -> list[PortTrouble]:
    """Boards and bridges that are plugged in, but that the system has made no serial port for.

    Args:
        devices: Linux's list of what is on USB; elsewhere there is none.
    """
    boards = load_boards().values()
    names = {usb_id: board.title for board in boards for usb_id in board.usb_ids}
    names |= BRIDGES
    found = []
    for device in sorted(devices.glob("*")):
        usb_id = _usb_id(device)
        # Its interfaces lie below it; each that is a serial port has a tty.
        if usb_id in names and not any(device.glob("*:*/tty*")):
            found.append(_no_port(names[usb_id]))
    return found


def _usb_id(device: Path) -> str:
    try:
        vendor, product = (
            (device / name).read_text("ascii").strip() for name in ("idVendor", "idProduct")
        )
    except OSError:
        return ""  # An interface or a hub's port, not a device; or just unplugged.
    return f"{vendor}:{product}".upper()


def _no_port(name: str) -> PortTrouble:
    if name in TAKEN_BY_BRLTTY:
        return PortTrouble(
            f"A {name} is plugged in, but has no serial port.",
            "On Ubuntu and Debian the braille program brltty may have taken it: "
            "sudo apt remove brltty, then plug it in again.",
        )
    return PortTrouble(
        f"{name} is plugged in, but has no serial port.",
        "Unplug it and plug it in again; does the system's log (dmesg) name a driver?",
    )
