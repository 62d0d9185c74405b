"""The sample project: bundled takes of two phrases, with models that were trained on them."""

from __future__ import annotations

from PySide6.QtCore import QObject

from audio.project import Project
from compress.sample import make_sample
from gui.job import JobState
from gui.session import Session, data_folder

FOLDER = "sample"


def open_sample(session: Session) -> None:
    """Open the sample project; the first time it is made, which takes some seconds."""
    folder = data_folder() / FOLDER
    if (folder / "project.toml").exists():
        session.open(folder)
    elif session.importing.start(lambda: make_sample(folder)):
        _Opener(session)
        session.told.emit("The sample project is being made; it opens in a few seconds.")


class _Opener(QObject):
    """Waits for the sample project and opens it, whichever page is shown by then."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        session.importing.ended.connect(self._open)

    def _open(self) -> None:
        job = self._session.importing
        job.ended.disconnect(self._open)
        if job.state is JobState.SUCCEEDED and isinstance(job.result, Project):
            folder = job.result.folder
            if self._session.open(folder):
                self._session.told.emit("The sample project is open.")
        elif job.state is JobState.FAILED:
            self._session.failed.emit(job.what, job.hint)
        self.deleteLater()
