"""What a board says of itself once new firmware has started."""

from __future__ import annotations

import contextlib
import time

from audio.stage import Clock, Stage
from firmware.boards import Board
from firmware.flashers.base import FlashError
from firmware.flashers.program import POLL_S
from firmware.image import FirmwareImage
from firmware.monitor import Monitor, PortError
from firmware.protocol import HelloLine, command

ASK_AGAIN_S = 1.0
ASKING = "Asking the board what it runs"


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
        PortError: The port could not be opened in all that time.
    """
    end = time.monotonic() + patience_s
    problem: PortError | None = None
    while time.monotonic() < end:
        try:
            monitor = Monitor(port, board.baud)
        except PortError as error:  # A board with its own USB is away while it starts.
            problem = error
            yield clock.progress(fraction, ASKING)
            time.sleep(POLL_S)
            continue
        problem = None
        with monitor:
            hello = yield from _asked(monitor, clock, fraction, end)
        if hello is not None:
            return hello
    if problem is not None:
        raise problem
    raise FlashError(
        f"{board.title} was written, but does not say what it runs.",
        "Press its reset button, then look at what it says on the page Listen.",
    )


def _asked(monitor: Monitor, clock: Clock, fraction: float, end: float) -> Stage[HelloLine | None]:
    while time.monotonic() < end:
        with contextlib.suppress(PortError):  # Away again; the monitor waits for it.
            monitor.send(command("hello"))
        ask_again = time.monotonic() + ASK_AGAIN_S
        while time.monotonic() < ask_again:
            for line in monitor.lines(POLL_S):
                if isinstance(line, HelloLine):
                    return line
            yield clock.progress(fraction, ASKING)
    return None


def check_model(hello: HelloLine, image: FirmwareImage, board: Board) -> None:
    """See that a board runs what was written.

    Raises:
        FlashError: It runs another model, or none.
    """
    if not hello.model:
        raise FlashError(
            f"{board.title} runs its new firmware, but it has no good model.",
            "Build again, then try again.",
        )
    if hello.model != image.model_hash:
        raise FlashError(
            f"{board.title} runs the model {hello.model}; {image.model_hash} was written.",
            "Build again, then try again.",
        )
