"""What there is to record, with how much of it there is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from audio.missing import Need
from gui.label_names import label_name

# More than so many are scrolled to.
MOST_ROWS = 9


class LabelList(QListWidget):
    """Words and special labels; each says how much it has and whether that is enough."""

    wanted = Signal(str)  # the label that the user went to

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("What to record"))
        self.setWordWrap(True)
        self.setSpacing(2)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(self._tell)

    def show_needs(self, needs: tuple[Need, ...], label: str) -> None:
        """Show these, with the cursor on a label."""
        before = self.blockSignals(True)
        labels = [need.label for need in needs]
        if labels != [self.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self.count())]:
            self.clear()
            for each in labels:
                item = QListWidgetItem()
                item.setData(Qt.ItemDataRole.UserRole, each)
                self.addItem(item)
        for row, need in enumerate(needs):
            item = self.item(row)
            item.setText(self._text(need))
            item.setToolTip(self._advice(need))
            spoken = f"{label_name(need.label)}, {self._amount(need)}, {self._advice(need)}"
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
        if label in labels:
            self.setCurrentRow(labels.index(label))
        self.blockSignals(before)
        row = self.sizeHintForRow(0) + 2 * self.spacing()
        self.setMinimumHeight(row * min(self.count(), MOST_ROWS) + 4 * self.frameWidth() + 8)

    def _text(self, need: Need) -> str:
        sign = "✓" if not need.lacks_for_good else ("◐" if not need.lacks else "○")
        return f"{label_name(need.label)}\n{sign} {self._amount(need)}"

    def _amount(self, need: Need) -> str:
        aim = need.least if need.lacks else need.good
        if need.in_seconds:
            return self.tr("{0} of {1} seconds").format(need.have, aim)
        if not need.lacks_for_good:
            return self.tr("{0} takes").format(need.have)
        return self.tr("{0} of {1} takes").format(need.have, aim)

    def _advice(self, need: Need) -> str:
        if need.lacks:
            return self.tr("too few to train")
        if need.lacks_for_good:
            return self.tr("more would help") if need.least else self.tr("would help")
        return self.tr("enough")

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.wanted.emit(item.data(Qt.ItemDataRole.UserRole))
