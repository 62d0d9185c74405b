"""What people say of detections: that one was wrong, that one was missed, and taking it back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from audio.corrections import Correction
from audio.sound import Samples
from firmware.board_link import BoardLink
from firmware.detection_store import DetectionStore
from firmware.listening import Heard, ListeningLog
from firmware.messages import HelloLine
from gui.corrector import Corrector, Kept
from gui.kept_sounds import KeptSounds

if TYPE_CHECKING:
    from gui.session import Session


class Verdicts(QObject):
    """Writes down detections and verdicts, and keeps the sound of what went wrong.

    Attributes:
        corrector: Makes takes of the sound.
        sounds: The sound of the last detections.
    """

    marked = Signal(object)  # a Heard whose verdict is another one

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.corrector = Corrector(session)
        self.sounds = KeptSounds(self)
        self.sounds.kept.connect(self._note_sound)
        self.sounds.unknown.connect(self._note_sound)
        self.sounds.latest.connect(self._keep_missed)
        self.corrector.kept.connect(self._note_kept)
        self.corrector.undone.connect(self._note_undone)
        self._log = ListeningLog()
        self._store: DetectionStore | None = None
        self._missed = ""
        self._wrong_soon: set[int] = set()

    def begin(self, log: ListeningLog) -> None:
        """Another board is listened to."""
        self._log, self._store, self._missed = log, None, ""
        self.sounds.clear()
        self._wrong_soon.clear()

    def stop(self) -> None:
        """Write what still waits."""
        self.corrector.stop()

    def add(self, heard: Heard) -> None:
        """A detection came."""
        self.sounds.expect(heard)
        if self._store is not None:
            store = self._store
            self._session.attempt(lambda: store.add(heard))

    def look(self, link: BoardLink) -> None:
        """Take the sounds that have come; never waits.

        Raises:
            BoardError: A board without hardware has crashed.
        """
        self.sounds.look(link, self._log)

    def keep_missed(self, link: BoardLink, word: str) -> None:
        """Keep the latest sound as a take of a word that the board should have heard.

        Raises:
            BoardError: A board without hardware has crashed.
        """
        self._missed = word
        self.sounds.ask_latest(link, self._log)

    def mark_wrong(self, number: int) -> None:
        """Say that a detection was wrong; its sound, if known, is kept for the next training."""
        heard = self._log.find(number)
        if heard is None or heard.wrong:
            return
        self._judge(number, True, "")
        if self.sounds.expects(number):
            self._wrong_soon.add(number)
        else:
            self._keep_wrong_now(number)

    def know(self, hello: HelloLine) -> None:
        """The board said who it is: what it hears is written down under this name."""
        project = self._session.project
        if project is not None:
            self._store = DetectionStore(project.detections, hello.board, hello.model)

    def _note_sound(self, number: int) -> None:
        """The sound of a detection came, or will not come."""
        if number in self._wrong_soon:
            self._keep_wrong_now(number)

    def _keep_wrong_now(self, number: int) -> None:
        self._wrong_soon.discard(number)
        samples = self.sounds.get(number)
        if samples is not None:
            self.corrector.keep(self._correction(samples, ""), number)
            return
        self.corrector.refuse(
            self.tr("The detection counts as wrong, but its sound is not known."),
            self.tr("Boards on a USB port of their own can send their sound: switch that on."),
        )

    def _keep_missed(self, samples: Samples) -> None:
        word, self._missed = self._missed, ""
        if not word:
            return
        if len(samples):
            self.corrector.keep(self._correction(samples, word))
        else:
            self.corrector.refuse(
                self.tr("There is no sound to keep: this board has not sent any."),
                self.tr("Boards on a USB port of their own can send their sound: switch that on."),
            )

    def _correction(self, samples: Samples, word: str) -> Correction:
        speaker = self._session.preferences.speaker
        board = self._log.hello.board if self._log.hello else ""
        return Correction(samples, word, datetime.now(), speaker, microphone=board)

    def _judge(self, number: int, wrong: bool, kept: str) -> None:
        heard = self._log.mark(number, wrong)
        if heard is not None:
            if self._store is not None:
                store, judged = self._store, heard
                self._session.attempt(lambda: store.judge(judged, kept))
            self.marked.emit(heard)

    def _note_kept(self, kept: Kept) -> None:
        if kept.number:
            self._judge(kept.number, True, kept.take.name)

    def _note_undone(self, kept: Kept) -> None:
        if kept.number:
            self._judge(kept.number, False, "")
