"""Serial ports of this computer, with the boards that their USB ids belong to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from audio.errors import WakewrightError
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


_WINDOWS_NAME = re.compile(r"COM\d+")


class PortChoiceError(WakewrightError):
    """Which port a board is at cannot be told."""


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


def same_serial(one: str, other: str) -> bool:
    """Whether two serial numbers are one; Espressif's chips write theirs with colons and without,
    and the Nano's boot loader writes 16 zeros before what its firmware calls itself.

    An empty one is nobody's.
    """
    return bool(one) and _plain(one) == _plain(other)


def choose_port(board: Board, wanted: str, ports: list[Port], last_serial: str = "") -> str:
    """The port that a board shall be written through.

    Args:
        board: The board.
        wanted: A port's name, an address of pyserial (`socket://...`), or a board's serial
            number; empty for the only board that fits.
        ports: What is plugged in.
        last_serial: Serial number of the board that was written last, which is preferred.

    Raises:
        PortChoiceError: None fits, or several do.
    """
    if wanted:
        return _named_port(wanted, ports)
    known = [port for port in ports if same_serial(port.serial_number, last_serial)]
    if len(known) == 1:
        return known[0].device
    fitting = [port for port in ports if board.name in port.boards]
    if len(fitting) == 1:
        return fitting[0].device
    if fitting:
        raise PortChoiceError(
            f"There are several: {_names(fitting)}.",
            "Name one with --port, by its name or its serial number.",
        )
    cables = [port for port in ports if port.bridge]
    if cables:
        raise PortChoiceError(
            f"No {board.title} was found, but cables that do not say what is behind them: "
            f"{_names(cables)}.",
            "If the board is behind one of them, name it with --port.",
        )
    raise PortChoiceError(
        f"No {board.title} was found.",
        "Plug it in with a cable that carries data, or name its port with --port; many copies "
        "of the board show another USB id.",
    )


def came_back(device: str, before: list[Port], now: list[Port], board: Board) -> str:
    """Where a board is that was reset: at its port, or at another under which it came back.

    Args:
        device: Its port before the reset.
        before: What was plugged in then.
        now: What is now.
        board: The board; its USB ids are also those of its boot loader.
    """
    old = next((port for port in before if port.device == device), None)
    if old is None or any(port.device == device for port in now):
        return device
    for port in now:
        if same_serial(port.serial_number, old.serial_number):
            return port.device
    known = {port.device for port in before}
    new = [port for port in now if port.device not in known and port.usb_id in board.usb_ids]
    return new[0].device if len(new) == 1 else device


def port_named(device: str, ports: list[Port]) -> Port | None:
    """The port of this name, if it is there."""
    return next((port for port in ports if port.device == device), None)


def _named_port(wanted: str, ports: list[Port]) -> str:
    if port_named(wanted, ports) or "://" in wanted:
        return wanted
    name = _own_spelling(wanted)
    if port_named(name, ports):
        return name
    numbered = [port for port in ports if same_serial(port.serial_number, wanted)]
    if len(numbered) == 1:
        return numbered[0].device
    if numbered:
        raise PortChoiceError(
            f"Several have the serial number {wanted}: {_names(numbered)}.",
            "Name the port itself with --port.",
        )
    if "/" in name or _WINDOWS_NAME.fullmatch(name):
        return name  # One that is not listed, or not there; whoever opens it will tell.
    raise PortChoiceError(
        f"There is no port and no board with the serial number {wanted}.",
        f"There are: {_names(ports)}." if ports else "Plug the board in; see `wakewright ports`.",
    )


def _own_spelling(device: str) -> str:
    """A port's name as it is listed: COM3 for com3; on macOS cu., which waits for no modem."""
    if _WINDOWS_NAME.fullmatch(device.upper()):
        return device.upper()
    if device.startswith("/dev/tty."):
        return device.replace("/dev/tty.", "/dev/cu.", 1)
    return device


def _names(ports: list[Port]) -> str:
    """Ports with what tells them apart."""
    return ", ".join(
        f"{port.device} (#{port.serial_number})" if port.serial_number else port.device
        for port in ports
    )


def _plain(serial_number: str) -> str:
    return serial_number.replace(":", "").replace("-", "").lstrip("0").casefold()
