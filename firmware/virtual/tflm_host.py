"""The desktop board whose engine is TensorFlow Lite Micro's own interpreter.

It answers as the firmware does, line by line; the front end is the oracle that the firmware's C is
tested against. The interpreter comes with the `tflite-micro` wheel, which exists for Linux on
x86-64 only.
"""

from __future__ import annotations

import importlib.util
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.frontend import CHANNELS, OracleStream, to_int8, to_step
from firmware.action_rules import ActionRules, Event
from firmware.behaviour import Behaviour
from firmware.boards import BoardError
from firmware.image import FIRMWARE_VERSION, FirmwareImage
from firmware.protocol import BLOCK_MS, BLOCK_SAMPLES, MAX_LINE_BYTES
from firmware.virtual.device_commands import obey
from firmware.virtual.device_lines import Member, event_members, line, score_list, score_text
from firmware.virtual.outputs import Output
from firmware.virtual.sound import Sound, SoundSource
from firmware.virtual.stream_detector import StreamDetector

STAT_MS = 1000
TICKS_PER_SECOND = 1_000_000
SILENT_FEATURE = -128


def require_tflm() -> Any:
    """The module of TFLM's interpreter.

    Raises:
        BoardError: The wheel is not installed.
    """
    if importlib.util.find_spec("tflite_micro") is None:
        raise BoardError(
            "The board tflm-host needs the package tflite-micro, which exists for Linux on x86-64.",
            "Use the board host or virtual-cortex-m4.",
        )
    from tflite_micro.python.tflite_micro import runtime

    return runtime


@dataclass
class _Times:
    """Sums since the last stat line, in ticks."""

    blocks: int = 0
    front_end_ticks: int = 0
    runs: int = 0
    inference_ticks: int = 0
    peak: int = 0
    squares: int = 0


