"""What all pages of the wizard have in common."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.session import Session

MARGIN, SPACING = 20, 12
# The object name of buttons that Esc presses.
CANCEL = "cancel"


class Page(QWidget):
    """One page: a heading, one sentence on what it is for, then its own content.

    A page is a view of the session. It connects the session's signals to `refresh_when_seen`,
    and must stand being thrown away and built anew at any time, e.g. when the language changes.
    It is empty until `fill`; what it is called, waits for and has done is known before.
    """

    name = ""  # stable, never translated

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.filled = False
        self._seen = self._outdated = False
        self.setObjectName(self.name)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self.body.setSpacing(SPACING)
        self.heading = heading(self.title())
        self.body.addWidget(self.heading)
        self.purpose = text_label(self.introduction(), "soft")
        self.body.addWidget(self.purpose)

    def fill(self) -> None:
        """Make the page's content, unless it is there already."""
        if not self.filled:
            self.filled = True
            self.build()

    def build(self) -> None:
        """Make the widgets below the introduction, and show the session in them."""
        raise NotImplementedError

    def title(self) -> str:
        """The page's name for people."""
        raise NotImplementedError

    def introduction(self) -> str:
        """What the page is for, in a sentence."""
        raise NotImplementedError

    def missing(self) -> str:
        """Why the page cannot be used yet, as a sentence that says what to do; empty if it can."""
        return ""

    def done(self) -> bool:
        """Whether what the page is for has been done."""
        return False

    def first_focus(self) -> QWidget | None:
        """Which control gets the focus when the page is opened."""
        return None

    def entered(self) -> None:
        """Called each time the page comes to the front."""

    def left(self) -> None:
        """Called when another page comes to the front; let go of microphones here."""

    def refresh(self) -> None:
        """Show the session as it is now."""

    def refresh_when_seen(self) -> None:
        """Refresh now, or when the page comes to the front: six pages at once would take long."""
        if self.isVisible() or not self._seen:
            self.refresh()
        else:
            self._outdated = True

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what has changed meanwhile."""
        self._seen = True
        if self._outdated:
            self._outdated = False
            self.refresh()
        super().showEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc cancels what is running on this page."""
        if event.key() == Qt.Key.Key_Escape:
            for button in self.findChildren(QPushButton, CANCEL):
                if button.isVisible() and button.isEnabled():
                    button.click()
                    return
        super().keyPressEvent(event)


def text_label(text: str, role: str = "") -> QLabel:
    """A label that wraps, whose text can be selected and read; `role` as in the style sheet."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    set_role(label, role)
    return label


def set_role(label: QLabel, role: str) -> None:
    """Colour a label as soft, good, caution or bad text; its words must say the same."""
    if label.property("role") != role:
        label.setProperty("role", role)
        label.style().unpolish(label)
        label.style().polish(label)


def show_part(part: QWidget, wanted: bool) -> None:
    """Show or hide a part that hides itself, also while it is not in its page yet.

    What has no parent and is made visible is a window for a moment, and takes the focus away.
    """
    if part.parentWidget() is not None or not wanted:
        part.setVisible(wanted)


def card() -> tuple[QFrame, QVBoxLayout]:
    """A frame for things that belong together, and the layout to fill."""
    frame = QFrame()
    frame.setProperty("card", True)
    layout = QVBoxLayout(frame)
    layout.setSpacing(SPACING)
    return frame, layout


def heading(text: str) -> QLabel:
    """The heading of a page."""
    label = QLabel(text)
    label.setAccessibleName(text)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * 1.5)
    font.setBold(True)
    label.setFont(font)
    return label


def subheading(text: str) -> QLabel:
    """A heading inside a page."""
    label = QLabel(text)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * 1.15)
    font.setBold(True)
    label.setFont(font)
    return label


def form_row(form: QFormLayout, title: str, field: QWidget) -> QLabel:
    """Add a field with its label at the same height; the label's letter with & leads there."""
    label = QLabel(title)
    label.setBuddy(field)
    field.setAccessibleName(title.replace("&", "").rstrip(":"))
    field.ensurePolished()
    # A form puts labels at the top of fields that are higher than they are.
    label.setMinimumHeight(field.sizeHint().height())
    form.addRow(label, field)
    return label


def set_primary(button: QPushButton, primary: bool) -> None:
    """Mark what to do next on a page; one button at a time."""
    if bool(button.property("primary")) != primary:
        button.setProperty("primary", primary)
        button.style().unpolish(button)
        button.style().polish(button)
