"""What a board says, line by line, as plain frozen objects."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class HelloLine:
    """Who the board is; sent at boot and on request. `labels` has one for each output."""

    board: str
    firmware: str
    engine: str
    model: str
    labels: tuple[str, ...]
    arena_bytes: int
    stack_bytes: int
    ticks_per_second: int


@dataclass(frozen=True)
class DetectLine:
    """A word was heard. `ms` is the microphone's time, `late_ticks` what the answer took since."""

    ms: int
    word: str
    score: float
    late_ticks: int = 0


@dataclass(frozen=True)
class StatLine:
    """How the board fares, each second: mean ticks of the front end for a block of 10 ms and of
    the model for a run; sound lost since boot; level of the microphone in units of int16."""

    ms: int
    front_end_ticks: int
    inference_ticks: int
    dropped_ms: int
    peak: int
    rms: int
    stack_bytes: int
    bad_lines: int


@dataclass(frozen=True)
class ScoreLine:
    """Logits and smoothed scores (0..1) of one run of the model, one for each label."""

    ms: int
    logits: tuple[int, ...]
    scores: tuple[float, ...]


@dataclass(frozen=True)
class AudioLine:
    """A block of the microphone's sound that ends at `ms`: int16 bytes, little-endian."""

    ms: int
    data: bytes

    @property
    def samples(self) -> NDArray[np.int16]:
        """The block, int16, 16 kHz."""
        return np.frombuffer(self.data, "<i2").astype(np.int16)


@dataclass(frozen=True)
class ReplayLine:
    """The answer to one replayed block or frame: int8 bytes, empty where there were none."""

    ms: int
    features: bytes = b""
    logits: bytes = b""


@dataclass(frozen=True)
class ActionLine:
    """The board did what a word does: `kind` is pin, keys or say.

    `what` is the pin as printed, the keys or text that it types from now on, or what it was to
    say. `on` is the level of a pin, and else whether a latched action is on; a pulse has two lines,
    one at each end.
    """

    ms: int
    word: str
    kind: str
    what: str
    on: bool


@dataclass(frozen=True)
class ArmedLine:
    """What `word` does waits for the word `confirm`, for `left_ms`."""

    ms: int
    word: str
    confirm: str
    left_ms: int


@dataclass(frozen=True)
class DisarmedLine:
    """It waits no longer and was not done; `why` is `too late` or `other word`."""

    ms: int
    word: str
    why: str


@dataclass(frozen=True)
class RestingLine:
    """The word was heard, but what it does rests for another `left_ms`."""

    ms: int
    word: str
    left_ms: int


@dataclass(frozen=True)
class ThresholdsLine:
    """The thresholds (0..1) in force, one for each label."""

    values: tuple[float, ...]


@dataclass(frozen=True)
class ErrorLine:
    """The board could not do what it was told."""

    what: str


Line = (
    HelloLine
    | DetectLine
    | StatLine
    | ScoreLine
    | AudioLine
    | ReplayLine
    | ActionLine
    | ArmedLine
    | DisarmedLine
    | RestingLine
    | ThresholdsLine
    | ErrorLine
)


def line_values(line: Line) -> dict[str, Any]:
    """A line as values for JSON, its kind as `type` and bytes as base64, as the board sends it."""
    values = {
        key: base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for key, value in asdict(line).items()
    }
    return {"type": type(line).__name__.removesuffix("Line").lower(), **values}


def line_text(line: Line) -> str:
    """A line in words, for a person who watches."""
    match line:
        case HelloLine():
            return f"{line.board} runs model {line.model}: {', '.join(line.labels)}"
        case DetectLine():
            return f"{line.ms / 1000:8.2f} s  {line.word}  {line.score:.2f}"
        case StatLine():
            lost = f", {line.dropped_ms} ms of sound lost" if line.dropped_ms else ""
            return f"{line.ms / 1000:8.2f} s  level {line.rms}, peak {line.peak}{lost}"
        case ActionLine():
            return f"{line.ms / 1000:8.2f} s  {line.word}: {_done(line)}"
        case ArmedLine():
            return (
                f"{line.ms / 1000:8.2f} s  {line.word}: waits for {line.confirm}, "
                f"{line.left_ms / 1000:g} s"
            )
        case DisarmedLine():
            return f"{line.ms / 1000:8.2f} s  {line.word}: not done, {line.why}"
        case RestingLine():
            return f"{line.ms / 1000:8.2f} s  {line.word}: rests for {line.left_ms / 1000:g} s more"
        case ErrorLine():
            return f"The board says: {line.what}"
        case _:
            return json.dumps(line_values(line), ensure_ascii=False)


def _done(line: ActionLine) -> str:
    if line.kind == "pin":
        return f"pin {line.what} {'high' if line.on else 'low'}"
    if line.kind == "keys":
        return f"types {line.what}"
    return line.what if line.on else f"{line.what} off"
