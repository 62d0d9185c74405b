"""The table beside the trade-off plot: the same variants with all numbers, sorted as asked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from compress.tradeoffs import Row
from gui.widgets.fact_table import Cell, FactTable
from gui.widgets.flow_row import FlowRow
from gui.widgets.row_words import RowWords

NAME_COLUMN, SIZE_COLUMN = 0, 4


class TradeoffTable(QWidget):
    """Selecting a row selects the variant; headings, or the list above, change the order."""

    selected = Signal(str)  # the name of the variant that was selected here
    wanted = Signal(str)  # the one that shall be used: Enter, or a double click

    def __init__(self) -> None:
        super().__init__()
        self.table = FactTable(self.tr("Models with all their numbers"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.currentCellChanged.connect(self._select)
        self.table.cellActivated.connect(self._want)
        self.order = QComboBox()
        self._heads = (
            self.tr("Model"),
            self.tr("Clips understood"),
            self.tr("Words missed"),
            self.tr("False alarms an hour"),
            self.tr("Model bytes"),
            self.tr("Flash"),
            self.tr("RAM"),
            self.tr("Multiplications"),
        )
        for head in self._heads:
            self.order.addItem(head)
        self.order.setCurrentIndex(SIZE_COLUMN)
        self.order.currentIndexChanged.connect(self._sort)
        label = QLabel(self.tr("Sort b&y:"))
        label.setBuddy(self.order)
        row = FlowRow()
        row.addWidget(label)
        row.addWidget(self.order)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.table, 0, Qt.AlignmentFlag.AlignLeft)
        header = self.table.horizontalHeader()
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self.order.setCurrentIndex)

    def show_rows(self, rows: Sequence[Row], selected: Row | None, words: RowWords) -> None:
        """Show other rows."""
        quiet = QSignalBlocker(self.table)
        self.table.fill(self._heads, [_cells(row, words) for row in rows])
        for place, row in enumerate(rows):
            item = self.table.item(place, NAME_COLUMN)
            if item is not None:
                item.setData(Qt.ItemDataRole.UserRole, row.name)
        self._sort()
        for place in range(self.table.rowCount()):
            if selected is not None and self._name(place) == selected.name:
                column = max(0, self.table.currentColumn())
                self.table.setCurrentCell(place, column)
        quiet.unblock()

    def names(self) -> list[str]:
        """The variants in the order that they are shown in."""
        return [self._name(place) for place in range(self.table.rowCount())]

    def _name(self, place: int) -> str:
        item = self.table.item(place, NAME_COLUMN)
        return str(item.data(Qt.ItemDataRole.UserRole)) if item else ""

    def _select(self, place: int, column: int, before: int, column_before: int) -> None:
        if place != before and place >= 0:
            self.selected.emit(self._name(place))

    def _want(self, place: int) -> None:
        self.wanted.emit(self._name(place))

    def _sort(self) -> None:
        quiet = QSignalBlocker(self.table)
        self.table.sortItems(self.order.currentIndex(), Qt.SortOrder.AscendingOrder)
        quiet.unblock()


def _cells(row: Row, words: RowWords) -> list[Cell]:
    return [
        Cell(words.name(row), bold=row.chosen),
        Cell(words.accuracy(row), order=row.accuracy or 0.0, right=True),
        Cell(words.missed(row), order=_order(row.false_reject_rate), right=True),
        Cell(words.alarms(row), order=_order(row.false_accepts_per_hour), right=True),
        Cell(words.size(row.encoded_bytes), order=row.encoded_bytes, right=True),
        Cell(words.size(row.flash_bytes), order=_order(row.flash_bytes), right=True),
        Cell(words.size(row.ram_bytes), order=_order(row.ram_bytes), right=True),
        Cell(words.macs(row), order=row.macs, right=True),
    ]


def _order(value: float | None) -> float:
    """What is not known comes last."""
    return float("inf") if value is None else value
