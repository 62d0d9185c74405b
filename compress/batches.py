"""What a network is shown in each step: windows of a pool, varied, with what it should answer."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from audio.augmentation import MaskSettings, mask_features
from audio.frontend import FrontEndSettings
from compress.clips import ClipSet
from compress.mining import HardNegatives
from compress.pool import Pool


@dataclass(frozen=True)
class Lesson:
    """Everything that networks of one project are fitted to and watched with.

    Attributes:
        pool: Scenes to learn from.
        front_end: How features are made.
        validation: Clips that nothing is trained on.
        negatives: Features of long sound without a word, int8 (n, 40), searched for what fools
            the network; may be empty.
    """

    pool: Pool
    front_end: FrontEndSettings
    validation: ClipSet
    negatives: NDArray[np.int8]


@dataclass(frozen=True)
class Variety:
    """How batches are put together and varied.

    Attributes:
        batch: Windows of one step.
        unknown_weight: How often `_unknown_` is drawn for each time that a word is.
        hard_share: Share of each batch that are hard negatives, see `compress.mining`.
        masks: SpecAugment.
        channel_shift: Mel channels that a window is moved up or down at most: taller and smaller
            speakers than those who were recorded.
        mixup: Windows are mixed in pairs with weights from a Beta(mixup, mixup) distribution
            (H. Zhang et al., "mixup: Beyond Empirical Risk Minimization", 2018); 0 for none.
        teacher_weight: How much the teacher's answers count beside the labels, 0..1; where there
            is no label, they are all that counts.
    """

    batch: int = 128
    unknown_weight: float = 3.0
    hard_share: float = 0.2
    masks: MaskSettings = field(default_factory=lambda: MaskSettings(1, 8, 1, 5))
    channel_shift: int = 2
    mixup: float = 0.4
    teacher_weight: float = 0.5


class Sampler:
    """Draws windows from a pool: labels by their shares, then a word, then where it stands.

    Args:
        pool: Where from.
        frames: Length of a window.
        variety: How often the labels are drawn.
        random: Everything random comes from here.
        answers: The right softmax for each row of the pool, (rows, labels); None: its label.
    """

    def __init__(
        self,
        pool: Pool,
        frames: int,
        variety: Variety,
        random: np.random.Generator,
        answers: NDArray[np.float32] | None = None,
    ) -> None:
        right = certain(pool) if answers is None else answers
        # Where there is no label the teacher's best guess decides in whose place a row is drawn.
        labels = np.where(pool.rows[:, 2] < len(pool.labels), pool.rows[:, 2], right.argmax(axis=1))
        usable = np.flatnonzero(right.any(axis=1))
        order = usable[np.argsort(labels[usable], kind="stable")]
        self._pool, self._random = pool, random
        self._rows, self._answers = pool.rows[order], right[order]
        self._counts = np.bincount(labels[order], minlength=len(pool.labels))
        self._firsts = np.cumsum(self._counts) - self._counts
        words = len(pool.labels) - 2
        shares = np.asarray([1.0] * words + [variety.unknown_weight, 1.0]) * (self._counts > 0)
        self._shares = shares / shares.sum()
        self._window = np.arange(frames)

    def draw(self, count: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
        """Windows, int8 (count, frames, 40), and what to answer, (count, labels)."""
        labels = self._random.choice(len(self._shares), count, p=self._shares)
        picks = self._firsts[labels] + self._random.integers(0, self._counts[labels])
        first, last, _ = self._rows[picks].T
        starts = self._random.integers(first, last + 1)
        return self._pool.features[starts[:, None] + self._window], self._answers[picks]


class Batches:
    """An endless supply of varied batches from a lesson."""

    def __init__(self, lesson: Lesson, variety: Variety, seed: int) -> None:
        self._variety, self._labels = variety, len(lesson.pool.labels)
        self._sampler = Sampler(
            lesson.pool,
            lesson.front_end.frames,
            variety,
            np.random.default_rng((seed, 1)),
            answers(lesson.pool, variety.teacher_weight),
        )
        self.hard = HardNegatives(lesson.negatives, lesson.front_end.frames, self._labels)
        self._random = np.random.default_rng((seed, 2))

    def next(self) -> tuple[NDArray[np.int8], NDArray[np.float32], NDArray[np.float32]]:
        """Windows (batch, frames, 40), targets (batch, labels), mixing weights (batch,)."""
        variety, random = self._variety, self._random
        windows, targets = self._sampler.draw(variety.batch)
        hard_windows, hard_labels = self.hard.draw(
            round(variety.hard_share * variety.batch), random
        )
        windows[: len(hard_windows)] = hard_windows
        targets[: len(hard_windows)] = np.eye(self._labels, dtype=np.float32)[hard_labels]
        windows = shift_channels(windows, variety.channel_shift, random)
        windows = mask_features(windows, random, variety.masks)
        return windows, targets, mix_weights(variety, random)


def answers(pool: Pool, teacher_weight: float) -> NDArray[np.float32] | None:
    """The labels of a pool's rows mixed with what the teacher says of them, (rows, labels); None
    where the labels alone count."""
    if pool.soft is None or teacher_weight <= 0:
        return None
    labelled = pool.rows[:, 2] < len(pool.labels)
    weight = np.where(labelled, teacher_weight, 1.0).astype(np.float32)[:, None]
    mixed: NDArray[np.float32] = certain(pool) * (1 - weight) + pool.soft * weight
    return mixed


def certain(pool: Pool) -> NDArray[np.float32]:
    """The labels of a pool's rows, one-hot, (rows, labels); all zeros where there is none."""
    one_hot = np.eye(len(pool.labels) + 1, dtype=np.float32)[pool.rows[:, 2]]
    return one_hot[:, : len(pool.labels)]


def shift_channels(
    windows: NDArray[np.int8], most: int, random: np.random.Generator
) -> NDArray[np.int8]:
    """Each window moved by -most..most mel channels; the channel at the edge is repeated."""
    shifts = random.integers(-most, most + 1, len(windows))
    channels = np.arange(windows.shape[2])
    source = np.clip(channels - shifts[:, None], 0, windows.shape[2] - 1)
    return np.take_along_axis(windows, source[:, None, :], axis=2)


def mix_weights(variety: Variety, random: np.random.Generator) -> NDArray[np.float32]:
    """For each window of a batch its weight in its pair, 0.5..1; shape (batch,)."""
    if variety.mixup <= 0:
        return np.ones(variety.batch, np.float32)
    weights = random.beta(variety.mixup, variety.mixup, variety.batch)
    return np.maximum(weights, 1 - weights).astype(np.float32)
