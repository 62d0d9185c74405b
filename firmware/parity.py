"""Do computer and board compute the same? The same sound through both, compared number by number.

The board gets the sound block by block as `replay` commands over its serial port and answers with
features, logits and detections; so this works on every board that runs the firmware. The computer's
side is the front end's oracle, TensorFlow Lite Micro (where its wheel exists, else LiteRT without
delegates, which may round some sums differently by one step), and `compress.detector`.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.frontend import features
from audio.stage import Clock, Stage
from compress.detector import POSTERIOR_ONE, find_events, smoothed_scores
from compress.parity import tflm_answers
from compress.runner import interpreter, run_seconds, stream_windows
from compress.variant import MODEL_FILE
from firmware.behaviour import Behaviour
from firmware.image import FirmwareImage, ImageError
from firmware.monitor import LinkChange, Monitor, PortError, wait_for
from firmware.protocol import (
    BLOCK_SAMPLES,
    DetectLine,
    ErrorLine,
    HelloLine,
    ReplayLine,
    ThresholdsLine,
    command,
)

ANSWER_TIMEOUT_S = 20.0
BLOCKS_A_PROGRESS = 50
# What is done, as progress is told, when the board is asked what it runs.
ASKED_SHARE = 0.1


@dataclass(frozen=True)
class Trace:
    """Everything between a sound and its detections.

    Attributes:
        features: int8, shape (frames, channels).
        logits: int8, shape (runs, labels).
        detections: Time in ms, word, Q15 score.
    """

    features: NDArray[np.int8]
    logits: NDArray[np.int8]
    detections: tuple[tuple[int, str, int], ...]


@dataclass(frozen=True)
class ParityReport:
    """What was compared, and the first difference in words; empty when there is none."""

    frames: int
    runs: int
    detections: int
    difference: str

    @property
    def equal(self) -> bool:
        """Whether all numbers were the same."""
        return not self.difference

    @property
    def says(self) -> str:
        """The result for a maker, in a sentence or two."""
        if self.equal:
            return (
                f"Computer and board agree in every number: {self.frames:,} frames of features, "
                f"{self.runs:,} runs of the model, {self.detections} detections."
            )
        if self.difference.startswith("Detections"):
            where = "The model answers alike, but what is made of its answers differs."
        elif "logit" in self.difference:
            where = "What the model is given agrees, but it answers otherwise."
        else:
            where = "What is made of the sound differs already, before the model."
        return f"Computer and board do not compute the same. {where} {self.difference}"

    @property
    def advice(self) -> str:
        """What to do about a difference; empty where there is none."""
        if self.equal:
            return ""
        return (
            "Build and write the firmware again. If the difference stays, please report it with "
            "this sentence and the model: the board hears something else than what was tested."
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {**asdict(self), "equal": self.equal}


def check_parity(
    image: FirmwareImage, port: str, samples: NDArray[np.int16]
) -> Stage[ParityReport]:
    """Replay a sound on the board behind a port and compare it with the computer's own numbers.

    Args:
        image: What the board runs.
        port: Its serial port, or a URL of pyserial.
        samples: int16, 16 kHz; the rest of a block at the end is left out.

    Raises:
        ImageError: The image holds the engine alone.
        PortError: The port fails, or the board does not answer.
    """
    clock = Clock()
    whole = samples[: len(samples) // BLOCK_SAMPLES * BLOCK_SAMPLES]
    yield clock.progress(0.0, "Computing on this computer")
    reference = trace_here(image, whole)
    with Monitor(port) as monitor:
        yield clock.progress(ASKED_SHARE, "Asking the board what it runs")
        _check_model(monitor, image)
        # Somebody may have made it more or less sensitive while listening.
        monitor.send(command("sensitivity", value=float(image.sensitivity)))
        wait_for(monitor, ThresholdsLine, ANSWER_TIMEOUT_S)
        recorder = _Recorder(monitor, len(image.labels))
        blocks = whole.reshape(-1, BLOCK_SAMPLES).astype("<i2")
        try:
            recorder.push(on=True)
            for index, block in enumerate(blocks):
                recorder.push(audio=block.tobytes())
                if index % BLOCKS_A_PROGRESS == 0:
                    fraction = ASKED_SHARE + (1 - ASKED_SHARE) * (index + 1) / len(blocks)
                    yield clock.progress(fraction, "Computing on the board")
        finally:
            # Also when this was cancelled: a board that replays does not hear its microphone.
            with suppress(PortError):
                monitor.send(command("replay", on=False))
        trace = recorder.trace()
    difference = first_difference(reference, trace, image.labels)
    runs = len(reference.logits)
    report = ParityReport(len(reference.features), runs, len(reference.detections), difference)
    yield clock.progress(1.0, report.says)
    return report


def _check_model(monitor: Monitor, image: FirmwareImage) -> None:
    """Another model would differ in everything, which says nothing."""
    monitor.send(command("hello"))
    hello = wait_for(monitor, HelloLine, ANSWER_TIMEOUT_S)
    if hello.model != image.model_hash:
        raise PortError(
            f"The board runs the model {hello.model}, not {image.model_hash}.",
            "Put the firmware on the board again, then compare.",
        )


def trace_here(image: FirmwareImage, samples: NDArray[np.int16]) -> Trace:
    """What the computer makes of a sound with the image's model and settings.

    Raises:
        ImageError: The image holds the engine alone.
    """
    if image.front_end is None:
        raise ImageError("This firmware holds the engine alone.", "It cannot be fed with sound.")
    frames = features(samples, image.front_end)
    stride = image.detector.stride_frames
    windows = stream_windows(frames, image.front_end.frames, stride)
    logits = _run((image.folder / MODEL_FILE).read_bytes(), windows, len(image.labels))
    scores = smoothed_scores(logits, image.output_scale, image.detector.smoothing)
    run_ms = stride * image.front_end.step_ms
    # The board starts with what the project's sensitivity makes of the thresholds.
    start = Behaviour(image.sensitivity).start_thresholds(image.detector.thresholds)
    events = find_events(scores, image.labels, replace(image.detector, thresholds=start), run_ms)
    detections = tuple(
        (
            round(1000 * run_seconds(run, image.front_end, stride)),
            image.labels[label],
            int(scores[run, label]),
        )
        for run, label in events
    )
    return Trace(frames, logits, detections)


def _run(tflite: bytes, windows: NDArray[np.int8], label_count: int) -> NDArray[np.int8]:
    if not len(windows):
        return np.empty((0, label_count), np.int8)
    answers = tflm_answers(tflite, windows)
    return _run_litert(tflite, windows, label_count) if answers is None else answers


def _run_litert(tflite: bytes, windows: NDArray[np.int8], label_count: int) -> NDArray[np.int8]:
    engine = interpreter(tflite)
    [source], [target] = engine.get_input_details(), engine.get_output_details()
    logits = np.empty((len(windows), label_count), np.int8)
    for index, window in enumerate(windows):
        engine.set_tensor(source["index"], window.reshape(source["shape"]))
        engine.invoke()
        logits[index] = engine.get_tensor(target["index"]).reshape(-1)
    return logits


def first_difference(ours: Trace, boards: Trace, labels: tuple[str, ...]) -> str:
    """Where two traces part, earliest stage first, in words; empty when they are the same."""
    for what, ours_rows, boards_rows in (
        ("feature", ours.features, boards.features),
        ("logit", ours.logits, boards.logits),
    ):
        if len(ours_rows) != len(boards_rows):
            return (
                f"The computer has {len(ours_rows)} rows of {what}s, the board {len(boards_rows)}."
            )
        wrong = np.argwhere(ours_rows != boards_rows)
        if len(wrong):
            row, column = (int(value) for value in wrong[0])
            place = labels[column] if what == "logit" else f"channel {column}"
            return (
                f"The first different {what} is in row {row}, {place}: {ours_rows[row, column]} "
                f"here, {boards_rows[row, column]} on the board ({len(wrong)} differ in all)."
            )
    if ours.detections != boards.detections:
        return f"Detections differ: {ours.detections} here, {boards.detections} on the board."
    return ""


class _Recorder:
    """Pushes replay commands and keeps what the board answers."""

    def __init__(self, monitor: Monitor, label_count: int) -> None:
        self._monitor = monitor
        self._label_count = label_count
        self._frames: list[bytes] = []
        self._logits: list[bytes] = []
        self._detections: list[tuple[int, str, int]] = []

    def push(self, **members: bool | bytes) -> None:
        self._monitor.send(command("replay", **members))
        for line in self._monitor.lines(ANSWER_TIMEOUT_S):
            if isinstance(line, DetectLine):
                score = round(line.score * POSTERIOR_ONE)
                self._detections.append((line.ms, line.word, score))
            elif isinstance(line, ReplayLine):
                self._frames += [line.features] if line.features else []
                self._logits += [line.logits] if line.logits else []
                return
            elif isinstance(line, LinkChange | ErrorLine):
                raise PortError(f"The board cannot replay: {line.what}")
        raise PortError(
            f"The board did not answer within {ANSWER_TIMEOUT_S:.0f} s.", "Press its reset button."
        )

    def trace(self) -> Trace:
        width = len(self._frames[0]) if self._frames else 0
        return Trace(
            np.frombuffer(b"".join(self._frames), np.int8).reshape(-1, max(1, width)),
            np.frombuffer(b"".join(self._logits), np.int8).reshape(-1, self._label_count),
            tuple(self._detections),
        )
