"""A model listening on this computer, without firmware and without a compiler.

    model = LiveModel(variant)
    for block in microphone.blocks():
        for run in model.push(block): ...

It is the chain of the chip run by run: the front end's oracle, LiteRT, and the stream detector.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audio.frontend import CHANNELS, OracleStream, to_int8, to_step
from audio.level import ZeroWatch, heard
from audio.microphones import Microphone, letting_go
from audio.portaudio import MicrophoneError
from audio.sound import Samples
from audio.stage import Progress, Stage
from compress.detector import POSTERIOR_ONE, Detection
from compress.runner import Runner, run_seconds
from compress.variant import Variant
from firmware.virtual.stream_detector import StreamDetector

SILENT_FEATURE = -128


@dataclass(frozen=True)
class LiveRun:
    """One run of the model.

    Attributes:
        seconds: Sound that had come by then.
        scores: 0..1, smoothed, one for each label.
        detection: The word that fires with this run, if any.
    """

    seconds: float
    scores: tuple[float, ...]
    detection: Detection | None


class LiveModel:
    """Turns sound as it comes into runs of a model, with the events of `find_events`.

    Args:
        variant: What shall listen. Loading it takes a moment: do it in a thread.

    Raises:
        ModelError: The model is broken, or does not take the front end's features.
    """

    def __init__(self, variant: Variant) -> None:
        self._runner = Runner(variant.tflite)
        self._front_end = variant.front_end
        self._labels = variant.labels
        self._stride_frames = variant.detector.stride_frames
        run_ms = self._stride_frames * self._front_end.step_ms
        scale = self._runner.output_scale
        self._detector = StreamDetector(variant.labels, variant.detector, scale, run_ms)
        self._oracle = OracleStream()
        self._small: list[NDArray[np.uint16]] = []
        self._window = np.full((self._runner.frames, CHANNELS), SILENT_FEATURE, np.int8)
        self._fresh_frames = self._runs = 0

    @property
    def thresholds(self) -> tuple[float, ...]:
        """The score 0..1 at which each label fires."""
        return tuple(value / POSTERIOR_ONE for value in self._detector.thresholds)

    def push(self, samples: Samples) -> Iterator[LiveRun]:
        """Take int16 samples of any count, 16 kHz; yield the runs that they complete."""
        for small in self._oracle.push(samples):
            self._small.append(small)
            if len(self._small) * 10 == self._front_end.step_ms:
                frame = to_int8(to_step(np.stack(self._small), self._front_end.step_ms))[0]
                self._small.clear()
                run = self._push_frame(frame)
                if run is not None:
                    yield run

    def _push_frame(self, frame: NDArray[np.int8]) -> LiveRun | None:
        self._window = np.concatenate([self._window[1:], frame[np.newaxis]])
        self._fresh_frames += 1
        if self._fresh_frames < self._stride_frames:
            return None
        self._fresh_frames = 0
        [logits] = self._runner.run(self._window[np.newaxis])
        label = self._detector.push(logits)
        seconds = run_seconds(self._runs, self._front_end, self._stride_frames)
        self._runs += 1
        scores = tuple(score / POSTERIOR_ONE for score in self._detector.scores)
        found = None if label is None else Detection(seconds, self._labels[label], scores[label])
        return LiveRun(seconds, scores, found)


def try_out(variant: Variant, find: Callable[[], Microphone]) -> Stage[None]:
    """Let a model hear a microphone, until closed.

    Progress comes with every block of sound; its details are `runs` (the `LiveRun`s that the block
    completed), `thresholds` (0..1, one for each label), and those of `audio.level.heard`.

    Args:
        variant: What shall listen.
        find: Gives the microphone; looking for one takes a moment, so it is done here.

    Raises:
        ModelError: The model is broken.
        AudioError: There is no such microphone, it fails, is muted, or went away.
    """
    yield Progress(0.0, "Loading the model")
    model, microphone = LiveModel(variant), find()
    watch = ZeroWatch(microphone.name)
    with letting_go(microphone.blocks()) as blocks:
        for block in blocks:
            watch.push(block)
            runs = tuple(model.push(block))
            facts = {"runs": runs, "thresholds": model.thresholds, **heard(block, watch)}
            yield Progress(0.0, "Listening", details=facts)
    raise MicrophoneError(f"{microphone.name} ended.", "Plug it in again, then go on.")
