"""Who is understood worst: results for each speaker and each group of speakers, and a verdict."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio.labels import LONG_LABELS
from audio.takes import Take
from compress.statistics import Share, clustered_interval, wilson

SPEAKER = "speaker"
# A group of one clip says nothing.
LEAST_CLIPS = 2
# What collections call a speaker whom they do not know.
NOBODY = ("", "unk", "unknown", "anonymous")
# Ages are compared in these groups; the first number is where each begins.
AGES = ((0, "under 18"), (18, "18 to 29"), (30, "30 to 44"), (45, "45 to 59"), (60, "60 and over"))
MOST_NAMED = 3


@dataclass(frozen=True)
class Verdict:
    """What the groups say, in a word and in a sentence.

    Attributes:
        code: "worse": at least one group's interval lies below that of all clips together;
            "even": none does; "one_speaker", "speakers_unknown", "untested": nothing can be said.
        worse: The groups it is about, as ("accent", "Tamil").
    """

    code: str
    sentence: str
    worse: tuple[tuple[str, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Values for JSON."""
        return {**asdict(self), "worse": [list(group) for group in self.worse]}


def groups_of(take: Take) -> tuple[tuple[str, str], ...]:
    """What a take's speaker belongs to: himself or herself, and the groups that are stated."""
    speaker = ((SPEAKER, take.speaker),) if take.speaker.casefold() not in NOBODY else ()
    stated = ((kind, age_group(value) if kind == "age" else value) for kind, value in take.groups)
    return (*speaker, *((kind, value) for kind, value in stated if value))


def age_group(age: str) -> str:
    """An age in years as one of a few groups; what is no number stays as it is."""
    try:
        years = float(age)
    except ValueError:
        return age
    return next((name for begin, name in reversed(AGES) if years >= begin), age)


def measure_groups(right: NDArray[np.bool_], takes: Sequence[Take]) -> list[dict[str, Any]]:
    """Accuracy per speaker and per group of speakers, worst first, as values for JSON.

    Worst is whose interval ends lowest: one missed clip of one is no verdict, ten of twenty are.

    Args:
        right: Whether the answer to each clip was right, shape (n,).
        takes: Where each clip comes from.
    """
    members: dict[tuple[str, str], list[bool]] = defaultdict(list)
    people: dict[tuple[str, str], set[str]] = defaultdict(set)
    for correct, take in _of_people(right, takes):
        for key in groups_of(take):
            members[key].append(correct)
            people[key].add(take.speaker)
    rows = [
        {
            "group": kind,
            "value": value,
            **Share(sum(those), len(those)).to_dict(),
            "speakers": len(people[kind, value]),
        }
        for (kind, value), those in members.items()
        if len(those) >= LEAST_CLIPS
    ]
    return sorted(rows, key=lambda row: (row["high"], row["accuracy"], row["group"], row["value"]))


def people_interval(right: NDArray[np.bool_], takes: Sequence[Take]) -> list[float] | None:
    """The 95 % interval of the accuracy for other people than these; None with too few of them."""
    correct: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for each, take in _of_people(right, takes):
        if take.speaker.casefold() not in NOBODY:
            correct[take.speaker] += each
            total[take.speaker] += 1
    interval = clustered_interval([(correct[name], total[name]) for name in sorted(total)])
    return list(interval) if interval else None


def judge_groups(
    groups: Sequence[dict[str, Any]], right: NDArray[np.bool_], takes: Sequence[Take]
) -> Verdict:
    """A verdict over the rows of `measure_groups`, in plain words.

    Intervals that do not overlap are a strict rule: with a dozen groups hardly ever one is called
    worse by chance alone. The other side of it is that small groups are never called worse.

    Args:
        groups: From the same clips.
        right, takes: As there.
    """
    answers = list(_of_people(right, takes))
    people = {take.speaker for _, take in answers}
    named = {name for name in people if name.casefold() not in NOBODY}
    if not people:
        return Verdict("untested", "No words of any speaker have been tested.")
    if not named:
        return Verdict(
            "speakers_unknown",
            "The recordings do not say who speaks, so nobody can tell who is understood worse.",
        )
    if len(people) == 1:
        return Verdict(
            "one_speaker",
            f"Only {next(iter(named))} has been tested: how well other people are understood is "
            "not known. Test with recordings of others before they rely on it.",
        )
    overall = sum(correct for correct, _ in answers) / len(answers)
    low, high = wilson(sum(correct for correct, _ in answers), len(answers))
    worse = [row for row in groups if row["high"] < low]
    everybody = f"{_percent(overall)} ({_percent(low)} to {_percent(high)})"
    if worse:
        names = ", ".join(map(_described, worse[:MOST_NAMED]))
        more = f" and {len(worse) - MOST_NAMED} more" if len(worse) > MOST_NAMED else ""
        return Verdict(
            "worse",
            f"Understood worse than all together, {everybody}: {names}{more}. More takes of such "
            "voices in the training would help.",
            tuple((row["group"], row["value"]) for row in worse),
        )
    least = f" The least: {_described(groups[0])}." if groups else ""
    return Verdict(
        "even",
        f"None of the {len(groups)} speakers and groups tested is understood measurably worse than "
        f"all together, {everybody}.{least} Few clips show only large differences.",
    )


def _described(row: dict[str, Any]) -> str:
    interval = f"{_percent(row['low'])} to {_percent(row['high'])}"
    return (
        f"{row['group']} “{row['value']}” with {_percent(row['accuracy'])} ({interval}) of "
        f"{row['clips']} clips"
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _of_people(right: NDArray[np.bool_], takes: Sequence[Take]) -> Iterator[tuple[bool, Take]]:
    """The clips in which somebody says a word, known or not."""
    for correct, take in zip(right.tolist(), takes, strict=True):
        if take.label not in LONG_LABELS:
            yield correct, take
