"""Who is understood worst, and what may be said of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audio.takes import Take
from compress.fairness import age_group, judge_groups, measure_groups, people_interval
from compress.statistics import clustered_interval, wilson


def clips(
    speaker: str, right: int, total: int, label: str = "rise", **groups: str
) -> list[tuple[bool, Take]]:
    """`total` clips of one speaker, of which the first `right` were understood."""
    take = Take(Path("x"), label, speaker, "s", "", tuple(groups.items()), (), 1.0)
    return [(number < right, take) for number in range(total)]


def judged(*answers: list[tuple[bool, Take]]):
    pairs = [pair for some in answers for pair in some]
    right, takes = np.asarray([correct for correct, _ in pairs], bool), [t for _, t in pairs]
    groups = measure_groups(right, takes)
    return groups, judge_groups(groups, right, takes)


def test_ages_are_binned_at_their_edges() -> None:
    ages = ["17", "18", "29", "30.0", "44", "45", "59", "60", "101", "teens", "nan"]
    assert [age_group(age) for age in ages] == [
        "under 18",
        "18 to 29",
        "18 to 29",
        "30 to 44",
        "30 to 44",
        "45 to 59",
        "45 to 59",
        "60 and over",
        "60 and over",
        "teens",
        "nan",
    ]


def test_groups_gather_people_and_the_worst_comes_first() -> None:
    groups, _ = judged(
        clips("ann", 9, 10, gender="female", age="23"),
        clips("bea", 8, 10, gender="female", age="25"),
        clips("carl", 2, 10, gender="male", age="61"),
        clips("dan", 1, 1, gender="male"),
        clips("sky", 0, 5, label="_background_", gender="none"),
    )
    rows = {(row["group"], row["value"]): row for row in groups}
    women = rows["gender", "female"]
    assert (women["right"], women["clips"], women["speakers"]) == (17, 20, 2)
    assert (women["low"], women["high"]) == wilson(17, 20)
    assert rows["age", "18 to 29"]["clips"] == 20
    assert rows["gender", "male"]["clips"] == 11 and rows["gender", "male"]["speakers"] == 2
    assert ("speaker", "dan") not in rows and ("gender", "none") not in rows
    assert groups[0]["value"] in ("carl", "60 and over")


def test_a_group_whose_interval_lies_below_all_is_named() -> None:
    _, verdict = judged(
        *(clips(f"s{n}", 19, 20, accent="one") for n in range(6)),
        clips("far", 6, 20, accent="other"),
    )
    assert verdict.code == "worse"
    assert set(verdict.worse) == {("speaker", "far"), ("accent", "other")}
    assert "accent “other” with 30 % (15 % to 52 %) of 20 clips" in verdict.sentence
    assert "86 % (79 % to 91 %)" in verdict.sentence  # 120 of 140


def test_overlapping_intervals_are_no_verdict() -> None:
    groups, verdict = judged(clips("ann", 9, 10), clips("bea", 5, 10))
    assert groups[0]["value"] == "bea"
    assert verdict.code == "even" and verdict.worse == ()
    assert "speaker “bea” with 50 %" in verdict.sentence


@pytest.mark.parametrize(
    ("answers", "code", "words"),
    [
        ([clips("ann", 9, 10)], "one_speaker", "Only ann has been tested"),
        ([clips("unk", 9, 10)], "speakers_unknown", "do not say who speaks"),
        ([clips("x", 1, 5, label="_speech_")], "untested", "No words"),
        ([], "untested", "No words"),
    ],
)
def test_what_cannot_be_known_is_said(
    answers: list[list[tuple[bool, Take]]], code: str, words: str
) -> None:
    groups, verdict = judged(*answers)
    assert verdict.code == code and words in verdict.sentence
    assert all(row["value"] != "unk" for row in groups)


def test_the_interval_of_people_is_wider_than_that_of_clips() -> None:
    people = [(20, 20)] * 8 + [(5, 20)] * 4
    interval = clustered_interval(people)
    assert interval is not None
    low, high = interval
    mean = (8 * 20 + 4 * 5) / 240
    assert low < mean < high
    of_clips = wilson(180, 240)
    assert high - low > 2 * (of_clips[1] - of_clips[0])
    # The standard error of the mean of twelve shares, which the bootstrap must come near.
    error = np.std([1.0] * 8 + [0.25] * 4) / np.sqrt(12)
    assert (high - low) / (2 * 1.96) == pytest.approx(error, rel=0.1)
    assert clustered_interval(people) == interval


def test_too_few_people_have_no_interval() -> None:
    assert clustered_interval([(9, 10)] * 4) is None
    assert clustered_interval([(9, 10)] * 4 + [(0, 0)]) is None
    assert clustered_interval([(10, 10)] * 5) == (1.0, 1.0)
    pairs = [pair for n in range(5) for pair in clips(f"s{n}", n, 10)]
    pairs += clips("unk", 0, 50)
    interval = people_interval(np.asarray([right for right, _ in pairs]), [t for _, t in pairs])
    assert interval is not None and interval[0] < 0.2 < interval[1] < 0.4
