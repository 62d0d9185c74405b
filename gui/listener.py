"""The board that is being listened to: a board without hardware, or a real one at a serial port."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import datetime
from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from audio.errors import WakewrightError
from audio.stage import Stage
from firmware.board_link import BoardLink
from firmware.board_troubles import trouble_text
from firmware.boards import load_board
from firmware.listening import ListeningLog
from firmware.messages import ErrorLine, HelloLine, Line
from firmware.monitor import LinkChange
from firmware.protocol import command
from gui.board_sound import BoardSound
from gui.job import Job, JobState
from gui.verdicts import Verdicts

if TYPE_CHECKING:
    from gui.session import Session

TICK_MS = 50
MOST_LINES_A_TICK = 400
# A board that was just opened may still be booting; then it is asked again.
ASK_AGAIN_S = 2.0


class ListenState(Enum):
    """Where listening stands."""

    IDLE = auto()
    CONNECTING = auto()  # being opened, or open and not yet heard from
    LISTENING = auto()
    LOST = auto()  # gone, and waited for
    FAILED = auto()


OPEN_STATES = (ListenState.CONNECTING, ListenState.LISTENING, ListenState.LOST)


class Listener(QObject):
    """The only owner of the serial port that it listens to.

    Attributes:
        state: Where it stands.
        what, hint: After FAILED: what happened, and what to do next.
        port: The serial port; empty for a board without hardware before it is started.
        log: What the board has said; begins anew with each start.
        sound: What a board without hardware hears.
        verdicts: What people said of detections, and the sound that was kept of them.
        sensitivity: 0..1, in force on the board; the project's until somebody turned it.
        sends_sound: Whether a real board is asked for its sound.
    """

    changed = Signal()  # state, sensitivity, or what it listens to
    updated = Signal()  # the log is another one; at most each TICK_MS
    heard = Signal(object)  # a Heard
    detected = Signal(str, float)  # word and score: for actions on this computer

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.state = ListenState.IDLE
        self.what = self.hint = ""
        self.log = ListeningLog()
        self.sound = BoardSound(session, self)
        self.verdicts = Verdicts(session, self)
        self.sensitivity = 0.5
        self.sends_sound = False
        self._opening = Job(self)
        self._opening.ended.connect(self._note_opening)
        self.verdicts.marked.connect(self.updated)
        session.project_changed.connect(self._read_project)
        session.ports.changed.connect(self._find_again)
        self._link: BoardLink | None = None
        self._serial_number = ""
        self._closing: list[threading.Thread] = []
        self._asked_at = 0.0
        self._asked = 0
        self._wanted_sensitivity: float | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def active(self) -> bool:
        """Whether a board is open, or is being waited for."""
        return self.state in OPEN_STATES

    @property
    def opening(self) -> bool:
        """Whether a board is being started or opened, or the one before is not yet closed."""
        return self._opening.busy

    @property
    def is_virtual(self) -> bool:
        """Whether the board that is open has no hardware."""
        return self._link is not None and self._link.is_virtual

    @property
    def port(self) -> str:
        """The serial port that is open or waited for; empty when there is none."""
        return self._link.port if self._link is not None and self.active else ""

    @property
    def other_model(self) -> bool:
        """Whether the board runs another model than the one that goes on it."""
        hello, model = self.log.hello, self._session.board_model
        if self.log.without_model:
            return False
        return bool(hello and model and hello.model != model.model_hash)

    @property
    def trouble(self) -> str:
        """Why the board that answers cannot listen, as a sentence; empty when it can."""
        return trouble_text(self.log.last_error) if self.log.without_model else ""

    @property
    def unanswered(self) -> bool:
        """Whether the board was asked more than once who it is, and has not said so."""
        return self.state is ListenState.CONNECTING and self._asked > 1

    def listen(self, port: str = "") -> None:
        """Start listening to a real port, or without one to the project's board without hardware.

        Nothing happens while another board is open.
        """
        if self.active or self._opening.busy:
            return
        image, board = self._session.image, self._session.board
        if not port and image is None:
            self._fail("There is no firmware for a board yet.", "Build it on the Board page.")
            return
        self._forget()
        baud = board.baud if port and board else load_board("host").baud
        known = next((each for each in self._session.ports.ports if each.device == port), None)
        self._serial_number = known.serial_number if known else ""
        self._link = BoardLink(None if port else image, port, baud)
        self._enter(ListenState.CONNECTING)
        link, closing = self._link, tuple(self._closing)
        self._opening.start(lambda: _open_after(closing, link))

    def keep_missed(self, word: str) -> None:
        """Keep the latest sound as a take of a word that the board should have heard."""
        link = self._link
        if link is not None and self.active:
            self._session.attempt(lambda: self.verdicts.keep_missed(link, word))

    def set_sensitivity(self, value: float) -> None:
        """Let the board use another sensitivity now; it is not saved."""
        self.sensitivity = min(1.0, max(0.0, value))
        self._wanted_sensitivity = self.sensitivity
        self.changed.emit()

    def save_sensitivity(self) -> None:
        """Make the sensitivity in force the project's."""
        project = self._session.project
        if project is not None:
            self._session.change(settings=replace(project.settings, sensitivity=self.sensitivity))

    def send_sound(self, on: bool) -> None:
        """Ask a real board for its sound, or for no more of it."""
        self.sends_sound = on
        if self._link is not None and not self._link.is_virtual:
            self._link.send(command("audio", on=on))
        self.changed.emit()

    def owns(self, port: str) -> bool:
        """Whether this port is open here, or not yet closed."""
        closing = any(thread.name == port for thread in self._closing if thread.is_alive())
        return bool(port) and (port == self.port or closing)

    def release(self, port: str) -> None:
        """Let go of a port, and wait until it is free, so that somebody else can open it."""
        if self.owns(port):
            self.hang_up()
            self._wait_for_closing()

    def hang_up(self) -> None:
        """Stop listening; what is open is closed beside the window."""
        self._opening.cancel()
        if not self._opening.busy:  # Else it is closed as soon as the stage has ended.
            self._let_go()
        self._enter(ListenState.IDLE)

    def stop(self) -> None:
        """Let go of what is open, and wait for it; what was kept is written."""
        self._opening.stop()
        self._let_go()
        self._wait_for_closing()
        self.sound.wait()
        self.verdicts.stop()
        self._enter(ListenState.IDLE)

    def _let_go(self) -> None:
        self._timer.stop()
        self.sound.leave()
        link, self._link = self._link, None
        if link is None:
            return
        closing = threading.Thread(target=link.close, name=link.port, daemon=True)
        self._closing = [*filter(threading.Thread.is_alive, self._closing), closing]
        closing.start()

    def _wait_for_closing(self) -> None:
        for thread in self._closing:
            thread.join()
        self._closing.clear()

    def _note_opening(self) -> None:
        """The board is open, or did not open, or nobody wants it any more."""
        if self.state is not ListenState.CONNECTING or self._link is None:
            self._let_go()
        elif self._opening.state is JobState.FAILED:
            self._fail(self._opening.what, self._opening.hint)
        else:
            self._greet()
            self._timer.start()
            if self._link.board is not None:
                self.sound.attend(self._link.board, self.log)
        self.changed.emit()

    def _forget(self) -> None:
        self.log = ListeningLog()
        self.verdicts.begin(self.log)
        self._asked = 0
        self.what = self.hint = ""

    def _enter(self, state: ListenState) -> None:
        if self.state is not state:
            self.state = state
            self.changed.emit()

    def _fail(self, what: str, hint: str) -> None:
        self._let_go()
        self.what, self.hint = what, hint
        self._enter(ListenState.FAILED)

    def _greet(self) -> None:
        self._asked_at = time.monotonic()
        self._asked += 1
        if self._link is not None:
            self._link.greet(self.sensitivity, self.sends_sound)

    def _tick(self) -> None:
        """Take what has come since the last time; never waits."""
        link = self._link
        if link is None:
            return
        try:
            lines = link.lines(MOST_LINES_A_TICK)
            for line in lines:
                self._take(line)
            self.verdicts.look(link)
        except WakewrightError as error:
            self._fail(error.what, error.hint)
            return
        lost = link.newly_lost()
        if lost:
            # For the raw log, whose lines are for engineers and not translated.
            self.log.note("lost", f"{lost} damaged or lost lines", datetime.now())
        if self._wanted_sensitivity is not None:
            wanted, self._wanted_sensitivity = self._wanted_sensitivity, None
            link.send(command("sensitivity", value=wanted))
        waited = time.monotonic() - self._asked_at
        if self.state is ListenState.CONNECTING and waited > ASK_AGAIN_S:
            self._greet()
            self.changed.emit()
        if lines or lost:
            self.updated.emit()

    def _take(self, line: Line | LinkChange) -> None:
        heard = self.log.take(line, datetime.now())
        if isinstance(line, LinkChange):
            self._asked = 0
            self._enter(ListenState.CONNECTING if line.connected else ListenState.LOST)
            if line.connected:
                self._greet()
        elif isinstance(line, ErrorLine) and self.log.without_model:
            self.changed.emit()  # Now it is known why.
        elif self.state is ListenState.CONNECTING and isinstance(line, HelloLine):
            self.verdicts.know(line)
            self._enter(ListenState.LISTENING)
        if heard is not None:
            self.verdicts.add(heard)
            self.heard.emit(heard)
            self.detected.emit(heard.word, heard.score)

    def _find_again(self) -> None:
        """A board that went away may have come back under another name."""
        link, wanted = self._link, self._serial_number
        if self.state is not ListenState.LOST or link is None or not wanted:
            return
        for port in self._session.ports.ports:
            if port.serial_number == wanted and port.device != link.port:
                self._session.attempt(lambda device=port.device: link.move(device))  # type: ignore[misc]
                return

    def _read_project(self) -> None:
        project = self._session.project
        if project is not None and not self.active:
            self.sensitivity = project.settings.sensitivity
            self.changed.emit()


def _open_after(closing: tuple[threading.Thread, ...], link: BoardLink) -> Stage[BoardLink]:
    """Open a link once those before it are closed: it may be the same port."""
    for thread in closing:
        thread.join()
    return (yield from link.open())
