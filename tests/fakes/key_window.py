"""A window that says which keys it gets, a line each, as `modifiers key text`; for a real X11.

python key_window.py
"""

# ruff: noqa: N802 (Qt's names)

from __future__ import annotations

import sys

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

LONGEST_MS = 60_000


class KeyWindow(QWidget):
    """Takes the focus, says `ready` when it has it, and then each key."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        print("ready", flush=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key()).name
        held = event.modifiers().value >> 25  # shift 1, ctrl 2, alt 4, meta 8
        print(held, key, event.text() if event.text().isprintable() else "", flush=True)


if __name__ == "__main__":
    app = QApplication(sys.argv)
    window = KeyWindow()
    window.show()
    window.activateWindow()
    window.setFocus()
    QTimer.singleShot(LONGEST_MS, app.quit)
    sys.exit(app.exec())
