"""What a HAL is told of its board: macros that a C compiler reads as the board's file says them."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from firmware.board_header import emit_board_header, pin_number
from firmware.boards import BoardError, load_board, load_boards

CHIPS = [board for board in load_boards().values() if board.kind == "chip"]


def macros(text: str, folder: Path) -> dict[str, str]:
    """What a preprocessor makes of a header, of all that begins as ours."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    assert compiler, "no C compiler"
    (folder / "ww_board.h").write_text(text, encoding="utf-8")
    command = [compiler, "-E", "-dM", "-x", "c", str(folder / "ww_board.h")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    defined = [line.split(maxsplit=2)[1:] for line in done.stdout.splitlines() if "WW_MIC" in line]
    return dict(defined)


@pytest.mark.parametrize("board", CHIPS, ids=lambda board: board.name)
def test_every_pin_of_every_microphone_reaches_the_firmware(board, tmp_path):
    for microphone in board.microphones:
        told = macros(emit_board_header(board, microphone), tmp_path)
        assert told.pop(f"WW_MIC_BUS_{microphone.bus.upper()}") == "1"
        assert told.pop("WW_MIC_GAIN", None) == (
            None if microphone.gain is None else str(microphone.gain)
        )
        assert set(told) == {f"WW_MIC_PIN_{use.upper()}" for use, _ in microphone.pins}


def test_pins_are_the_chips_own_numbers(tmp_path):
    nano = macros(emit_board_header(load_board("nano-33-ble-sense")), tmp_path)
    assert (nano["WW_MIC_PIN_CLOCK"], nano["WW_MIC_PIN_DATA"]) == ("26", "25")
    uno = macros(emit_board_header(load_board("arduino-uno")), tmp_path)
    assert uno["WW_MIC_PIN_SIGNAL"] == "0"
    assert pin_number("P1.03") == 35
    assert pin_number(42) == 42


@pytest.mark.parametrize("pin", ["P2.00", "P0.1", "B4", "A", "", "P0.26x"])
def test_a_pin_of_an_unknown_form_is_refused(pin):
    with pytest.raises(BoardError, match="no number"):
        pin_number(pin)


def test_a_gain_is_told_even_when_it_is_zero(tmp_path):
    board = load_board("esp32-s3")
    for gain in (0, 7):
        microphone = replace(board.microphones[0], gain=gain)
        told = macros(emit_board_header(board, microphone), tmp_path)
        assert told["WW_MIC_GAIN"] == str(gain)


def test_sound_from_a_computers_memory_has_no_pins():
    with pytest.raises(BoardError, match="none that a chip reads"):
        emit_board_header(load_board("host"))


def test_the_model_packs_place_is_told_where_there_is_one():
    nano = load_board("nano-33-ble-sense")
    text = emit_board_header(nano)
    assert f"#define WW_MODEL_OFFSET {nano.model_offset:#x}u" in text
    assert f"#define WW_MODEL_BYTES {nano.model_bytes:#x}u" in text
    assert "WW_MODEL" not in emit_board_header(replace(nano, model_bytes=0))
