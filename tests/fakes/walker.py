"""Walks every control of a window and says what an access technology would stumble over.

Each finding names the page, the control by its path of classes and names, and what is wrong, so
that it can be mended without a search.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QGraphicsView,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QMenuBar,
    QProgressBar,
    QRadioButton,
    QScrollArea,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)

MOST_TABS = 400
MOST_ROWS = 30
INPUTS = (
    QLineEdit,
    QComboBox,
    QAbstractSpinBox,
    QAbstractSlider,
    QAbstractItemView,
    QTextEdit,
    QProgressBar,
    QTabBar,
)
MNEMONIC = re.compile(r"&(?!&)(\w)")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong."""

    page: str
    path: str
    fault: str

    def __str__(self) -> str:
        return f"{self.page}: {self.path}: {self.fault}"


class WindowWatch(QObject):
    """Notes each widget that is shown as a window of its own, even if only for a moment.

    That happens to a part that is made visible before it is put into its page: it takes the focus
    away, and a screen reader says it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Look at everything that is shown in the whole app."""
        shows = event.type() == QEvent.Type.Show and isinstance(watched, QWidget)
        if shows and watched.isWindow() and not isinstance(watched, QMainWindow | QDialog | QMenu):
            text = shown_text(watched)
            self.seen.append(type(watched).__name__ + (f" “{text}”" if text else ""))
        return False


def path_of(widget: QWidget) -> str:
    """How to find a widget: classes and names from the page down to it."""
    steps: list[str] = []
    at: QWidget | None = widget
    while at is not None and not at.isWindow() and not isinstance(at, QScrollArea):
        name = at.objectName()
        shown = shown_text(at)
        step = type(at).__name__ + (f"#{name}" if name and not name.startswith("qt_") else "")
        steps.append(step + (f" “{shown[:30]}”" if shown and at is widget else ""))
        at = at.parentWidget()
    return " > ".join(reversed(steps))


def parts(root: QWidget) -> Iterator[QWidget]:
    """The visible widgets of a page that somebody wrote, not the inner ones of Qt's own."""
    for widget in (root, *root.findChildren(QWidget)):
        if widget.isVisibleTo(root.window()) and not _is_inner(widget):
            yield widget


