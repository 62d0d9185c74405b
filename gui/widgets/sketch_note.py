"""A sketch for the Arduino IDE: how far its writing is, where it is, and a way to open it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from gui.announce import announce
from gui.pages.page import SPACING, text_label
from gui.session import Session
from gui.widgets.flow_row import FlowRow
from gui.widgets.job_bar import JobBar


class SketchNote(QWidget):
    """Shows `session.delivery.sketching`; hidden until a sketch was asked for."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self._job = session, session.delivery.sketching
        self.bar = JobBar(self._job, self.tr("Writing the sketch"))
        self.said = text_label("", "good")
        self.open_button = QPushButton(self.tr("&Open it in the Arduino IDE"))
        self.folder_button = QPushButton(self.tr("Show its &folder"))
        self.open_button.clicked.connect(self._open)
        self.folder_button.clicked.connect(self._show_folder)
        row = FlowRow()
        row.addWidget(self.open_button)
        row.addWidget(self.folder_button)
        layout = QVBoxLayout(self)
        layout.setSpacing(SPACING)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.bar)
        layout.addWidget(self.said)
        layout.addLayout(row)
        self._job.changed.connect(self.refresh)
        self._job.succeeded.connect(self._tell)
        self.refresh()

    def refresh(self) -> None:
        """Show the sketch of the session's board, if there is one."""
        program = self._program()
        self.said.setVisible(program is not None)
        self.open_button.setVisible(program is not None)
        self.folder_button.setVisible(program is not None)
        if program is not None:
            self.said.setText(
                self.tr(
                    "✓ The sketch is in {0}. Its README says what to choose in the Arduino IDE."
                ).format(program.parent)
            )

    def _program(self) -> Path | None:
        """The file that the Arduino IDE opens, of a sketch that was just written."""
        board = self._session.board
        files: list[Path] = self._job.result or []
        found = next((file for file in files if file.suffix == ".ino"), None)
        if found is None or board is None or not found.stem.endswith(board.name.replace("-", "_")):
            return None
        return found

    def _tell(self) -> None:
        announce(self, self.said.text())
        self.open_button.setFocus()

    def _open(self) -> None:
        """With whatever the system opens sketches with; without such a program, its folder."""
        program = self._program()
        if program and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(program))):
            self._show_folder()

    def _show_folder(self) -> None:
        program = self._program()
        if program:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(program.parent)))
