"""Every board file is complete, and wrong ones are refused in words."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from audio.stage import finish
from compress.variant import Variant
from firmware.boards import FOLDER, BoardError, load_board, load_boards, read_board
from firmware.build import build
from firmware.ports import match_ports

NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))
GOOD = (FOLDER / "arduino-uno.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_contract_of_every_board(name: str) -> None:
    board = load_board(name)
    assert board.name == name
    assert board.title and board.chip and board.core
    assert board.default_engine in ("baked", "tflm")
    assert 0 <= board.app_flash_bytes <= board.flash_bytes
    assert 0 <= board.app_ram_bytes <= board.ram_bytes
    assert board.fits(0, 0)
    assert all(re.fullmatch("[0-9A-F]{4}:[0-9A-F]{4}", each) for each in board.usb_ids)
    assert board.kind != "desktop" or board.tick_unit == "microseconds"
    if board.kind == "chip":
        assert not board.fits(board.app_flash_bytes + 1, 0)
        assert not board.fits(0, board.app_ram_bytes + 1)
        assert board.fits(board.app_flash_bytes, board.app_ram_bytes)
        assert board.fqbn.count(":") in (2, 3)  # vendor, family, board; and options
        assert board.upload_method in ("avrdude", "bossac", "esptool")
        assert all(microphone.pins for microphone in board.microphones)


def test_the_boards_of_the_first_release_are_there() -> None:
    boards = load_boards()
    ready = {name for name, board in boards.items() if board.status == "ready"}
    assert {"host", "tflm-host", "virtual-cortex-m4", "virtual-uno"} <= ready
    assert {"esp32-s3", "xiao-esp32s3-sense", "nano-33-ble-sense", "arduino-uno"} <= ready
    assert boards["arduino-uno"].ram_bytes == 2048
    assert boards["nano-33-ble-sense"].flash_bytes == 1024 * 1024
    assert boards["esp32-s3"].ram_bytes == 512 * 1024


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('chip = "ATmega328P"\n', "", "lacks the key 'chip'"),
        ('chip = "ATmega328P"', "chip = 328", "'chip' is 328; expected a text"),
        ("ram_bytes = 2_048\napp", 'ram_bytes = "2K"\napp', "expected a whole number"),
        ("ram_bytes = 2_048\napp", "ram_bytes = -1\napp", "negative"),
        ("ram_bytes = 2_048\napp", "ram_bytes = true\napp", "expected a whole number"),
        ('engines = ["baked"]', 'engines = ["magic"]', "expected one of baked, packed, tflm"),
        ('engines = ["baked"]', "engines = []", "no engine"),
        ('status = "ready"', 'status = "soon"', "expected one of ready, planned"),
        ("app_ram_bytes = 2_048", "app_ram_bytes = 2_049", "more memory than the chip"),
        ('name = "arduino-uno"', 'name = "uno"', "its name is 'uno'"),
        ('bus = "analog"', 'bus = "tin can"', "expected one of analog"),
        ("clock_hz", "colour = 1\nclock_hz", "keys that no board has: colour"),
        ('method = "avrdude"\n', "", "lacks the key 'method'"),
        ("clock_hz = 16_000_000", "clock_hz =", "cannot be read"),
        ('actions = ["gpio"]', 'actions = ["dance"]', "expected one of gpio, usb_keyboard"),
        ("A3 = 11\n", "", "[pins] lacks A3"),
        ("A3 = 11\n", "A3 = 10\n", "two pins have one number"),
        ("A3 = 11\n", "A3 = 256\n", "pin A3 is none of 0 to 255"),
        ("A3 = 11\n", "A3 = -1\n", "negative"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    path = tmp_path / "arduino-uno.toml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(BoardError, match=re.escape(said)):
        read_board(path)


def test_printed_pins_lead_to_the_chips_own() -> None:
    uno = load_board("arduino-uno")
    assert [uno.pin_number(pin) for pin in ("13", "2", "A1")] == [5, 18, 9]
    with pytest.raises(BoardError, match=r"has no pin A0 to switch.*A1, A2, A3"):
        uno.pin_number("A0")
    with pytest.raises(BoardError, match=r"no pin P0 to switch.*another board"):
        load_board("tflm-host").pin_number("P0")


def test_an_unknown_board_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BoardError, match=r"no board 'esp8266'.*virtual-cortex-m4"):
        load_board("esp8266")
    with pytest.raises(BoardError, match="no board"):
        load_board("../boards/host")


def test_a_planned_board_has_a_budget_but_no_build(tone_variant: Variant, tmp_path: Path) -> None:
    board = replace(load_board("nano-33-ble-sense"), status="planned")
    assert board.fits(100_000, 40_000)
    with pytest.raises(BoardError, match="cannot be built yet"):
        finish(build(tone_variant, board, "", tmp_path / "nano"))
    assert not (tmp_path / "nano").exists()


def test_ports_are_matched_to_boards() -> None:
    def port(device: str, vid: int | None, pid: int | None) -> SimpleNamespace:
        return SimpleNamespace(device=device, vid=vid, pid=pid, description="a port")

    found = [port("/dev/ttyS0", None, None), port("/dev/ttyUSB0", 0x1A86, 0x7523)]
    found += [port("/dev/ttyACM0", 0x303A, 0x1001), port("/dev/ttyACM1", 0x2341, 0x805A)]
    ports = match_ports(found, load_boards())
    assert [each.device for each in ports] == [
        "/dev/ttyACM0",
        "/dev/ttyACM1",
        "/dev/ttyUSB0",
        "/dev/ttyS0",
    ]
    assert set(ports[0].boards) == {"esp32-s3", "xiao-esp32s3-sense"}
    assert ports[1].boards == ("nano-33-ble-sense",)
    assert ports[2].usb_id == "1A86:7523" and not ports[2].boards
    assert ports[3].usb_id == ""
