"""The list of pages at the side: where one is, what is done, and why a page must wait."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from gui.pages.page import Page


class StepsList(QListWidget):
    """All pages in order. Arrow keys move; a page that must wait says why when it is opened."""

    wanted = Signal(int)  # the number of the page that was selected

    def __init__(self, pages: list[Page], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages = pages
        self.setObjectName("steps")
        self.setAccessibleName(self.tr("Steps"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for _ in pages:
            self.addItem(QListWidgetItem())
        self.refresh()
        self.currentRowChanged.connect(self.wanted)

    def mark(self, number: int) -> None:
        """Select the page at the front, which nobody wants any more than it is there."""
        with QSignalBlocker(self):
            self.setCurrentRow(number)

    def refresh(self) -> None:
        """Mark each page as done, open or waiting."""
        for number, page in enumerate(self._pages):
            missing, done = page.missing(), page.done()
            sign, word = ("✓", self.tr("done")) if done else ("", "")
            if missing:
                sign, word = "…", self.tr("waits: {0}").format(missing)
            item = self.item(number)
            item.setText(f"{number + 1}  {page.title()}  {sign}".rstrip())
            spoken = f"{number + 1} {page.title()}" + (f", {word}" if word else "")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
            item.setToolTip(missing)
        width = self.sizeHintForColumn(0) + 2 * self.frameWidth() + 24
        self.setFixedWidth(width)
