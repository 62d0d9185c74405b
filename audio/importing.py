"""Taking recordings in: any folder `<label>/<speaker>_<n>.<wav|flac|ogg|mp3>` becomes takes.

What is good comes in, and for everything else the report says why not. Importing is safe to
repeat: what is there already is recognised by its content. A cancelled or killed import keeps
what it had taken in; doing it again continues.
"""

from __future__ import annotations

import difflib
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audio.errors import AudioError, WakewrightError
from audio.frontend import SAMPLE_RATE_HZ
from audio.labels import LONG_LABELS, SPECIAL, SPEECH, find_label
from audio.manifest import Manifest, find_manifest
from audio.project import Project
from audio.quality import LONGEST_WORD_S, SENTENCES, SHORTEST_WORD_S, judge
from audio.scanning import scan
from audio.sound import Samples, SoundFile, content_hash
from audio.stage import Clock, Stage
from audio.takes import Take
from audio.takestore import Origin, TakeStore, TakeWriter, speaker_of
from audio.trimming import find_word, strip_padding, trim

# A file for one word is searched for the word up to this length; beyond, it is something else.
LONGEST_WORD_FILE_S = 15.0
WORD_MARGIN_MS = 400
# Speech and noise are stored in pieces of this length, and at most so much of one file.
PIECE_S = 30.0
SHORTEST_PIECE_S = 1.0
MOST_OF_ONE_FILE_S = 3600.0
HASH_BLOCK_BYTES = 1 << 20
HASH_BLOCKS = 64


@dataclass(frozen=True)
class Refusal:
    """A file that was not taken in, and why, in a sentence."""

    path: str
    reason: str


