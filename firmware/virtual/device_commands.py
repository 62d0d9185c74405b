"""Commands as the firmware's C obeys them, for boards that are written in Python."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from audio.frontend import CHANNELS
from firmware.behaviour import sensitivity_threshold
from firmware.protocol import BLOCK_MS, BLOCK_SAMPLES
from firmware.virtual.device_lines import Member, q15, score_list

if TYPE_CHECKING:
    from firmware.virtual.tflm_host import TflmBoard

Command = dict[str, Any]


def obey(board: TflmBoard, text: bytes) -> None:
    """Carry out one line and answer it; what is no command is counted and answered as an error."""
    try:
        command = json.loads(text)
    except (ValueError, RecursionError):
        command = None
    if not isinstance(command, dict) or not isinstance(command.get("cmd"), str):
        board.bad_lines += 1
        _refuse(board, "not a command")
        return
    act = _COMMANDS.get(command["cmd"])
    if act is None:
        _refuse(board, "no such command")
    else:
        act(board, command)


def _refuse(board: TflmBoard, what: str) -> None:
    board.say("error", what=what)


def _thresholds(board: TflmBoard, command: Command) -> None:
    _set_thresholds(board, command, lambda _built, value: value)


def _sensitivity(board: TflmBoard, command: Command) -> None:
    _set_thresholds(board, command, sensitivity_threshold)


def _set_thresholds(
    board: TflmBoard, command: Command, threshold: Callable[[int, int], int]
) -> None:
    value = q15(command.get("value"))
    if value is None:
        _refuse(board, "value is missing")
        return
    labels = board.image.labels
    chosen = [i for i, label in enumerate(labels) if command.get("word", label) == label]
    if not chosen:
        _refuse(board, "no such word")
        return
    for label in chosen:
        built = board.image.detector.thresholds[label]
        board.detector.thresholds[label] = threshold(built, value)
    board.say("thresholds", values=score_list(board.detector.thresholds))


def _scores(board: TflmBoard, command: Command) -> None:
    if isinstance(command.get("on"), bool):
        board.says_scores = command["on"]
    else:
        _refuse(board, "on is missing")


def _audio(board: TflmBoard, command: Command) -> None:
    if isinstance(command.get("on"), bool):
        board.says_audio = command["on"]
    else:
        _refuse(board, "on is missing")


def _replay(board: TflmBoard, command: Command) -> None:
    audio, features = _bytes(command, "audio"), _bytes(command, "features")
    if isinstance(command.get("on"), bool):
        board.replays = command["on"]
        board.restart()
        _answer_replay(board)
    elif not board.replays:
        _refuse(board, "replay is off")
    elif audio is not None:
        if len(audio) != 2 * BLOCK_SAMPLES:
            _refuse(board, "audio is not one block of 160 samples")
            return
        board.ms += BLOCK_MS
        samples = np.frombuffer(audio, "<i2").astype(np.int16)
        _answer_replay(board, *board.push_block(samples))
    elif features is not None:
        if len(features) != CHANNELS:
            _refuse(board, "features are not one frame")
            return
        board.ms += board.front_end.step_ms
        logits = board.push_frame(np.frombuffer(features, np.int8))
        _answer_replay(board, features, logits)
    else:
        _refuse(board, "replay of nothing")


def _answer_replay(board: TflmBoard, features: bytes = b"", logits: bytes = b"") -> None:
    members: dict[str, Member] = {"ms": board.ms}
    if features:
        members["features"] = features
    if logits:
        members["logits"] = logits
    board.say("replay", **members)


def _bytes(command: Command, key: str) -> bytes | None:
    try:
        return base64.b64decode(command[key], validate=True)
    except (KeyError, TypeError, ValueError, binascii.Error):
        return None


_COMMANDS: dict[str, Callable[[TflmBoard, Command], None]] = {
    "hello": lambda board, _command: board.say_hello(),
    "threshold": _thresholds,
    "sensitivity": _sensitivity,
    "scores": _scores,
    "audio": _audio,
    "replay": _replay,
}
