"""The takes of one label as a table: play, judge, delete."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from audio.quality import SENTENCES
from audio.takes import Take
from gui.language import in_words

Index = QModelIndex | QPersistentModelIndex
NAME, SPEAKER, LENGTH, VERDICT = range(4)


class TakesModel(QAbstractTableModel):
    """Takes as rows; what came or went is told as such, so that the selection stays."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.takes: tuple[Take, ...] = ()
        self._playing: Take | None = None

    def show_takes(self, takes: tuple[Take, ...]) -> None:
        """Show other takes."""
        before, after = self.takes, takes
        if before == after:
            return
        same = 0
        while same < min(len(before), len(after)) and before[same] == after[same]:
            same += 1
        more = len(after) - len(before)
        if more > 0 and before[same:] == after[same + more :]:
            self.beginInsertRows(QModelIndex(), same, same + more - 1)
            self.takes = after
            self.endInsertRows()
        elif more < 0 and before[same - more :] == after[same:]:
            self.beginRemoveRows(QModelIndex(), same, same - more - 1)
            self.takes = after
            self.endRemoveRows()
        else:
            self.beginResetModel()
            self.takes = after
            self.endResetModel()

    def show_playing(self, take: Take | None) -> None:
        """Mark the take that is being played."""
        self._playing = take
        if self.takes:
            last = self.index(len(self.takes) - 1, VERDICT)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """How many takes there are."""
        return 0 if parent.isValid() else len(self.takes)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Name, speaker, length, verdict."""
        return 4

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        """Titles of the columns."""
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return (self.tr("Take"), self.tr("Speaker"), self.tr("Length"), self.tr("Verdict"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell, or the whole row in words for a screen reader."""
        take = self.takes[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cells(take)[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if index.column() == NAME:
                return ", ".join([*self._cells(take), self.in_words(take)])
            return self._cells(take)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.in_words(take)
        return None

    def in_words(self, take: Take) -> str:
        """What is wrong with a take and how to mend it; that it is good if nothing is."""
        if not take.quality:
            return self.tr("Nothing is wrong with this take.")
        return " ".join(in_words(SENTENCES[code]) for code in take.quality if code in SENTENCES)

    def _cells(self, take: Take) -> tuple[str, str, str, str]:
        number = take.path.stem.rsplit("_", 1)[-1]
        name = self.tr("Take {0}").format(number)
        if take == self._playing:
            name = self.tr("▶ {0} (playing)").format(name)
        length = self.tr("{0} s").format(f"{take.duration_s:.1f}")
        return name, take.speaker, length, self.verdict(take)

    def verdict(self, take: Take) -> str:
        """A take's quality in a word or two, with a sign."""
        words = {
            "silent": self.tr("silent"),
            "too_quiet": self.tr("very quiet"),
            "clipped": self.tr("too loud"),
            "cut_off": self.tr("cut off"),
            "noisy": self.tr("noisy"),
            "wrong_length": self.tr("wrong length"),
            "duplicate": self.tr("there twice"),
        }
        found = [words[code] for code in take.quality if code in words]
        return "⚠ " + ", ".join(found) if found else self.tr("✓ good")


def by_number(take: Take) -> tuple[str, int, str]:
    """Sorts takes of a speaker as they were numbered: the tenth after the ninth."""
    name, _, number = take.path.stem.rpartition("_")
    return name.casefold(), int(number) if number.isdecimal() else 0, take.name


class TakesTable(QTableView):
    """Space or Enter plays the take at the cursor, Delete deletes what is selected."""

    play_wanted = Signal(object)  # a Take
    delete_wanted = Signal(object)  # a tuple of Takes

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.takes_model = TakesModel(self)
        self.setModel(self.takes_model)
        self.setAccessibleName(self.tr("Takes"))
        self.setAccessibleDescription(
            self.tr("Space or Enter plays a take, Delete deletes it, Ctrl+Z puts it back.")
        )
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setStyleSheet("QTableView::item { padding: 0 0.5em; }")
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        metrics = self.fontMetrics()
        self.verticalHeader().setDefaultSectionSize(round(1.7 * metrics.height()))
        self.setMinimumHeight(9 * metrics.height())
        self.doubleClicked.connect(self._play)

    def take(self) -> Take | None:
        """The take at the cursor."""
        row = self.currentIndex().row()
        return self.takes_model.takes[row] if 0 <= row < len(self.takes_model.takes) else None

    def chosen(self) -> tuple[Take, ...]:
        """The takes that are selected, in their order."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self.takes_model.takes[row] for row in rows)

    def show_takes(self, takes: tuple[Take, ...]) -> None:
        """Show other takes; the cursor stays near where it was."""
        row = self.currentIndex().row()
        self.takes_model.show_takes(takes)
        # By itself the header does not look at rows that come while they are scrolled out of sight.
        for column in range(VERDICT):
            self.resizeColumnToContents(column)
        if takes and not self.currentIndex().isValid():
            self.setCurrentIndex(self.takes_model.index(min(max(row, 0), len(takes) - 1), NAME))

    def put_cursor(self, take: Take) -> None:
        """Put the cursor on a take and show it."""
        if take in self.takes_model.takes:
            index = self.takes_model.index(self.takes_model.takes.index(take), NAME)
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Play or delete; everything else as in any table."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._play()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_chosen()
        else:
            super().keyPressEvent(event)

    def delete_chosen(self) -> None:
        """Ask for the deletion of what is selected."""
        if self.chosen():
            self.delete_wanted.emit(self.chosen())

    def _play(self) -> None:
        take = self.take()
        if take is not None:
            self.play_wanted.emit(take)
