"""Serial ports of this computer, with the boards that their USB ids belong to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from firmware.boards import Board, load_boards

# Chips that join USB and a serial line, in cables and on many boards: their id says nothing of
# the board behind them. Ids from the tables of Linux's drivers/usb/serial (cp210x.c, ch341.c,
# ftdi_sio_ids.h, pl2303.h) and cdc-acm.c.
BRIDGES = {
    "10C4:EA60": "CP210x",
    "10C4:EA70": "CP210x",
    "1A86:7523": "CH340",
    "1A86:5523": "CH341",
    "1A86:55D3": "CH343",
    "1A86:55D4": "CH9102",
    "0403:6001": "FT232",
    "0403:6010": "FT2232",
    "0403:6014": "FT232H",
    "0403:6015": "FT231X",
    "067B:2303": "PL2303",
}


@dataclass(frozen=True)
class Port:
    """A serial port.

    Attributes:
        device: What opens it, such as `/dev/ttyACM0` or `COM3`.
        description: What the operating system calls it.
        usb_id: `VID:PID`; empty when it is not on USB.
        boards: Names of the boards with this id. Several boards may share one, and the id of a
            USB-UART bridge names the cable, not the board.
        serial_number: Tells two equal boards apart; empty where there is none.
        bridge: Name of the USB-UART bridge that it is; empty when it is none.
    """

    device: str
    description: str
    usb_id: str
    boards: tuple[str, ...]
    serial_number: str = ""
    bridge: str = ""


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
        ports.append(
            Port(
                each.device,
                each.description or each.device,
                usb_id,
                names,
                getattr(each, "serial_number", None) or "",
                BRIDGES.get(usb_id, ""),
            )
        )
    return sorted(ports, key=lambda port: (not port.boards, not port.usb_id, port.device))


def board_ports(ports: list[Port]) -> list[Port]:
    """Those behind which a board may be: on USB, and a known board or a bridge."""
    return [port for port in ports if port.boards or port.bridge]
