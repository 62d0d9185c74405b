"""The serial protocol seen from the computer: lines of the board to typed messages, and commands.

    reader = LineReader()
    for line in reader.feed(port.read()):
        match line:
            case DetectLine(ms, word, score): ...
    port.write(command("threshold", word="yes", value=0.8))

One JSON object a line, in both directions. Garbage, half lines and resets of the board are normal:
reading goes on at the next newline, and what was lost is counted. Lines of a type that is not
known are skipped, so that newer firmware can say more. Which lines there are, and what their
members mean, `firmware.messages` says; a line's `type` is its class there without `Line`.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from typing import Any

from firmware.messages import (
    ActionLine,
    ArmedLine,
    AudioLine,
    DetectLine,
    DisarmedLine,
    ErrorLine,
    HelloLine,
    Line,
    ReplayLine,
    RestingLine,
    ScoreLine,
    StatLine,
    ThresholdsLine,
)

__all__ = [
    "BLOCK_MS",
    "BLOCK_SAMPLES",
    "MAX_LINE_BYTES",
    "ActionLine",
    "ArmedLine",
    "AudioLine",
    "DetectLine",
    "DisarmedLine",
    "ErrorLine",
    "HelloLine",
    "Line",
    "LineReader",
    "ReplayLine",
    "RestingLine",
    "ScoreLine",
    "StatLine",
    "ThresholdsLine",
    "command",
    "parse_line",
]

MAX_LINE_BYTES = 8192
BLOCK_SAMPLES = 160
BLOCK_MS = 10


def command(name: str, **members: str | float | bool | bytes) -> bytes:
    """One command as the board reads it, newline included; bytes become base64.

    The commands: `hello`; `threshold` and `sensitivity` (value 0..1, word or none for all);
    `scores` and `audio` (on); `replay` (on, or audio of 160 samples, or features of one frame).
    """
    parts = [f'"cmd":{json.dumps(name)}']
    for key, value in members.items():
        if isinstance(value, bytes):
            text = f'"{base64.b64encode(value).decode()}"'
        elif isinstance(value, float):
            text = f"{value:.5f}"  # The board reads no exponents.
        else:
            text = json.dumps(value, ensure_ascii=False)
        parts.append(f'"{key}":{text}')
    return ("{" + ",".join(parts) + "}\n").encode()


class LineReader:
    """Turns whatever a serial port gives into messages, in bounded memory.

    Attributes:
        lost_bytes: Bytes that were part of no good line.
        lost_lines: Runs of such bytes up to a newline.
    """

    def __init__(self) -> None:
        self._rest = bytearray()
        self._skipping = False
        self._joining = False
        self.lost_bytes = 0
        self.lost_lines = 0

    def join(self) -> None:
        """Bytes come from a board that talks already.

        Up to the next newline they may be the end of a line whose beginning nobody heard; such an
        end is counted in `lost_bytes` alone.
        """
        self._joining = True

    def feed(self, data: bytes) -> list[Line]:
        """Take bytes in pieces of any size; return the messages that they complete."""
        messages: list[Line] = []
        *ended, rest = data.split(b"\n")
        for piece in ended:
            self._collect(piece)
            message = self._finish()
            if message is not None:
                messages.append(message)
        self._collect(rest)
        return messages

    def restart(self) -> None:
        """Drop the half line of a connection that broke."""
        if self._rest or self._skipping:
            self._lose()

    def _collect(self, piece: bytes) -> None:
        if self._skipping:
            self.lost_bytes += len(piece)
        elif len(self._rest) + len(piece) > MAX_LINE_BYTES:
            self._skipping = True
            self.lost_bytes += len(self._rest) + len(piece)
            self._rest.clear()
        else:
            self._rest += piece

    def _lose(self) -> None:
        self.lost_bytes += len(self._rest)
        # No line is as long as what was skipped.
        self.lost_lines += self._skipping or not self._joining
        self._rest.clear()
        self._skipping = False

    def _finish(self) -> Line | None:
        message = self._message()
        self._joining = False
        return message

    def _message(self) -> Line | None:
        if self._skipping:
            self._lose()
            return None
        text = bytes(self._rest).strip()
        if not text:
            self._rest.clear()
            return None
        try:
            message = parse_line(text)
        except ValueError:
            self._lose()
            return None
        self._rest.clear()
        return message


def parse_line(text: bytes) -> Line | None:
    """One line without its newline; None for a type of line that is not known.

    Raises:
        ValueError: It is no JSON object with a type, or a member is missing or wrong.
    """
    try:
        values = json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(values, dict) or not isinstance(values.get("type"), str):
        raise ValueError("not an object with a type")
    build = _BUILDERS.get(values["type"])
    return build(_Members(values)) if build else None


class _Members:
    """Takes members out of a decoded line and checks their kind."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def number(self, key: str) -> int:
        value = self._values.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**32:
            raise ValueError(f"{key} is no number of 32 bits")
        return value

    def text(self, key: str) -> str:
        return _text(self._values.get(key))

    def score(self, key: str) -> float:
        return _score(self._values.get(key))

    def flag(self, key: str) -> bool:
        value = self._values.get(key)
        if not isinstance(value, bool):
            raise ValueError(f"{key} is neither true nor false")
        return value

    def list(self, key: str, convert: Callable[[Any], Any]) -> tuple[Any, ...]:
        values = self._values.get(key)
        if not isinstance(values, list):
            raise ValueError(f"{key} is no list")
        return tuple(convert(value) for value in values)

    def data(self, key: str) -> bytes:
        try:
            return base64.b64decode(_text(self._values.get(key, "")), validate=True)
        except binascii.Error as error:
            raise ValueError(f"{key} is no base64") from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("not a text")
    return value


