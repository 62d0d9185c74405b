"""Which takes train, which choose thresholds, and which are kept for the final measurement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from audio.errors import AudioError
from audio.labels import BACKGROUND, SPEECH
from audio.splits import assign
from audio.takes import Take

# Thresholds are chosen on long audio that was not trained on: one source in five is put aside.
EVERY = 5
LEAST_SOURCES = 2


@dataclass(frozen=True)
class Parts:
    """Takes for training, for choosing (validation), and for testing."""

    train: tuple[Take, ...]
    val: tuple[Take, ...]
    test: tuple[Take, ...]


def deal(takes: Sequence[Take], words: tuple[str, ...], seed: int) -> Parts:
    """`audio.splits.assign`, with some long audio for choosing thresholds in any case.

    Raises:
        AudioError: A word has no take to train on.
    """
    split = assign(takes, seed)
    parts = Parts(*(tuple(split[name]) for name in ("train", "val", "test")))
    for label in (BACKGROUND, SPEECH):
        if not any(take.label == label for take in parts.val):
            parts = _put_aside(parts, label)
    missing = [word for word in words if not any(take.label == word for take in parts.train)]
    if missing:
        raise AudioError(
            f"There is nothing to train on for: {', '.join(missing)}.",
            "Record or import at least five takes of each word.",
        )
    return parts


def _put_aside(parts: Parts, label: str) -> Parts:
    """Move every fifth source of a label from training to validation, at least one of two."""
    sources = sorted({_source(take) for take in parts.train if take.label == label})
    if len(sources) < LEAST_SOURCES:
        return parts
    aside = set(sources[EVERY - 1 :: EVERY] or sources[-1:])
    moved = tuple(t for t in parts.train if t.label == label and _source(t) in aside)
    kept = tuple(take for take in parts.train if take not in moved)
    return replace(parts, train=kept, val=parts.val + moved)


def _source(take: Take) -> str:
    """Pieces of one original file stay together."""
    return take.source_hash or take.name