class TflmBoard:
    """A program that behaves as a board.

    Args:
        image: Firmware for `tflm-host`.
        output: Called with the bytes it sends.

    Attributes:
        image: What it was made from.
        front_end: Settings of its features.
        detector: Its thresholds may be changed.
        ms: Sound heard since the start or, while replaying, since that began.
        says_scores: Whether each run is followed by a score line.
        says_audio: Whether each block is followed by an audio line.
        replays: Whether sound comes as commands and the microphone is ignored.
        bad_lines: Lines it got that were no command.
        outputs: Nothing: it has neither pins nor keys.

    Raises:
        BoardError: The interpreter is not to be had here.
    """

    def __init__(self, image: FirmwareImage, output: Callable[[bytes], None]) -> None:
        if image.front_end is None:
            raise BoardError("This image holds the engine alone.", "It cannot be fed with sound.")
        runtime = require_tflm()
        self._interpreter = runtime.Interpreter.from_bytes(image.firmware_path.read_bytes())
        self._input_shape = self._interpreter.get_input_details(0)["shape"]
        self.image = image
        self.front_end = image.front_end
        self._output = output
        run_ms = image.detector.stride_frames * image.front_end.step_ms
        self.detector = StreamDetector(image.labels, image.detector, image.output_scale, run_ms)
        start = Behaviour(image.sensitivity).start_thresholds(image.detector.thresholds)
        self.detector.thresholds = list(start)
        self._sound: SoundSource = Sound(np.zeros(0, np.int16))
        self._actions = ActionRules(image.actions)
        self._received = bytearray()
        self.says_scores = self.says_audio = self.replays = False
        self.bad_lines = 0
        self.outputs: list[Output] = []
        self.restart()
        self.say_hello()

    def play(self, sound: SoundSource) -> None:
        """Let the microphone hear a sound, from now on."""
        self._sound = sound

    def receive(self, data: bytes) -> None:
        """Bytes for the board's serial port."""
        *lines, rest = (bytes(self._received) + data).split(b"\n")
        self._received = bytearray(rest[:MAX_LINE_BYTES])
        for text in lines:
            if text.strip():
                obey(self, text)

    def step(self) -> bool:
        """Hear the next block; False when there is none."""
        if self._sound.ended:
            return False
        block = np.frombuffer(self._sound.take(), "<i2").astype(np.int16)
        if not self.replays:
            self._hear(block)
        return True

    def close(self) -> None:
        """Nothing to end."""

    def restart(self) -> None:
        """Forget all sound; thresholds stay as they are."""
        self._oracle = OracleStream()
        self._pair: list[NDArray[np.uint16]] = []
        self._window = np.full((self.front_end.frames, CHANNELS), SILENT_FEATURE, np.int8)
        self._frames_since_run = 0
        self.ms = 0
        self._next_stat_ms = STAT_MS
        self._times = _Times()
        self.detector.reset()
        self._actions.reset()
        self._logits = np.zeros(len(self.image.labels), np.int8)

    def _hear(self, block: NDArray[np.int16]) -> None:
        self.ms += BLOCK_MS
        self._tell(self._actions.tick(self.ms))
        wide = block.astype(np.int64)
        self._times.peak = max(self._times.peak, int(np.abs(wide).max()))
        self._times.squares += int(wide @ wide)
        self.push_block(block)
        if self.says_audio:
            self.say("audio", ms=self.ms, data=block.astype("<i2").tobytes())
        if self.ms >= self._next_stat_ms:
            self._say_stat()
            self._next_stat_ms = self.ms - self.ms % STAT_MS + STAT_MS

    def push_block(self, block: NDArray[np.int16]) -> tuple[bytes, bytes]:
        """The frame and the logits that a block leads to, each empty where there is none."""
        start = time.process_time_ns()
        self._pair += self._oracle.push(block)
        pairs = np.stack(self._pair) if self._pair else np.zeros((0, CHANNELS), np.uint16)
        frames = to_int8(to_step(pairs, self.front_end.step_ms))
        self._times.front_end_ticks += (time.process_time_ns() - start) // 1000
        self._times.blocks += 1
        if not len(frames):
            return b"", b""
        self._pair.clear()
        return frames[0].tobytes(), self.push_frame(frames[0])

    def push_frame(self, frame: NDArray[np.int8]) -> bytes:
        """The logits that a frame, int8 (40,), leads to; empty while the model waits for more."""
        self._window = np.concatenate([self._window[1:], frame[np.newaxis]])
        self._frames_since_run += 1
        if self._frames_since_run < self.image.detector.stride_frames:
            return b""
        self._frames_since_run = 0
        start = time.process_time_ns()
        self._interpreter.set_input(self._window.reshape(self._input_shape), 0)
        self._interpreter.invoke()
        self._logits = self._interpreter.get_output(0).reshape(-1)
        self._times.inference_ticks += (time.process_time_ns() - start) // 1000
        self._times.runs += 1
        self._detect()
        return self._logits.tobytes()

    def _detect(self) -> None:
        label = self.detector.push(self._logits)
        if label is not None:
            self.say(
                "detect",
                ms=self.ms,
                word=self.image.labels[label],
                score=score_text(self.detector.scores[label]),
                late_ticks=0,
            )
            if not self.replays:
                self._tell(self._actions.hear(self.image.labels[label], self.ms))
        if self.says_scores:
            self.say(
                "score",
                ms=self.ms,
                logits=[str(value) for value in self._logits],
                scores=score_list(self.detector.scores),
            )

    def _tell(self, events: Sequence[Event]) -> None:
        """Do what these say, which for its kind of action is to tell it."""
        for event in events:
            kind, members = event_members(event, self.image.actions[event.at])
            self.say(kind, ms=self.ms, **members)

    def say(self, kind: str, /, **members: Member) -> None:
        """Send one line."""
        self._output(line(kind, **members))

    def say_hello(self) -> None:
        """Send who this is."""
        self.say(
            "hello",
            board=self.image.board,
            firmware=FIRMWARE_VERSION,
            engine=self.image.engine,
            model=self.image.model_hash,
            labels=[json.dumps(label, ensure_ascii=False) for label in self.image.labels],
            arena=self.image.needs.arena_bytes,
            stack=0,
            ticks_per_second=TICKS_PER_SECOND,
        )

    def _say_stat(self) -> None:
        times, self._times = self._times, _Times()
        samples = max(1, times.blocks * BLOCK_SAMPLES)
        self.say(
            "stat",
            ms=self.ms,
            front_end_ticks=times.front_end_ticks // max(1, times.blocks),
            inference_ticks=times.inference_ticks // max(1, times.runs),
            dropped_ms=0,
            peak=times.peak,
            rms=round((times.squares // samples) ** 0.5),
            stack=0,
            bad_lines=self.bad_lines,
        )
