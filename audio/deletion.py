"""Deleting takes for good, and putting them back while somebody still has them in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audio.project import Project
from audio.recording import patient_writer
from audio.sound import Samples, read_samples
from audio.stage import Clock, Progress, Stage
from audio.takes import Take
from audio.takestore import Origin, TakeStore


@dataclass(frozen=True)
class Deleted:
    """A take that is no longer on the disk: what it was, and its sound, int16 at 16 kHz."""

    take: Take
    samples: Samples

    @property
    def size_bytes(self) -> int:
        """How much memory it takes."""
        return int(self.samples.nbytes)


def delete_takes(project: Project, takes: Sequence[Take]) -> Stage[tuple[Deleted, ...]]:
    """Delete takes from the disk; what is returned is all that is left of them.

    Raises:
        AudioError: One cannot be read or deleted; those before it are gone.
        ProjectError: Something else is writing into the project.
    """
    # All are read before the first is gone: one that cannot be is a reason to stop while all live.
    found = [Deleted(take, read_samples(take.path)) for take in takes if take.path.exists()]
    # Without a pause: who asks for a deletion and closes the program at once still gets it.
    with patient_writer(TakeStore(project.takes)) as writer:
        for deleted in found:
            writer.delete(deleted.take)
    yield Progress(1.0, "Deleted")
    return tuple(found)


def restore_takes(project: Project, deleted: Sequence[Deleted]) -> Stage[tuple[Take, ...]]:
    """Put deleted takes back; one whose file name is taken by now gets the next free one.

    Raises:
        AudioError: The disk is full or cannot be written.
        ProjectError: Something else is writing into the project.
    """
    clock, restored = Clock(), []
    with patient_writer(TakeStore(project.takes)) as writer:
        there = {take.name: take for take in writer.takes}
        for number, each in enumerate(deleted):
            same = there.get(each.take.name)
            # Done before by a try that broke off in the middle, e.g. on a full disk.
            if same is None or same.content_hash != each.take.content_hash:
                take = each.take
                same = writer.add(each.samples, _origin(take), take.quality, take.path)
            restored.append(same)
            yield clock.progress((number + 1) / len(deleted), f"Putting back {same.name}")
    return tuple(restored)


def _origin(take: Take) -> Origin:
    return Origin(
        label=take.label,
        speaker=take.speaker,
        session=take.session,
        split=take.split,
        groups=take.groups,
        microphone=take.microphone,
        source_hash=take.source_hash,
        licence=take.licence,
        source=take.source,
    )
