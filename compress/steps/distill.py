"""Distillation: a teacher says of every sound of the training set what it sounds like.

After G. Hinton et al., "Distilling the Knowledge in a Neural Network" (2015). The first step of
all, before a network is fitted: what the teacher says stands beside the labels, and in their place
where there are none - words in other voices, other words, synthesized ones.
"""

from __future__ import annotations

import numpy as np

from audio.frontend import FrontEndSettings
from audio.stage import Stage
from compress.embedding import available
from compress.pool import Pool
from compress.teacher import LARGE_NETWORK, taught
from compress.variant import StepReport

NAME = "distill"
TITLE = "Learn from a teacher"
# From here on the teacher takes a sound without a label for one of the words.
SURE = 0.5


def distill(pool: Pool, front_end: FrontEndSettings, seed: int) -> Stage[tuple[Pool, StepReport]]:
    """The pool with a teacher's answers, and how much of it had no other. Runs in a child process.

    Args:
        pool: Scenes; those that the teacher's ears listened to are judged by the embedding.
        front_end: How windows are cut.
        seed: Start of every random number.
    """
    judged = yield from taught(pool, front_end, seed)
    assert judged.soft is not None
    labelled = pool.rows[:, 2] < len(pool.labels)
    answers = judged.soft[labelled]
    own = pool.rows[labelled, 2]
    words = judged.soft[~labelled][:, : len(pool.labels) - 2].max(axis=1, initial=0.0)
    skipped = () if available() else (f"no speech embedding here: {LARGE_NETWORK} taught instead",)
    report = StepReport(
        NAME,
        {"labelled_sounds": float(labelled.sum())},
        {
            "judged_sounds": float(len(labelled)),
            "of_them_words_without_label": float(np.sum(words > SURE)),
            "teacher_agrees_with_labels": float(np.mean(answers.argmax(axis=1) == own)),
        },
        skipped,
    )
    return judged, report
