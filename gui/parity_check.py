"""Whether the board computes as this computer does, asked from the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from audio.stage import Progress, Stage
from firmware.boards import load_board
from firmware.build_small import is_small
from firmware.parity import ParityReport
from firmware.parity_check import compare, some_sound
from gui.job import Job, JobState

if TYPE_CHECKING:
    from gui.session import Session


class ParityCheck(QObject):
    """Compares the session's firmware with the board that runs it.

    Attributes:
        job: Where it stands.
        report: What came out last; None before, and once the firmware is another one.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.job = Job(self)
        self.report: ParityReport | None = None
        self._listened_at = ""  # The port that was listened to before, to go on there.
        self.job.ended.connect(self._note_end)
        session.image_changed.connect(self._forget)

    @property
    def possible(self) -> bool:
        """Whether there is firmware whose board can be given a sound."""
        image = self._session.image
        return image is not None and not is_small(load_board(image.board))

    def start(self, port: str = "") -> bool:
        """Compare; a real board is listened to again afterwards if it was before.

        Args:
            port: Of a real board; empty for one without hardware.
        """
        session, image = self._session, self._session.image
        if image is None or not self.possible or self.job.busy or session.delivery.busy:
            return False
        board, project = load_board(image.board), session.project
        listener = session.listener
        self._listened_at = port if port and listener.owns(port) else ""
        listener.release(port)
        self.report = None

        def stage() -> Stage[ParityReport]:
            yield Progress(0.0, "Putting a sound together")
            return (yield from compare(image, board, port, some_sound(project)))

        return self.job.start(stage)

    def _note_end(self) -> None:
        if self.job.state is JobState.SUCCEEDED and isinstance(self.job.result, ParityReport):
            self.report = self.job.result
        port, self._listened_at = self._listened_at, ""
        if port:
            self._session.listener.listen(port)
        self.changed.emit()

    def _forget(self) -> None:
        self.report = None
        self.job.reset()
        self.changed.emit()
