"""The list of mistakes is exactly what the figures count, and each can be played."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audio.bundled import with_bundled_negatives
from audio.dataset import load_takes
from audio.labels import LONG_LABELS
from audio.project import Project
from audio.stage import finish
from compress.detector import POSTERIOR_ONE
from compress.evaluation import evaluate
from compress.mistakes import Kind, Mistakes, find_mistakes
from compress.projectmodels import load_variant
from compress.sample import make_sample
from compress.training import unheard_takes
from compress.variant import Variant


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return finish(make_sample(tmp_path_factory.mktemp("mistakes") / "sample"))


def at_threshold(project: Project, score: float) -> Variant:
    """The chosen model with another threshold."""
    variant = load_variant(project)
    detector = variant.detector.with_threshold(round(score * POSTERIOR_ONE), variant.labels)
    return replace(variant, detector=detector)


def count(mistakes: Mistakes, kind: Kind, long: bool = False) -> int:
    return sum(each.kind is kind and (each.said in LONG_LABELS) is long for each in mistakes.found)


def test_false_alarms_are_those_that_are_counted(project: Project) -> None:
    eager = at_threshold(project, 0.1)
    mistakes = finish(find_mistakes(project, eager))
    counted = finish(evaluate(eager, unheard_takes(project))).to_dict()
    assert counted["false_accepts"] > 3
    assert count(mistakes, Kind.WOKEN, long=True) == counted["false_accepts"]
    lengths = {take.path: take.duration_s for take in unheard_takes(project)}
    for mistake in mistakes.found:
        assert 0 <= mistake.start_s < mistake.end_s <= lengths[mistake.path]
        length = mistake.end_s - mistake.start_s
        assert len(mistake.sound()) == pytest.approx(length * 16000, abs=2)


def test_missed_words_are_those_that_are_counted(project: Project) -> None:
    deaf = at_threshold(project, 0.97)
    mistakes = finish(find_mistakes(project, deaf))
    counted = finish(evaluate(deaf, unheard_takes(project))).to_dict()
    missed = round(counted["false_reject_rate"] * counted["words"])
    assert missed > 0
    assert count(mistakes, Kind.MISSED) == missed
    assert all(each.heard == "" for each in mistakes.found if each.kind is Kind.MISSED)


def test_a_model_that_confuses_the_words_is_caught_with_each(project: Project) -> None:
    variant = load_variant(project)
    one, other, *rest = variant.labels
    crossed = replace(variant, labels=(other, one, *rest))
    mistakes = finish(find_mistakes(project, crossed))
    confused = [each for each in mistakes.found if each.kind is Kind.CONFUSED]
    assert len(confused) == 40
    assert all({each.said, each.heard} == {one, other} for each in confused)
    # A take is listed once, however many ways it went wrong.
    assert len({each.path for each in confused}) == 40
    assert count(mistakes, Kind.MISSED) == 0


def test_only_what_the_model_never_heard_is_played_to_it(project: Project) -> None:
    variant = load_variant(project)
    mistakes = finish(find_mistakes(project, variant))
    whole = with_bundled_negatives(load_takes(project)).takes
    heard = set(variant.history["heard"])
    assert mistakes.tested == sum(take.content_hash not in heard for take in whole)
    assert mistakes.tested == len(unheard_takes(project))
    assert mistakes.model_hash == variant.model_hash
