"""The folder of takes: reading it whatever state it is in, adding to it, deleting from it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from audio.errors import AudioError, ProjectError
from audio.files import write_atomic
from audio.frontend import SAMPLE_RATE_HZ
from audio.labels import file_safe, tidy
from audio.lock import only_writer
from audio.sound import Samples, SoundFile, content_hash, write_flac
from audio.takes import SPLITS, Take, TakeSet

INDEX_NAME = "index.json"
INDEX_FORMAT = 1
FLUSH_SECONDS = 5.0
_UNFINISHED = ".part"
_NUMBERED = re.compile(r"(.+?)(?:_nohash)?_(\d+)$")


@dataclass(frozen=True)
class Origin:
    """Where a new take comes from; the fields mean what they mean in `Take`."""

    label: str
    speaker: str
    session: str = ""
    split: str = ""
    groups: tuple[tuple[str, str], ...] = ()
    microphone: str = ""
    source_hash: str = ""
    licence: str = ""
    source: str = ""


def speaker_of(stem: str) -> str:
    """The speaker in a file name: "anna_3" and "anna_nohash_0" are Anna's, "anna" too."""
    numbered = _NUMBERED.match(stem)
    return tidy(numbered[1] if numbered else stem)


class TakeStore:
    """The folder `takes/` of a project."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self) -> TakeSet:
        """All takes, true to the files that are there; the index is mended where it is not.

        A file that cannot be read is left alone and named in the notes.
        """
        takes, stale = self._read()
        if not stale:
            return takes
        try:
            with only_writer(self.folder):
                write_atomic(self.folder / INDEX_NAME, _to_json(takes.takes))
        except (OSError, ProjectError) as error:
            note = f"The list of takes could not be brought up to date: {error}"
            return replace(takes, notes=(*takes.notes, note))
        return takes

    @contextmanager
    def writer(self) -> Iterator[TakeWriter]:
        """Add and delete takes; what was done stays done, also when the block fails.

        Raises:
            ProjectError: Another process is writing.
            AudioError: The disk is full or the folder cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with only_writer(self.folder):
                for leftover in self.folder.glob(f"*/.*{_UNFINISHED}"):
                    leftover.unlink(missing_ok=True)
                for leftover in self.folder.glob(f".{INDEX_NAME}.*"):
                    leftover.unlink(missing_ok=True)
                writer = TakeWriter(self.folder, self._read()[0])
                try:
                    yield writer
                finally:
                    writer.flush()
        except OSError as error:
            raise write_error(error, self.folder) from error

    def _read(self) -> tuple[TakeSet, bool]:
        """The takes, and whether the index has to be written again."""
        entries, notes = self._index()
        takes: list[Take] = []
        added = changed = 0
        broken: list[str] = []
        for path in self._files():
            name = f"{path.parent.name}/{path.name}"
            entry = entries.pop(name, None)
            size = path.stat().st_size
            if entry is not None and entry["size_bytes"] == size:
                takes.append(_from_entry(path, entry))
                continue
            try:
                takes.append(_from_file(path, entry))
            except AudioError as error:
                broken.append(str(error))
                continue
            added += entry is None
            changed += entry is not None
        if added and not notes:
            notes.append(f"{added} recordings were not on the list of takes and were added to it.")
        if changed:
            notes.append(f"{changed} recordings were changed by hand and were read again.")
        if entries:
            notes.append(f"{len(entries)} recordings on the list of takes are gone from the disk.")
        notes += [f"A take is left out: {reason}" for reason in broken]
        return TakeSet(tuple(takes), tuple(notes)), bool(added or changed or entries or notes)

    def _index(self) -> tuple[dict[str, dict[str, Any]], list[str]]:
        """The entries by name, and a note if they could not be read."""
        file = self.folder / INDEX_NAME
        try:
            content = json.loads(file.read_text("utf-8"))
            if content["format"] != INDEX_FORMAT:
                raise ValueError(f"format {content['format']}")
            entries = {str(name): _checked(entry) for name, entry in content["takes"].items()}
            return entries, []
        except FileNotFoundError:
            return {}, []
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            return {}, [
                f"The list of takes was damaged ({error}); it was made again from the recordings."
            ]

    def _files(self) -> list[Path]:
        found = self.folder.glob("*/*.flac")
        return sorted(
            path
            for path in found
            if path.is_file() and not path.name.startswith(".") and path.parent.name[0] != "."
        )


