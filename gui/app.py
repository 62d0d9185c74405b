"""Starts the Qt application. TensorFlow is never imported in this process."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFont, QIcon
from PySide6.QtWidgets import QApplication

from audio.bundled import ASSETS
from audio.windows import tell_setup
from gui import language, theme
from gui.crash import FOLDER_NAME, CrashDialog, CrashReporter
from gui.main_window import MainWindow
from gui.preferences import Preferences
from gui.session import Session, data_folder
from gui.sound_system import SoundSystem

SIGNAL_CHECK_MS = 200
# Ctrl+C, a polite kill, a terminal or a session that ends.
ENDING_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


class App:
    """The application, its session and its window.

    Args:
        application: Qt's.
        preferences: Looks, language and recent projects.
        sound: Another sound system than this computer's, for tests.
    """

    def __init__(
        self,
        application: QApplication,
        preferences: Preferences,
        sound: SoundSystem | None = None,
    ) -> None:
        self._application = application
        self._base_font: QFont = application.font()
        self.preferences = preferences
        self.session = Session(preferences, sound)
        self._dress()
        self.window = MainWindow(self.session)
        self.window.looks_changed.connect(self.change_looks)
        hints = application.styleHints()
        hints.colorSchemeChanged.connect(self.change_looks)
        self._dialogs: list[CrashDialog] = []
        # Logging out: what is under way is stopped, and the session waits for that.
        application.commitDataRequest.connect(self._end_session)

    def change_looks(self) -> None:
        """Take theme, size of text and language from the preferences, and show all anew."""
        self.window.clear()
        self._dress()
        self.window.build()

    def offer_report(self, report: Path) -> None:
        """Tell the user that something failed; the window stays usable behind it."""
        if any(dialog.isVisible() for dialog in self._dialogs):
            return  # One fault often brings others; the first says the most.
        dialog = CrashDialog(report, self.window)
        self._dialogs = [dialog]
        dialog.open()

    def _dress(self) -> None:
        language.switch(language.resolve(self.preferences.language))
        theme.apply(
            self._application,
            theme.resolve(self.preferences.theme),
            self._base_font,
            self.preferences.text_percent,
        )

    def _end_session(self) -> None:
        self.window.close()


def start(project: Path | None = None) -> App:
    """Show the window, with a project or the one that was open last.

    Args:
        project: A project to open at once.
    """
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Wakewright")
    application.setOrganizationName("Wakewright")
    application.setApplicationDisplayName("Wakewright")
    # Desktops find the icon of a window by the name of the program's .desktop file.
    application.setDesktopFileName("wakewright")
    application.setWindowIcon(QIcon(str(ASSETS / "icons" / "wakewright.svg")))
    application.setStyle("Fusion")
    reporter = CrashReporter(data_folder() / FOLDER_NAME, application)
    last_fault = reporter.fault_of_last_time()
    reporter.install()
    app = App(application, Preferences())
    application.aboutToQuit.connect(reporter.uninstall)
    reporter.written.connect(app.offer_report)
    app.window.show()
    recent = app.preferences.recent_projects
    if project is not None or recent:
        app.session.open(project or recent[0])
    if last_fault is not None:
        app.offer_report(last_fault)
    # Python sees signals only while it runs; this timer gives it the chance.
    for name in ENDING_SIGNALS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: app.window.close())
    timer = QTimer(application)
    timer.timeout.connect(lambda: None)
    timer.start(SIGNAL_CHECK_MS)
    return app


def run(project: Path | None = None) -> int:
    """Open the window and return the exit code when it is closed."""
    tell_setup()
    start(project)
    return QApplication.exec()