def controls(root: QWidget) -> list[QWidget]:
    """What can be operated now: visible, enabled and meant to have the focus."""
    return [
        widget
        for widget in parts(root)
        if widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


def name_of(widget: QWidget) -> str:
    """What a screen reader calls it: its accessible name, its label, or its own text."""
    if widget.accessibleName():
        return widget.accessibleName()
    if isinstance(widget, QAbstractButton | QLabel):
        return widget.text()
    if isinstance(widget, QGroupBox):
        return widget.title()
    labels = widget.window().findChildren(QLabel)
    return next((label.text() for label in labels if label.buddy() is widget), "")


def without_names(page: str, root: QWidget) -> Iterator[Finding]:
    """Controls, pictures and painted widgets that are not told in words."""
    for widget in parts(root):
        operable = widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not _only_scrolls(widget)
        if (operable or isinstance(widget, INPUTS)) and not name_of(widget).strip():
            yield Finding(page, path_of(widget), "has no accessible name")
        if isinstance(widget, QLabel) and not widget.pixmap().isNull() and not name_of(widget):
            yield Finding(page, path_of(widget), "is a picture without a text")
        if is_painted(widget):
            if not widget.accessibleName():
                yield Finding(page, path_of(widget), "is painted and has no accessible name")
            if not widget.accessibleDescription():
                yield Finding(page, path_of(widget), "is painted and has no description")


def is_painted(widget: QWidget) -> bool:
    """Whether it is a plot, or paints itself in code of the app."""
    if isinstance(widget, QGraphicsView):
        return True
    paints = type(widget).paintEvent
    return getattr(paints, "__module__", "").startswith("gui.") and not isinstance(
        widget, QAbstractButton
    )


def mute_interfaces(page: str, root: QWidget) -> Iterator[Finding]:
    """What the tree of accessible objects holds that has a focus but no name or no role."""
    for interface in _tree(QAccessible.queryAccessibleInterface(root)):
        state = interface.state()
        if not state.focusable or state.invisible:
            continue
        widget = interface.object()
        if isinstance(widget, QWidget):
            if _is_inner(widget) or _only_scrolls(widget):
                continue
            said = name_of(widget)
        else:
            said = interface.text(QAccessible.Text.Name)
        path = path_of(widget) if isinstance(widget, QWidget) else repr(interface.role())
        if not said and not interface.text(QAccessible.Text.Name):
            yield Finding(page, path, f"says nothing to a screen reader ({interface.role()})")
        if interface.role() in (QAccessible.Role.NoRole, QAccessible.Role.Window):
            yield Finding(page, path, f"has the focus but no role ({interface.role()})")


def beyond_tab(page: str, window: QWidget, root: QWidget) -> Iterator[Finding]:
    """Controls that Tab never reaches, and those that keep it."""
    wanted = controls(root)
    reached, stuck = tab_through(window, wanted)
    if stuck is not None and wanted != [stuck]:
        yield Finding(page, path_of(stuck), "keeps the focus: Tab does not leave it")
    groups = [widget.parentWidget() for widget in reached if isinstance(widget, QRadioButton)]
    for widget in wanted:
        # Of radio buttons one is reached by Tab, the others by arrow keys.
        by_arrows = isinstance(widget, QRadioButton) and widget.parentWidget() in groups
        if widget not in reached and not by_arrows and not _only_scrolls(widget):
            yield Finding(page, path_of(widget), "is not reached by Tab")


def tab_through(window: QWidget, wanted: Iterable[QWidget]) -> tuple[list[QWidget], QWidget | None]:
    """Press Tab until the focus is where it began; which widgets had it, and which kept it."""
    start = QApplication.focusWidget()
    if start is None:
        start = next(iter(wanted), window)
        start.setFocus(Qt.FocusReason.TabFocusReason)
    reached: list[QWidget] = []
    for _ in range(MOST_TABS):
        before = QApplication.focusWidget()
        if before is None:
            return reached, reached[-1] if reached else window
        reached.append(_outer(before))
        QTest.keyClick(before, Qt.Key.Key_Tab)
        after = QApplication.focusWidget()
        if after is before:
            return reached, before
        if after is start:
            return reached, None
    return reached, reached[-1]


def twice_used_keys(page: str, window: QWidget, root: QWidget) -> Iterator[Finding]:
    """Letters with Alt that mean two things."""
    keys: Counter[str] = Counter()
    where: dict[str, list[str]] = {}
    texts = [(_mnemonic_text(widget), path_of(widget)) for widget in parts(root)]
    for bar in window.findChildren(QMenuBar):
        texts += [(action.text(), f"menu {action.text()}") for action in bar.actions()]
    for text, path in texts:
        for key in MNEMONIC.findall(text):
            keys[key.casefold()] += 1
            where.setdefault(key.casefold(), []).append(path)
    for key, count in keys.items():
        if count > 1:
            yield Finding(page, " and ".join(where[key]), f"share the key Alt+{key.upper()}")


def texts_of(root: QWidget) -> Iterator[tuple[QWidget, str]]:
    """Every text that the visible parts show or say, and those of the menus."""
    for widget in parts(root):
        said = [shown_text(widget), widget.toolTip(), widget.accessibleName()]
        said.append(widget.accessibleDescription())
        if isinstance(widget, QLineEdit):
            said = [*said[1:], widget.placeholderText()]  # its text is the user's
        if isinstance(widget, QAbstractItemView | QComboBox):
            said += _items(widget.model())
        if isinstance(widget, QMenuBar):
            said += [action.text() for action in widget.actions()]
            said += [
                entry.text() for menu in widget.findChildren(QMenu) for entry in menu.actions()
            ]
        yield from ((widget, text) for text in said if text)


def _items(model: QAbstractItemModel) -> Iterator[str]:
    top = QModelIndex()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(top)
    rows = min(model.rowCount(top), MOST_ROWS)
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
    for column in range(columns):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        for row, role in product(range(rows), roles):
            yield str(model.index(row, column).data(role) or "")


def shown_text(widget: QWidget) -> str:
    """The text of a widget that shows one."""
    if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        return widget.text()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    return widget.title() if isinstance(widget, QGroupBox) else ""


def _mnemonic_text(widget: QWidget) -> str:
    if isinstance(widget, QLabel):
        return widget.text() if widget.buddy() is not None else ""
    if isinstance(widget, QAbstractButton):
        return widget.text()
    return widget.title() if isinstance(widget, QGroupBox) else ""


def _is_inner(widget: QWidget) -> bool:
    """Whether it is a part that Qt made inside of a widget of its own."""
    parent = widget.parentWidget()
    inside = isinstance(parent, QComboBox | QAbstractSpinBox | QLineEdit | QTabBar | QMenuBar)
    if widget.objectName().startswith("qt_") or inside or isinstance(widget, QScrollBar):
        return True
    if isinstance(parent, QAbstractItemView) and isinstance(widget, QAbstractButton):
        return True  # the corner of a table
    return type(widget).__name__ in ("QHeaderView", "QComboBoxPrivateContainer", "QSizeGrip")


def _only_scrolls(widget: QWidget) -> bool:
    """A frame around content that scrolls; its content is what matters."""
    return isinstance(widget, QScrollArea) and isinstance(widget, QAbstractScrollArea)


def _outer(widget: QWidget) -> QWidget:
    """The control that an inner part with the focus belongs to, e.g. of a spin box."""
    while _is_inner(widget) and widget.parentWidget() is not None:
        widget = widget.parentWidget()
    return widget


def _tree(interface: QAccessibleInterface | None) -> Iterator[QAccessibleInterface]:
    if interface is None or not interface.isValid():
        return
    yield interface
    for number in range(interface.childCount()):
        yield from _tree(interface.child(number))
