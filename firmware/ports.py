"""Serial ports of this computer, with the boards that their USB ids belong to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from firmware.boards import Board, load_boards


@dataclass(frozen=True)
class Port:
    """A serial port.

    Attributes:
        device: What opens it, such as `/dev/ttyACM0` or `COM3`.
        description: What the operating system calls it.
        usb_id: `VID:PID`; empty when it is not on USB.
        boards: Names of the boards with this id. Several boards may share one, and the id of a
            USB-UART bridge names the cable, not the board.
    """

    device: str
    description: str
    usb_id: str
    boards: tuple[str, ...]


def list_ports() -> list[Port]:
    """The ports that are there now, those of known boards first."""
    from serial.tools import list_ports as pyserial_ports

    return match_ports(list(pyserial_ports.comports()), load_boards())


def match_ports(found: list[Any], boards: dict[str, Board]) -> list[Port]:
    """Ports as pyserial lists them -> with the boards they may be."""
    ports = []
    for each in found:
        usb_id = f"{each.vid:04X}:{each.pid:04X}" if each.vid is not None else ""
        names = tuple(name for name, board in boards.items() if usb_id in board.usb_ids)
        ports.append(Port(each.device, each.description or each.device, usb_id, names))
    return sorted(ports, key=lambda port: (not port.boards, not port.usb_id, port.device))
