"""Lines as the firmware's C writes them, for boards that are written in Python."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable

from audio.action import Action
from compress.detector import POSTERIOR_ONE
from firmware.action_rules import Armed, Disarmed, Done, Event, Resting


class Json(str):
    """A member that is JSON already."""


Member = int | str | bytes | list[str] | Json


def line(kind: str, /, **members: Member) -> bytes:
    """One line: texts are quoted, bytes become base64, lists hold JSON that is ready."""
    parts = [f'"type":{json.dumps(kind)}']
    parts += [f'"{key}":{_json(value)}' for key, value in members.items()]
    return ("{" + ",".join(parts) + "}\n").encode()


def event_members(event: Event, action: Action) -> tuple[str, dict[str, Member]]:
    """The line of an event of an action that only says something: its type and members."""
    about: dict[str, Member] = {"word": action.word}
    match event:
        case Done():
            on = Json("true" if event.on else "false")
            return "action", {**about, "kind": "say", "what": action.value, "on": on}
        case Armed():
            return "armed", {**about, "confirm": event.confirm, "left_ms": event.left_ms}
        case Disarmed():
            return "disarmed", {**about, "why": event.why}
        case Resting():
            return "resting", {**about, "left_ms": event.left_ms}


def score_text(score: int) -> Json:
    """A Q15 score with five decimals, rounded as line_out.c does."""
    parts = (score * 100_000 + POSTERIOR_ONE // 2) // POSTERIOR_ONE
    return Json(f"{parts // 100_000}.{parts % 100_000:05d}")


def score_list(scores: Iterable[int]) -> list[str]:
    """Q15 scores as the members of a list; one above 1 (never reached) shows as 1."""
    return [str(score_text(min(score, POSTERIOR_ONE))) for score in scores]


def q15(value: object) -> int | None:
    """What the firmware makes of a number in a command; None when it is no number from 0 up."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
        return None
    parts = min(100_000, int(value * 100_000 + 1e-6))
    return (parts * POSTERIOR_ONE + 50_000) // 100_000


def _json(value: Member) -> str:
    if isinstance(value, bytes):
        return f'"{base64.b64encode(value).decode()}"'
    if isinstance(value, Json):
        return str(value)
    if isinstance(value, list):
        return "[" + ",".join(value) + "]"
    return json.dumps(value, ensure_ascii=False)
