"""What keyboards and screen readers need of the focus and Qt does not give by itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtWidgets import QComboBox, QLayout, QPushButton, QWidget


def follow_layout(part: QWidget) -> None:
    """Let Tab go through a part in the order of its layouts.

    Qt goes by the order in which widgets were made, so that rows that come later are reached last,
    wherever they stand.
    """
    layout = part.layout()
    if layout is not None:
        for one, following in pairwise(_in_order(layout)):
            QWidget.setTabOrder(one, following)


class FocusHelp(QObject):
    """Makes a control that has the focus do what people expect of it.

    Enter presses a button, as it does in dialogs. On Linux a combo box has no name for screen
    readers but its value and its label (QAccessibleComboBox::text in Qt's sources); where there is
    no label its name is told as its description.
    """

    def serve(self, before: QWidget | None, now: QWidget | None) -> None:
        """The focus went from one control to another."""
        if isinstance(before, QPushButton):
            before.removeEventFilter(self)
        if isinstance(now, QPushButton):
            now.installEventFilter(self)  # Not autoDefault, which makes a button larger.
        elif isinstance(now, QComboBox):
            _describe(now)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Press the button that has the focus."""
        if (
            isinstance(watched, QPushButton)
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            if not event.isAutoRepeat():
                watched.click()
            return True
        return False


def place_of(control: QWidget, whole: QWidget) -> tuple[int, ...]:
    """Where a control is inside of another widget: which child, of that which child, and so on."""
    parent = control.parentWidget()
    if control is whole or parent is None:
        return ()
    return (*place_of(parent, whole), _children(parent).index(control))


def control_at(place: tuple[int, ...], whole: QWidget) -> QWidget | None:
    """What is at a place now, in a widget that was built anew; None if it has become another."""
    for number in place:
        children = _children(whole)
        if number >= len(children):
            return None
        whole = children[number]
    takes = whole.focusPolicy() & Qt.FocusPolicy.TabFocus and whole.isEnabled()
    return whole if place and takes and not whole.isHidden() else None


def _children(widget: QWidget) -> list[QWidget]:
    return widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)


def first_control(part: QWidget) -> QWidget | None:
    """The first control of a part that Tab comes to."""
    layout = part.layout()
    controls = _in_order(layout) if layout is not None else iter(())
    return next((each for each in controls if each.isEnabled()), None)


def _describe(box: QComboBox) -> None:
    interface = QAccessible.queryAccessibleInterface(box)
    labelled = bool(interface.relations(QAccessible.RelationFlag.Label))
    if not labelled and not box.accessibleDescription():
        box.setAccessibleDescription(box.accessibleName())


def _in_order(layout: QLayout) -> Iterator[QWidget]:
    """The controls of a layout and of all that it holds."""
    for at in range(layout.count()):
        item = layout.itemAt(at)
        widget, inner = (item.widget(), item.layout()) if item else (None, None)
        if inner is not None:
            yield from _in_order(inner)
        if widget is None:
            continue
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield widget
        elif (inside := widget.layout()) is not None:
            yield from _in_order(inside)
