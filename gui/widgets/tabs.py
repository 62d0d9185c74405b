"""Tabs that are as high as the one at the front; Qt's own are as high as the highest."""

from __future__ import annotations

from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from gui.pages.page import SPACING


class Tabs(QWidget):
    """A bar of tabs, moved along with the arrow keys, and one widget at a time below it.

    Args:
        name: What screen readers call it.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widgets: list[QWidget] = []
        self.bar = QTabBar()
        self.bar.setAccessibleName(name)
        self.bar.setExpanding(False)
        self.bar.setDrawBase(False)
        self.bar.currentChanged.connect(self._show)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(SPACING)
        self._layout.addWidget(self.bar)

    def add(self, widget: QWidget, title: str) -> None:
        """Add a tab."""
        # Its place first: what is shown without a parent would be a window of its own.
        self._layout.addWidget(widget)
        self._widgets.append(widget)
        self.bar.addTab(title)
        self._show(self.bar.currentIndex())

    def count(self) -> int:
        """How many there are."""
        return self.bar.count()

    def bring(self, widget: QWidget) -> None:
        """Bring the tab of a widget to the front."""
        self.bar.setCurrentIndex(self._widgets.index(widget))

    def _show(self, front: int) -> None:
        for number, widget in enumerate(self._widgets):
            widget.setVisible(number == front)
