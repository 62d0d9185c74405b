"""Serial ports and boards that are plugged in, looked for each second while somebody watches.

On request a board is asked what it runs.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from firmware.identify import Identity, identify
from firmware.port_troubles import PortTrouble, port_troubles
from firmware.ports import Port, board_ports, list_ports, port_named
from gui.job import Job, JobState

if TYPE_CHECKING:
    from gui.session import Session

LOOK_EACH_S = 1.0
END_S = 3.0


class PortWatch(QObject):
    """Looks in a thread of its own: asking the system for its ports can take a while.

    Attributes:
        ports: All serial ports as of the last look.
        troubles: What keeps boards from being used.
        problem: Why the last look failed; empty when it did not.
        asking: The job that asks a board what it runs.
        identities: What the boards said that were asked, by their ports.
    """

    changed = Signal()  # a port came or went, or a board has answered
    looked = Signal(object, object, str)  # ports, troubles and problem, from the thread

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.ports: tuple[Port, ...] = ()
        self.troubles: tuple[PortTrouble, ...] = ()
        self.problem = ""
        self.identities: dict[str, Identity] = {}
        self.asking = Job(self)
        self.asking.ended.connect(self._note_answer)
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
        self.asking.stop()

    def ask(self, device: str) -> None:
        """Ask the board at a port what it runs, once nobody listens there any more."""
        port = port_named(device, list(self.ports))
        if port is not None and not self.asking.busy:
            self._session.listener.release(device)
            self.asking.start(lambda: identify(port))

    def _note_answer(self) -> None:
        if self.asking.state is JobState.SUCCEEDED:
            found: Identity = self.asking.result
            self.identities[found.port.device] = found
        self.changed.emit()

    def _watch(self, ending: threading.Event) -> None:
        last: object = None
        while not ending.is_set():
            troubles: tuple[PortTrouble, ...] = ()
            try:
                found, problem = tuple(list_ports()), ""
                troubles = tuple(port_troubles(list(found)))
            except OSError as error:  # Of the system, or pyserial's own, which is one of them.
                found, problem = (), str(error)
            look = (found, [str(trouble) for trouble in troubles], problem)
            if look != last and not ending.is_set():
                last = look
                self.looked.emit(found, troubles, problem)
            ending.wait(LOOK_EACH_S)

    def _keep(
        self, ports: tuple[Port, ...], troubles: tuple[PortTrouble, ...], problem: str
    ) -> None:
        """Note a look; what a board said that has gone since is forgotten."""
        for device in [*self.identities]:
            if self.identities[device].port not in ports:
                del self.identities[device]
        self.ports, self.troubles, self.problem = ports, troubles, problem
        self.changed.emit()
