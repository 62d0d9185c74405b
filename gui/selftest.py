"""The window's part of the self test: every page opens in memory, with the sample project."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QApplication

from audio.errors import WakewrightError
from firmware.selftest import Check, LeftOut
from gui.app import App
from gui.language import has_font
from gui.offscreen import draw_in_memory
from gui.pages import PAGES
from gui.preferences import Preferences

WINDOW = (1080, 760)
SETTLE_MS = 100
# A page that was drawn has more colours than a bare background with its focus frame.
FEWEST_COLOURS = 16
SAMPLED_EVERY_PIXELS = 4


def window_checks(place: Path, sample: Path) -> tuple[Check, ...]:
    """One check for the window and one for each page.

    Args:
        place: A folder for the preferences of a user who is new here.
        sample: The sample project; it is made by an earlier check.
    """
    draw_in_memory()
    window = _Window(place, sample)
    pages = (Check(f"page {each.name}", _Visit(window, each.name)) for each in PAGES)
    return (Check("window", window.open), *pages, Check("window closes", window.close))


class _Window:
    """The app in a window that only memory sees."""

    def __init__(self, place: Path, sample: Path) -> None:
        self._place, self._sample = place, sample
        self.app: App | None = None

    def open(self) -> str:
        """Open the window as a new user sees it, then the sample project in it."""
        began = time.monotonic()
        application = QApplication.instance() or QApplication(["wakewright"])
        assert isinstance(application, QApplication)
        if not has_font("en"):
            raise WakewrightError("There are no letters to write with.", "Install a font.")
        application.setStyle("Fusion")
        self.app = App(application, Preferences(self._place / "preferences.ini"))
        self.app.window.resize(*WINDOW)
        self.app.window.show()
        settle()
        shown_s = time.monotonic() - began
        if not self._sample.exists():
            raise LeftOut("the sample project is not there to be opened.")
        if not self.app.session.open(self._sample):
            raise WakewrightError(f"The sample does not open: {self.app.window.notice.text()}")
        settle()
        return f"up in {shown_s:.2f} s; the sample project is open"

    def close(self) -> str:
        """End everything that the pages began."""
        if self.app is None:
            raise LeftOut("no window was open.")
        self.app.window.close()
        settle()
        return "nothing was left running"


class _Visit:
    """Goes to one page and looks at it."""

    def __init__(self, window: _Window, name: str) -> None:
        self._window, self._name = window, name

    def __call__(self) -> str:
        app = self._window.app
        if app is None:
            raise LeftOut("no window is open.")
        app.window.go_to(self._name)
        settle()
        if app.window.page.name != self._name:
            raise WakewrightError(f"The page {app.window.page.name} was shown instead.")
        image = app.window.grab().toImage()
        across = range(0, image.width(), SAMPLED_EVERY_PIXELS)
        down = range(0, image.height(), SAMPLED_EVERY_PIXELS)
        colours = len({image.pixel(x, y) for y in down for x in across})
        if colours < FEWEST_COLOURS:
            raise WakewrightError(f"The page is empty: {colours} colours in it.")
        return f"{image.width()} x {image.height()} pixels, {colours} colours"


def settle(milliseconds: int = SETTLE_MS) -> None:
    """Let the window live for a moment."""
    end = QDeadlineTimer(milliseconds)
    while not end.hasExpired():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
