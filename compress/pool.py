"""The training set: features of many scenes in one array, and where in it the words are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from audio.frontend import FrontEndSettings
from audio.stage import Clock, Progress, Stage, in_process, pin_single_thread, side_by_side
from audio.takes import Take
from compress.material import bundled_words, load_material, said_words
from compress.scenes import SceneMaker, SceneSettings

WORKERS = 2
# Versions of takes in speed, tempo and pitch, which are dear, over all workers; and as few words
# in the scenes for each of them, or hardly any would be heard.
MOST_VERSIONS = 3200
LEAST_WORDS_OF_A_VERSION = 3
SCENES_PER_PROGRESS = 10
# Of what a worker does, as progress is told.
READ_SHARE = 0.1


@dataclass(frozen=True)
class Pool:
    """Features of all scenes in a row.

    Attributes:
        features: int8, shape (frames, 40).
        rows: (first, last, label) of each word, see `compress.scenes.Scene`; int32, shape (n, 3).
        labels: Words, then `_unknown_` and `_silence_`.
        synthesized: Near words that a synthesizer said, among what it was made from.
        heard: What the teacher's ears make of each row, float16, shape (n, values); None without.
        soft: What a teacher says of each row, float32, shape (n, labels); None without one.
    """

    features: NDArray[np.int8]
    rows: NDArray[np.int32]
    labels: tuple[str, ...]
    synthesized: int = 0
    heard: NDArray[np.float16] | None = None
    soft: NDArray[np.float32] | None = None


@dataclass(frozen=True)
class PoolPlan:
    """What to make a pool of: everything a worker process needs.

    Attributes:
        with_teacher: Whether a teacher will judge the rows: its ears listen in, and there are clips
            without a label among them.
        near_words: How many near words a synthesizer shall say, over all workers.
        said_words: With a teacher, how many times a synthesizer shall say the words themselves.
    """

    takes: tuple[Take, ...]
    words: tuple[str, ...]
    front_end: FrontEndSettings
    words_wanted: int
    seed: int
    scene: SceneSettings = field(default_factory=SceneSettings)
    with_teacher: bool = False
    near_words: int = 0
    said_words: int = 0


def make_pool(plan: PoolPlan) -> Stage[Pool]:
    """Make the training set in worker processes side by side. The same plan gives the same pool.

    Raises:
        AudioError: A take is gone or damaged.
    """
    stages = [in_process(make_part, plan, worker, WORKERS) for worker in range(WORKERS)]
    parts: list[Pool] = yield from side_by_side(stages)
    return join(parts)


def make_part(plan: PoolPlan, worker: int, workers: int) -> Stage[Pool]:
    """One worker's share of a pool."""
    pin_single_thread()
    random = np.random.default_rng((plan.seed, worker))
    yield Progress(0.0, "Reading takes")
    versions = min(MOST_VERSIONS, plan.words_wanted // LEAST_WORDS_OF_A_VERSION) // workers
    material = load_material(plan.takes, plan.words, random, versions, plan.near_words // workers)
    if plan.with_teacher:
        said = said_words(plan.words, plan.said_words // workers, random)
        material = replace(material, unlabelled=(*said, *bundled_words()))
    yield Progress(READ_SHARE, "Making voices")
    maker = SceneMaker(material, plan.front_end, plan.scene, plan.with_teacher)
    wanted, silence = plan.words_wanted // workers, material.silence
    scenes, count, clock = [], 0, Clock()
    while count < wanted:
        scenes.append(maker.make(random))
        count += int(np.count_nonzero(scenes[-1].rows[:, 2] != silence))
        if len(scenes) % SCENES_PER_PROGRESS == 0:
            # How long the reading took says nothing about the rest.
            step = clock.progress(min(1.0, count / wanted), f"{count} training sounds")
            yield replace(step, fraction=READ_SHARE + (1 - READ_SHARE) * step.fraction)
    pools = [
        Pool(scene.features, scene.rows, material.labels, heard=scene.heard) for scene in scenes
    ]
    return replace(join(pools), synthesized=len(material.near))


def join(pools: Sequence[Pool]) -> Pool:
    """Pools one after the other, with the frame numbers of the later ones moved along."""
    offsets = np.cumsum([0, *(len(pool.features) for pool in pools)])
    rows = [
        pool.rows + np.asarray([offset, offset, 0], np.int32)
        for pool, offset in zip(pools, offsets.tolist(), strict=False)
    ]
    heard = [pool.heard for pool in pools if pool.heard is not None]
    return Pool(
        np.concatenate([pool.features for pool in pools]),
        np.concatenate(rows),
        pools[0].labels,
        sum(pool.synthesized for pool in pools),
        np.concatenate(heard) if len(heard) == len(pools) else None,
    )
