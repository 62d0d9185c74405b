"""A table to read: cells with text, a shade and words for screen readers; no cell is edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QColor, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
)

from gui import theme

MOST_ROWS = 12
LEAST_CONTRAST = 4.5
LEAST_EM = 8
EDGE = 4


@dataclass(frozen=True)
class Cell:
    """One cell.

    Attributes:
        text: What is shown.
        spoken: What a screen reader says instead; empty for the text.
        order: What the cell is sorted by; None for its text.
        shade: Colour behind it as #rrggbb; empty for none. It must only repeat what the text says.
        right: Whether the text stands at the right, as numbers do.
        bold: Whether it is bold.
    """

    text: str
    spoken: str = ""
    order: float | None = None
    shade: str = ""
    right: bool = False
    bold: bool = False


class FactTable(QTableWidget):
    """Rows of cells, as high as they are many. Arrow keys move in it, Tab leaves it.

    Args:
        name: What screen readers call it.
        most_rows: With more rows than this it scrolls by itself.
    """

    def __init__(self, name: str, most_rows: int = MOST_ROWS) -> None:
        super().__init__()
        self._most_rows = most_rows
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        # The frame is the table's; headings get none of their own.
        self.setStyleSheet(
            "QHeaderView, QTableCornerButton::section { border: none; border-radius: 0; }"
            "QTableView::item { padding: 0.2em 0.5em; }"
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.verticalHeader().setHighlightSections(False)
        self.verticalHeader().setVisible(False)
        self._fitting = QTimer(self)  # It ends with the table, as QTimer.singleShot does not.
        self._fitting.setSingleShot(True)
        self._fitting.setInterval(0)
        self._fitting.timeout.connect(self.fit)

    def fill(
        self, head: Sequence[str], rows: Sequence[Sequence[Cell]], names: Sequence[str] = ()
    ) -> None:
        """Show other rows.

        Args:
            head: A heading for each column.
            rows: The cells of each row.
            names: Headings of the rows, where they have any.
        """
        place = self.currentRow(), self.currentColumn()
        self.setSortingEnabled(False)
        self.setColumnCount(len(head))
        self.setRowCount(len(rows))
        self.setHorizontalHeaderLabels(list(head))
        self.verticalHeader().setVisible(bool(names))
        if names:
            self.setVerticalHeaderLabels(list(names))
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                self.setItem(row, column, _Item(cell))
        if place[0] >= 0 and place[0] < len(rows):
            self.setCurrentCell(*place)
        self.fit()

    def fit(self) -> None:
        """Become as large as the rows need."""
        self.resizeRowsToContents()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As wide as the columns, and as high as the rows that are shown at once."""
        head, side = self.horizontalHeader(), self.verticalHeader()
        shown = min(self.rowCount(), self._most_rows)
        height = sum(side.sectionSize(row) for row in range(shown)) + head.sizeHint().height()
        width = head.length() + (side.sizeHint().width() if side.isVisibleTo(self) else 0)
        if self.rowCount() > shown:
            width += self.verticalScrollBar().sizeHint().width()
        if self.horizontalScrollBar().maximum() > 0:
            height += self.horizontalScrollBar().sizeHint().height()
        frame = 2 * self.frameWidth() + EDGE
        return QSize(width + frame, height + frame)

    def minimumSizeHint(self) -> QSize:
        """Narrower than its columns it scrolls sideways."""
        return QSize(LEAST_EM * self.fontMetrics().height(), self.sizeHint().height())

    def showEvent(self, event: QShowEvent) -> None:
        """Sizes are known only now."""
        super().showEvent(event)
        self.fit()
        # Whether there is a scroll bar is decided after this event.
        self._fitting.start()


class _Item(QTableWidgetItem):
    """A cell in Qt's table."""

    def __init__(self, cell: Cell) -> None:
        super().__init__(cell.text)
        self._order = cell.order
        side = Qt.AlignmentFlag.AlignRight if cell.right else Qt.AlignmentFlag.AlignLeft
        self.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        if cell.spoken:
            self.setData(Qt.ItemDataRole.AccessibleTextRole, cell.spoken)
            self.setToolTip(cell.spoken)
        if cell.shade:
            self.setBackground(QColor(cell.shade))
            self.setForeground(QColor(readable_on(cell.shade)))
        if cell.bold:
            font = self.font()
            font.setBold(True)
            self.setFont(font)

    def __lt__(self, other: QTableWidgetItem) -> bool:
        if isinstance(other, _Item) and self._order is not None and other._order is not None:
            return self._order < other._order
        return self.text() < other.text()


def mixed(one: str, other: str, share: float) -> str:
    """A colour between two, #rrggbb; `share` of the other, 0..1."""
    pairs = [(int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def readable_on(colour: str) -> str:
    """The text colour of the theme on a shade, or else black or white, whatever reads best."""
    text = theme.current().text
    if theme.contrast(text, colour) >= LEAST_CONTRAST:
        return text
    return max(("#000000", "#ffffff"), key=lambda each: theme.contrast(each, colour))
