"""The model card in a window of its own: to read, and to save as Markdown."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from compress.variant import Variant
from firmware.card import card_of
from gui.announce import announce
from gui.pages.page import text_label
from gui.session import Session

WIDTH_EM, HEIGHT_EM = 44, 34


class CardDialog(QDialog):
    """Shows the card of one variant."""

    def __init__(self, session: Session, variant: Variant, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._variant = session, variant
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Model card: {0}").format(variant.name))
        self.text = QTextBrowser()
        self.text.setOpenExternalLinks(True)
        self.text.setAccessibleName(self.windowTitle())
        if session.project is not None:
            self.text.setMarkdown(card_of(session.project, variant.name).markdown())
        self.saved: QLabel = text_label("")
        self.saved.setVisible(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.save_button = buttons.addButton(
            self.tr("&Save…"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.save_button.clicked.connect(self._ask)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (self.text, self.saved, buttons):
            layout.addWidget(widget)
        em = self.fontMetrics().averageCharWidth() * 2
        self.resize(WIDTH_EM * em, HEIGHT_EM * em)
        if parent is not None:
            self.resize(self.size().boundedTo(parent.window().size()))

    def save(self, file: Path) -> None:
        """Write the card as Markdown."""
        project = self._session.project
        if project is None:
            return
        if self._session.attempt(lambda: card_of(project, self._variant.name, file)):
            self.saved.setText(self.tr("Saved as {0}.").format(file))
            self.saved.setVisible(True)
            announce(self, self.saved.text())

    def _ask(self) -> None:
        start = Path.home() / f"{self._variant.name} model card.md"
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the model card"), str(start), "Markdown (*.md)"
        )
        if name:
            self.save(Path(name))
