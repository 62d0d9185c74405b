"""Ports on three systems: which board may be behind each, which one is meant, who answers there."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from serial.tools.list_ports_common import ListPortInfo

from firmware.boards import load_board, load_boards
from firmware.port_troubles import access_trouble, unusable_devices
from firmware.ports import (
    Port,
    PortChoiceError,
    came_back,
    choose_port,
    match_ports,
    same_serial,
)

MAC, OTHER_MAC = "F4:12:FA:5C:0D:10", "F4:12:FA:5C:0D:44"
ESP, UNO, NANO = load_board("esp32-s3"), load_board("arduino-uno"), load_board("nano-33-ble-sense")

# device, description, USB id, serial number: as pyserial 3.5 lists them.
LINUX = (
    ("/dev/ttyS0", "n/a", "", None),
    ("/dev/ttyACM0", "USB JTAG/serial debug unit", "303A:1001", MAC),
    ("/dev/ttyACM1", "USB JTAG/serial debug unit", "303A:1001", OTHER_MAC),
    ("/dev/ttyACM2", "Arduino Uno", "2341:0043", "55736323939351C01261"),
    ("/dev/ttyUSB0", "CP2102N USB to UART Bridge Controller", "10C4:EA60", "0001"),
    ("/dev/ttyUSB1", "USB Serial", "1A86:7523", None),
)
WINDOWS = (
    ("COM1", "Communications Port (COM1)", "", ""),
    ("COM7", "USB Serial Device (COM7)", "303A:1001", MAC),
    ("COM12", "USB Serial Device (COM12)", "2341:805A", "A6B3C5D7E9F10203"),
    ("COM5", "Silicon Labs CP210x USB to UART Bridge (COM5)", "10C4:EA60", "0001"),
    ("COM3", "Standard Serial over Bluetooth link (COM3)", "", ""),
)
MACOS = (
    ("/dev/cu.Bluetooth-Incoming-Port", "n/a", "", None),
    ("/dev/cu.usbmodem1101", "USB JTAG/serial debug unit", "303A:1001", MAC),
    ("/dev/cu.usbserial-0001", "CP2102N USB to UART Bridge Controller", "10C4:EA60", "0001"),
)


def listed(*rows: tuple[str, str, str, str | None]) -> list[Port]:
    """Ports as pyserial would list them, matched to boards."""
    found = []
    for device, description, usb_id, serial_number in rows:
        info = ListPortInfo(device, skip_link_detection=True)
        info.description, info.serial_number = description, serial_number
        if usb_id:
            info.vid, info.pid = (int(part, 16) for part in usb_id.split(":"))
        found.append(info)
    return match_ports(found, load_boards())


@pytest.mark.parametrize(
    ("system", "first"), [(LINUX, "/dev/ttyACM0"), (WINDOWS, "COM12"), (MACOS, MACOS[1][0])]
)
def test_boards_come_first_and_the_computers_own_ports_last(
    system: tuple[tuple[str, str, str, str | None], ...], first: str
) -> None:
    ports = listed(*system)
    assert ports[0].device == first and ports[0].boards
    assert not ports[-1].usb_id and not ports[-1].boards
    by_id = {port.usb_id: port for port in ports}
    assert {"esp32-s3", "xiao-esp32s3-sense"} <= set(by_id["303A:1001"].boards)
    assert by_id["303A:1001"].serial_number in (MAC, OTHER_MAC)
    assert by_id["10C4:EA60"].bridge == "CP210x" and not by_id["10C4:EA60"].boards


@pytest.mark.parametrize(
    ("wanted", "system", "device"),
    [
        ("/dev/ttyACM1", LINUX, "/dev/ttyACM1"),
        (OTHER_MAC, LINUX, "/dev/ttyACM1"),
        (OTHER_MAC.replace(":", "").lower(), LINUX, "/dev/ttyACM1"),
        ("/dev/serial/by-id/usb-Espressif", LINUX, "/dev/serial/by-id/usb-Espressif"),
        ("socket://localhost:7", LINUX, "socket://localhost:7"),
        ("com7", WINDOWS, "COM7"),
        ("COM99", WINDOWS, "COM99"),
        ("/dev/tty.usbmodem1101", MACOS, "/dev/cu.usbmodem1101"),
    ],
)
def test_a_port_is_meant_by_its_name_or_its_boards_serial_number(
    wanted: str, system: tuple[tuple[str, str, str, str | None], ...], device: str
) -> None:
    assert choose_port(ESP, wanted, listed(*system)) == device


def test_the_only_board_that_fits_is_taken_or_the_one_written_last() -> None:
    assert choose_port(UNO, "", listed(*LINUX)) == "/dev/ttyACM2"
    assert choose_port(NANO, "", listed(*WINDOWS)) == "COM12"
    assert choose_port(ESP, "", listed(*LINUX), OTHER_MAC) == "/dev/ttyACM1"
    assert choose_port(NANO, "", listed(*LINUX), "0001") == "/dev/ttyUSB0", "a cable, if it was it"


@pytest.mark.parametrize(
    ("board", "wanted", "rows", "said", "hint"),
    [
        (ESP, "", LINUX, rf"several: /dev/ttyACM0 \(#{MAC}\), /dev/ttyACM1", "serial number"),
        (NANO, "", LINUX, r"cables that do not say .* /dev/ttyUSB0 \(#0001\), /dev/ttyUSB1", "--p"),
        (UNO, "", (), "No Arduino Uno .*was found", "cable that carries data"),
        (ESP, "12345", LINUX, "no port and no board with the serial number 12345", "ttyACM0"),
        (ESP, "12345", (), "no port and no board with the serial number 12345", "Plug"),
        (ESP, "0001", (LINUX[4], ("COM5", "", "10C4:EA60", "0001")), "Several have", "itself"),
    ],
)
def test_when_it_cannot_be_told_which_is_meant_it_is_said(
    board: object, wanted: str, rows: tuple[tuple[str, str, str, str | None], ...], said: str,
    hint: str,
) -> None:  # fmt: skip
    with pytest.raises(PortChoiceError, match=said) as caught:
        choose_port(board, wanted, listed(*rows))  # type: ignore[arg-type]
    assert hint in caught.value.hint


def test_serial_numbers_are_compared_as_people_read_them() -> None:
    assert same_serial(MAC, MAC.replace(":", "").lower())
    assert not same_serial(MAC, OTHER_MAC) and not same_serial("", "")


def test_a_board_that_was_reset_is_followed_to_its_next_port() -> None:
    before = listed(LINUX[1], LINUX[2])
    moved = ("/dev/ttyACM7", "USB JTAG/serial debug unit", "303A:1001", MAC.replace(":", ""))
    silent = ("/dev/ttyACM8", "", "303A:1001", None)
    assert came_back("/dev/ttyACM0", before, before, ESP) == "/dev/ttyACM0"
    assert came_back("/dev/ttyACM0", before, listed(moved, LINUX[2]), ESP) == "/dev/ttyACM7"
    assert came_back("/dev/ttyACM0", before, listed(silent, LINUX[2]), ESP) == "/dev/ttyACM8"
    assert came_back("/dev/ttyACM0", before, listed(LINUX[2]), ESP) == "/dev/ttyACM0", "not back"
    assert came_back("/dev/ttyACM0", before, listed(LINUX[2], LINUX[3]), ESP) == "/dev/ttyACM0"


@pytest.mark.skipif(sys.platform == "win32", reason="ports of groups and /sys are not of Windows")
def test_a_port_of_others_and_one_that_is_missing_are_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = tmp_path / "ttyUSB0"
    device.touch()
    assert access_trouble(str(device)) is None
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    trouble = access_trouble(str(device))
    assert trouble is not None
    # Nobody is told to join the group root.
    mine = device.stat().st_gid != 0
    assert ("usermod -a -G" in trouble.hint) == mine
    others = os.stat_result((0o660, 0, 0, 1, 0, 0 if mine else 20, 0, 0, 0, 0))
    monkeypatch.setattr(Path, "stat", lambda path, **_: others)
    trouble = access_trouble(str(device))
    assert trouble is not None
    assert ("usermod -a -G" in trouble.hint) != mine
    monkeypatch.undo()
    for name, ids, interface in (
        ("1-1", "1a86:7523", ""),
        ("1-2", "303a:1001", "tty/ttyACM0"),
        ("1-3", "10c4:ea60", "ttyUSB0"),
        ("1-4", "303a:1001", ""),
        ("1-5", "046d:c52b", ""),
    ):
        folder = tmp_path / "devices" / name
        (folder / f"{name}:1.0" / interface).mkdir(parents=True)
        for part, text in zip(("idVendor", "idProduct"), ids.split(":"), strict=True):
            (folder / part).write_text(text + "\n")
    first, second = unusable_devices(tmp_path / "devices")
    assert "CH340" in first.what and "brltty" in first.hint
    assert "XIAO" in second.what or "ESP32-S3" in second.what
    assert unusable_devices(tmp_path / "nowhere") == []
