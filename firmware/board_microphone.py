"""A board's own microphone, over its serial port, as a microphone of this computer.

    microphone = BoardMicrophone("/dev/ttyACM0")
    for block in microphone.blocks(): ...

It is the best one to record with: what is trained on is what will be heard later, with the same
microphone, the same case around it and the same gain.

A block of 10 ms is a line of some 465 bytes, so sound needs 47 kB a second. USB of the chip's own
carries ten times as much (ESP32-S3, Nano 33 BLE). A serial line at 115,200 baud carries 11.5 kB:
four times too little, and 4-bit ADPCM in the same lines would need 13 to 15, still too much. So
boards behind a cable with a bridge are refused, in words, as is the Uno, which has no memory for
sound. Blocks have times, so whatever is lost, by the board or on the way, is seen and counted.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress

import numpy as np

from audio.errors import AudioError
from audio.portaudio import MicrophoneError
from audio.sound import Samples
from firmware.boards import DEFAULT_BAUD, BoardError, load_board
from firmware.build_small import is_small
from firmware.messages import AudioLine, ErrorLine, HelloLine, Line
from firmware.monitor import LinkChange, Monitor, PortError
from firmware.ports import Port
from firmware.protocol import BLOCK_MS, command

# What a choice of microphone is called that means a board, as no microphone of a computer is.
PREFIX = "board:"
ANSWER_S, ASK_AGAIN_S = 10.0, 2.0
STALL_SECONDS = 3.0
BEAT_SECONDS = 0.2
# Blocks handed on together: as many as a microphone of this computer gives at once.
BLOCKS_TOGETHER = 5
# A line that loses more than this share of the first seconds will lose it of every word.
TRIAL_BLOCKS = 200
MOST_LOST = 0.2


class BoardMicrophone:
    """The microphone of the board at a port.

    Args:
        port: A serial port, or a URL of pyserial.
        baud: Its speed, where that means something.

    Attributes:
        name: The board's title, once it has said who it is.
        dropped_blocks: Blocks of 10 ms that were lost, by the board or on the way.
    """

    def __init__(self, port: str, baud: int = DEFAULT_BAUD) -> None:
        self._port, self._baud = port, baud
        self.name = port
        self.dropped_blocks = 0
        self._came_blocks = 0
        self._last_ms: int | None = None

    def blocks(self) -> Iterator[Samples]:
        """Sound in int16 blocks of up to 50 ms, 16 kHz; empty ones while none comes.

        Raises:
            MicrophoneError: The port cannot be used, the board does not answer, or went away.
            AudioError: The board cannot send its sound, or the line is too slow for it.
        """
        try:
            with Monitor(self._port, self._baud, reconnect=False) as monitor:
                yield from self._meet(monitor)
                monitor.send(command("audio", on=True))
                try:
                    yield from self._hear(monitor)
                finally:
                    with suppress(PortError):  # A board that is gone sends nothing anyway.
                        monitor.send(command("audio", on=False))
        except PortError as error:
            raise MicrophoneError(error.what, error.hint) from error

    def _meet(self, monitor: Monitor) -> Iterator[Samples]:
        """Ask the board who it is, again and again: it may just be starting."""
        end, ask_at = time.monotonic() + ANSWER_S, 0.0
        while time.monotonic() < end:
            if time.monotonic() >= ask_at:
                monitor.send(command("hello"))
                ask_at = time.monotonic() + ASK_AGAIN_S
            for line in monitor.lines(BEAT_SECONDS):
                self._check(line)
                if isinstance(line, HelloLine):
                    self._know(line)
                    return
            yield np.zeros(0, np.int16)
        raise MicrophoneError(
            f"The board at {self._port} does not say who it is.",
            "Its microphone works with firmware of Wakewright on it: put some there on the page "
            "Board, of the sample project if there is no model yet, or press its reset button.",
        )

    def _know(self, hello: HelloLine) -> None:
        try:
            board = load_board(hello.board)
        except BoardError:
            self.name = hello.board  # Newer firmware, of a board that is not known here.
            return
        self.name = board.title
        if is_small(board):
            raise AudioError(
                f"{board.title} cannot send its sound: it has {board.ram_bytes:,} bytes of memory.",
                "Record with this computer's microphone, close to where the board will stand.",
            )

    def _hear(self, monitor: Monitor) -> Iterator[Samples]:
        waited = 0.0
        while True:
            came: list[Samples] = []
            for line in monitor.lines(BEAT_SECONDS):
                self._check(line)
                if isinstance(line, AudioLine):
                    self._count(line)
                    came.append(line.samples)
                    if len(came) == BLOCKS_TOGETHER:
                        yield np.concatenate(came)
                        came, waited = [], 0.0
            waited = 0.0 if came else waited + BEAT_SECONDS
            if waited >= STALL_SECONDS:
                raise MicrophoneError(
                    f"{self.name} sends no sound.", "Press its reset button, or plug it in again."
                )
            yield np.concatenate(came) if came else np.zeros(0, np.int16)

    def _count(self, line: AudioLine) -> None:
        """A gap in the times is sound that was lost; a time that goes back, a board that reset."""
        if self._last_ms is not None:
            gap = (line.ms - self._last_ms) // BLOCK_MS - 1
            self.dropped_blocks += gap if gap >= 0 else 1
        self._last_ms = line.ms
        self._came_blocks += 1
        seen = self._came_blocks + self.dropped_blocks
        if seen >= TRIAL_BLOCKS and self.dropped_blocks > MOST_LOST * seen:
            raise AudioError(
                f"Of the sound of {self.name}, {100 * self.dropped_blocks / seen:.0f} % is lost: "
                "the line to it is too slow.",
                "Plug the board in by the USB socket of its chip, not by one with a serial bridge; "
                "or record with this computer's microphone.",
            )

    def _check(self, line: Line | LinkChange) -> None:
        if isinstance(line, LinkChange) and not line.connected:
            raise MicrophoneError(line.what, "Plug it in again; recording goes on by itself.")
        if isinstance(line, ErrorLine):
            raise MicrophoneError(
                f"{self.name} reports: {line.what}.", "Put firmware on it again on the page Board."
            )


def board_microphones(ports: Sequence[Port]) -> tuple[tuple[str, str], ...]:
    """Boards among the ports whose sound can be recorded: what to call the choice, and its port."""
    found = []
    for port in ports:
        hearing = [name for name in port.boards if not is_small(load_board(name))]
        if hearing and not port.bridge:
            found.append((PREFIX + (port.serial_number or port.device), port.device))
    return tuple(found)


def port_of(choice: str, ports: Sequence[Port]) -> str:
    """The port of a choice among `board_microphones`, now.

    Raises:
        MicrophoneError: That board is not plugged in.
    """
    for name, device in board_microphones(ports):
        if name == choice:
            return device
    raise MicrophoneError(
        "The board whose microphone is chosen is not plugged in.",
        "Plug it in, or choose another microphone.",
    )
