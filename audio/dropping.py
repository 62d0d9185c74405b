"""Taking in whatever somebody drops on the window: folders of any shape, and single files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from audio.errors import AudioError, ProjectError
from audio.importing import ImportReport, Refusal, import_files, import_folder, joined
from audio.labels import SPECIAL, find_label
from audio.project import Project
from audio.sound import SUFFIXES
from audio.stage import Stage, scaled


def import_dropped(project: Project, paths: Sequence[Path], label: str) -> Stage[ImportReport]:
    """Take in files and folders.

    A folder that holds folders of recordings is imported as `import_folder` does. One that holds
    recordings itself counts as the word it is named after; where it is named after none, and for
    single files, they are recordings of `label`.

    Raises:
        AudioError: Nothing among them is a recording, or the disk is full.
        ProjectError: Another import or recording is writing into the project.
    """
    work: list[Stage[ImportReport]] = []
    refused: list[Refusal] = []
    loose: list[Path] = []
    for path in paths:
        if not path.is_dir():
            if path.suffix.lower() in SUFFIXES:
                loose.append(path)
            else:
                refused.append(Refusal(path.name, _not_sound()))
            continue
        inside = _recordings(path)
        if inside:
            work.append(import_files(project, inside, _named_after(path, project) or label))
        else:
            work.append(import_folder(project, path))
    if loose:
        work.append(import_files(project, loose, label))
    if not work:
        raise AudioError("There is no recording among what was dropped.", _not_sound())
    reports = []
    for number, stage in enumerate(work):
        reports.append((yield from scaled(stage, number / len(work), (number + 1) / len(work))))
    return joined([*reports, ImportReport(refused=tuple(refused))])


def _recordings(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in SUFFIXES and path.is_file() and not path.name.startswith(".")
    )


def _named_after(folder: Path, project: Project) -> str:
    """The word or special label that a folder is named after; empty where it is named otherwise."""
    try:
        label = find_label(folder.name, project.words)
    except ProjectError:
        return ""
    return label if label in (*project.words, *SPECIAL) else ""


def _not_sound() -> str:
    kinds = ", ".join(suffix[1:].upper() for suffix in SUFFIXES)
    return f"It is none of {kinds}. Convert it if it is a recording."
