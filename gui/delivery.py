"""The way of the chosen model onto the project's board: compile, then write and prove."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from firmware.board_build import build_model, firmware_folder
from firmware.build import compiler_log
from firmware.consent import Consent, Offer
from firmware.export import export_as
from firmware.flash import flash, is_flashed
from firmware.flashers import FlashResult
from firmware.image import BUILD_FILE, FirmwareImage, ImageError
from firmware.requirements import fetch_offered
from gui.job import Job, JobState

if TYPE_CHECKING:
    from gui.session import Session

# In a project's folder.
EXPORTS_FOLDER = "exports"


class Delivery(QObject):
    """Starts the session's jobs for building and flashing, one after the other.

    Attributes:
        fetching: The job that fetches tools which a person agreed to.
        sketching: The job that writes a sketch for the Arduino IDE.
        flashed: Whether exactly the session's image is on the board, as far as is known.
        result: What the last flash did; None before there was one.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.fetching, self.sketching = Job(self), Job(self)
        self.flashed = False
        self.result: FlashResult | None = None
        self._flash_port: str | None = None  # Where to flash when the build has ended; or not.
        session.image_changed.connect(self._note_image)
        session.building.ended.connect(self._note_build)
        session.flashing.ended.connect(self._note_flash)

    @property
    def busy(self) -> bool:
        """Whether firmware is being built or written."""
        way = self._session.building.busy or self._session.flashing.busy or self.fetching.busy
        return way or self._flash_port is not None

    @property
    def log(self) -> str:
        """What the compiler said last about this model on this board."""
        project, board = self._session.project, self._session.board
        model = self._session.board_model
        if project is None or board is None or model is None:
            return ""
        return compiler_log(firmware_folder(project, board, model))

    def fetch(self, offers: tuple[Offer, ...]) -> bool:
        """Fetch what the person has just agreed to; the result is what is still missing."""
        board = self._session.board
        if board is None or self.busy:
            return False
        return self.fetching.start(lambda: fetch_offered(board, Consent.to(offers)))

    def write_sketch(self) -> bool:
        """Write the model as a sketch for the Arduino IDE, into the project's folder."""
        project, board = self._session.project, self._session.board
        if project is None or board is None:
            return False
        source, out = project.folder, project.folder / EXPORTS_FOLDER
        return self.sketching.start(lambda: export_as(source, "arduino", out, board.name))

    def build(self) -> bool:
        """Build firmware of the chosen model for the project's board."""
        return not self.busy and self._start_build()

    def put_on_board(self, port: str = "") -> bool:
        """Build what is not built yet, then flash.

        Args:
            port: The board's serial port; empty for boards without hardware.
        """
        if self.busy:
            return False
        self._flash_port = port
        if not self._start_build():
            self._flash_port = None
            return False
        return True

    def cancel(self) -> None:
        """Stop what is under way; what was finished before is kept."""
        self._flash_port = None
        self.fetching.cancel()
        self._session.building.cancel()
        self._session.flashing.cancel()

    def _start_build(self) -> bool:
        project, board = self._session.project, self._session.board
        model = self._session.board_model
        if project is None or board is None or model is None:
            return False
        # One builds into the same folders, the other uses the board's port.
        if self._session.measuring.busy or self._session.parity.job.busy:
            return False
        # Two programs cannot have a port, nor can a program that runs be replaced everywhere.
        self._session.listener.stop()
        self._session.flashing.reset()
        return self._session.building.start(lambda: build_model(project, board, model))

    def _note_build(self) -> None:
        image, board = self._session.building.result, self._session.board
        succeeded = self._session.building.state is JobState.SUCCEEDED
        if succeeded and isinstance(image, FirmwareImage) and self._is_wanted(image):
            self._session.keep_image(image)
            port = self._flash_port
            if port is not None and board is not None:
                self._session.flashing.start(lambda: flash(image, board, port))
        self._flash_port = None
        self.changed.emit()

    def _note_flash(self) -> None:
        result = self._session.flashing.result
        if self._session.flashing.state is JobState.SUCCEEDED and isinstance(result, FlashResult):
            self.result = result
            self._session.keep_image(self._session.image)
        self.changed.emit()

    def _note_image(self) -> None:
        if self._session.image is None:
            found = self._find_image()
            if found is not None:
                self._session.keep_image(found)  # Which comes back here.
                return
        image = self._session.image
        self.flashed = image is not None and is_flashed(image)
        self.changed.emit()

    def _find_image(self) -> FirmwareImage | None:
        """Firmware that was built earlier for what is chosen now."""
        project, board = self._session.project, self._session.board
        model = self._session.board_model
        if project is None or board is None or model is None:
            return None
        folder = firmware_folder(project, board, model)
        if not (folder / BUILD_FILE).exists():
            return None
        try:
            image = FirmwareImage.load(folder)
        except ImageError:
            return None  # Damaged or changed: as good as none, it will be built again.
        return image if self._is_wanted(image) else None

    def _is_wanted(self, image: FirmwareImage) -> bool:
        """Whether this is the model that goes on the present board, with its present settings."""
        project, board = self._session.project, self._session.board
        model = self._session.board_model
        return (
            project is not None
            and board is not None
            and model is not None
            and image.folder == firmware_folder(project, board, model)
            and image.board == board.name
            and image.model_hash == model.model_hash
            and image.detector == model.detector
        )
