"""Recordings taken in from elsewhere: how far it is, and what became of every file."""

from __future__ import annotations

from collections import Counter

from PySide6.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from audio.importing import ImportReport
from gui.announce import announce
from gui.job import Job
from gui.label_names import label_name
from gui.language import in_words
from gui.pages.page import text_label
from gui.widgets.job_bar import JobBar

MOST_LINES = 8


class ImportView(QWidget):
    """Progress of the import, then its report; nothing while there is neither.

    Args:
        job: The job that imports.
    """

    def __init__(self, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job = job
        self.setObjectName("import")
        self.summary: QLabel = text_label("")
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setAccessibleName(self.tr("What was refused, and why"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (JobBar(job, self.tr("Import")), self.summary, self.details):
            layout.addWidget(widget)
        job.changed.connect(self.refresh)
        job.succeeded.connect(self._announce)
        self.refresh()

    def refresh(self) -> None:
        """Show the job as it is now."""
        report = self._job.result if not self._job.busy else None
        lines: list[str] = []
        if isinstance(report, ImportReport):
            lines = self.lines(report)
            self.summary.setText(self.in_short(report))
        self.summary.setVisible(isinstance(report, ImportReport))
        self.details.setPlainText("\n".join(lines))
        self.details.setVisible(bool(lines))
        height = self.fontMetrics().lineSpacing() * (min(len(lines), MOST_LINES) + 2)
        self.details.setFixedHeight(height)

    def in_short(self, report: ImportReport) -> str:
        """What became of the files, in a sentence or two."""
        counts = Counter(take.label for take in report.accepted)
        each = ", ".join(f"{label_name(label)} {count}" for label, count in sorted(counts.items()))
        text = self.tr("{0} recordings were taken in").format(len(report.accepted))
        text += f" ({each})." if each else "."
        if report.known:
            text += " " + self.tr("{0} were there already.").format(len(report.known))
        if report.refused:
            text += " " + self.tr("{0} were refused:").format(len(report.refused))
        return text

    def lines(self, report: ImportReport) -> list[str]:
        """One line for each refused file, then what else is worth knowing."""
        refused = [f"✗ {each.path}: {in_words(each.reason)}" for each in report.refused]
        return refused + [f"• {in_words(warning)}" for warning in report.warnings]

    def _announce(self) -> None:
        if isinstance(self._job.result, ImportReport):
            announce(self, self.in_short(self._job.result))
