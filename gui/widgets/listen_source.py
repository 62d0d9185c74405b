"""Which board is listened to, what it hears, and how it stands with it, in plain words."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from audio.sound import SUFFIXES
from firmware.boards import load_board
from firmware.ports import Port
from gui.announce import announce
from gui.board_sound import BoardHears
from gui.job import JobState
from gui.language import in_words
from gui.listener import ListenState
from gui.pages.page import SPACING, set_role, text_label
from gui.session import Session
from gui.widgets.flow_row import FlowRow

ROLES = {
    ListenState.LISTENING: "good",
    ListenState.LOST: "caution",
    ListenState.FAILED: "bad",
}


class ListenSource(QWidget):
    """Choice of the board, start and stop, and the sound of a board without hardware.

    Args:
        session: What is open.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._listener = session, session.listener
        self._said = ""
        self.board = QComboBox()
        self.board.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.board.setMinimumContentsLength(10)
        self.board_label = QLabel(self.tr("B&oard"))
        self.board_label.setBuddy(self.board)
        self.button = QPushButton()
        self.button.setProperty("primary", True)
        self.button.clicked.connect(self.toggle)
        self.status: QLabel = text_label("")
        self.status.setAccessibleName(self.tr("Connection"))
        self.flash_button = QPushButton(self.tr("&To the Board page"))
        self.flash_button.clicked.connect(self._to_board_page)
        self.sends_sound = QCheckBox(self.tr("The board sends its so&und, so that it can be kept"))
        self.sends_sound.toggled.connect(self._listener.send_sound)
        self._build_sound_row()
        first = FlowRow()
        for widget in (self.board_label, self.board, self.button):
            first.addWidget(widget)
        second = FlowRow()
        for part in (self.hears_label, self.hears, self.play_button, self.fast):
            second.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addLayout(first)
        layout.addWidget(self.status)
        layout.addWidget(self.flash_button)
        layout.addWidget(self.sends_sound)
        layout.addLayout(second)
        layout.addWidget(self.sound_status)
        self._listener.changed.connect(self.refresh)
        self._listener.sound.changed.connect(self.refresh)
        self._listener.updated.connect(self._refresh_sound)
        session.image_changed.connect(self.refresh)
        session.models_changed.connect(self.refresh)
        session.ports.changed.connect(self.refresh)
        self.refresh()

    def _build_sound_row(self) -> None:
        self.hears = QComboBox()
        for text, hears in (
            (self.tr("This computer’s microphone"), BoardHears.MICROPHONE),
            (self.tr("The takes kept for testing"), BoardHears.TAKES),
            (self.tr("A sound file"), BoardHears.FILE),
            (self.tr("Nothing"), BoardHears.NOTHING),
        ):
            self.hears.addItem(text, hears)
        self.hears.activated.connect(self._choose_sound)
        self.hears_label = QLabel(self.tr("It hea&rs"))
        self.hears_label.setBuddy(self.hears)
        self.play_button = QPushButton()
        self.play_button.clicked.connect(self.play)
        self.fast = QCheckBox(self.tr("&Faster than time"))
        self.sound_status: QLabel = text_label("", "soft")
        self.sound_status.setAccessibleName(self.tr("Sound for the board"))

    def port(self) -> str:
        """The port of the real board that is chosen; empty for one without hardware."""
        return str(self.board.currentData() or "")

    def toggle(self) -> None:
        """Start listening, or stop."""
        if self._listener.active:
            self._listener.hang_up()
            return
        port = self.board.currentData()
        known = next((each for each in self._session.ports.ports if each.device == port), None)
        # A cable with a bridge is too slow for sound; USB of the chip's own is not.
        self._listener.send_sound(bool(known and not known.bridge))
        self._listener.listen(port or "")

    def play(self) -> None:
        """Let the board hear the takes, or a file that is asked for, or the microphone again."""
        if self.hears.currentData() is BoardHears.MICROPHONE:
            self._listener.sound.hear_microphone()
            self.hears.setFocus()  # The button is gone.
            return
        if self.hears.currentData() is BoardHears.TAKES:
            self._listener.sound.play_takes(self.fast.isChecked())
            return
        patterns = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Play a sound to the board"),
            "",
            self.tr("Sound files ({0})").format(patterns),
        )
        if name:
            self._listener.sound.play_file(Path(name), self.fast.isChecked())

    def refresh(self) -> None:
        """Show everything as it is now."""
        listener = self._listener
        self._fill_boards()
        self.board.setEnabled(not listener.active)
        stop = listener.active
        self.button.setText(self.tr("Stop &listening") if stop else self.tr("Start &listening"))
        usable = self.board.count() > 0 and not listener.opening
        self.button.setEnabled(stop or usable)
        text = self._status()
        self.status.setText(text)
        set_role(self.status, "caution" if self._caution() else ROLES.get(listener.state, ""))
        if text != self._said:
            if self._said:
                announce(
                    self, text, urgent=listener.state in (ListenState.LOST, ListenState.FAILED)
                )
            self._said = text
        self.flash_button.setVisible(self._caution())
        self.sends_sound.setVisible(listener.active and not listener.is_virtual)
        self.sends_sound.blockSignals(True)
        self.sends_sound.setChecked(listener.sends_sound)
        self.sends_sound.blockSignals(False)
        self._refresh_sound_row()
        self._refresh_sound()

    def _fill_boards(self) -> None:
        """The board without hardware first, then real ones."""
        choices: list[tuple[str, str]] = []
        image = self._session.image
        if image is not None and load_board(image.board).kind != "chip":
            choices.append((in_words(load_board(image.board).title), ""))
        choices += [(port_name(port), port.device) for port in self._session.ports.boards]
        listener = self._listener
        gone = listener.port not in (device for _, device in choices)
        if listener.port and not listener.is_virtual and gone:
            choices.append((listener.port, listener.port))
        now = [(self.board.itemText(i), self.board.itemData(i)) for i in range(self.board.count())]
        if now != choices:
            chosen = self.board.currentData()
            self.board.clear()
            for text, device in choices:
                self.board.addItem(text, device)
            at = self.board.findData(listener.port if listener.active else chosen)
            self.board.setCurrentIndex(max(0, at))

    def _caution(self) -> bool:
        listener = self._listener
        return listener.other_model or listener.unanswered or bool(listener.trouble)

    def _status(self) -> str:
        listener = self._listener
        match listener.state:
            case ListenState.IDLE:
                if listener.opening:
                    return self.tr("Stopping…")
                return self.tr("○ Not listening.")
            case ListenState.CONNECTING:
                if listener.unanswered:
                    return self.tr(
                        "… The board does not answer. Press its reset button; if that does not "
                        "help, flash it on the Board page. It is asked again and again."
                    )
                return self.tr("… Connecting.")
            case ListenState.LOST:
                return self.tr(
                    "↻ The board went away: unplugged, or it restarts. It is waited for; plug it "
                    "in again, and listening goes on by itself."
                )
            case ListenState.FAILED:
                return f"✕ {in_words(listener.what)} {in_words(listener.hint)}".strip()
        if listener.trouble:
            return self.tr(
                "⚠ The board answers, but cannot listen. {0} Put the firmware on it again."
            ).format(in_words(listener.trouble))
        if listener.other_model:
            return self.tr(
                "⚠ Listening, but the board runs another model than the chosen one: flash it again."
            )
        hello = listener.log.hello
        title = load_board(hello.board).title if hello and not listener.port else ""
        return self.tr("● Listening to {0}.").format(in_words(title) or self.board.currentText())

    def _refresh_sound_row(self) -> None:
        listener, sound = self._listener, self._listener.sound
        chosen = self.board.currentData()
        virtual = listener.is_virtual if listener.active else chosen == ""
        for part in (self.hears_label, self.hears):
            part.setVisible(virtual)
        self.hears.setCurrentIndex(self.hears.findData(sound.hears))
        plays = sound.hears in (BoardHears.TAKES, BoardHears.FILE)
        failed = sound.job.state is JobState.FAILED and sound.attending
        again = failed and sound.hears is BoardHears.MICROPHONE
        self.play_button.setVisible(virtual and (plays or again))
        self.fast.setVisible(virtual and plays)
        texts = {
            BoardHears.TAKES: self.tr("Pl&ay them"),
            BoardHears.FILE: self.tr("Pl&ay a file…"),
            BoardHears.MICROPHONE: self.tr("Try &again"),
        }
        self.play_button.setText(texts.get(sound.hears, ""))
        self.play_button.setEnabled(sound.attending)

    def _refresh_sound(self) -> None:
        text, role = self._sound_text()
        if text != self.sound_status.text():
            self.sound_status.setText(text)
            set_role(self.sound_status, role)
            if role == "bad":
                announce(self, text, urgent=True)
        self.sound_status.setVisible(bool(text) and not self.hears.isHidden())

    def _sound_text(self) -> tuple[str, str]:
        listener, sound = self._listener, self._listener.sound
        if sound.job.state is JobState.FAILED and listener.active:
            return f"✕ {in_words(sound.job.what)} {in_words(sound.job.hint)}".strip(), "bad"
        if sound.rehearsal is None or not listener.active:
            if sound.hears is BoardHears.MICROPHONE:
                return self.tr("Speak: what you say goes to the board as it is said."), "soft"
            return "", "soft"
        played = f"{sound.played_seconds:.0f}"
        text = self.tr("Played {0} of {1} s.").format(played, f"{sound.rehearsal.seconds:.0f}")
        if sound.rehearsal.spoken:
            hits = sound.rehearsal.hits(
                listener.log.detections, sound.started_seconds, listener.log.seconds
            )
            text += " " + self.tr("Heard {0} of {1} words, {2} wrong detections.").format(
                hits.found, hits.words, hits.wrong
            )
        return text, "soft"

    def _choose_sound(self, index: int) -> None:
        sound, hears = self._listener.sound, self.hears.itemData(index)
        if hears is sound.hears:
            return
        if hears is BoardHears.MICROPHONE:
            sound.hear_microphone()
        else:
            sound.hear_nothing()
            sound.hears = hears
        self.refresh()

    def _to_board_page(self) -> None:
        self._session.page_wanted.emit("board")


def port_name(port: Port) -> str:
    """A port for people: the boards that it may be, and what opens it."""
    titles = [in_words(load_board(name).title) for name in port.boards]
    return f"{' / '.join(titles) or port.description} ({port.device})"
