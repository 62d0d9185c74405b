"""All boards: plugged in, always here, or planned; each says which in words."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from firmware.boards import Board, load_boards
from firmware.requirements import offered
from gui.announce import announce
from gui.language import in_words
from gui.port_watch import PortWatch

ROW_GAP = 3


class BoardList(QListWidget):
    """Arrow keys choose; what is plugged in or pulled out changes the text at once."""

    chosen = Signal(str)  # name of the board that was selected

    def __init__(self, ports: PortWatch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self.boards = tuple(board for board in load_boards().values() if offered(board))
        self._plugged: dict[str, str] | None = None
        self.setAccessibleName(self.tr("Boards"))
        self.setWordWrap(True)
        self.setSpacing(ROW_GAP)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for _ in self.boards:
            self.addItem(QListWidgetItem())
        ports.changed.connect(self.refresh)
        self.refresh()
        self.currentRowChanged.connect(self._tell)

    def select(self, name: str) -> None:
        """Select a board without telling."""
        names = [board.name for board in self.boards]
        if name in names and names.index(name) != self.currentRow():
            self.blockSignals(True)
            self.setCurrentRow(names.index(name))
            self.blockSignals(False)

    def refresh(self) -> None:
        """Say of each board where it is now."""
        plugged = self._where_plugged()
        for number, board in enumerate(self.boards):
            sign, state = self._state(board, plugged.get(board.name, ""))
            item = self.item(number)
            title = in_words(board.title)
            item.setText(f"{sign}  {title}\n     {state}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title}, {state}")
        if self._plugged is not None and plugged != self._plugged:
            self._announce(self._plugged, plugged)
        self._plugged = plugged
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Sizes are known only now."""
        super().showEvent(event)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrower rows are higher."""
        super().resizeEvent(event)
        self._fit()

    def _where_plugged(self) -> dict[str, str]:
        places: dict[str, list[str]] = {}
        for port in self._ports.boards:
            for name in port.boards:
                places.setdefault(name, []).append(port.device)
        return {name: ", ".join(devices) for name, devices in places.items()}

    def _state(self, board: Board, where: str) -> tuple[str, str]:
        if board.kind != "chip":
            return "✓", self.tr("always here, nothing to plug in")
        later = board.status != "ready"
        if where and later:
            return "●", self.tr("plugged in at {0}; firmware for it cannot be built yet").format(
                where
            )
        if where:
            return "●", self.tr("plugged in at {0}").format(where)
        if later:
            return "○", self.tr("planned: firmware for it cannot be built yet")
        return "○", self.tr("not plugged in")

    def _announce(self, before: dict[str, str], now: dict[str, str]) -> None:
        titles = {board.name: in_words(board.title) for board in self.boards}
        came = [titles[name] for name in now if name not in before]
        went = [titles[name] for name in before if name not in now]
        if came:
            announce(self, self.tr("Plugged in: {0}").format(self.tr(" or ").join(came)))
        if went:
            announce(self, self.tr("Unplugged: {0}").format(self.tr(" or ").join(went)))

    def _fit(self) -> None:
        """As high as its rows are, so that nothing scrolls inside of the page."""
        self.doItemsLayout()
        first, last = (self.visualItemRect(self.item(row)) for row in (0, self.count() - 1))
        height = last.bottom() - first.top() + 2 * ROW_GAP
        self.setFixedHeight(height + 2 * self.frameWidth() + 4)

    def _tell(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(self.boards[row].name)
