"""What a board says of itself once new firmware has started."""

from __future__ import annotations

import time

from audio.stage import Clock, Stage
from firmware.boards import Board
from firmware.flashers.base import FlashError
from firmware.flashers.program import POLL_S
from firmware.image import FirmwareImage
from firmware.monitor import Monitor
from firmware.protocol import HelloLine, command

ASK_AGAIN_S = 1.0


def ask_hello(
    port: str, board: Board, clock: Clock, fraction: float, patience_s: float
) -> Stage[HelloLine]:
    """Open a port and ask until the board says who it is.

    Args:
        port: Its serial port.
        board: Who should be there.
        clock: The flasher's.
        fraction: How much the flasher has done.
        patience_s: How long to ask, in seconds.

    Raises:
        FlashError: It says nothing.
        PortError: The port cannot be opened.
    """
    end = time.monotonic() + patience_s
    with Monitor(port, board.baud) as monitor:
        while time.monotonic() < end:
            if monitor.connected:
                monitor.send(command("hello"))
            ask_again = time.monotonic() + ASK_AGAIN_S
            while time.monotonic() < ask_again:
                for line in monitor.lines(POLL_S):
                    if isinstance(line, HelloLine):
                        return line
                yield clock.progress(fraction, "Asking the board what it runs")
    raise FlashError(
        f"{board.title} was written, but does not say what it runs.",
        "Press its reset button, then look at what it says on the page Listen.",
    )


def check_model(hello: HelloLine, image: FirmwareImage, board: Board) -> None:
    """See that a board runs what was written.

    Raises:
        FlashError: It runs another model.
    """
    if hello.model != image.model_hash:
        raise FlashError(
            f"{board.title} runs the model {hello.model}; {image.model_hash} was written.",
            "Build again, then try again.",
        )
