"""Boards without hardware, each in a process of its own behind a real serial port.

with start_board(image) as board:
    monitor = Monitor(board.port)
    board.play(samples)

Its microphone hears a sound that is played, or live sound that is fed to it block by block.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections import deque
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.errors import WakewrightError
from audio.frontend import SAMPLE_RATE_HZ
from audio.spawning import start
from firmware.boards import BoardError
from firmware.image import FirmwareImage
from firmware.virtual.board_session import Ears, run_board
from firmware.virtual.emulator_program import program_for
from firmware.virtual.outputs import Did, Output

START_TIMEOUT_S = 60.0
END_TIMEOUT_S = 3.0
# Live sound that a board is behind with; more would only make its answers later.
LONGEST_WAIT_SAMPLES = SAMPLE_RATE_HZ // 2


class RunningBoard:
    """A board's process, seen from the one that started it; threads may share it.

    Attributes:
        port: The serial port that the board is behind, for `firmware.monitor.Monitor`.
        dropped_samples: Live sound that the board was too slow for.
    """

    def __init__(self, process: Any, pipe: Connection, port: str, ears: Ears) -> None:
        self._process = process
        self._pipe = pipe
        self._sending, self._receiving = threading.Lock(), threading.Lock()
        self._fed = 0
        self._ears = ears
        self._remembered: deque[tuple[int, NDArray[np.int16]]] = deque()
        self._outputs: list[Output] = []
        self.port = port
        self.dropped_samples = 0

    @property
    def began_ms(self) -> int:
        """The board's own time when the sound began that it hears, or heard last."""
        return self._ears.began_ms

    def play(self, samples: NDArray[np.int16], realtime: bool = False) -> None:
        """Let the board's microphone hear a sound: int16, 16 kHz; faster than time by default."""
        self._tell(("play", np.asarray(samples, np.int16), realtime))

    def feed(self, samples: NDArray[np.int16]) -> bool:
        """Let the board's microphone hear live sound, int16, 16 kHz, in place of a played one.

        Returns:
            False when the board is half a second behind: this piece is dropped and counted.

        Raises:
            BoardError: The firmware crashed, or the board's process ended.
        """
        if self._fed - self._ears.heard_samples + len(samples) > LONGEST_WAIT_SAMPLES:
            self.dropped_samples += len(samples)
            return False
        self._fed += len(samples)
        self._tell(("feed", np.asarray(samples, np.int16)))
        return True

    def recall(self, key: int, start_ms: int, end_ms: int) -> None:
        """Ask for what the board's microphone heard, by the board's time; see `recalled`."""
        self._tell(("recall", key, start_ms, end_ms))

    def recalled(self) -> list[tuple[int, NDArray[np.int16]]]:
        """Answers to `recall` that have come: its key, and int16 samples that may be fewer.

        Raises:
            BoardError: The firmware crashed, or the board's process ended.
        """
        self.check()
        came = list(self._remembered)
        self._remembered.clear()
        return came

    def outputs(self) -> tuple[Output, ...]:
        """What the board's pins and its keyboard have done since it started, by its own time.

        Raises:
            BoardError: The firmware crashed, or the board's process ended.
        """
        self.check()
        return tuple(self._outputs)

    def unplug(self) -> None:
        """Pull the cable; the board goes on without."""
        self._tell(("unplug",))

    def plug_in(self) -> str:
        """Put the cable in again and return the port, which may have another name."""
        self._tell(("plug in",))
        self.port = _receive_port(self._process, self._pipe, self._keep)
        return self.port

    def check(self, wait_s: float = 0.0) -> None:
        """Raise what went wrong on the board, if anything did, or does within `wait_s`.

        Raises:
            BoardError: The firmware crashed, or the board's process ended.
        """
        with self._receiving:
            try:
                while self._pipe.poll(wait_s):
                    answer = self._pipe.recv()
                    if isinstance(answer, WakewrightError):
                        raise answer
                    self._keep(answer)
                    wait_s = 0.0
            except (EOFError, OSError):
                raise _ended() from None
        if not self._process.is_alive():
            raise _ended()

    def close(self) -> None:
        """End the board; another thread that feeds it gets a BoardError."""
        orderly = self._sending.acquire(timeout=END_TIMEOUT_S)
        self._pipe.close()  # The board sees this and leaves.
        if orderly:
            self._sending.release()
        self._process.join(END_TIMEOUT_S)
        for end in (self._process.terminate, self._process.kill):
            if self._process.is_alive():
                end()
                self._process.join(END_TIMEOUT_S)

    def __enter__(self) -> RunningBoard:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _keep(self, answer: Any) -> None:
        if isinstance(answer, Did):
            self._outputs += answer.outputs
        else:
            self._remembered.append(answer)

    def _tell(self, message: tuple[Any, ...]) -> None:
        with self._sending:
            self.check()
            try:
                self._pipe.send(message)
            except OSError:
                raise _ended() from None


def start_board(image: FirmwareImage, link: str = "", slowdown: int = 1) -> RunningBoard:
    """Start the board that an image was built for.

    Args:
        image: Firmware for a board without hardware.
        link: `pty` or `socket`; empty for what this system has.
        slowdown: How many times slower than its clock an emulated chip runs.

    Raises:
        BoardError: The board does not start.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    ears = context.RawValue(Ears, 0, 0)
    process = context.Process(
        target=run_board, args=(theirs, image.folder, link, slowdown, ears), daemon=True
    )
    start(process, program_for(image.board))
    theirs.close()
    board = RunningBoard(process, ours, "", ears)
    try:
        board.port = _receive_port(process, ours, board._keep)
    except BaseException:
        board.close()
        raise
    return board


def _receive_port(process: Any, pipe: Connection, keep: Callable[[Any], None]) -> str:
    """The port, when it comes; whatever else comes before it is kept."""
    if not pipe.poll(START_TIMEOUT_S):
        raise BoardError("The virtual board does not start.", "Try again; is the computer busy?")
    try:
        answer = pipe.recv()
    except EOFError:
        process.join(END_TIMEOUT_S)
        raise BoardError(
            f"The virtual board ended with exit code {process.exitcode}.", "Try again."
        ) from None
    if isinstance(answer, WakewrightError):
        raise answer
    if not isinstance(answer, str):
        keep(answer)
        return _receive_port(process, pipe, keep)
    return answer


def _ended() -> BoardError:
    return BoardError("The virtual board's process ended.", "Start it again.")
