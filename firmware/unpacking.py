"""Archives -> folders that are either whole or not there. Nothing lands outside the folder."""

from __future__ import annotations

import shutil
import stat
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from audio.files import folder_atomic
from audio.stage import Clock, Stage
from firmware.downloads import DownloadError


@dataclass(frozen=True)
class _Member:
    """One file of an archive: its path there, whether it is a program, its content to read."""

    path: PurePosixPath
    is_program: bool
    content: IO[bytes]


def unpack(archive: Path, folder: Path, skip_parts: int = 0) -> Stage[Path]:
    """Unpack the files of a .zip or .tar.* archive; links and devices are left out.

    Args:
        archive: The file.
        folder: Replaced as a whole.
        skip_parts: Folders to leave off each path, as the one that most archives begin with.

    Returns:
        The folder.

    Raises:
        DownloadError: The archive is damaged, or a path in it leads elsewhere.
    """
    clock = Clock()
    try:
        with folder_atomic(folder) as fresh:
            for count, member in enumerate(_members(archive), 1):
                if len(member.path.parts) > skip_parts:
                    _write(member, fresh.joinpath(*member.path.parts[skip_parts:]))
                if count % 50 == 1:
                    yield clock.progress(0.5, f"Unpacking {archive.name}: {count} files")
    except (tarfile.TarError, zipfile.BadZipFile, EOFError) as error:
        raise DownloadError(f"{archive} is damaged ({error}).", "Delete it, try again.") from error
    except OSError as error:
        raise DownloadError(
            f"{archive.name} cannot be unpacked to {folder} ({error.strerror}).",
            "Make room, then try again.",
        ) from error
    return folder


def _members(archive: Path) -> Iterator[_Member]:
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as zipped:
            for info in zipped.infolist():
                if not info.is_dir():
                    mode = info.external_attr >> 16
                    with zipped.open(info) as content:
                        yield _Member(_checked(info.filename), bool(mode & stat.S_IXUSR), content)
        return
    with tarfile.open(archive) as taped:
        for entry in taped:
            file = taped.extractfile(entry) if entry.isreg() else None
            if file is not None:
                yield _Member(_checked(entry.name), bool(entry.mode & stat.S_IXUSR), file)


def _checked(name: str) -> PurePosixPath:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in name:
        raise DownloadError(f"The archive has a file that leads elsewhere: {name}.")
    return path


def _write(member: _Member, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("wb") as file:
        shutil.copyfileobj(member.content, file)
    place.chmod(0o755 if member.is_program else 0o644)
