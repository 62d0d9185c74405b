"""Figures that matter: a large number, what it is, and what that is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from gui.pages.page import text_label

LARGE = 1.9
TILE_EM = 12


@dataclass(frozen=True)
class Figure:
    """A number as text, what it is, and how sure it is."""

    number: str
    what: str
    worth: str


class Figures(QWidget):
    """Tiles in as many columns as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._tiles: list[_Tile] = []
        self._columns = 0

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show other figures."""
        if len(figures) != len(self._tiles):
            for tile in self._tiles:
                tile.deleteLater()
            self._tiles = [_Tile() for _ in figures]
            self._columns = 0
        for tile, figure in zip(self._tiles, figures, strict=True):
            tile.show_figure(figure)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may want other columns."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        width = TILE_EM * self.fontMetrics().averageCharWidth() * 2
        columns = max(1, min(len(self._tiles), self.width() // max(1, width)))
        if columns == self._columns:
            return
        self._columns = columns
        for column in range(len(self._tiles)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        for place, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, place // columns, place % columns)


class _Tile(QFrame):
    """One figure."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._what: QLabel = text_label("", "soft")
        self._number = QLabel()
        font = self._number.font()
        font.setPointSizeF(font.pointSizeF() * LARGE)
        font.setBold(True)
        self._number.setFont(font)
        self._worth: QLabel = text_label("", "soft")
        layout = QVBoxLayout(self)
        layout.setSpacing(2)
        for label in (self._what, self._number, self._worth):
            layout.addWidget(label)
        layout.addStretch(1)
        self._number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def show_figure(self, figure: Figure) -> None:
        self._what.setText(figure.what)
        self._number.setText(figure.number)
        self._worth.setText(figure.worth)
        self._number.setAccessibleName(f"{figure.what}: {figure.number}, {figure.worth}")
