"""What to say now, large enough to be read from where one speaks, and what became of it."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from audio.labels import BACKGROUND, LONG_LABELS, SPEECH, UNKNOWN
from audio.languages import spoken_text
from audio.otherwords import other_words
from gui.language import in_words
from gui.pages.page import set_role, text_label
from gui.recorder import RecorderState
from gui.session import Session
from gui.sound_history import SHOWN_SECONDS
from gui.widgets.level_meter import LevelMeter
from gui.widgets.waveform import Waveform

PEAKS_A_SECOND = 100
# With reduced motion meters follow at this pace.
STILL_MS = 500


class RecordPrompt(QFrame):
    """Shows the recorder: the prompt, the count, the sound, and every trouble.

    Args:
        session: What is open.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._recorder = session, session.recorder
        self._since = QElapsedTimer()
        self.setProperty("card", True)
        self.prompt, self.count = _large(2.2), _large(1.3)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Takes recorded"))
        self.verdict = _large(1.15, bold=False)
        self.wave = Waveform(self.tr("Sound of the last seconds"), grows=True)
        self.meter = LevelMeter(self._recorder.heard)
        self.loudness: QLabel = text_label("")
        self.body = QVBoxLayout(self)
        self.body.setSpacing(10)
        self.body.setContentsMargins(16, 20, 16, 16)
        for widget in (self.prompt, self.count, self.bar, self.verdict):
            self.body.addWidget(widget)
        self.body.addWidget(self.wave, 1)
        level = QHBoxLayout()
        level.addWidget(self.meter, 3)
        level.addWidget(self.loudness, 2)
        self.body.addLayout(level)
        self._recorder.changed.connect(self.refresh)
        self._recorder.choices.changed.connect(self.refresh)
        self._recorder.sound_heard.connect(self._follow_sound)
        self.refresh()

    def refresh(self) -> None:
        """Show the recorder as it is now."""
        recorder = self._recorder
        self.prompt.setText(self.prompt_text())
        self.count.setText(self._count_text())
        self.bar.setVisible(recorder.records)
        self.bar.setRange(0, max(1, recorder.wanted))
        self.bar.setValue(recorder.done)
        self._show_verdict()
        self._show_sound()

    def prompt_text(self) -> str:
        """What to do now."""
        state = self._recorder.state
        if state is RecorderState.OPENING:
            return self.tr("Opening the microphone …")
        if state is RecorderState.LOST:
            return self.tr("Waiting for the microphone")
        if state is RecorderState.STOPPING:
            return self.tr("Stopping …")
        if state is RecorderState.TRYING:
            return self.tr("Say something")
        return self.label_text()

    def label_text(self) -> str:
        """What to say, or what to do, for the label that is chosen."""
        label = self._recorder.choices.label
        if label == BACKGROUND:
            return self.tr("Let the room sound as it always does")
        if label == SPEECH:
            return self.tr("Talk or read aloud, without your words")
        if label == UNKNOWN:
            return self._other_word()
        return self.tr("Say “{0}”").format(spoken_text(label)) if label else ""

    def _other_word(self) -> str:
        """Another word each time, in the language of the project where we know some."""
        project = self._session.project
        offered = other_words(project.words) if project is not None else ()
        if not offered:
            return self.tr("Say any other word, each time another one")
        number = len(self._session.takes.of(UNKNOWN).takes)
        return self.tr("Say another word, e.g. “{0}”").format(offered[number % len(offered)])

    def _count_text(self) -> str:
        recorder, choices = self._recorder, self._recorder.choices
        if recorder.records:
            return self.tr("{0} of {1}").format(recorder.done, recorder.wanted)
        if recorder.state is RecorderState.TRYING:
            return self.tr("Nothing is kept.")
        if not choices.label:
            return ""
        if choices.label in LONG_LABELS:
            return self.tr("Pieces of 10 seconds: {0}").format(choices.count)
        return self.tr("Takes: {0}, with a pause after each").format(choices.count)

    def _show_verdict(self) -> None:
        recorder = self._recorder
        text, role = self.tr("Press Start once. Then nothing needs pressing: just speak."), "soft"
        if recorder.what:
            text, role = f"{in_words(recorder.what)} {in_words(recorder.hint)}".strip(), "bad"
            if recorder.state is RecorderState.LOST:
                waits = self.tr(
                    "It goes on by itself when the microphone is back. All takes so far are kept."
                )
                text = f"{text}\n{waits}"
        elif recorder.fault:
            text = self.tr("⚠ Once more: {0}").format(in_words(recorder.fault))
            role = "caution"
        elif recorder.state is RecorderState.RECORDING:
            text, role = self._live_text()
        elif recorder.busy:
            text = ""
        self.verdict.setText(text)
        set_role(self.verdict, role)

    def _live_text(self) -> tuple[str, str]:
        recorder = self._recorder
        if recorder.hears_word:
            return self.tr("● Hearing you"), "good"
        kept = self.tr("✓ Kept. ") if recorder.last is not None else ""
        if recorder.rests:
            return kept + self.tr("One moment …"), "soft"
        return kept + self.tr("Listening: speak when you like."), "good" if kept else ""

    def _follow_sound(self) -> None:
        still = self._session.preferences.reduced_motion
        if still and self._since.isValid() and self._since.elapsed() < STILL_MS:
            return
        self._since.start()
        if not self._recorder.what:
            self._show_verdict()
        self._show_sound()

    def _show_sound(self) -> None:
        listens = self._recorder.state in (RecorderState.RECORDING, RecorderState.TRYING)
        peaks = tuple(self._recorder.heard.peaks) if listens else ()
        self.meter.refresh(listens)
        said = self.meter.verdict() if listens else self.tr("The microphone is off.")
        self.wave.show_peaks(peaks, said, round(SHOWN_SECONDS * PEAKS_A_SECOND))
        self.loudness.setText(said)


def _large(times: float, bold: bool = True) -> QLabel:
    """A centred label whose text is so many times as large as the others."""
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * times)
    font.setBold(bold)
    label.setFont(font)
    return label
