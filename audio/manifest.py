"""What a collection of recordings says about itself: a `manifest.csv` beside or above its folders.

Columns by name, in any order: path (relative to the manifest), label, speaker, split, kind,
gender, accent, age, licence, source; others are left alone. Only path is required.
"""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from audio.takes import SPLITS

FILE_NAME = "manifest.csv"
GROUPS = ("gender", "accent", "age")
COLUMNS = ("speaker", "split", "kind", "licence", "source", *GROUPS)


@dataclass(frozen=True)
class Entry:
    """One row: what is known of one file. Everything is empty where the manifest is silent."""

    speaker: str = ""
    split: str = ""
    kind: str = ""
    groups: tuple[tuple[str, str], ...] = ()
    licence: str = ""
    source: str = ""


@dataclass(frozen=True)
class Manifest:
    """The entries of a manifest by file; empty where there is no manifest.

    Attributes:
        entries: Rows by path relative to the manifest's folder, with slashes, in NFC.
        root: The manifest's folder.
        notes: What could not be used, in sentences.
    """

    root: Path
    entries: dict[str, Entry] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def of(self, path: Path) -> Entry:
        """What is known of one file."""
        if not path.is_relative_to(self.root):
            return Entry()
        return self.entries.get(_key(path.relative_to(self.root).as_posix()), Entry())


def find_manifest(folder: Path) -> Manifest:
    """Read the manifest in a folder, or else in its parent."""
    for root in (folder, folder.parent):
        file = root / FILE_NAME
        if file.is_file():
            return _read(file)
    return Manifest(folder)


def _read(file: Path) -> Manifest:
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if "path" not in (rows.fieldnames or ()):
                return Manifest(file.parent, notes=(f"{file} has no column “path”: not used.",))
            entries = {_key(row["path"]): _entry(row) for row in rows if row["path"]}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return Manifest(file.parent, notes=(f"{file} cannot be read ({error}): not used.",))
    return Manifest(file.parent, entries)


def _entry(row: dict[str, str]) -> Entry:
    # A short row has None in its last columns.
    known = {key: (row.get(key) or "").strip() for key in COLUMNS}
    split = known["split"].lower()
    return Entry(
        known["speaker"],
        split if split in SPLITS else "",
        known["kind"].lower(),
        tuple((key, known[key]) for key in GROUPS if known[key]),
        known["licence"],
        known["source"],
    )


def _key(path: str) -> str:
    return unicodedata.normalize("NFC", path.replace("\\", "/"))
