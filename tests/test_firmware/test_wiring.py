"""Wiring: every wire ends at pins that are there, and the picture shows and says the same."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from firmware.boards import (
    FOLDER,
    Board,
    BoardError,
    Microphone,
    load_board,
    load_boards,
    read_board,
)
from firmware.ports import BRIDGES, board_ports, match_ports
from firmware.wiring import DASHES, Connection, connections, in_words, wiring_svg

SVG = "{http://www.w3.org/2000/svg}"
PAIRS = [
    pytest.param(board, microphone, id=f"{board.name}-{microphone.name}")
    for board in load_boards().values()
    for microphone in board.microphones
]
WIRED = [each for each in PAIRS if not each.values[1].built_in]  # type: ignore[union-attr]


@pytest.mark.parametrize(("board", "microphone"), PAIRS)
def test_the_picture_names_both_ends_of_each_wire(board: Board, microphone: Microphone) -> None:
    root = ElementTree.fromstring(wiring_svg(board, microphone))
    texts = [text.text for text in root.iter(f"{SVG}text")]
    wires = connections(board, microphone)
    assert root.findtext(f"{SVG}desc") == in_words(board, microphone)
    assert board.title in texts
    for pin in (*board.header_left, *board.header_right):
        assert pin in texts
    for wire in wires:
        assert wire.microphone_pin in texts
        assert f"→ {wire.board_pin}" in texts
    drawn = [path for path in root.iter(f"{SVG}path") if path.get("stroke-width") == "3"]
    assert len(drawn) == len(wires)
    looks = {(path.get("stroke"), path.get("stroke-dasharray")) for path in drawn}
    assert len({dash for _, dash in looks}) == len(wires)  # Told apart without colours.


@pytest.mark.parametrize(("board", "microphone"), PAIRS)
def test_nothing_lies_outside_the_picture(board: Board, microphone: Microphone) -> None:
    root = ElementTree.fromstring(wiring_svg(board, microphone))
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    for part in root.iter(f"{SVG}circle"):
        assert 0 < float(part.attrib["cx"]) < width and 0 < float(part.attrib["cy"]) < height
    for part in root.iter(f"{SVG}path"):
        numbers = [float(word) for word in part.attrib["d"].split() if word not in "MHV"]
        assert all(0 < number < max(width, height) for number in numbers)
    for part in root.iter(f"{SVG}text"):
        assert 0 <= float(part.attrib["x"]) <= width and 0 < float(part.attrib["y"]) < height


@pytest.mark.parametrize(("board", "microphone"), WIRED)
def test_wires_end_at_the_pins_that_the_firmware_reads(
    board: Board, microphone: Microphone
) -> None:
    wires = connections(board, microphone)
    there = {*board.header_left, *board.header_right}
    assert {wire.board_pin for wire in wires} <= there
    for _, pin in microphone.pins:
        assert sum(wire.board_pin == str(pin) for wire in wires) == 1
    assert any(wire.purpose == "the power" for wire in wires)
    assert any(wire.purpose == "the ground" for wire in wires)
    used = {wire.board_pin for wire in wires}
    assert not used & set(board.gpio_pins), "a pin of the microphone is offered for actions"


def test_the_inmp441_on_the_esp32() -> None:
    board = load_board("esp32-s3")
    wires = connections(board, board.microphones[0])
    assert [(wire.microphone_pin, wire.board_pin) for wire in wires] == [
        ("VDD", "3V3"),
        ("GND", "GND"),
        ("L/R", "GND"),
        ("SCK", "4"),
        ("WS", "5"),
        ("SD", "6"),
    ]
    said = in_words(board, board.microphones[0])
    assert said.startswith("INMP441 I2S microphone takes 6 wires. VDD of the microphone to 3V3")
    assert "SCK of the microphone to 4 of the board: the bit clock." in said


def test_changed_pins_change_the_wiring() -> None:
    board = load_board("esp32-s3")
    moved = replace(board.microphones[0], pins=(("clock", 12), ("word_select", 13), ("data", 14)))
    assert connections(board, moved)[-1] == Connection("SD", "14", "the sound")
    assert "→ 14" in wiring_svg(board, moved) and "→ 6" not in wiring_svg(board, moved)
    assert len(DASHES) >= len(connections(board, moved))


def test_titles_with_signs_of_markup_are_only_text() -> None:
    board = replace(load_board("arduino-uno"), title="A <b>&amp; board")
    root = ElementTree.fromstring(wiring_svg(board, board.microphones[0]))
    assert "A <b>&amp; board" in [text.text for text in root.iter(f"{SVG}text")]


def test_a_bridge_names_the_cable_and_not_the_board() -> None:
    found = [
        SimpleNamespace(device="COM7", description="Modem", vid=None, pid=None),
        SimpleNamespace(
            device="COM5", description="UART", vid=0x10C4, pid=0xEA60, serial_number="0001"
        ),
        SimpleNamespace(
            device="COM9", description="Uno", vid=0x2341, pid=0x0043, serial_number=None
        ),
        SimpleNamespace(device="COM8", description="Phone", vid=0x1234, pid=0x0001),
    ]
    ports = match_ports(found, load_boards())
    by_name = {port.device: port for port in ports}
    assert by_name["COM9"].boards == ("arduino-uno",) and not by_name["COM9"].bridge
    assert by_name["COM5"].bridge == "CP210x" and by_name["COM5"].boards == ()
    assert by_name["COM5"].serial_number == "0001"
    assert [port.device for port in board_ports(ports)] == ["COM9", "COM5"]
    ids = {usb_id for board in load_boards().values() for usb_id in board.usb_ids}
    assert not ids & set(BRIDGES)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('free = ["13",', 'free = ["99",', "pin 99 is free but not there"),
        ('pins = { signal = "A0" }', 'pins = { signal = "A9" }', "max9814 needs pin A9"),
        ('signals = { signal = "OUT" }', "", "the pin 'signal' of max9814 has no name"),
        ('supply = { VDD = "3V3",', 'supply = { VDD = "3.3",', "max9814 needs pin 3.3"),
        ('usb = "top"', 'usb = "left"', "expected one of top, bottom"),
        ('title = "MAX', 'built_in = 1\ntitle = "MAX', "expected true or false"),
    ],
)
def test_a_board_whose_wires_would_end_nowhere_is_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    good = (FOLDER / "arduino-uno.toml").read_text("utf-8")
    assert old in good
    path = tmp_path / "arduino-uno.toml"
    path.write_text(good.replace(old, new), "utf-8")
    with pytest.raises(BoardError, match=re.escape(said)):
        read_board(path)
