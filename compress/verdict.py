"""What the measurements of a model mean for somebody who has never trained one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

# Missing one word in ten is a nuisance, one in four is not worth a board; a false alarm an hour is
# what people put up with, ten are not.
FEW_MISSES, MANY_MISSES = 0.1, 0.25
FEW_ALARMS, MANY_ALARMS = 1.0, 10.0
# Below so many words or so much sound without one, nothing can be said.
LEAST_WORDS = 4


class Grade(Enum):
    """How good a model is, in a word."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verdict:
    """A grade, what it means in a sentence, what was counted, and what that proves.

    Attributes:
        meaning: What to do with the model.
        counted: Words heard and false alarms, in numbers.
        proof: What so much sound without a word proves of false alarms.
    """

    grade: Grade
    meaning: str
    counted: str
    proof: str


def judge(metrics: dict[str, Any]) -> Verdict:
    """A verdict on what `compress.evaluation.evaluate` measured."""
    grade = _grade(metrics)
    return Verdict(grade, _meaning(metrics, grade), _counted(metrics), _proof(metrics))


def _grade(metrics: dict[str, Any]) -> Grade:
    missed, alarms = metrics.get("false_reject_rate"), metrics.get("false_accepts_per_hour")
    if missed is None or alarms is None or metrics.get("words", 0) < LEAST_WORDS:
        return Grade.UNKNOWN
    if missed <= FEW_MISSES and alarms <= FEW_ALARMS:
        return Grade.GOOD
    return Grade.FAIR if missed <= MANY_MISSES and alarms <= MANY_ALARMS else Grade.POOR


def _meaning(metrics: dict[str, Any], grade: Grade) -> str:
    if grade is Grade.GOOD:
        return "This model works well: try it, then put it on a board."
    if grade is Grade.UNKNOWN:
        return "How good this model is cannot be told yet: there are too few takes to test it on."
    lead = "This model is usable, but" if grade is Grade.FAIR else "This model is not ready:"
    share = metrics["false_reject_rate"]
    misses, alarms = share > FEW_MISSES, metrics["false_accepts_per_hour"] > FEW_ALARMS
    if misses and alarms:
        return (
            f"{lead} it misses words and wakes when nobody called it. More takes, from more people "
            "and places, and more everyday sound help most."
        )
    if misses:
        return f"{lead} it misses words. More takes, from more people and places, help most."
    return (
        f"{lead} it wakes when nobody called it. More everyday talk and noise help most, or a "
        "longer word."
    )


def _counted(metrics: dict[str, Any]) -> str:
    words, minutes = metrics.get("words", 0), 60 * metrics.get("hours_of_negatives", 0.0)
    if not words:
        return "No words were left to test it on."
    found = words - round(metrics["false_reject_rate"] * words)
    if not minutes:
        return f"It noticed {found} of {words} words that it had never heard, said in a room."
    return (
        f"It noticed {found} of {words} words that it had never heard, said in a room, and was "
        f"wrongly awake {metrics['false_accepts']} times in {minutes:.0f} minutes of other sound."
    )


def _proof(metrics: dict[str, Any]) -> str:
    upper = metrics.get("false_accepts_per_hour_upper")
    if upper is None:
        return "False alarms are not known: there was no sound without a word to listen to."
    return f"That proves fewer than {upper:.1f} false alarms an hour, with 95 % certainty."
