"""Serial ports and boards that are plugged in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from gui.session import Session


class PortWatch(QObject):
    """Serial ports and boards that are plugged in."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
