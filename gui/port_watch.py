"""Serial ports and boards that are plugged in, looked for each second while somebody watches."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from firmware.ports import Port, board_ports, list_ports

if TYPE_CHECKING:
    from gui.session import Session

LOOK_EACH_S = 1.0
END_S = 3.0


class PortWatch(QObject):
    """Looks in a thread of its own: asking the system for its ports can take a while.

    Attributes:
        ports: All serial ports as of the last look.
        problem: Why the last look failed; empty when it did not.
    """

    changed = Signal()  # a port came or went
    looked = Signal(object, str)  # ports and problem, from the thread

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.ports: tuple[Port, ...] = ()
        self.problem = ""
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None
        self.looked.connect(self._keep)

    @property
    def boards(self) -> tuple[Port, ...]:
        """Ports behind which there is, or may be, a board."""
        return tuple(board_ports(list(self.ports)))

    @property
    def watching(self) -> bool:
        """Whether somebody watches."""
        return self._thread is not None

    def start(self) -> None:
        """Watch from now on."""
        if self._thread is None:
            self._ending = threading.Event()
            self._thread = threading.Thread(
                target=self._watch, args=(self._ending,), name="port watch", daemon=True
            )
            self._thread.start()

    def stop(self) -> None:
        """Watch no longer, and wait for the thread."""
        self._ending.set()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(END_S)

    def _watch(self, ending: threading.Event) -> None:
        last: object = None
        while not ending.is_set():
            try:
                found, problem = tuple(list_ports()), ""
            except OSError as error:  # Of the system, or pyserial's own, which is one of them.
                found, problem = (), str(error)
            if (found, problem) != last and not ending.is_set():
                last = found, problem
                self.looked.emit(found, problem)
            ending.wait(LOOK_EACH_S)

    def _keep(self, ports: tuple[Port, ...], problem: str) -> None:
        if (ports, problem) != (self.ports, self.problem):
            self.ports, self.problem = ports, problem
            self.changed.emit()
