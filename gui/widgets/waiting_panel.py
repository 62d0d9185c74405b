"""What is shown in place of a page that cannot be used yet: why, and a button that leads on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from gui.pages.page import MARGIN, SPACING, Page, heading, text_label
from gui.widgets.flow_row import FlowRow


class WaitingPanel(QWidget):
    """Hidden while the page at the front can be used."""

    wanted = Signal(str)  # the name of the page to go to

    def __init__(self) -> None:
        super().__init__()
        self.heading: QLabel = heading("")
        self.purpose: QLabel = text_label("", "soft")
        self.text: QLabel = text_label("", "caution")
        self.button = QPushButton()
        self.button.setProperty("primary", True)
        self.button.clicked.connect(self._go)
        row = FlowRow()
        row.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(SPACING)
        for label in (self.heading, self.purpose, self.text):
            layout.addWidget(label)
        layout.addLayout(row)
        layout.addStretch(1)

    def show_page(self, page: Page, before: Page | None) -> None:
        """Say what a page waits for.

        Args:
            page: The page that cannot be used yet.
            before: Where to go instead; None where there is no such page.
        """
        self.heading.setText(page.title())
        self.heading.setAccessibleName(page.title())
        self.purpose.setText(page.introduction())
        self.text.setText(page.missing())
        self.button.setVisible(before is not None)
        if before is not None:
            self.button.setText(self.tr("Go to “{0}”").format(before.title()))
            self.button.setAccessibleDescription(page.missing())
            self.button.setProperty("page", before.name)

    def _go(self) -> None:
        self.wanted.emit(self.button.property("page"))
