"""Starts the Qt application. TensorFlow is never imported in this process."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QTimer
from PySide6.QtWidgets import QApplication

from gui.main_window import MainWindow

SIGNAL_CHECK_MS = 200


def sample_folder() -> Path:
    """Where the sample project is kept: the user's data folder of this system."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Path(place) / "sample"


def run() -> int:
    """Open the window and return the exit code when it is closed."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Wakewright")
    application.setApplicationDisplayName("Wakewright")
    window = MainWindow(sample_folder())
    window.show()
    # Python sees Ctrl+C only while it runs; this timer gives it the chance.
    signal.signal(signal.SIGINT, lambda *_: window.close())
    timer = QTimer()
    timer.timeout.connect(lambda: None)
    timer.start(SIGNAL_CHECK_MS)
    return application.exec()
