"""The board that is being listened to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from gui.session import Session


class Listener(QObject):
    """The board that is being listened to."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session

    def stop(self) -> None:
        """Let go of what is open, and wait for it."""
