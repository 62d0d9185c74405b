"""A chip whose USB port is either a hardware serial port or a keyboard types only if asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audio.action import Action
from compress.variant import Variant
from firmware.behaviour import AS_USUAL, Behaviour
from firmware.boards import load_board, load_boards
from firmware.sources import lay_out
from firmware.usb_keyboard import with_keyboard

SAMPLE = Path(__file__).resolve().parents[2] / "assets" / "sample" / "models" / "mixconv-32"
TYPING = Behaviour(actions=(Action("hey", "usb_keyboard", "text=Hi"),))
SWITCHING = Behaviour(actions=(Action("hey", "gpio", "pin=2,do=toggle"),))


@pytest.mark.parametrize("behaviour", [AS_USUAL, SWITCHING])
def test_without_typing_the_port_stays_what_it_is(behaviour):
    board = load_board("esp32-s3")
    quiet = with_keyboard(board, behaviour)
    assert quiet == replace(board, actions=("gpio", "serial"))


def test_with_typing_the_builder_and_the_ide_are_told():
    board = with_keyboard(load_board("esp32-s3"), TYPING)
    assert board.fqbn == (
        "esp32:esp32:esp32s3:FlashSize=8M,PartitionScheme=default_8MB,USBMode=default,CDCOnBoot=cdc"
    )
    assert board.ide_settings[-2:] == ("USB Mode: USB-OTG (TinyUSB)", "USB CDC On Boot: Enabled")
    assert "usb_keyboard" in board.actions
    xiao = with_keyboard(load_board("xiao-esp32s3-sense"), TYPING)
    assert xiao.fqbn == "esp32:esp32:XIAO_ESP32S3:USBMode=default"


def test_boards_with_nothing_to_choose_stay_as_they_are():
    for board in load_boards().values():
        if not board.keyboard_options:
            assert with_keyboard(board, TYPING) is board


@pytest.mark.parametrize("engine", ["baked", "tflm"])
@pytest.mark.parametrize("types", [False, True], ids=["quiet", "types"])
def test_the_firmware_knows_whether_it_is_a_keyboard(engine, types, tmp_path):
    model = Variant.load(SAMPLE)
    word = next(label for label in model.labels if not label.startswith("_"))
    typing = Behaviour(actions=(Action(word, "usb_keyboard", "text=Hi"),))
    behaviour = typing if types else AS_USUAL
    lay_out(model, with_keyboard(load_board("esp32-s3"), behaviour), engine, tmp_path, behaviour)
    headers = [path.read_text(encoding="utf-8") for path in tmp_path.glob("*.h")]
    assert any(f"#define WW_USB_KEYBOARD {int(types)}\n" in text for text in headers)
    assert (tmp_path / "hal" / "esp32s3_keyboard.cpp").exists()
    assert (tmp_path / "partitions.csv").exists()
