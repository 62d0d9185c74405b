"""What keeps an action from happening by mistake, behind one button that says what is set."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from audio.action import (
    LONGEST_CONFIRM_MS,
    LONGEST_COOLDOWN_MS,
    SHORTEST_CONFIRM_MS,
    Safety,
)
from audio.languages import spoken_text
from gui.widgets.flow_row import FlowRow

MS = 1000
WIDEST_LINE = 520  # pixels


class SafetyFields(QWidget):
    """Edits an action's safety.

    Args:
        name: Of the action, for screen readers.
        word: That it belongs to.
        safety: As it is now.
        words: Of the project; one of them may have to follow.
        latches: Whether the action has two sides.
    """

    edited = Signal()

    def __init__(
        self, name: str, word: str, safety: Safety, words: Sequence[str], latches: bool
    ) -> None:
        super().__init__()
        self._name, self._word = name, word
        self.button = QPushButton()
        self.button.setCheckable(True)
        self.button.setChecked(safety != Safety())
        self.button.toggled.connect(self._unfold)
        self.fields = QWidget()
        self.latch = QCheckBox(self.tr("On, then off, each time it is heard"))
        self.latch.setAccessibleName(self.tr("{0}: on, then off").format(name))
        self.latch.setChecked(safety.latch)
        self.confirm = self._confirm_box(safety, words)
        self.confirm_s = self._seconds(
            SHORTEST_CONFIRM_MS,
            LONGEST_CONFIRM_MS,
            safety.confirm_ms,
            self.tr("{0}: how long the second word is waited for, in seconds").format(name),
        )
        self.cooldown_s = self._seconds(
            0,
            LONGEST_COOLDOWN_MS,
            safety.cooldown_ms,
            self.tr("{0}: how long it rests, in seconds").format(name),
        )
        self.cooldown_s.setSpecialValueText(self.tr("not at all"))
        self.within = QLabel(self.tr("within"))
        lines = QVBoxLayout(self.fields)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.latch)
        self.latch.setVisible(latches or safety.latch)
        lines.addLayout(
            _line(QLabel(self.tr("Do this")), self.confirm, self.within, self.confirm_s)
        )
        lines.addLayout(_line(QLabel(self.tr("Wait before doing it again:")), self.cooldown_s))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        head = FlowRow()
        head.addWidget(self.button)
        layout.addLayout(head)
        layout.addWidget(self.fields)
        self.latch.toggled.connect(self._tell)
        self.confirm.activated.connect(self._tell)
        self.confirm_s.valueChanged.connect(self._tell)
        self.cooldown_s.valueChanged.connect(self._tell)
        self.fields.setVisible(self.button.isChecked())
        self._show()

    def value(self) -> Safety:
        """What the fields say."""
        return Safety(
            self.latch.isChecked(),
            round(self.cooldown_s.value() * MS),
            self.confirm.currentData(),
            round(self.confirm_s.value() * MS),
        )

    def _confirm_box(self, safety: Safety, words: Sequence[str]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(self.tr("{0}: only after a second word").format(self._name))
        box.addItem(self.tr("at once"), "")
        # A word that was removed stays here, or the action would become one without confirmation.
        for word in dict.fromkeys((*words, *([safety.confirm] if safety.confirm else []))):
            said = self.tr("only after “{0}”").format(spoken_text(word))
            box.addItem(self.tr("only when said twice") if word == self._word else said, word)
        box.setCurrentIndex(box.findData(safety.confirm))
        return box

    def _seconds(self, least_ms: int, most_ms: int, now_ms: int, name: str) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        box.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        box.setRange(least_ms / MS, most_ms / MS)
        box.setDecimals(1)
        box.setSingleStep(0.5)
        box.setSuffix(self.tr(" s"))
        box.setValue(now_ms / MS)
        box.setAccessibleName(name)
        return box

    def _unfold(self, wanted: bool) -> None:
        self.fields.setVisible(wanted)
        self._show()

    def _tell(self) -> None:
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        """What is set is said on the button, so that it can be closed and still be known."""
        safety = self.value()
        for part in (self.within, self.confirm_s):
            part.setVisible(bool(safety.confirm))
        said = [
            *([self.tr("on, then off")] if safety.latch else []),
            *(
                [self.tr("waits for “{0}”").format(spoken_text(safety.confirm))]
                if safety.confirm
                else []
            ),
            *(
                [self.tr("rests {0} s").format(f"{safety.cooldown_ms / MS:g}")]
                if safety.cooldown_ms
                else []
            ),
        ]
        text = self.tr("Against mistakes: {0}").format(", ".join(said) or self.tr("nothing yet"))
        self.button.setAccessibleName(self.tr("{0}: {1}").format(self._name, text))
        # Large text must not make it wider than the window.
        lines = self.tr("Against mistakes: {0}").format(",\n".join(said))
        wide = self.fontMetrics().horizontalAdvance(text) > WIDEST_LINE
        self.button.setText(lines if wide else text)


def _line(*widgets: QWidget) -> FlowRow:
    row = FlowRow()
    for each in widgets:
        row.addWidget(each)
    return row
