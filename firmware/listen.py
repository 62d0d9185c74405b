"""The stage that plays a sound to a board and collects what it detects, over its serial port."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from audio.errors import AudioError
from audio.frontend import SAMPLE_RATE_HZ
from audio.stage import Clock, Progress, Stage
from compress.detector import Detection
from firmware.boards import load_board
from firmware.image import FirmwareImage, ImageError
from firmware.monitor import LinkChange, Monitor, PortError, wait_for
from firmware.protocol import (
    DetectLine,
    ErrorLine,
    HelloLine,
    Line,
    StatLine,
    ThresholdsLine,
    command,
)
from firmware.virtual.board_process import RunningBoard, start_board

T = TypeVar("T")

ANSWER_TIMEOUT_S = 20.0
# A board that crashed hangs up first, and tells why a moment later.
CRASH_WAIT_S = 2.0
# A board that says nothing for that long is stuck: it has a stat line for each second of sound.
SILENCE_TIMEOUT_S = 30.0
POLL_S = 0.2
STAT_MS = 1000
# Silence after the sound, for what the detector averages over; then up to the next stat line.
TAIL_MS = 500


@dataclass(frozen=True)
class ListenResult:
    """What a board made of a sound.

    Attributes:
        detections: In the sound's own time: the end of the last sample that the model had seen.
        latencies_s: For each detection, seconds from there to its line, in the board's own time;
            0 on desktops. `detections[i].seconds + latencies_s[i]` is when the line came.
        front_end_instructions: Mean for 10 ms of sound, where the board counts instructions.
        inference_instructions: Mean for one run of the model, likewise.
        dropped_seconds: Sound that the firmware was too slow for.
        seconds: Length of the sound.
        stack_bytes: High-water mark of the stack; 0 where it is not measured.
        lost_lines: Lines damaged on the way from the board.
    """

    detections: tuple[Detection, ...]
    latencies_s: tuple[float, ...]
    front_end_instructions: int | None
    inference_instructions: int | None
    dropped_seconds: float
    seconds: float
    stack_bytes: int
    lost_lines: int


def listen(
    image: FirmwareImage,
    samples: NDArray[np.int16],
    realtime: bool = False,
    threshold: float | None = None,
    slowdown: int = 1,
) -> Stage[ListenResult]:
    """Run the firmware on its board without hardware and let it hear a sound.

    Args:
        image: Firmware for `host`, `tflm-host` or a virtual board.
        samples: int16, shape (n,), 16 kHz.
        realtime: Play at the pace of the sound instead of as fast as the board can.
        threshold: For all words, 0..1, in place of the thresholds of the build.
        slowdown: How many times slower than its clock an emulated chip runs.

    Raises:
        ImageError: The image holds the engine alone.
        BoardError: The board does not start, or its firmware crashed.
        PortError: The serial port fails, or the board falls silent.
    """
    if image.front_end is None:
        raise ImageError(
            "This firmware holds the engine alone: its model does not take features of sound.",
            "To listen, take a model with 49 or 98 frames of 40 channels as its int8 input.",
        )
    if samples.ndim != 1 or samples.dtype != np.int16:
        raise AudioError(
            f"The sound has shape {samples.shape} and type {samples.dtype}.",
            "One channel of int16 at 16 kHz was expected.",
        )
    clock = Clock()
    yield clock.progress(0.0, f"Starting {image.board}")
    with start_board(image, slowdown=slowdown) as board, _monitor(board) as monitor:
        hello = _ask(monitor, board, command("hello"), HelloLine)
        if threshold is not None:
            _ask(monitor, board, command("threshold", value=float(threshold)), ThresholdsLine)
        heard = with_tail(samples)
        board.play(heard, realtime)
        lines: list[Line] = []
        end_ms = len(heard) * 1000 // SAMPLE_RATE_HZ
        last = time.monotonic()
        while not (lines and isinstance(lines[-1], StatLine) and lines[-1].ms >= end_ms):
            line = _next_line(monitor, board, last)
            if line is not None:
                last = time.monotonic()
                lines += _in_time_of_sound(line, board.began_ms)
            yield _progress(clock, lines, end_ms)
        return _result(image, samples, hello, lines, monitor.lost_lines)


def _monitor(board: RunningBoard) -> Monitor:
    """The board's serial port, opened; a board that fell over before has more to tell than it."""
    try:
        return Monitor(board.port)
    except PortError:
        board.check(POLL_S)
        raise


def with_tail(samples: NDArray[np.int16]) -> NDArray[np.int16]:
    """The sound as the board hears it: with silence up to a whole second, half of one at least."""
    least_ms = -(-len(samples) * 1000 // SAMPLE_RATE_HZ) + TAIL_MS
    whole = -(-least_ms // STAT_MS) * STAT_MS * SAMPLE_RATE_HZ // 1000
    heard = np.zeros(whole, np.int16)
    heard[: len(samples)] = samples
    return heard


def _ask(monitor: Monitor, board: RunningBoard, question: bytes, answer: type[T]) -> T:
    """Send a command and wait for its answer."""
    try:
        monitor.send(question)
        return wait_for(monitor, answer, ANSWER_TIMEOUT_S)
    except PortError:
        board.check(CRASH_WAIT_S)
        raise


def _next_line(monitor: Monitor, board: RunningBoard, last: float) -> Line | None:
    """The next line; None when there is none yet."""
    for line in monitor.lines(POLL_S):
        if isinstance(line, LinkChange):
            board.check(CRASH_WAIT_S)
            raise PortError(line.what, "Start again.")
        if isinstance(line, ErrorLine):
            raise PortError(f"The board reports: {line.what}.")
        return line
    board.check()
    if time.monotonic() - last > SILENCE_TIMEOUT_S:
        raise PortError(
            f"The board has said nothing for {SILENCE_TIMEOUT_S:.0f} s.", "Start again."
        )
    return None


def _in_time_of_sound(line: Line, began_ms: int) -> list[Line]:
    """A line whose time counts from when the sound began; none if it is of the time before."""
    if not isinstance(line, DetectLine | StatLine):
        return [line]
    return [replace(line, ms=line.ms - began_ms)] if line.ms > began_ms else []


def _progress(clock: Clock, lines: list[Line], end_ms: int) -> Progress:
    heard_ms = next((line.ms for line in reversed(lines) if isinstance(line, StatLine)), 0)
    found = sum(isinstance(line, DetectLine) for line in lines)
    return clock.progress(
        heard_ms / end_ms, f"Listened to {heard_ms // 1000} s, {found} detections", found=found
    )


def _result(
    image: FirmwareImage,
    samples: NDArray[np.int16],
    hello: HelloLine,
    lines: list[Line],
    lost_lines: int,
) -> ListenResult:
    detects = [line for line in lines if isinstance(line, DetectLine)]
    stats = [line for line in lines if isinstance(line, StatLine)]
    counts = load_board(image.board).tick_unit == "instructions"
    return ListenResult(
        detections=tuple(Detection(line.ms / 1000, line.word, line.score) for line in detects),
        latencies_s=tuple(line.late_ticks / hello.ticks_per_second for line in detects),
        front_end_instructions=_mean([line.front_end_ticks for line in stats]) if counts else None,
        inference_instructions=_mean([line.inference_ticks for line in stats]) if counts else None,
        dropped_seconds=stats[-1].dropped_ms / 1000,
        seconds=len(samples) / SAMPLE_RATE_HZ,
        stack_bytes=stats[-1].stack_bytes,
        lost_lines=lost_lines,
    )


def _mean(values: list[int]) -> int:
    return round(sum(values) / len(values))
