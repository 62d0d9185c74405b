"""Takes on disk: `takes/<label>/<speaker>_<n>.flac` and one JSON index over them.

Every file carries its own entry of the index in its comment tag. So the index is a cache: when it
is missing or damaged, or a crash came between file and index, it is made again from the files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from audio.labels import SPECIAL

SPLITS = ("train", "val", "test")


@dataclass(frozen=True)
class Take:
    """One recording of one label, 16 kHz mono 16-bit FLAC.

    Attributes:
        path: Where the file is.
        label: A word, or one of `labels.SPECIAL`.
        speaker: Who speaks; recordings of one speaker stay in one split.
        session: When or where it was recorded or imported from.
        split: train, val or test where the source states it, else empty.
        groups: Facts of the speaker for fairness, e.g. (("gender", "female"), ("age", "23")).
        quality: Codes of `quality.Verdict` that the take earned; empty for a good one.
        duration_s: Length in seconds.
        microphone: Name of the device, empty for imported files.
        source_hash: Hash of the file it was imported from; pieces of one file share it.
        content_hash: Hash of its own samples.
        size_bytes: Size of the FLAC, which tells whether somebody changed the file.
        licence, source: What the collection that it was imported from states; else empty.
    """

    path: Path
    label: str
    speaker: str
    session: str
    split: str
    groups: tuple[tuple[str, str], ...]
    quality: tuple[str, ...]
    duration_s: float
    microphone: str = ""
    source_hash: str = ""
    content_hash: str = ""
    size_bytes: int = 0
    licence: str = ""
    source: str = ""

    @property
    def name(self) -> str:
        """`<label>/<file>`, unique in its project and the same on every system."""
        return f"{self.path.parent.name}/{self.path.name}"


@dataclass(frozen=True)
class TakeSet:
    """All takes of a project in the order of their names, and what had to be repaired to read them.

    Attributes:
        takes: The takes.
        notes: Sentences for the user: what was found missing or damaged and what was done about it.
    """

    takes: tuple[Take, ...]
    notes: tuple[str, ...] = ()

    @property
    def hash(self) -> str:
        """16 hex digits that change when any take, its label, its speaker or its split changes."""
        digest = hashlib.sha256()
        for take in sorted(self.takes, key=lambda take: take.name):
            facts = (take.name, take.label, take.speaker, take.session, take.split)
            digest.update("\0".join((*facts, take.content_hash)).encode() + b"\n")
        return digest.hexdigest()[:16]

    @property
    def words(self) -> tuple[str, ...]:
        """Labels that are not special, sorted."""
        return tuple(sorted({take.label for take in self.takes} - set(SPECIAL)))

    def where(self, keep: Callable[[Take], bool]) -> TakeSet:
        """The takes for which `keep` is true."""
        return replace(self, takes=tuple(filter(keep, self.takes)))

    def of(self, label: str) -> TakeSet:
        """The takes of one label."""
        return self.where(lambda take: take.label == label)

    def seconds(self) -> float:
        """Length of all takes together."""
        return sum(take.duration_s for take in self.takes)
