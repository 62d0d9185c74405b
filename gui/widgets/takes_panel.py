"""The takes of the chosen label: listen to them, see what is wrong, delete and undo, take in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from audio.errors import AudioError
from audio.level import peaks
from audio.sound import SUFFIXES, read_samples
from audio.takes import Take
from gui.announce import announce
from gui.label_names import label_name
from gui.language import in_words
from gui.pages.page import set_role, subheading, text_label
from gui.session import Session
from gui.widgets.flow_row import FlowRow
from gui.widgets.import_view import ImportView
from gui.widgets.takes_table import TakesTable, by_number
from gui.widgets.waveform import Waveform

# A moving cursor reads no file before it rests.
READ_AFTER_MS = 60


class TakesPanel(QFrame):
    """A table with what can be done to takes.

    Args:
        session: What is open.
    """

    import_wanted = Signal(object)  # paths of files and folders

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._recorder = session, session.recorder
        self.setProperty("card", True)
        self.title = subheading("")
        self.table = TakesTable()
        self.wave = Waveform(self.tr("Sound of the take"))
        self.advice: QLabel = text_label("")
        self.trouble: QLabel = text_label("", "bad")
        self.play_button = QPushButton(self.tr("P&lay"))
        self.delete_button = QPushButton(self.tr("&Delete"))
        self.undo_button = QPushButton(self.tr("&Undo delete"))
        self.import_button = QPushButton(self.tr("&Import recordings"))
        self._read = QTimer(self)
        self._read.setSingleShot(True)
        self._read.setInterval(READ_AFTER_MS)
        self._show_none()
        self._fill()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show the takes of the label that is chosen now."""
        label = self._recorder.choices.label
        self.title.setText(self.tr("Takes of “{0}”").format(label_name(label)) if label else "")
        takes = self._session.takes.of(label).takes
        self.table.show_takes(tuple(sorted(takes, key=by_number)))
        self._refresh_buttons()
        self._read.start()

    def _fill(self) -> None:
        self.play_button.setToolTip(self.tr("Space or Enter in the list of takes"))
        self.delete_button.setToolTip(self.tr("Delete key in the list of takes"))
        self.undo_button.setToolTip(self.tr("Ctrl+Z; possible until the project is closed"))
        menu = QMenu(self.import_button)
        menu.addAction(self.tr("&Files, as takes of what is chosen…")).triggered.connect(
            self.ask_for_files
        )
        menu.addAction(self.tr("A fol&der with a folder for each word…")).triggered.connect(
            self.ask_for_folder
        )
        self.import_button.setMenu(menu)
        self.import_button.setToolTip(self.tr("Or drop files and folders on this page"))
        buttons = (self.play_button, self.delete_button, self.undo_button, self.import_button)
        row = FlowRow()
        for button in buttons:
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.setContentsMargins(16, 16, 16, 16)
        for widget in (self.title, self.table, self.wave, self.advice, self.trouble):
            layout.addWidget(widget)
        layout.addLayout(row)
        layout.addWidget(ImportView(self._session.importing))

    def _connect(self) -> None:
        recorder = self._recorder
        self.table.play_wanted.connect(recorder.player.toggle)
        self.table.delete_wanted.connect(recorder.bin.delete)
        self.table.selectionModel().selectionChanged.connect(self._move)
        self.play_button.clicked.connect(self._play)
        self.delete_button.clicked.connect(self.table.delete_chosen)
        self.undo_button.clicked.connect(recorder.bin.undo)
        self._read.timeout.connect(self._show_take)
        for signal in (
            *(self._session.takes_changed, recorder.choices.changed, recorder.changed),
            *(recorder.bin.changed, self._session.importing.changed),
        ):
            signal.connect(self.refresh)
        recorder.player.changed.connect(self._show_playing)
        recorder.player.moved.connect(self._show_progress)
        recorder.take_kept.connect(self.table.put_cursor)
        recorder.bin.deleted.connect(self._tell_deleted)
        recorder.bin.restored.connect(self._tell_restored)

    def _move(self) -> None:
        self._refresh_buttons()
        self._read.start()

    def _refresh_buttons(self) -> None:
        recorder, take = self._recorder, self.table.take()
        self.play_button.setEnabled(take is not None)
        playing = take is not None and recorder.player.take == take
        self.play_button.setText(self.tr("Stop p&laying") if playing else self.tr("P&lay"))
        self.delete_button.setEnabled(bool(self.table.chosen()))
        self.undo_button.setEnabled(recorder.bin.can_undo)
        self.import_button.setEnabled(not recorder.busy and not self._session.importing.busy)
        text = " ".join(
            f"{in_words(part.what)} {in_words(part.hint)}".strip()
            for part in (recorder.player, recorder.bin)
            if part.what
        )
        if text and text != self.trouble.text():
            announce(self, text, urgent=True)
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))

    def _show_take(self) -> None:
        """Picture and verdict of the take at the cursor; gone ones are simply not shown."""
        take = self.table.take()
        if take is None:
            self._show_none()
            return
        said = self.table.takes_model.in_words(take)
        try:
            outline = peaks(read_samples(take.path))
        except AudioError as error:
            outline, said = (), f"{in_words(error.what)} {in_words(error.hint)}"
        self.advice.setText(said)
        set_role(self.advice, "caution" if take.quality or not outline else "soft")
        self.wave.show_peaks(outline, said)
        self.wave.setVisible(True)

    def _show_none(self) -> None:
        said = self.tr("There are no takes of it yet.")
        self.wave.show_peaks((), said)
        self.wave.setVisible(False)
        self.advice.setText(said)
        set_role(self.advice, "soft")

    def _show_playing(self) -> None:
        self.table.takes_model.show_playing(self._recorder.player.take)
        self.wave.show_played(0.0)
        self._refresh_buttons()

    def _show_progress(self) -> None:
        player, still = self._recorder.player, self._session.preferences.reduced_motion
        if player.take is not None and player.take == self.table.take() and not still:
            self.wave.show_played(player.fraction)

    def _play(self) -> None:
        take = self.table.take()
        if take is not None:
            self._recorder.player.toggle(take)

    def _tell_deleted(self, takes: tuple[Take, ...]) -> None:
        text = self.tr("Deleted: {0}. Ctrl+Z puts it back.")
        announce(self, text.format(", ".join(take.path.stem for take in takes)))

    def _tell_restored(self, takes: tuple[Take, ...]) -> None:
        names = ", ".join(take.path.stem for take in takes)
        announce(self, self.tr("Put back: {0}.").format(names))
        self._recorder.choices.choose_label(takes[0].label)
        self.table.put_cursor(takes[0])

    def ask_for_files(self) -> None:
        """Let the user choose recordings."""
        kinds = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        title, kind = self.tr("Import recordings"), self.tr("Recordings ({0})").format(kinds)
        names, _ = QFileDialog.getOpenFileNames(self, title, str(Path.home()), kind)
        if names:
            self.import_wanted.emit([Path(name) for name in names])

    def ask_for_folder(self) -> None:
        """Let the user choose a folder of recordings."""
        name = QFileDialog.getExistingDirectory(self, self.tr("Import"), str(Path.home()))
        if name:
            self.import_wanted.emit([Path(name)])