def _score(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise ValueError("not a score")
    return float(value)


def _logit(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not -128 <= value <= 127:
        raise ValueError("not a logit")
    return value


def _hello(members: _Members) -> HelloLine:
    return HelloLine(
        members.text("board"),
        members.text("firmware"),
        members.text("engine"),
        members.text("model"),
        members.list("labels", _text),
        members.number("arena"),
        members.number("stack"),
        members.number("ticks_per_second"),
    )


def _detect(members: _Members) -> DetectLine:
    return DetectLine(
        members.number("ms"),
        members.text("word"),
        members.score("score"),
        members.number("late_ticks"),
    )


def _stat(members: _Members) -> StatLine:
    return StatLine(
        members.number("ms"),
        members.number("front_end_ticks"),
        members.number("inference_ticks"),
        members.number("dropped_ms"),
        members.number("peak"),
        members.number("rms"),
        members.number("stack"),
        members.number("bad_lines"),
    )


_BUILDERS: dict[str, Callable[[_Members], Line]] = {
    "hello": _hello,
    "detect": _detect,
    "stat": _stat,
    "score": lambda m: ScoreLine(
        m.number("ms"), m.list("logits", _logit), m.list("scores", _score)
    ),
    "audio": lambda m: AudioLine(m.number("ms"), m.data("data")),
    "replay": lambda m: ReplayLine(m.number("ms"), m.data("features"), m.data("logits")),
    "action": lambda m: ActionLine(
        m.number("ms"), m.text("word"), m.text("kind"), m.text("what"), m.flag("on")
    ),
    "armed": lambda m: ArmedLine(
        m.number("ms"), m.text("word"), m.text("confirm"), m.number("left_ms")
    ),
    "disarmed": lambda m: DisarmedLine(m.number("ms"), m.text("word"), m.text("why")),
    "resting": lambda m: RestingLine(m.number("ms"), m.text("word"), m.number("left_ms")),
    "thresholds": lambda m: ThresholdsLine(m.list("values", _score)),
    "error": lambda m: ErrorLine(m.text("what")),
}
