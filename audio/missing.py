"""What a project still lacks before it is worth training, label by label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audio.dataset import training_label
from audio.labels import BACKGROUND, LONG_LABELS, SPECIAL, SPEECH, UNKNOWN
from audio.languages import spoken_text
from audio.takes import TakeSet

# Of one word: with fewer nothing useful is learned, and beyond the good number more people help
# more than more takes. Five takes a word gave 44-50 % on unseen speakers, ten 50-53, twenty 56-58.
LEAST_TAKES, GOOD_TAKES = 10, 20
# What is not a word helps against false alarms. None is a must: some comes with the program.
GOOD_UNKNOWN_TAKES = 20
GOOD_BACKGROUND_SECONDS = 60
GOOD_SPEECH_SECONDS = 120
NAMES = {UNKNOWN: "other words", BACKGROUND: "background noise", SPEECH: "long speech"}


@dataclass(frozen=True)
class Need:
    """How much there is of one label, and how much there should be.

    Attributes:
        label: A word of the project or a special label.
        have: Takes; of long sound whole seconds.
        least: Fewer are not worth training on.
        good: More hardly help, unless other people say them.
    """

    label: str
    have: int
    least: int
    good: int

    @property
    def lacks(self) -> int:
        """How many are missing at least."""
        return max(0, self.least - self.have)

    @property
    def lacks_for_good(self) -> int:
        """How many are missing until it is good."""
        return max(0, self.good - self.have)

    @property
    def in_seconds(self) -> bool:
        """Whether it is counted in seconds instead of takes."""
        return self.label in LONG_LABELS

    @property
    def name(self) -> str:
        """The label as people say it."""
        return NAMES.get(self.label, spoken_text(self.label))


def needs(words: Sequence[str], takes: TakeSet) -> tuple[Need, ...]:
    """What there is and what there should be of each word, then of the special labels.

    Takes of words that the project does not listen for count as other words, as in the training.
    """
    counts = dict.fromkeys((*words, *SPECIAL), 0)
    seconds = dict.fromkeys(LONG_LABELS, 0.0)
    for take in takes.takes:
        label = training_label(take, tuple(words))
        counts[label] += 1
        if label in seconds:
            seconds[label] += take.duration_s
    return (
        *(Need(word, counts[word], LEAST_TAKES, GOOD_TAKES) for word in words),
        Need(UNKNOWN, counts[UNKNOWN], 0, GOOD_UNKNOWN_TAKES),
        Need(BACKGROUND, int(seconds[BACKGROUND]), 0, GOOD_BACKGROUND_SECONDS),
        Need(SPEECH, int(seconds[SPEECH]), 0, GOOD_SPEECH_SECONDS),
    )


def missing_line(found: Sequence[Need]) -> str:
    """What is missing, in one line: what is a must, else what would help, else nothing."""
    must = [f"{need.lacks} × {need.name}" for need in found if need.lacks]
    if must:
        return f"Still to record: {', '.join(must)}."
    better = [
        f"{need.lacks_for_good} {'s of' if need.in_seconds else '×'} {need.name}"
        for need in found
        if need.lacks_for_good
    ]
    if better:
        return f"Enough to train. Better still with more: {', '.join(better)}."
    return "Nothing is missing."
