"""From takes on disk to what training needs: samples, labels, speakers and splits."""

from __future__ import annotations

from dataclasses import dataclass

from audio.labels import SPECIAL, UNKNOWN
from audio.project import Project
from audio.sound import Samples, read_samples
from audio.takes import Take, TakeSet
from audio.takestore import TakeStore

__all__ = ["Clips", "load_clips", "load_takes", "read_samples", "training_label"]


@dataclass(frozen=True)
class Clips:
    """Takes with their sound, in the order of their takes.

    Attributes:
        takes: The takes.
        audio: For each take its int16 samples, 16 kHz, of its own length.
        labels: For each take the label to train: a word of the project or a special label.
    """

    takes: tuple[Take, ...]
    audio: tuple[Samples, ...]
    labels: tuple[str, ...]


def load_takes(project: Project) -> TakeSet:
    """The takes of a project, mending the index where it and the files disagree."""
    return TakeStore(project.takes).load()


def load_clips(takes: TakeSet, words: tuple[str, ...]) -> Clips:
    """Read the sound of some takes into memory (32 kB a second).

    Raises:
        AudioError: A file is gone or damaged since the takes were loaded.
    """
    audio = tuple(read_samples(take.path) for take in takes.takes)
    return Clips(takes.takes, audio, tuple(training_label(take, words) for take in takes.takes))


def training_label(take: Take, words: tuple[str, ...]) -> str:
    """A take of a word that the project does not listen for counts as `_unknown_`."""
    return take.label if take.label in (*words, *SPECIAL) else UNKNOWN
