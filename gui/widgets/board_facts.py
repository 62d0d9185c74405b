"""What a board is, in words, and whether the chosen model fits: bars that say their numbers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from firmware.boards import Board
from firmware.build_small import is_small
from firmware.room import size_text
from gui.language import in_words
from gui.pages.page import set_role, subheading, text_label
from gui.session import Session

WHOLE = 1000
MHZ = 1_000_000


class BoardFacts(QWidget):
    """Shows the session's board."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.title = subheading("")
        self.title.setWordWrap(True)
        self.chip = text_label("")
        self.flash, self.ram = BudgetBar(self.tr("Flash")), BudgetBar(self.tr("RAM"))
        self.note = text_label("", "soft")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for each in (self.title, self.chip, self.flash, self.ram, self.note):
            layout.addWidget(each)

    def refresh(self) -> None:
        """Show the board and the sizes as they are now."""
        board = self._session.board
        if board is None:
            return
        self.title.setText(in_words(board.title))
        self.chip.setText(self._chip_text(board))
        needs, note = self._needs(board)
        limited = board.kind != "desktop"
        self.flash.setVisible(limited and needs is not None)
        self.ram.setVisible(limited and needs is not None)
        if needs is not None:
            self.flash.show_need(needs[0], board.app_flash_bytes)
            self.ram.show_need(needs[1], board.app_ram_bytes)
        self.note.setText(note if limited else self.tr("This computer has room for every model."))

    def _chip_text(self, board: Board) -> str:
        if board.kind == "desktop":
            return self.tr("Runs on this computer: {0}.").format(in_words(board.chip))
        return self.tr("{0} at {1} MHz, {2} of flash, {3} of RAM.").format(
            in_words(board.chip),
            board.clock_hz // MHZ,
            size_text(board.flash_bytes),
            size_text(board.ram_bytes),
        )

    def _needs(self, board: Board) -> tuple[tuple[int, int] | None, str]:
        """Flash and RAM of the chosen model in bytes, where they are known, and how."""
        image = self._session.image
        if image is not None and image.board == board.name:
            sizes = image.flash_bytes, image.ram_bytes
            return sizes, self.tr("Of the firmware that was built for this board.")
        if is_small(board):
            return None, self.tr("Whether the model fits is known when it has been built once.")
        name = self._session.project.chosen_variant if self._session.project else ""
        row = next((row for row in self._session.rows if row.name == name), None)
        if row is not None and row.flash_bytes is not None and row.ram_bytes is not None:
            return (row.flash_bytes, row.ram_bytes), self.tr(
                "Measured on the emulated Cortex-M4; on other chips it differs a little."
            )
        return None, self.tr("Whether the model fits is known when it has been built once.")


class BudgetBar(QWidget):
    """How much of a memory is needed, as a bar and in words."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.bar = QProgressBar()
        self.bar.setRange(0, WHOLE)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(name)
        self.bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.text = text_label("")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)
        layout.addWidget(self.bar)

    def show_need(self, need_bytes: int, room_bytes: int) -> None:
        """Show what is needed of the room that there is."""
        share = need_bytes / room_bytes if room_bytes else 0.0
        fits = share <= 1
        self.bar.setValue(min(WHOLE, round(WHOLE * share)))
        text = (
            self.tr("{0}: {1} of {2} ({3} %), ✓ fits")
            if fits
            else self.tr("{0}: {1} of {2} ({3} %), ✗ too large")
        )
        sizes = size_text(need_bytes), size_text(room_bytes)
        said = text.format(self._name, *sizes, f"{100 * share:.0f}")
        self.text.setText(said)
        set_role(self.text, "good" if fits else "bad")
        self.bar.setAccessibleDescription(said)
