"""`ww_board.h`: what a HAL must know of the board that it runs on, as macros.

    #define WW_MIC_BUS_I2S 1
    #define WW_MIC_PIN_CLOCK 4

One of WW_MIC_BUS_ANALOG, WW_MIC_BUS_I2S and WW_MIC_BUS_PDM is defined. For each pin that the
microphone's entry in the board's file names there is one WW_MIC_PIN_<USE>, with the number that
the chip's makers give it; WW_MIC_GAIN is there where the file states a gain. Where a model pack
has its place in flash, WW_MODEL_OFFSET and WW_MODEL_BYTES tell it.
"""

from __future__ import annotations

import re

from firmware.boards import Board, BoardError, Microphone
from firmware.c_source import c_header

BOARD_HEADER = "ww_board.h"
# Buses that end at a pin of a chip; sound of the others comes from a computer's memory.
CHIP_BUSES = ("analog", "i2s", "pdm")
NORDIC_PIN = re.compile(r"P(?P<port>[01])\.(?P<pin>\d{2})")
NORDIC_PINS_OF_A_PORT = 32
ANALOG_PIN = re.compile(r"A(?P<channel>\d+)")


def emit_board_header(board: Board, microphone: Microphone | None = None) -> str:
    """The text of `ww_board.h`.

    Args:
        board: A chip's board.
        microphone: One of the board's; None for its first.

    Raises:
        BoardError: The microphone's sound does not reach a chip's pins, or a pin is of no form
            that is known.
    """
    microphone = microphone or board.microphones[0]
    if microphone.bus not in CHIP_BUSES:
        raise BoardError(
            f"The microphone {microphone.name} of {board.title} is none that a chip reads.",
            f"Its bus is '{microphone.bus}'; chips read {', '.join(CHIP_BUSES)}.",
        )
    macros = [("BUS_" + microphone.bus.upper(), 1)]
    macros += [(f"PIN_{use.upper()}", pin_number(pin)) for use, pin in microphone.pins]
    macros += [("GAIN", microphone.gain)] if microphone.gain is not None else []
    lines = [f"/* {board.title}: {microphone.title} */"]
    lines += [f"#define WW_MIC_{name} {value}" for name, value in macros]
    if board.model_bytes:
        lines += [f"#define WW_MODEL_OFFSET {board.model_offset:#x}u"]
        lines += [f"#define WW_MODEL_BYTES {board.model_bytes:#x}u"]
    return c_header("WW_BOARD_H", lines)


def pin_number(pin: str | int) -> int:
    """The chip's own number of a pin: a GPIO's, or an analog input's channel.

    `P1.03` is how Nordic's data sheets write pin 3 of port 1, which its registers and drivers
    count as 32 * 1 + 3 (NRF_GPIO_PIN_MAP of nrf_gpio.h); `A0` is the first analog input.

    Raises:
        BoardError: The pin is written in another way.
    """
    if isinstance(pin, int):
        return pin
    if nordic := NORDIC_PIN.fullmatch(pin):
        return int(nordic["port"]) * NORDIC_PINS_OF_A_PORT + int(nordic["pin"])
    if analog := ANALOG_PIN.fullmatch(pin):
        return int(analog["channel"])
    raise BoardError(
        f"The pin '{pin}' has no number.", "Pins are written as 4, as P0.26, or as A0."
    )
