"""Who speaks into which microphone, how often and how fast."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from audio.labels import LONG_LABELS
from audio.pace import PACES
from firmware.board_microphone import PREFIX as BOARD_MICROPHONE
from firmware.board_microphone import board_microphones
from gui.language import in_words
from gui.pages.page import form_row, text_label
from gui.session import Session

MOST_TAKES = 500


class RecordingSetup(QWidget):
    """The choices of a recording; they can be changed while nothing is recorded.

    Args:
        session: What is open.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._recorder = session, session.recorder
        self._choices = session.recorder.choices
        self.microphone = QComboBox()
        self.microphone.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.microphone.setMinimumContentsLength(12)
        self.no_microphone: QLabel = text_label("", "bad")
        self.board_note: QLabel = text_label("", "soft")
        self.speaker = QComboBox()
        self.speaker.setEditable(True)
        self.speaker.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.speaker.setToolTip(self.tr("Each person gets a name, so that all are heard equally."))
        self.count = QSpinBox()
        self.count.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.count.setRange(1, MOST_TAKES)
        self.pace = QComboBox()
        self.pace.setToolTip(self.tr("How much quiet ends a word, and how long the pauses are."))
        self._fill_paces()
        self.goes_on = QCheckBox(self.tr("Go on to the ne&xt word that lacks takes"))
        self.plays_back = QCheckBox(self.tr("Play &each take after it"))
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form_row(form, self.tr("&Microphone"), self.microphone)
        form.addRow(self.no_microphone)
        form.addRow(self.board_note)
        form_row(form, self.tr("Spea&ker"), self.speaker)
        self._count_label = form_row(form, self.tr("Takes n&ow"), self.count)
        form_row(form, self.tr("Pa&ce"), self.pace)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(form)
        layout.addWidget(self.goes_on)
        layout.addWidget(self.plays_back)
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show the choices as they are."""
        choices, records = self._choices, self._recorder.records
        self._show_microphones()
        self._show_speakers()
        for widget in (self.speaker, self.count, self.pace, self.goes_on):
            widget.setEnabled(not records)
        with _quiet(self.count, self.pace, self.goes_on, self.plays_back):
            self.count.setValue(choices.count)
            self.pace.setCurrentIndex(self.pace.findData(choices.pace.name))
            self.goes_on.setChecked(choices.goes_on)
            self.plays_back.setChecked(choices.plays_back)
        pieces = choices.label in LONG_LABELS
        title = self.tr("Pieces &of 10 s") if pieces else self.tr("Takes n&ow")
        self._count_label.setText(title)

    def commit(self) -> None:
        """Take over a name that is still being typed."""
        self._choose_speaker()

    def _connect(self) -> None:
        recorder, choices = self._recorder, self._choices
        self.microphone.activated.connect(self._choose_microphone)
        self.speaker.activated.connect(self._choose_speaker)
        field = self.speaker.lineEdit()
        if isinstance(field, QLineEdit):
            field.setAccessibleName(self.tr("Speaker"))
            field.editingFinished.connect(self._choose_speaker)
        self.count.valueChanged.connect(choices.choose_count)
        self.pace.activated.connect(self._choose_pace)
        self.goes_on.toggled.connect(choices.choose_going_on)
        self.plays_back.toggled.connect(choices.choose_playing_back)
        for signal in (recorder.changed, choices.changed, recorder.microphones.changed):
            signal.connect(self.refresh)
        self._session.takes_changed.connect(self.refresh)
        self._session.ports.changed.connect(self.refresh)

    def _fill_paces(self) -> None:
        names = {
            "very relaxed": self.tr("very relaxed: long pauses"),
            "relaxed": self.tr("relaxed: for slow speakers"),
            "normal": self.tr("normal"),
            "brisk": self.tr("brisk: no pauses"),
        }
        for name in PACES:
            self.pace.addItem(names.get(name, name), name)

    def _show_microphones(self) -> None:
        watch, chosen = self._recorder.microphones, self._choices.microphone
        boards = board_microphones(self._session.ports.ports)
        entries = [(self.tr("the one the system uses"), "")]
        entries += [
            (self.tr("Microphone of the board at {0}").format(at), key) for key, at in boards
        ]
        entries += [(name, name) for name in watch.names()]
        if chosen and chosen not in [key for _, key in entries]:
            there = self.tr("{0} (not plugged in)") if watch.devices is not None else "{0}"
            of_board = chosen.startswith(BOARD_MICROPHONE)
            name = self.tr("Microphone of the board") if of_board else chosen
            entries.append((there.format(name), chosen))
        self._show_board_note(boards, chosen)
        box = self.microphone
        if entries != [(box.itemText(at), box.itemData(at)) for at in range(box.count())]:
            with _quiet(box):
                box.clear()
                for text, name in entries:
                    box.addItem(text, name)
        with _quiet(box):
            box.setCurrentIndex(box.findData(chosen))
        text = f"{in_words(watch.what)} {in_words(watch.hint)}".strip()
        if not text and watch.devices == ():
            text = self.tr("No microphone is plugged in. One that you plug in is found by itself.")
        self.no_microphone.setText(text)
        self.no_microphone.setVisible(bool(text))

    def _show_board_note(self, boards: Sequence[tuple[str, str]], chosen: str) -> None:
        """Why a board's microphone is the better one, where there is one to choose."""
        if chosen.startswith(BOARD_MICROPHONE):
            text = self.tr(
                "✓ The board will listen with the very microphone that you record with. It needs "
                "firmware of Wakewright; any will do, that of the sample project, too."
            )
        elif boards:
            text = self.tr(
                "A board is plugged in. Its own microphone is the best one to record with: it is "
                "the one that will listen."
            )
        else:
            text = ""
        self.board_note.setText(text)
        self.board_note.setVisible(bool(text))

    def _show_speakers(self) -> None:
        field = self.speaker.lineEdit()
        if field is not None and field.hasFocus():
            return  # Somebody is typing.
        names = self._choices.speakers()
        with _quiet(self.speaker):
            if list(names) != [self.speaker.itemText(at) for at in range(self.speaker.count())]:
                self.speaker.clear()
                self.speaker.addItems(list(names))
            self.speaker.setCurrentText(self._choices.speaker)

    def _choose_microphone(self, at: int) -> None:
        self._recorder.choose_microphone(self.microphone.itemData(at))

    def _choose_speaker(self) -> None:
        self._choices.choose_speaker(self.speaker.currentText())

    def _choose_pace(self, at: int) -> None:
        self._choices.choose_pace(self.pace.itemData(at))


@contextmanager
def _quiet(*widgets: QWidget) -> Iterator[None]:
    """Change widgets without their telling it as the user's choice."""
    before = [widget.blockSignals(True) for widget in widgets]
    yield
    for widget, was in zip(widgets, before, strict=True):
        widget.blockSignals(was)
