"""The fields of each kind of action: what is typed there becomes the action's value."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QWidget,
)

from firmware.actions import KeyboardAction, MediaAction, PinAction
from firmware.board_actions import LONGEST_PULSE_MS, SHORTEST_PULSE_MS, USUAL_PULSE_MS
from firmware.boards import Board
from firmware.keyboards import MEDIA_KEYS
from gui.widgets.flow_row import FlowRow

# Pixels.
TEXT_MARGIN = 4


class ActionFields(QWidget):
    """Fields in a row. `value` is what they make, valid or not; `edited` tells of each change."""

    edited = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)

    def value(self) -> str:
        """The value of the action."""
        raise NotImplementedError

    def _tell(self) -> None:
        self.edited.emit()


class TextFields(ActionFields):
    """One line of text: a command, an address, a message."""

    def __init__(self, name: str, value: str, example: str) -> None:
        super().__init__(name)
        self.text = QLineEdit(value)
        self.text.setAccessibleName(name)
        self.text.setPlaceholderText(example)
        self.text.textEdited.connect(self._tell)
        self.row.addWidget(self.text, 1)

    def value(self) -> str:
        return self.text.text()


class KeyboardFields(ActionFields):
    """A key, or a text to type."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__(name)
        kind, _, content = value.partition("=")
        self.kind = QComboBox()
        self.kind.setAccessibleName(self.tr("{0}: key or text").format(name))
        self.kind.addItem(self.tr("Press"), "key")
        self.kind.addItem(self.tr("Type"), "text")
        self.kind.setCurrentIndex(1 if kind == "text" else 0)
        self.text = QLineEdit(content)
        self.text.setAccessibleName(name)
        self.row.addWidget(self.kind)
        self.row.addWidget(self.text, 1)
        self.kind.activated.connect(self._choose)
        self.text.textEdited.connect(self._tell)
        self._show_example()

    def value(self) -> str:
        return f"{self.kind.currentData()}={self.text.text()}"

    def _choose(self) -> None:
        self._show_example()
        self._tell()

    def _show_example(self) -> None:
        key = self.kind.currentData() == "key"
        self.text.setPlaceholderText(
            self.tr("e.g. ctrl+alt+l or f5") if key else self.tr("e.g. Good night")
        )


class MediaFields(ActionFields):
    """One of the media keys."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__(name)
        self.key = QComboBox()
        self.key.setAccessibleName(name)
        titles = {
            "play_pause": self.tr("Play or pause"),
            "next": self.tr("Next"),
            "previous": self.tr("Previous"),
            "stop": self.tr("Stop"),
            "volume_up": self.tr("Louder"),
            "volume_down": self.tr("Quieter"),
            "mute": self.tr("Mute"),
        }
        for key in MEDIA_KEYS:
            self.key.addItem(titles[key], key)
        self.key.setCurrentIndex(max(0, self.key.findData(value)))
        self.key.activated.connect(self._tell)
        self.row.addWidget(self.key)
        self.row.addStretch(1)

    def value(self) -> str:
        return str(self.key.currentData())


class PinFields(ActionFields):
    """A pin and what becomes of it."""

    def __init__(self, name: str, value: str, board: Board | None) -> None:
        super().__init__(name)
        pin, verb, pulse_ms, rest = _loosely(value)
        self.pin = QComboBox()
        self.pin.setEditable(True)
        self.pin.setAccessibleName(self.tr("{0}: which pin").format(name))
        self.pin.addItems(list(board.gpio_pins) if board else [])
        self.pin.setEditText(pin)
        field = self.pin.lineEdit()
        if field is not None:
            field.setTextMargins(TEXT_MARGIN, 0, 0, 0)  # Qt puts it right at the border.
        self.verb = QComboBox()
        self.verb.setAccessibleName(self.tr("{0}: what it does").format(name))
        for key, text in (
            ("pulse", self.tr("for a moment")),
            ("high", self.tr("high")),
            ("low", self.tr("low")),
            ("toggle", self.tr("on, then off")),
        ):
            self.verb.addItem(text, key)
        self.verb.setCurrentIndex(max(0, self.verb.findData(verb)))
        self.pulse = QSpinBox()
        self.pulse.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.pulse.setRange(SHORTEST_PULSE_MS, LONGEST_PULSE_MS)
        self.pulse.setSingleStep(50)
        self.pulse.setSuffix(self.tr(" ms"))
        self.pulse.setValue(pulse_ms)
        self.pulse.setAccessibleName(self.tr("{0}: how long, in milliseconds").format(name))
        self.rest = QCheckBox(self.tr("is on when low, as many relays are"))
        self.rest.setAccessibleName(self.tr("{0}: is on when low").format(name))
        self.rest.setChecked(rest == "high")
        flow = FlowRow()
        for each in (QLabel(self.tr("Pin")), self.pin, self.verb, self.pulse, self.rest):
            flow.addWidget(each)
        self.row.addLayout(flow, 1)
        self.pin.editTextChanged.connect(self._tell)
        self.verb.activated.connect(self._choose)
        self.pulse.valueChanged.connect(self._tell)
        self.rest.toggled.connect(self._tell)
        self.pulse.setVisible(self.verb.currentData() == "pulse")

    def value(self) -> str:
        verb = self.verb.currentData()
        length = f"={self.pulse.value()}" if verb == "pulse" else ""
        rest = " rest=high" if self.rest.isChecked() else ""
        return f"pin={self.pin.currentText().strip()} {verb}{length}{rest}"

    def _choose(self) -> None:
        self.pulse.setVisible(self.verb.currentData() == "pulse")
        self._tell()


def _loosely(value: str) -> tuple[str, str, int, str]:
    """Pin, verb, milliseconds and level at rest of a value that need not be complete."""
    pin, verb, pulse_ms, rest = "", "pulse", USUAL_PULSE_MS, "low"
    for word in value.split():
        key, _, content = word.partition("=")
        if key == "pin":
            pin = content
        elif key == "rest":
            rest = content
        else:
            verb = key
            pulse_ms = int(content) if content.isascii() and content.isdigit() else pulse_ms
    return pin, verb, pulse_ms, rest


def first_value(kind: str, board: Board | None) -> str:
    """What a new action of a kind begins with."""
    if kind == PinAction.kind:
        pin = board.gpio_pins[0] if board and board.gpio_pins else ""
        return f"pin={pin} pulse={USUAL_PULSE_MS}"
    firsts = {KeyboardAction.kind: "key=", MediaAction.kind: MEDIA_KEYS[0]}
    return firsts.get(kind, "")
