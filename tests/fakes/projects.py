"""Projects and folders of recordings for tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
from fakes.sounds import RATE_HZ, take
from numpy.typing import NDArray

from audio.importing import ImportReport, import_folder
from audio.project import Project
from audio.stage import finish


def new_project(folder: Path, *words: str) -> Project:
    """A project that listens for these words."""
    return Project.create(folder / "project", words or ("lantern",))


def write_wav(
    path: Path, samples: NDArray[np.int16], rate_hz: int = RATE_HZ, subtype: str = "PCM_16"
) -> Path:
    """A sound file, in a folder that is made for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, samples, rate_hz, subtype)
    return path


def collection(folder: Path, labels: tuple[str, ...], speakers: int, each: int) -> Path:
    """A folder of good recordings, all different."""
    seed = 0
    for label in labels:
        for speaker in range(speakers):
            for number in range(each):
                seed += 1
                write_wav(folder / label / f"s{speaker}_{number}.wav", take(seed))
    return folder


def imported(project: Project, folder: Path) -> ImportReport:
    """Import to the end."""
    return finish(import_folder(project, folder))
