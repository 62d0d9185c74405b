"""The learning curve of a project: short trainings on some of its takes, and what they foretell."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from audio.bundled import with_bundled_negatives
from audio.dataset import load_takes
from audio.errors import AudioError
from audio.frontend import FrontEndSettings, to_float
from audio.project import Project
from audio.stage import Progress, Stage, few_at_once, in_process, scaled
from audio.takes import Take
from compress import architectures
from compress.batches import Lesson
from compress.clips import clip_set
from compress.fitting import Recipe, fit
from compress.learning import Estimate, LearningLaw, Point, in_a_sentence
from compress.longaudio import negative_audio
from compress.parts import Parts, deal
from compress.pool import PoolPlan, make_part
from compress.statistics import wilson
from compress.window import front_end_for

# A small network and little training: the shape of the curve matters, not its height.
ARCHITECTURE = "mixconv-32"
WORDS_WANTED = 5000
RECIPE = Recipe(epochs=8, batches=100)
# Shares of the takes, and which end of them: the halves and quarters have no take in common.
SHARES = ((0.25, 0), (0.25, 1), (0.5, 0), (0.5, 1), (0.75, 0), (1.0, 0))
LEAST_TAKES = 4
MORE_TAKES = 10
TRAINED_AT_ONCE = 2


@dataclass(frozen=True)
class CurveSettings:
    """How the curve is drawn: how far it looks ahead, and how much is trained for each point.

    Attributes:
        shares: Of the takes of each word and which end of them, see `fewer`; the last is all.
    """

    more_takes: int = MORE_TAKES
    words_wanted: int = WORDS_WANTED
    recipe: Recipe = RECIPE
    seed: int = 1
    shares: tuple[tuple[float, int], ...] = SHARES


@dataclass(frozen=True)
class LearningCurve:
    """Short trainings on fewer takes, and what they foretell.

    Attributes:
        points: The trainings.
        now, later: Miss rates by the law with all takes of today, and with some more.
        chance: How likely it is that a tenth of the misses goes.
        sentence: The same for people.
    """

    points: tuple[Point, ...]
    now: Estimate
    later: Estimate
    chance: float
    sentence: str

    def to_dict(self) -> dict[str, Any]:
        """Values for JSON."""
        return {
            "points": [point.to_dict() for point in self.points],
            "now": asdict(self.now),
            "later": asdict(self.later),
            "chance": self.chance,
            "sentence": self.sentence,
        }

    def text(self) -> str:
        """A line for each training, and the sentence."""
        lines = []
        for point in self.points:
            low, high = (100 * edge for edge in wilson(point.missed, point.words))
            lines.append(
                f"  {point.takes:5.1f} takes a word: {100 * point.missed / point.words:4.1f} % "
                f"missed of {point.words} (95 % interval {low:.1f} to {high:.1f})"
            )
        return "\n".join([*lines, self.sentence])


@dataclass(frozen=True)
class _Job:
    """One training: on which takes, tested on which."""

    parts: Parts
    words: tuple[str, ...]
    front_end: FrontEndSettings
    settings: CurveSettings


def learning_curve(project: Project, settings: CurveSettings | None = None) -> Stage[LearningCurve]:
    """Train on a quarter, a half, three quarters and all of the takes, and look ahead.

    Takes are split as every training splits them, so that people and sessions of the test are not
    trained on. Nothing is written, and no model is chosen by it; so validation and test takes are
    both tested on.

    Raises:
        AudioError: A word has fewer than four takes to train on, or none to test on.
    """
    settings = settings or CurveSettings(seed=project.settings.seed)
    takes = with_bundled_negatives(load_takes(project)).takes
    parts = deal(takes, project.words, project.settings.seed)
    _check(parts, project.words)
    front_end = front_end_for(parts.train, project.words)
    jobs = [
        _Job(
            replace(parts, train=fewer(parts.train, project.words, share, turn, settings.seed)),
            project.words,
            front_end,
            settings,
        )
        for share, turn in settings.shares
    ]
    # The largest come last and last longest; the time left is that of the trainings so far.
    stages = [in_process(_train, job) for job in jobs]
    points: list[Point] = yield from few_at_once(stages, TRAINED_AT_ONCE)
    law, today = LearningLaw(points), points[-1].takes
    now, later = law.at(today), law.at(today + settings.more_takes)
    chance = law.chance_of_less(today, later.takes)
    yield Progress(1.0, "Drawn")
    return LearningCurve(tuple(points), now, later, chance, in_a_sentence(now, later, chance))


def fewer(
    takes: Sequence[Take], words: Sequence[str], share: float, turn: int, seed: int
) -> tuple[Take, ...]:
    """A share of the takes of each word, at least one, and everything that is no word.

    Args:
        turn: 0 takes from one end of a seeded order, 1 from the other. A larger share of the same
            turn holds the smaller one.
    """
    kept: set[str] = set()
    for word in words:
        names = [take.name for take in takes if take.label == word]
        names.sort(key=lambda name: hashlib.sha256(f"{seed} {name}".encode()).digest())
        count = max(1, round(share * len(names)))
        kept.update(names[-count:] if turn else names[:count])
    return tuple(take for take in takes if take.label not in words or take.name in kept)


def _check(parts: Parts, words: Sequence[str]) -> None:
    few = [w for w in words if sum(take.label == w for take in parts.train) < LEAST_TAKES]
    if few:
        raise AudioError(
            f"There are too few takes for a learning curve of: {', '.join(few)}.",
            f"It needs {LEAST_TAKES} takes a word to train on, and some to test: record about ten.",
        )
    if not any(take.label in words for take in (*parts.val, *parts.test)):
        raise AudioError(
            "There are no takes to test on: all of them are marked for training.",
            "Record or import more, or clear their split.",
        )


def _train(job: _Job) -> Stage[Point]:
    """One point of the curve; runs in a child process of its own."""
    settings, tested = job.settings, (*job.parts.val, *job.parts.test)
    plan = PoolPlan(job.parts.train, job.words, job.front_end, settings.words_wanted, settings.seed)
    pool = yield from scaled(make_part(plan, 0, 1), 0.0, 0.5)
    own = [take for take in tested if take.label in job.words]
    clips = clip_set(own, pool.labels, job.front_end)
    negatives = negative_audio(job.parts.train, job.front_end).features
    lesson = Lesson(pool, job.front_end, clips, negatives)
    network = architectures.get(ARCHITECTURE)
    model = yield from scaled(fit(network, lesson, settings.recipe, settings.seed), 0.5, 1.0)
    logits = [model(to_float(window)[None, :, :, None]) for window in clips.windows]
    answers = np.asarray([int(np.argmax(each)) for each in logits])
    takes = sum(take.label in job.words for take in job.parts.train) / len(job.words)
    return Point(takes, int((answers != clips.truth).sum()), len(answers))
