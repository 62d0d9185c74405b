"""How thorough a training shall be: one of the presets, each with what it takes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QLabel, QRadioButton, QVBoxLayout, QWidget

from compress.presets import PRESETS
from gui.language import in_words
from gui.pages.page import text_label
from gui.session import Session

INDENT_EM = 1.6


class PresetChoice(QWidget):
    """A button for each preset; the choice is the trainer's."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setAccessibleName(self.tr("How thorough"))
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QRadioButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        names = {
            "quick": self.tr("&Quick"),
            "standard": self.tr("&Standard (advised)"),
            "thorough": self.tr("Th&orough"),
        }
        for name, preset in PRESETS.items():
            button = QRadioButton(names.get(name, name))
            said = in_words(preset.description)
            button.setAccessibleDescription(said)
            button.setToolTip(said)
            button.setProperty("preset", name)
            described: QLabel = text_label(said, "soft")
            indent = round(INDENT_EM * self.fontMetrics().height())
            described.setContentsMargins(indent, 0, 0, 4)
            self._group.addButton(button)
            button.setChecked(name == session.trainer.preset)
            if not button.isChecked():
                # Tab leads to the one that is chosen, arrow keys to the others.
                button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            self.buttons[name] = button
            layout.addWidget(button)
            layout.addWidget(described)
        self._group.buttonClicked.connect(self._choose)

    def _choose(self, button: QRadioButton) -> None:
        self._session.trainer.choose(button.property("preset"))
