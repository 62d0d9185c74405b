"""The 1200-baud touch: how Arduino's boards with their own USB are sent into their boot loader.

A board whose port is opened at 1200 baud and closed resets into its boot loader, which is another
USB device: another id, mostly another port, the same serial number.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass

import serial

from audio.stage import Progress, Stage
from firmware.boards import Board
from firmware.flashers.base import ASKS, FlashError
from firmware.flashers.program import POLL_S, port_error
from firmware.ports import Port, list_ports, port_named, same_serial

TOUCH_BAUD = 1200
# The system makes a port that has just come usable a moment later.
SETTLE_S = 3.0


@dataclass(frozen=True)
class Waits:
    """How long to wait, in seconds.

    Attributes:
        touch_s: For the boot loader after the touch.
        buttons_s: For a person to press RESET twice.
        start_s: For new firmware to come back and say what it is.
    """

    touch_s: float = 10.0
    buttons_s: float = 120.0
    start_s: float = 15.0


def reach_loader(
    port: str, board: Board, loader_ids: tuple[str, ...], waits: Waits, fraction: float
) -> Stage[Port]:
    """Send a board into its boot loader, unless it is there; by a person's help if need be.

    Args:
        port: The board's port.
        board: The board.
        loader_ids: USB ids of its boot loader.
        waits: How long.
        fraction: How much the flasher has done.

    Returns:
        The boot loader's port, which can be opened.

    Raises:
        FlashError: It does not come, or the port cannot be used.
    """
    before = list_ports()
    here = port_named(port, before)
    if here is None:
        raise FlashError(f"{port} cannot be opened.", "Plug the board in; see `wakewright ports`.")
    if here.usb_id not in loader_ids:
        yield Progress(fraction, f"Sending {board.title} into its boot loader")
        yield from _use(port, TOUCH_BAUD, fraction)
        here = yield from _loader(here, before, board, loader_ids, waits, fraction)
    yield from _use(here.device, board.baud, fraction)
    return here


def came_out(
    loader: Port, before: list[Port], board: Board, waits: Waits, fraction: float
) -> Stage[Port]:
    """Wait until a board has left its boot loader: the port of its firmware.

    Args:
        loader: The boot loader's port.
        before: All ports while it was there.
        board: The board.
        waits: How long.
        fraction: How much the flasher has done.

    Raises:
        FlashError: It does not come back.
    """
    end = time.monotonic() + waits.start_s
    while time.monotonic() < end:
        now = [each for each in list_ports() if each.usb_id != loader.usb_id]
        found = _one(now, before, loader, board.usb_ids)
        if found is not None:
            return found
        yield Progress(fraction, f"Waiting until {board.title} comes back")
        time.sleep(POLL_S)
    raise FlashError(
        f"{board.title} was written, but does not come back.",
        "Press its reset button; if the orange light fades in and out, write it again.",
    )


def _loader(
    old: Port,
    before: list[Port],
    board: Board,
    loader_ids: tuple[str, ...],
    waits: Waits,
    fraction: float,
) -> Stage[Port]:
    """Wait for the boot loader, then for somebody's hands."""
    begin = time.monotonic()
    by_hand = begin + waits.touch_s
    end = by_hand + waits.buttons_s
    while (now := time.monotonic()) < end:
        loaders = [each for each in list_ports() if each.usb_id in loader_ids]
        found = _one(loaders, before, old, loader_ids)
        if found is not None:
            return found
        if now < by_hand:
            yield Progress(fraction, f"Waiting for the boot loader of {board.title}")
        else:
            yield Progress(fraction, "Press RESET twice quickly", end - now, {ASKS: True})
        time.sleep(POLL_S)
    raise FlashError(
        f"The boot loader of {board.title} does not come.",
        "Press RESET twice quickly: the orange light fades in and out; then try again.",
    )


def _one(now: list[Port], before: list[Port], board: Port, ids: tuple[str, ...]) -> Port | None:
    """Where a board is that left a port: by its serial number, else the only one that is new and
    none of the others that were there."""
    for each in now:
        if same_serial(each.serial_number, board.serial_number):
            return each
    others = [port.serial_number for port in before if port.device != board.device]
    new = [
        each
        for each in now
        if each not in before
        and each.usb_id in ids
        and not any(same_serial(each.serial_number, other) for other in others)
    ]
    return new[0] if len(new) == 1 else None


def _use(port: str, baud: int, fraction: float) -> Stage[None]:
    """Open and close a port; one that has just come may not be ours at once.

    Raises:
        FlashError: It cannot be opened.
    """
    end = time.monotonic() + SETTLE_S
    while True:
        try:
            opened = serial.Serial(port, baud)
        except (OSError, ValueError) as error:
            if time.monotonic() > end:
                told = port_error(str(error), port)
                raise told or FlashError(
                    f"{port} cannot be opened ({error}).", "Plug the board in again."
                ) from error
            yield Progress(fraction, f"Opening {port}")
            time.sleep(POLL_S)
            continue
        # A board that resets at once takes its port away while it is being closed.
        with contextlib.suppress(OSError):
            opened.dtr = False
        with contextlib.suppress(OSError):
            opened.close()
        return
