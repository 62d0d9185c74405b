"""Everything that a board sends, line by line, with a filter; it can be saved to a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from firmware.listening import MOST_LINES, ListeningLog, LogLine, matching, save_lines
from gui.pages.page import SPACING, text_label
from gui.session import Session
from gui.widgets.flow_row import FlowRow

LINES_HIGH = 14


class RawLog(QWidget):
    """The lines, read only; new ones are shown at the end while one looks at the end.

    Args:
        session: What is open; its listener has the lines.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._log: ListeningLog | None = None
        self._shown = 0
        self.filter = QLineEdit()
        self.filter.setClearButtonEnabled(True)
        self.filter.setPlaceholderText(self.tr("e.g. detect"))
        self.filter.setMinimumWidth(12 * self.fontMetrics().height())
        label = QLabel(self.tr("Show lines &containing"))
        label.setBuddy(self.filter)
        self.filter.textChanged.connect(self._fill)
        self.save_button = QPushButton(self.tr("Sav&e these lines…"))
        self.save_button.clicked.connect(self._choose_file)
        row = FlowRow()
        for widget in (label, self.filter, self.save_button):
            row.addWidget(widget)
        self.count: QLabel = text_label("", "soft")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setMaximumBlockCount(MOST_LINES)
        self.text.setAccessibleName(self.tr("Raw log"))
        self.text.setTabChangesFocus(True)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF())
        self.text.setFont(font)
        self.text.setMinimumHeight(LINES_HIGH * self.fontMetrics().height())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addLayout(row)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.count)
        session.listener.changed.connect(self.refresh)
        session.listener.updated.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the lines that came since the last time."""
        log = self._session.listener.log
        if log is not self._log or log.line_count - self._shown > len(log.lines):
            self._fill()
            return
        fresh = log.line_count - self._shown
        if fresh:
            self._shown = log.line_count
            self._append(matching(list(log.lines)[-fresh:], self.filter.text()))

    def save_to(self, file: Path) -> bool:
        """Write the lines that pass the filter; False if that did not work, which is told."""
        lines = self.passing()
        if not self._session.attempt(lambda: save_lines(file, lines)):
            return False
        self._session.told.emit(self.tr("The log is in {0}.").format(str(file)))
        return True

    def passing(self) -> list[LogLine]:
        """The lines that pass the filter."""
        return matching(self._session.listener.log.lines, self.filter.text())

    def _fill(self) -> None:
        self._log = self._session.listener.log
        self._shown = self._log.line_count
        self.text.clear()
        self._append(self.passing())

    def _append(self, lines: list[LogLine]) -> None:
        if lines:
            bar = self.text.verticalScrollBar()
            at_end, place = bar.value() >= bar.maximum(), bar.value()
            self.text.appendPlainText("\n".join(str(line) for line in lines))
            bar.setValue(bar.maximum() if at_end else place)
        shown = 0 if self.text.document().isEmpty() else self.text.blockCount()
        self.count.setText(self.tr("{0} lines; the last {1} are kept.").format(shown, MOST_LINES))
        self.save_button.setEnabled(shown > 0)

    def _choose_file(self) -> None:
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Save the log"),
            str(Path(place) / "wakewright.log"),
            self.tr("Text files (*.log *.txt)"),
        )
        if name:
            self.save_to(Path(name))
