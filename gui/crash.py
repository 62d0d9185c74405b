"""When the app itself fails: a report on disk, offered to the user, and work goes on.

A report holds versions and where in the program it happened. It holds no recording, no word and no
folder of the user's, and is never sent anywhere: the user decides.
"""

from __future__ import annotations

import faulthandler
import platform
import sys
import threading
import traceback
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QObject, Qt, QUrl, Signal, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QMessageBox, QWidget

from audio.files import write_atomic

FOLDER_NAME = "reports"
FAULT_FILE = "last-fault.txt"
MOST_REPORTS = 20
BESIDE_PX = 480  # So much of the screen QMessageBox leaves free (QMessageBoxPrivate::updateSize).


class CrashReporter(QObject):
    """Catches what nothing else caught, in any thread, and writes it down.

    Args:
        folder: Where reports go.
    """

    written = Signal(object)  # the Path of a report that was just written
    # A report is shown by the window's thread, wherever the fault happened.

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        self._fault_stream: TextIO | None = None

    def install(self) -> None:
        """Catch faults from now on."""
        sys.excepthook = self._caught
        threading.excepthook = lambda each: self._caught(
            each.exc_type, each.exc_value or each.exc_type(), each.exc_traceback
        )
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            stream = (self.folder / FAULT_FILE).open("w", encoding="utf-8")
        except OSError:
            return  # Without a place to write, faults still go to stderr.
        self._fault_stream = stream
        faulthandler.enable(stream)

    def fault_of_last_time(self) -> Path | None:
        """The report of a crash that ended the app last time, kept under a name of its own.

        To be asked before `install`, which begins a new file.
        """
        file = self.folder / FAULT_FILE
        try:
            text = file.read_text("utf-8", errors="replace")
            file.unlink()
        except OSError:
            return None
        return self._write(f"The program ended suddenly.\n\n{text}") if text.strip() else None

    def uninstall(self) -> None:
        """Leave things as they were; the program ended as it should."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        faulthandler.disable()
        if self._fault_stream is not None:
            self._fault_stream.close()
            (self.folder / FAULT_FILE).unlink(missing_ok=True)

    def note(self, error: BaseException) -> Path | None:
        """Write down what somebody caught; the report, or None where it cannot be written."""
        return self._write("".join(traceback.format_exception(error)))

    def _caught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        sys.__excepthook__(kind, error, trace)
        if issubclass(kind, KeyboardInterrupt):
            return
        path = self._write("".join(traceback.format_exception(kind, error, trace)))
        if path is not None:
            self.written.emit(path)

    def _write(self, what: str) -> Path | None:
        path = self.folder / f"report-{datetime.now():%Y%m%d-%H%M%S-%f}.txt"
        try:
            write_atomic(path, f"{_versions()}\n\n{_without_home(what)}")
        except OSError:
            return None  # The disk is full; stderr has it.
        for old in sorted(self.folder.glob("report-*.txt"))[:-MOST_REPORTS]:
            old.unlink(missing_ok=True)
        return path


class CrashDialog(QMessageBox):
    """Says that something went wrong, that nothing is lost, and where the report is."""

    def __init__(self, report: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report = report
        self.setIcon(QMessageBox.Icon.Warning)
        self.setWindowTitle(self.tr("Something went wrong"))
        self.setText(
            self.tr(
                "A part of Wakewright failed. Your project and its recordings are saved. You can "
                "go on; if it happens again, please report it."
            )
        )
        self.setInformativeText(self.tr("The report holds no recordings and was sent to nobody."))
        self.setDetailedText(report.read_text("utf-8", errors="replace"))
        self.show_button = self.addButton(
            self.tr("Show the &file"), QMessageBox.ButtonRole.ActionRole
        )
        self.copy_button = self.addButton(
            self.tr("&Copy the report"), QMessageBox.ButtonRole.ActionRole
        )
        go_on = self.addButton(self.tr("&Go on"), QMessageBox.ButtonRole.AcceptRole)
        self.setDefaultButton(go_on)
        self.setEscapeButton(go_on)
        self.show_button.clicked.connect(self._show_file)
        self.copy_button.clicked.connect(self._copy)
        self._stack_buttons()

    def _stack_buttons(self) -> None:
        """Put the buttons below each other where large text would have Qt cut them off."""
        row = self.findChild(QDialogButtonBox)
        room = QGuiApplication.primaryScreen().availableGeometry().width() - BESIDE_PX
        if row is not None and row.sizeHint().width() > room:
            row.setOrientation(Qt.Orientation.Vertical)

    def _show_file(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._report.parent)))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report.read_text("utf-8", errors="replace"))


class FailedStart(QMessageBox):
    """Says that the app cannot start, to somebody who has no terminal that would show it.

    Args:
        error: Why.
        report: Where that was written down; None where it could not be.
    """

    def __init__(self, error: BaseException, report: Path | None) -> None:
        super().__init__()
        self.setIcon(QMessageBox.Icon.Critical)
        self.setWindowTitle("Wakewright")
        self.setText(self.tr("Wakewright cannot start. Your projects are as they were."))
        told = str(error) or type(error).__name__
        if report is not None:
            told += "\n\n" + self.tr("All about it is in {0}").format(report)
        self.setInformativeText(told)
        self.setDetailedText("".join(traceback.format_exception(error)))


def _versions() -> str:
    try:
        own = version("wakewright")
    except PackageNotFoundError:
        own = "unknown"
    return (
        f"Wakewright {own}, Python {platform.python_version()}, Qt {qVersion()}, "
        f"{platform.system()} {platform.release()} {platform.machine()}"
    )


def _without_home(text: str) -> str:
    """A report must not tell the user's name, which paths do."""
    return text.replace(str(Path.home()), "~")