@dataclass(frozen=True)
class ImportReport:
    """What became of a folder of recordings.

    Attributes:
        accepted: The new takes.
        refused: Files that were not taken in, each with its reason.
        known: Files, by path, whose sound the project already had.
        warnings: Sentences on what came in but deserves a look.
    """

    accepted: tuple[Take, ...] = ()
    refused: tuple[Refusal, ...] = ()
    known: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values, for JSON."""
        labels = Counter(take.label for take in self.accepted)
        return {
            "accepted": len(self.accepted),
            "per_label": dict(sorted(labels.items())),
            "seconds": round(sum(take.duration_s for take in self.accepted), 2),
            "already_there": len(self.known),
            "refused": [{"path": each.path, "reason": each.reason} for each in self.refused],
            "warnings": list(self.warnings),
        }


def import_folder(project: Project, folder: Path) -> Stage[ImportReport]:
    """Take the recordings of a folder into a project.

    Args:
        project: Where to.
        folder: Holds one folder for each label; a manifest.csv in it or beside it is used.

    Raises:
        AudioError: The folder is missing or holds no recordings in folders, or the disk is full.
        ProjectError: Another import or recording is writing into the project.
    """
    clock, folder = Clock(), folder.absolute()
    yield clock.progress(0.0, f"Looking through {folder.name}")
    found = scan(folder)
    manifest = find_manifest(folder)
    refused = [Refusal(shown_path(path, folder), reason) for path, reason in found.refused]
    total = sum(each.size_bytes for each in found.files) or 1
    done = 0
    with TakeStore(project.takes).writer() as writer:
        work = _Import(writer, project.words, manifest, folder, [*found.warnings], refused)
        for each in found.files:
            message = f"Taking in {each.folder_name}: {each.path.name}"
            for part in work.take_in(each.path):
                share = (done + part * each.size_bytes) / total
                yield clock.progress(share, message, accepted=len(work.accepted))
            done += each.size_bytes
            yield clock.progress(done / total, message, accepted=len(work.accepted))
    return work.report()


def import_files(project: Project, files: Sequence[Path], label: str) -> Stage[ImportReport]:
    """Take recordings in as one label, wherever they lie and whatever their folder is called.

    Raises:
        AudioError: The disk is full.
        ProjectError: Another import or recording is writing into the project.
    """
    clock = Clock()
    reports: list[ImportReport] = []
    done = 0
    for folder in dict.fromkeys(path.absolute().parent for path in files):
        members = [path.absolute() for path in files if path.absolute().parent == folder]
        with TakeStore(project.takes).writer() as writer:
            manifest = find_manifest(folder)
            work = _Import(writer, project.words, manifest, folder, [], [], label)
            for path in members:
                for _ in work.take_in(path):
                    yield clock.progress(done / len(files), f"Taking in {path.name}")
                done += 1
                yield clock.progress(done / len(files), f"Taking in {path.name}")
        reports.append(work.report())
    return joined(reports)


def joined(reports: Sequence[ImportReport]) -> ImportReport:
    """Several reports as one."""
    return ImportReport(
        tuple(take for report in reports for take in report.accepted),
        tuple(refusal for report in reports for refusal in report.refused),
        tuple(path for report in reports for path in report.known),
        tuple(dict.fromkeys(text for report in reports for text in report.warnings)),
    )


@dataclass
class _Import:
    """One import under way; `label` overrides what folder and manifest say."""

    writer: TakeWriter
    words: tuple[str, ...]
    manifest: Manifest
    folder: Path
    warnings: list[str]
    refused: list[Refusal]
    label: str = ""
    accepted: list[Take] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    faults: Counter[tuple[str, str]] = field(default_factory=Counter)
    low_rate: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        takes = self.writer.takes
        # The label of every sound that is there: by the file it came from, and by itself.
        self.sources = {take.source_hash: take.label for take in takes if take.source_hash}
        self.contents = {take.content_hash: take.label for take in takes}

    def take_in(self, path: Path) -> Iterator[float]:
        """Take one file in; long ones yield the share done, 0..1, after each piece.

        Raises:
            OSError: The disk is full or cannot be written. What cannot be read is refused instead.
        """
        shown = shown_path(path, self.folder)
        try:
            origin = self._origin(path)
            if origin.source_hash in self.sources:
                self._note_known(shown, self.sources[origin.source_hash], origin.label)
                return
            with SoundFile(path) as file:
                if file.rate_hz < SAMPLE_RATE_HZ:
                    self.low_rate[file.rate_hz] += 1
                if origin.label in LONG_LABELS:
                    yield from self._take_long(file, origin, shown)
                else:
                    self._take_word(file, origin, shown)
        except WakewrightError as error:
            self.refused.append(Refusal(shown, str(error)))

    def _origin(self, path: Path) -> Origin:
        entry = self.manifest.of(path)
        return Origin(
            label=self.label or find_label(path.parent.name, self.words, entry.kind),
            speaker=entry.speaker or speaker_of(path.stem),
            session=self.folder.name,
            split=entry.split,
            groups=entry.groups,
            source_hash=_hash_file(path),
            licence=entry.licence,
            source=entry.source,
        )

    def _take_word(self, file: SoundFile, origin: Origin, shown: str) -> None:
        if file.duration_s > LONGEST_WORD_FILE_S:
            raise AudioError(
                f"It is {_length(file.duration_s)} long; a take is one word or phrase.",
                f"Cut it up, or put it into a folder {SPEECH} if none of your words is in it.",
            )
        if file.duration_s < SHORTEST_WORD_S:
            raise AudioError(f"It lasts {file.duration_s:.3f} s.", SENTENCES["wrong_length"])
        samples = strip_padding(file.read())
        if len(samples) > LONGEST_WORD_S * SAMPLE_RATE_HZ:
            samples = trim(samples, WORD_MARGIN_MS)
            span = find_word(samples)
            if span is not None and span.seconds > LONGEST_WORD_S:
                raise AudioError(
                    f"It holds {span.seconds:.1f} s of sound without a pause.",
                    SENTENCES["wrong_length"],
                )
        self._add(samples, origin, shown)

    def _take_long(self, file: SoundFile, origin: Origin, shown: str) -> Iterator[float]:
        """Speech and noise in pieces, evenly from all over the file when it is very long."""
        pieces = max(1, round(file.duration_s / PIECE_S))
        kept = min(pieces, int(MOST_OF_ONE_FILE_S / PIECE_S))
        before = len(self.accepted)
        for number in range(kept):
            index = number * pieces // kept
            seconds = PIECE_S if index < pieces - 1 else file.duration_s - index * PIECE_S
            try:
                samples = file.piece(index * PIECE_S, seconds)
            except AudioError as error:
                if len(self.accepted) == before:
                    raise
                self.warnings.append(f"{shown} was taken in only up to where it broke: {error}")
                return
            if samples.any():
                self._add(samples, origin, shown)
            yield (number + 1) / kept
        if kept < pieces:
            self.warnings.append(
                f"{shown} is {_length(file.duration_s)} long; {_length(kept * PIECE_S)} of it, "
                "evenly from beginning to end, were kept."
            )
        if len(self.accepted) == before and not (self.known and self.known[-1] == shown):
            raise AudioError("It holds only digital silence.", SENTENCES["silent"])

    def _add(self, samples: Samples, origin: Origin, shown: str) -> None:
        content = content_hash(samples)
        if content in self.contents:
            self._note_known(shown, self.contents[content], origin.label)
            return
        verdicts = [verdict.code for verdict in judge(samples, origin.label)]
        if "silent" in verdicts and origin.label not in LONG_LABELS:
            raise AudioError("It is silent.", SENTENCES["silent"])
        take = self.writer.add(samples, origin, tuple(verdicts))
        self.accepted.append(take)
        self.contents[content] = self.sources[origin.source_hash] = take.label
        self.faults.update((take.label, code) for code in verdicts)

    def _note_known(self, shown: str, there: str, label: str) -> None:
        """The same sound once more: no harm, unless it came under two labels.

        Raises:
            AudioError: It is there under another label.
        """
        if there != label:
            raise AudioError(
                f"The same recording is there as {there} already.",
                "One of the two has the wrong name: delete that one.",
            )
        if self.known[-1:] != [shown]:
            self.known.append(shown)

    def report(self) -> ImportReport:
        """What became of everything, with the warnings in full sentences."""
        warnings = [*self.manifest.notes, *self.warnings]
        counts = Counter(take.label for take in self.accepted)
        for label in sorted(set(counts) - set(self.words) - set(SPECIAL)):
            warnings.append(
                f"{label} is not a word of this project: its {counts[label]} recordings serve as "
                f"other words, not to be heard.{_similar(label, self.words)}"
            )
        for code in SENTENCES:
            faulty = {label: n for (label, each), n in sorted(self.faults.items()) if each == code}
            if faulty:
                where = ", ".join(f"{label} {n}" for label, n in faulty.items())
                warnings.append(f"Kept, but {code.replace('_', ' ')} ({where}): {SENTENCES[code]}")
        for rate_hz, count in sorted(self.low_rate.items()):
            warnings.append(
                f"{count} recordings have {rate_hz} samples a second: they lack the high tones "
                "that the chip's microphone hears. Record at 16000 or more where you can."
            )
        return ImportReport(
            tuple(self.accepted), tuple(self.refused), tuple(self.known), tuple(warnings)
        )


def shown_path(path: Path, folder: Path) -> str:
    """A file's path inside the imported folder, the same on every system."""
    return path.relative_to(folder).as_posix()


def _similar(label: str, words: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(label, words, 1, 0.8)
    return f" If {close[0]} is meant, rename the folder." if close else ""


def _length(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _hash_file(path: Path) -> str:
    """Tells files apart: all of a small file, its size and samples from all over a huge one.

    Raises:
        AudioError: The file cannot be read.
    """
    try:
        size = path.stat().st_size
        digest = hashlib.sha256(str(size).encode())
        with path.open("rb") as file:
            for number in range(min(HASH_BLOCKS, -(-size // HASH_BLOCK_BYTES))):
                if size > HASH_BLOCKS * HASH_BLOCK_BYTES:
                    file.seek(number * (size - HASH_BLOCK_BYTES) // (HASH_BLOCKS - 1))
                digest.update(file.read(HASH_BLOCK_BYTES))
    except OSError as error:
        reason = error.strerror or str(error)
        raise AudioError(f"It cannot be read: {reason}.", "Check the file.") from error
    return digest.hexdigest()[:16]
