"""The sample project: bundled takes of two phrases, ready to be trained on."""

from __future__ import annotations

from audio.bundled import DEMO_TAKES
from audio.importing import import_folder
from audio.project import Project
from gui.session import Session, data_folder

FOLDER = "sample"


def open_sample(session: Session) -> None:
    """Open the sample project, making it on the first time."""
    folder = data_folder() / FOLDER
    if (folder / "project.toml").exists():
        session.open(folder)
        return
    words = sorted(
        place.name
        for place in DEMO_TAKES.iterdir()
        if place.is_dir() and not place.name.startswith("_")
    )
    if session.attempt(lambda: session.show(Project.create(folder, words))):
        project = session.project
        assert project is not None
        session.importing.start(lambda: import_folder(project, DEMO_TAKES))
