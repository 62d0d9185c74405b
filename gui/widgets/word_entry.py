"""The field in which a word is typed and added."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from audio.errors import WakewrightError
from audio.languages import spoken_text
from gui.announce import announce
from gui.language import in_words
from gui.pages.page import text_label
from gui.word_editor import WordEditor


class WordEntry(QWidget):
    """Enter or the button adds what was typed; a refusal stays below until the next try."""

    def __init__(self, editor: WordEditor) -> None:
        super().__init__()
        self._editor = editor
        label = QLabel(self.tr("&Word or sound"))
        self.field = QLineEdit(editor.typed)
        self.field.setAccessibleName(self.tr("Word or sound"))
        self.field.setPlaceholderText(self.tr("e.g. hey lantern, hola lámpara, double clap"))
        self.field.setToolTip(self.tr("Several words may be typed with commas between them."))
        self.field.setMaxLength(200)
        label.setBuddy(self.field)
        self.add_button = QPushButton(self.tr("&Add"))
        self.add_button.setAccessibleName(self.tr("Add the word"))
        self.problem = text_label("", "bad")
        self.problem.setVisible(False)
        row = QHBoxLayout()
        row.addWidget(self.field, 1)
        row.addWidget(self.add_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label)
        layout.addLayout(row)
        layout.addWidget(self.problem)
        self.field.textEdited.connect(self._type)
        self.field.returnPressed.connect(self.add)
        self.add_button.clicked.connect(self.add)

    def refresh(self) -> None:
        """Show what is being typed; nothing when that was added elsewhere or is given up."""
        if not self._editor.typed:
            self.field.clear()

    def add(self) -> None:
        """Add what was typed."""
        text = self.field.text()
        try:
            self._editor.add(text)
        except WakewrightError as error:
            self._tell(f"{in_words(error.what)} {in_words(error.hint)}")
            return
        self._tell("")
        self.field.clear()
        self.field.setFocus()
        announce(self, self.tr("{0} was added.").format(spoken_text(text)))

    def _type(self, text: str) -> None:
        self._tell("")
        self._editor.type(text)

    def _tell(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        announce(self, text, urgent=True)
