"""The window: the steps at the side, one page at a time, menus, and a status line."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gui.announce import announce
from gui.focus import FocusHelp, control_at, place_of
from gui.language import in_words
from gui.menus import Menus
from gui.pages import PAGES
from gui.pages.page import Page, set_role, text_label
from gui.session import Session
from gui.widgets.steps_list import StepsList
from gui.widgets.waiting_panel import WaitingPanel

START_SIZE = (1080, 760)
# Around a control that is scrolled to, in pixels.
FOCUS_MARGIN = 40


class MainWindow(QMainWindow):
    """Shows the session; everything it holds can be built anew from there.

    Args:
        session: What is open.
    """

    looks_changed = Signal()  # theme, size of text or language was changed in a menu

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.pages: list[Page] = []
        self.steps: StepsList
        self.menus: Menus
        self._page = 0
        # The page at the front is filled at once, the others while nobody waits: one at a time.
        self._filler = QTimer(self)
        self._filler.setInterval(0)
        self._filler.timeout.connect(self._fill_one)
        self.setMinimumSize(480, 360)
        self.resize(*START_SIZE)
        self.restoreGeometry(session.preferences.window)
        self.build()
        self._help = FocusHelp(self)
        self._strayed = False  # The focus left the page without anybody's wish.
        # As soon as what has changed with the focus is laid out.
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(0)
        self._look.timeout.connect(self.show_focus)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._look_soon)
        session.project_changed.connect(self._show_title)
        session.failed.connect(self.show_failure)
        session.told.connect(self.tell)
        session.page_wanted.connect(self.go_to)
        for signal in (
            session.project_changed,
            session.takes_changed,
            session.models_changed,
            session.image_changed,
            session.ports.changed,
        ):
            signal.connect(self._refresh_steps)

    @property
    def page(self) -> Page:
        """The page at the front."""
        return self.pages[self._page]

    @property
    def scroller(self) -> QScrollArea:
        """What the page at the front is scrolled in."""
        area = self.stack.currentWidget()
        assert isinstance(area, QScrollArea)
        return area

    def build(self, focus: tuple[int, ...] = ()) -> None:
        """Make all widgets, or make them anew in another language or look.

        The page at the front stays there; what it records or plays goes on.

        Args:
            focus: Where in that page the focus was, as `place_of_focus` told.
        """
        self.clear()
        self.pages = [kind(self.session) for kind in PAGES]
        self.steps = StepsList(self.pages)
        self.stack = QStackedWidget()
        for page in self.pages:
            self.stack.addWidget(_scrolling(page))
        self.notice: QLabel = text_label("")
        self.notice.setAccessibleName(self.tr("Message"))
        self.notice.setVisible(False)
        self.waiting = WaitingPanel()
        self.waiting.wanted.connect(self.go_to)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.addWidget(self.waiting, 1)
        right.addWidget(self.stack, 1)
        right.addWidget(self.notice)
        self.notice.setContentsMargins(20, 4, 20, 8)
        row = QHBoxLayout()
        row.setContentsMargins(8, 8, 0, 0)
        row.addWidget(self.steps)
        row.addLayout(right, 1)
        central = QWidget()
        central.setLayout(row)
        self.setCentralWidget(central)
        self.menus = Menus(self)
        self.steps.wanted.connect(self.open_page)
        self._show_title()
        self.page.fill()
        self.open_page(self._page, control_at(focus, self.page))
        self._filler.start()

    def clear(self) -> None:
        """Throw all widgets away, before a new look is given to those that come after them.

        At once, as Qt would give the new look to all of them, too. So this must not be called by
        one of them, nor by a menu.
        """
        if not self.pages:
            return
        self._filler.stop()
        self.pages = []
        self.menus.deleteLater()
        old = self.centralWidget()
        assert old is not None
        old.deleteLater()
        QCoreApplication.sendPostedEvents(old, QEvent.Type.DeferredDelete.value)

    def open_page(self, number: int, control: QWidget | None = None) -> None:
        """Bring a page to the front, and the focus to one of its controls or to the first."""
        if not 0 <= number < len(self.pages):
            return
        among_steps = self.steps.hasFocus()  # Before it is taken from what is hidden.
        if number != self._page:
            self.page.left()
        self._page = number
        self.page.fill()
        self.stack.setCurrentIndex(number)
        self.steps.mark(number)
        self._refresh_steps()
        self.page.entered()
        if not among_steps:
            waits = not self.waiting.isHidden()
            focus = self.waiting.button if waits else control or self.page.first_focus()
            (focus or self.steps).setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self.page.title())

    def go_to(self, name: str) -> None:
        """Bring the page of this name to the front."""
        names = [page.name for page in self.pages]
        if name in names:
            self.open_page(names.index(name))

    def step(self, by: int) -> None:
        """The next page, or the one before."""
        self.open_page(self._page + by)

    def place_of_focus(self) -> tuple[int, ...]:
        """Where in the page at the front the focus is; empty if it is elsewhere."""
        focus = self.focusWidget()
        if focus is None or not self.page.isAncestorOf(focus):
            return ()
        return place_of(focus, self.page)

    def show_focus(self) -> None:
        """Scroll to the control that has the focus, however it came there."""
        strayed, self._strayed = self._strayed, False
        if strayed and self.steps.hasFocus():
            first = self.page.first_focus()
            if first is not None and first.isEnabled() and first.isVisible():
                first.setFocus()
        focus = self.focusWidget()
        if focus is None or not self.pages or not self.page.isAncestorOf(focus):
            return
        part = focus.parentWidget()  # E.g. a question and its answers.
        if part is not None and part.height() <= self.scroller.viewport().height():
            self.scroller.ensureWidgetVisible(part)
        self.scroller.ensureWidgetVisible(focus, FOCUS_MARGIN, FOCUS_MARGIN)

    def tell(self, text: str) -> None:
        """Say something in the status line and through the screen reader."""
        self._say(in_words(text), "")

    def show_failure(self, what: str, hint: str) -> None:
        """Say what did not work and what to do next."""
        self._say(f"{in_words(what)} {in_words(hint)}".strip(), "bad")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what is running, wait for its clean-up, then close."""
        self.session.preferences.window = self.saveGeometry()
        self._filler.stop()
        self.page.left()
        self.session.stop()
        self.session.preferences.save()
        event.accept()

    def _fill_one(self) -> None:
        empty = [page for page in self.pages if not page.filled]
        if empty:
            empty[0].fill()
        if len(empty) < 2:
            self._filler.stop()

    def _say(self, text: str, role: str) -> None:
        set_role(self.notice, role)
        self.notice.setText(text)
        self.notice.setVisible(bool(text))
        announce(self, text, urgent=role == "bad")

    def _look_soon(self, before: QWidget | None, now: QWidget | None) -> None:
        self._help.serve(before, now)
        gone = before is not None and not (before.isEnabled() and before.isVisible())
        # Qt goes on to the next control when one is hidden or waits; behind the last are the steps.
        self._strayed = self._strayed or (gone and now is self.steps)
        if now is not None and now.window() is self:
            self._look.start()

    def _refresh_steps(self) -> None:
        self.steps.refresh()
        missing = self.page.missing()
        if missing:
            usable = [page for page in self.pages[: self._page] if not page.missing()]
            self.waiting.show_page(self.page, usable[-1] if usable else None)
        self.waiting.setVisible(bool(missing))
        self.stack.setVisible(not missing)
        self.page.setEnabled(not missing)

    def _show_title(self) -> None:
        project = self.session.project
        title = f"{project.folder.name} – Wakewright" if project else "Wakewright"
        if title != self.windowTitle():
            self.notice.hide()  # What was said was about what was open before.
        self.setWindowTitle(title)


def _scrolling(page: Page) -> QScrollArea:
    """A page that can be larger than the window, e.g. with text at 200 %."""
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
