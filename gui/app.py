"""Starts the Qt application. TensorFlow is never imported in this process."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFont, QIcon
from PySide6.QtWidgets import QApplication

from audio.bundled import ASSETS
from audio.errors import WakewrightError
from audio.windows import tell_setup
from gui import language, theme
from gui.crash import FOLDER_NAME, CrashDialog, CrashReporter, FailedStart
from gui.garbage import GarbageCollector
from gui.main_window import MainWindow
from gui.preferences import Preferences
from gui.session import Session, data_folder
from gui.sound_system import SoundSystem

SIGNAL_CHECK_MS = 200
# The system may become dark while a dialog is open; so often it is seen whether it was closed.
LOOKS_WAIT_MS = 500
# Each says where to find a screen, or that none is wanted.
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
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
        # Not before the menu that asked for it is done with itself.
        queued = Qt.ConnectionType.QueuedConnection
        self.window.looks_changed.connect(self.change_looks, queued)
        application.styleHints().colorSchemeChanged.connect(self.change_looks, queued)
        self._later = QTimer(self.window)
        self._later.setSingleShot(True)
        self._later.setInterval(LOOKS_WAIT_MS)
        self._later.timeout.connect(self.change_looks)
        self._dialogs: list[CrashDialog] = []
        # Logging out: what is under way is stopped, and the session waits for that.
        application.commitDataRequest.connect(self._end_session)

    def change_looks(self) -> None:
        """Take theme, size of text and language from the preferences, and show all anew."""
        if QApplication.activeModalWidget() is not None:
            self._later.start()  # A dialog must not lose the page that it belongs to.
            return
        focus = self.window.place_of_focus()
        self.window.clear()
        self._dress()
        self.window.build(focus)

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
    garbage = GarbageCollector(application)
    application.aboutToQuit.connect(garbage.stop)
    app = App(application, Preferences())
    application.aboutToQuit.connect(reporter.uninstall)
    reporter.written.connect(app.offer_report)
    app.window.show()
    recent = app.preferences.recent_projects
    if project is not None or recent:
        try:
            app.session.open(project or recent[0])
        except Exception as error:  # noqa: BLE001 - it would keep the app from ever opening again
            report = reporter.note(error)
            if report is not None:
                app.offer_report(report)
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
    """Open the window and return the exit code when it is closed.

    Raises:
        WakewrightError: There is no screen.
    """
    _require_screen()
    tell_setup()
    try:
        start(project)
    except Exception as error:  # noqa: BLE001 - who clicked an icon must see it, whatever it is
        return _tell_failed_start(error)
    return QApplication.exec()


def _require_screen() -> None:
    """Qt would end the program at once, with words that help nobody."""
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in SCREENS):
        raise WakewrightError(
            "There is no screen here to open a window on.",
            "Start it from a desktop, or use the commands: wakewright --help",
        )


def _tell_failed_start(error: Exception) -> int:
    """Write it down, print it and show it; the exit code."""
    traceback.print_exception(error)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    report = CrashReporter(data_folder() / FOLDER_NAME, application).note(error)
    FailedStart(error, report).exec()
    return 1
