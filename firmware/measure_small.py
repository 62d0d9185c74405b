"""What firmware of an 8-bit board needs: bytes from its file, stack and cycles from running it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from audio.frontend import SAMPLE_RATE_HZ
from firmware.image import Needs
from firmware.protocol import LineReader, StatLine, command
from firmware.virtual.sound import Sound
from firmware.virtual.uno import UnoBoard, has_simavr

TRIAL_SECONDS = 2


def measure_small(firmware: Path, flash_bytes: int, static_bytes: int) -> Needs:
    """Stack and cycles by two seconds of noise in the simulator, where there is one.

    All that it can say is asked for meanwhile, since that needs stack and time, too.

    Args:
        firmware: As Intel HEX.
        flash_bytes, static_bytes: Its sizes.

    Raises:
        BoardError: The simulator cannot be compiled.
        FirmwareFault: The firmware crashed.
    """
    if not has_simavr():
        return Needs(flash_bytes, static_bytes, 0)
    sent = bytearray()
    board = UnoBoard(firmware, sent.extend)
    try:
        board.receive(command("scores", on=True))
        noise = np.random.default_rng(0).normal(scale=3000, size=TRIAL_SECONDS * SAMPLE_RATE_HZ)
        board.play(Sound(noise.astype(np.int16)))
        for _ in range(TRIAL_SECONDS * 100):
            board.step()
    finally:
        board.close()
    stats = [line for line in LineReader().feed(bytes(sent)) if isinstance(line, StatLine)]
    stack_bytes = max((line.stack_bytes for line in stats), default=0)
    return Needs(flash_bytes, static_bytes, 0, stack_bytes, busy=board.awake / board.cycles)
