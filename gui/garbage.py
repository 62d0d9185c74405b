"""Python's garbage is collected in the window's thread alone.

Python collects cycles in whichever thread makes the next object. When that is a thread of a job,
and the cycle holds objects of Qt, they are deleted there: Qt then waits for Python's lock with one
of its own taken, and the window may hold the one and wait for the other, for ever. The remedy is
Erik Janssens', as pyqtgraph has it (pyqtgraph/util/garbage_collector.py).
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

CHECK_MS = 2000


class GarbageCollector(QObject):
    """Takes Python's place in collecting, for as long as it lives.

    Args:
        parent: Of the thread that may delete objects of Qt.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self)
        timer.timeout.connect(collect_due)
        timer.start(CHECK_MS)
        self._timer = timer

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()


def collect_due() -> None:
    """Collect the oldest generation whose time has come, by Python's own thresholds."""
    pairs = zip(gc.get_count(), gc.get_threshold(), strict=True)
    due = [generation for generation, (count, limit) in enumerate(pairs) if count > limit]
    if due:
        gc.collect(due[-1])
