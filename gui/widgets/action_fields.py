"""The fields of each kind of action: what is typed there becomes the action's value."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QSpinBox, QWidget

from firmware.actions import KeyboardAction, PinAction
from firmware.board_actions import LONGEST_PULSE_MS, SHORTEST_PULSE_MS, USUAL_PULSE_MS
from firmware.boards import Board
from gui.widgets.flow_row import FlowRow


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


class PinFields(ActionFields):
    """A pin and what becomes of it."""

    def __init__(self, name: str, value: str, board: Board | None) -> None:
        super().__init__(name)
        pin, verb, pulse_ms = _loosely(value)
        self.pin = QComboBox()
        self.pin.setEditable(True)
        self.pin.setAccessibleName(self.tr("{0}: which pin").format(name))
        self.pin.addItems(list(board.gpio_pins) if board else [])
        self.pin.setEditText(pin)
        self.verb = QComboBox()
        self.verb.setAccessibleName(self.tr("{0}: what it does").format(name))
        for key, text in (
            ("pulse", self.tr("high for a moment")),
            ("high", self.tr("high")),
            ("low", self.tr("low")),
            ("toggle", self.tr("the other way round")),
        ):
            self.verb.addItem(text, key)
        self.verb.setCurrentIndex(max(0, self.verb.findData(verb)))
        self.pulse = QSpinBox()
        self.pulse.setRange(SHORTEST_PULSE_MS, LONGEST_PULSE_MS)
        self.pulse.setSingleStep(50)
        self.pulse.setSuffix(self.tr(" ms"))
        self.pulse.setValue(pulse_ms)
        self.pulse.setAccessibleName(self.tr("{0}: how long, in milliseconds").format(name))
        flow = FlowRow()
        for each in (QLabel(self.tr("Pin")), self.pin, self.verb, self.pulse):
            flow.addWidget(each)
        self.row.addLayout(flow, 1)
        self.pin.editTextChanged.connect(self._tell)
        self.verb.activated.connect(self._choose)
        self.pulse.valueChanged.connect(self._tell)
        self.pulse.setVisible(self.verb.currentData() == "pulse")

    def value(self) -> str:
        verb = self.verb.currentData()
        length = f"={self.pulse.value()}" if verb == "pulse" else ""
        return f"pin={self.pin.currentText().strip()} {verb}{length}"

    def _choose(self) -> None:
        self.pulse.setVisible(self.verb.currentData() == "pulse")
        self._tell()


def _loosely(value: str) -> tuple[str, str, int]:
    """Pin, verb and milliseconds of a value that need not be complete."""
    pin, verb, pulse_ms = "", "pulse", USUAL_PULSE_MS
    for word in value.split():
        key, _, content = word.partition("=")
        if key == "pin":
            pin = content
        else:
            verb = key
            pulse_ms = int(content) if content.isascii() and content.isdigit() else pulse_ms
    return pin, verb, pulse_ms


def first_value(kind: str, board: Board | None) -> str:
    """What a new action of a kind begins with."""
    if kind == PinAction.kind:
        pin = board.gpio_pins[0] if board and board.gpio_pins else ""
        return f"pin={pin} pulse={USUAL_PULSE_MS}"
    return "key=" if kind == KeyboardAction.kind else ""