class TakeWriter:
    """Adds and deletes takes while `TakeStore.writer` holds the lock."""

    def __init__(self, folder: Path, takes: TakeSet) -> None:
        self._folder = folder
        self._takes = {take.name: take for take in takes.takes}
        # Windows and macOS do not tell upper from lower case in the names of files.
        self._taken = {name.casefold() for name in self._takes}
        self._next: dict[str, int] = {}
        self._flushed = time.monotonic()

    @property
    def takes(self) -> tuple[Take, ...]:
        """All takes as they are now."""
        return tuple(self._takes.values())

    def add(
        self,
        samples: Samples,
        origin: Origin,
        quality: tuple[str, ...] = (),
        wanted: Path | None = None,
    ) -> Take:
        """Write one recording, int16 at 16 kHz, as a new take; at `wanted` if that is free.

        Raises:
            OSError: The disk is full or cannot be written; no file is left behind.
        """
        path = self._claimed(wanted) or self._free_path(origin)
        take = Take(
            path=path,
            duration_s=round(len(samples) / SAMPLE_RATE_HZ, 4),
            quality=quality,
            content_hash=content_hash(samples),
            **asdict(origin) | {"groups": origin.groups},
        )
        part = path.with_name(f".{path.name}{_UNFINISHED}")
        try:
            path.parent.mkdir(exist_ok=True)
            write_flac(part, samples, json.dumps(_to_entry(take), ensure_ascii=False))
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        take = replace(take, size_bytes=path.stat().st_size)
        self._takes[take.name] = take
        if time.monotonic() - self._flushed > FLUSH_SECONDS:
            self.flush()
        return take

    def delete(self, take: Take) -> None:
        """Remove the recording from the disk for good, and its folder when it was the last."""
        take.path.unlink(missing_ok=True)
        self._takes.pop(take.name, None)
        if take.path.parent.is_dir() and not any(take.path.parent.iterdir()):
            take.path.parent.rmdir()

    def relabel(self, old: str, new: str) -> bool:
        """Give all takes of a label another one, by renaming their folder; False if it has none.

        Raises:
            ProjectError: There are takes of the other label; nothing was changed.
            OSError: The folder cannot be renamed; nothing was changed.
        """
        before, after = self._folder / old, self._folder / new
        if not before.is_dir():
            return False
        # Where upper and lower case do not matter, both may be the same folder.
        if new.casefold() != old.casefold() and after.is_dir():
            if any(after.iterdir()):
                raise ProjectError(
                    f"There are recordings of “{new}” already.",
                    "Take another name, or add that word, delete its takes and remove it first.",
                )
            after.rmdir()
        before.rename(after)
        moved = [
            replace(take, path=after / take.path.name, label=new) if take.label == old else take
            for take in self._takes.values()
        ]
        self._takes = {take.name: take for take in moved}
        self._taken = {name.casefold() for name in self._takes}
        self._next.clear()
        return True

    def flush(self) -> None:
        """Write the index now."""
        write_atomic(self._folder / INDEX_NAME, _to_json(self.takes))
        self._flushed = time.monotonic()

    def _claimed(self, wanted: Path | None) -> Path | None:
        """A path of this folder as ours from now on; None where another take has it."""
        if wanted is None:
            return None
        name = f"{wanted.parent.name}/{wanted.name}".casefold()
        if wanted.exists() or name in (other.casefold() for other in self._takes):
            return None
        self._taken.add(name)
        return wanted

    def _free_path(self, origin: Origin) -> Path:
        stem = file_safe(origin.speaker)
        key = f"{origin.label}/{stem}".casefold()
        number = self._next.get(key, 1)
        while f"{key}_{number}.flac" in self._taken:
            number += 1
        self._next[key] = number + 1
        self._taken.add(f"{key}_{number}.flac")
        return self._folder / origin.label / f"{stem}_{number}.flac"


def write_error(error: OSError, folder: Path) -> AudioError:
    """An operating system's refusal to write takes, in the user's words."""
    reason = error.strerror or str(error)
    return AudioError(
        f"Recordings cannot be written to {folder}: {reason}.",
        "What was taken in before is kept. Make room or choose another place, then do it again.",
    )


def _to_entry(take: Take) -> dict[str, Any]:
    entry = asdict(take)
    del entry["path"], entry["size_bytes"]
    return entry | {"groups": dict(take.groups), "quality": list(take.quality)}


def _to_json(takes: tuple[Take, ...]) -> str:
    entries = {take.name: _to_entry(take) | {"size_bytes": take.size_bytes} for take in takes}
    content = {"format": INDEX_FORMAT, "takes": dict(sorted(entries.items()))}
    return json.dumps(content, ensure_ascii=False, indent=1)


def _checked(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry with every field of the right kind, without those that are not ours.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: It is not an entry.
    """
    texts = ("label", "speaker", "session", "split", "microphone", "source_hash", "content_hash")
    checked: dict[str, Any] = {key: entry[key] for key in texts}
    # Takes of an earlier version know nothing of licences.
    checked |= {key: entry.get(key, "") for key in ("licence", "source")}
    if not all(isinstance(value, str) for value in checked.values()):
        raise ValueError("a text is not a text")
    if checked["split"] not in ("", *SPLITS):
        raise ValueError(f"unknown split {checked['split']!r}")
    return checked | {
        "groups": tuple((str(key), str(value)) for key, value in entry["groups"].items()),
        "quality": tuple(str(code) for code in entry["quality"]),
        "duration_s": float(entry["duration_s"]),
        "size_bytes": int(entry.get("size_bytes", 0)),
    }


def _from_entry(path: Path, entry: dict[str, Any]) -> Take:
    # A folder renamed by hand means a new label, whatever the entry says.
    return Take(path=path, **entry | {"label": path.parent.name})


def _from_file(path: Path, entry: dict[str, Any] | None) -> Take:
    """A take from the file alone: from its tag, or else from its name.

    Raises:
        AudioError: It is not a sound file.
    """
    with SoundFile(path) as file:
        samples, comment = file.read(), file.comment
    if entry is None:
        try:
            entry = _checked(json.loads(comment))
        except (ValueError, KeyError, TypeError, AttributeError):  # Not one of ours: no tag.
            entry = asdict(Origin(path.parent.name, speaker_of(path.stem))) | {"quality": ()}
    measured = {
        "duration_s": round(len(samples) / SAMPLE_RATE_HZ, 4),
        "content_hash": content_hash(samples),
        "size_bytes": path.stat().st_size,
    }
    return _from_entry(path, entry | measured)
