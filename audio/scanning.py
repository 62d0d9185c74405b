"""Which files of a folder `<label>/<speaker>_<n>.<wav|flac|ogg|mp3>` are recordings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audio.errors import AudioError
from audio.sound import SUFFIXES

SHAPE = "It should look like FOLDER/hey_lantern/anna_1.wav: a folder for each word in it."
# What file managers leave behind, beside everything that begins with a dot.
LEFT_BEHIND = ("thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Found:
    """A file that calls itself a recording."""

    path: Path
    size_bytes: int

    @property
    def folder_name(self) -> str:
        """The name of its folder, which is its label."""
        return self.path.parent.name


@dataclass(frozen=True)
class Scan:
    """What a folder holds: recordings, files that are none with the reason, and remarks."""

    files: tuple[Found, ...]
    refused: tuple[tuple[Path, str], ...]
    warnings: tuple[str, ...]


def scan(folder: Path) -> Scan:
    """Look one level deep; links are followed, hidden files are not looked at.

    Raises:
        AudioError: The folder is missing, cannot be read, or holds no recordings in folders.
    """
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "does not exist"
        raise AudioError(f"{folder} {what}.", SHAPE)
    files: list[Found] = []
    refused: list[tuple[Path, str]] = []
    warnings: list[str] = []
    for place in _visible(folder):
        if place.is_dir():
            _scan_label(place, files, refused, warnings)
        elif place.suffix.lower() in SUFFIXES:
            refused.append((place, f"It lies in no word's folder. {SHAPE}"))
    if not files:
        raise AudioError(f"There are no recordings in folders inside {folder}.", _advice(folder))
    return Scan(tuple(files), tuple(refused), tuple(warnings))


def _scan_label(
    label: Path, files: list[Found], refused: list[tuple[Path, str]], warnings: list[str]
) -> None:
    try:
        inside = _visible(label)
    except AudioError as error:
        refused.append((label, str(error)))
        return
    for path in inside:
        if path.is_dir():
            warnings.append(f"The folder {label.name}/{path.name} was not looked into.")
        elif path.suffix.lower() not in SUFFIXES:
            kinds = ", ".join(suffix[1:].upper() for suffix in SUFFIXES)
            refused.append((path, f"It is none of {kinds}. Convert it if it is a recording."))
        elif not path.exists():
            refused.append((path, "It is a link to a file that is gone."))
        else:
            files.append(Found(path, path.stat().st_size))


def _visible(folder: Path) -> list[Path]:
    try:
        return sorted(
            path
            for path in folder.iterdir()
            if not path.name.startswith(".") and path.name.lower() not in LEFT_BEHIND
        )
    except OSError as error:
        reason = error.strerror or str(error)
        raise AudioError(f"{folder} cannot be read: {reason}.", "Check its permissions.") from error


def _advice(folder: Path) -> str:
    """The folder the user probably meant: one above or one below."""
    if any(path.suffix.lower() in SUFFIXES for path in _visible(folder)):
        return f"Its recordings lie right inside it; take {folder.absolute().parent} instead?"
    for place in _visible(folder):
        if place.is_dir() and any(p.is_dir() and any(_visible(p)) for p in _visible(place)):
            return f"Perhaps {place} is meant. {SHAPE}"
    return SHAPE
