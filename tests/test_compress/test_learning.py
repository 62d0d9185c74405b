"""The learning curve: a law with its uncertainty, and honest parts of the takes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes.spoken_project import WORDS, tone_project

from audio.dataset import load_takes
from audio.errors import AudioError
from audio.project import Project
from audio.stage import Progress, finish
from audio.takes import Take
from compress.curve import CurveSettings, fewer, learning_curve
from compress.fitting import Recipe
from compress.learning import LearningLaw, Point, in_a_sentence


def points_of(first: float, exponent: float, floor: float, words: int) -> list[Point]:
    """What trainings on 5 to 20 takes would miss if the law held exactly."""
    return [
        Point(takes, round(words * (floor + (first - floor) * (takes / 5) ** -exponent)), words)
        for takes in (5, 5, 10, 10, 15, 20)
    ]


@pytest.mark.parametrize(
    ("first", "exponent", "floor"), [(0.5, 1.0, 0.0), (0.4, 0.5, 0.02), (0.3, 0.1, 0.0)]
)
def test_with_many_clips_the_law_is_found_again(
    first: float, exponent: float, floor: float
) -> None:
    law = LearningLaw(points_of(first, exponent, floor, 20_000))
    for takes in (20, 30, 40):
        truth = floor + (first - floor) * (takes / 5) ** -exponent
        estimate = law.at(takes)
        assert estimate.miss_rate == pytest.approx(truth, abs=0.015)
        assert estimate.low <= truth + 0.01 and truth - 0.01 <= estimate.high


def test_few_clips_and_far_looks_are_less_certain() -> None:
    some, many = (LearningLaw(points_of(0.5, 0.8, 0.02, words)) for words in (30, 3000))

    def width(law: LearningLaw, takes: float) -> float:
        return law.at(takes).high - law.at(takes).low

    assert width(some, 30) > 3 * width(many, 30)
    assert width(some, 20) < 0.3


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    random, held = np.random.default_rng(1), 0
    for _ in range(60):
        first, exponent = random.uniform(0.2, 0.7), random.uniform(0.2, 1.2)
        shares = {n: first * (n / 5) ** -exponent for n in (5, 10, 15, 20, 30)}
        drawn = [Point(n, int(random.binomial(60, shares[n])), 60) for n in (5, 5, 10, 10, 15, 20)]
        estimate = LearningLaw(drawn).at(30)
        held += estimate.low <= shares[30] <= estimate.high
    assert held >= 52  # 57 of 60 are promised; fewer than 52 would come about once in 50 times.


def test_the_sentence_says_what_is_likely_and_that_it_is_an_estimate() -> None:
    falling = LearningLaw(points_of(0.5, 1.0, 0.0, 300))
    text = in_a_sentence(falling.at(20), falling.at(30), falling.chance_of_less(20, 30))
    assert text.startswith("Estimate: 10 more takes a word would probably lower the misses from 1")
    flat = LearningLaw([Point(takes, 60, 300) for takes in (5, 10, 15, 20)])
    assert flat.chance_of_less(20, 30) < 0.2
    text = in_a_sentence(flat.at(20), flat.at(30), flat.chance_of_less(20, 30))
    assert "change little" in text and "now about 19 %" in text  # 60 of 300, or a little less


def test_fewer_takes_are_nested_and_the_two_halves_apart() -> None:
    takes = [
        Take(Path(f"{label}/s_{n}.flac"), label, "s", "", "", (), (), 1.0)
        for label in ("a", "b", "_speech_")
        for n in range(8)
    ]

    def names(share: float, turn: int) -> set[str]:
        return {take.name for take in fewer(takes, ("a", "b"), share, turn, seed=1)}

    quarter, half, all_of_them = names(0.25, 0), names(0.5, 0), names(1.0, 0)
    assert quarter < half < all_of_them and len(all_of_them) == 24
    assert len(quarter) == 2 + 2 + 8 and len(names(0.01, 0)) == 1 + 1 + 8
    only_speech = {name for name in all_of_them if name.startswith("_speech_")}
    assert half & names(0.5, 1) == only_speech
    assert half | names(0.5, 1) == all_of_them
    other = {take.name for take in fewer(takes, ("a", "b"), 0.5, 0, seed=2)}
    assert other != half


def test_a_curve_of_real_trainings(tmp_path: Path) -> None:
    project = tone_project(tmp_path, speakers=6, each=2)
    said: list[Progress] = []
    settings = CurveSettings(5, 200, Recipe(epochs=1, batches=30), 1, ((0.5, 0), (1.0, 0)))
    curve = finish(learning_curve(project, settings), said.append)
    parts = [point.takes for point in curve.points]
    assert parts == sorted(parts) and parts[-1] >= 8 and len(parts) == 2
    assert len({point.words for point in curve.points}) == 1
    assert curve.points[0].words >= 2
    assert curve.later.takes == curve.now.takes + 5
    assert curve.to_dict()["sentence"].startswith("Estimate: 5 more takes")
    assert curve.text().count("takes a word:") == 2
    fractions = [step.fraction for step in said]
    assert fractions == sorted(fractions) and fractions[-1] == 1.0
    assert list(project.models.iterdir()) == []


def test_too_few_takes_are_said_before_anything_is_trained(tmp_path: Path) -> None:
    empty = Project.create(tmp_path / "project", WORDS)
    with pytest.raises(AudioError, match="rise, fall"):
        next(learning_curve(empty))
    project = tone_project(tmp_path / "few", speakers=3, each=1)
    assert len(load_takes(project).of("rise").takes) == 3
    with pytest.raises(AudioError, match="too few takes"):
        next(learning_curve(project))
