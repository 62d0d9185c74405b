"""Which language words are spoken in, so that advice can judge how they sound."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from gui import language
from gui.word_editor import WordEditor

# Languages that espeak-ng reads and that are written in Latin letters; for other scripts the
# script itself says enough, but it does no harm to say it.
CODES = (
    *("en", "de", "fr", "es", "pt", "it", "nl", "sv", "da", "nb", "fi", "pl", "cs", "hu", "ro"),
    *("tr", "vi", "id", "sw", "ko", "ja", "ru", "uk", "el", "ar", "he", "hi"),
)


class LanguageChoice(QComboBox):
    """Chooses the hint on the language of the words that the editor is about."""

    def __init__(self, editor: WordEditor) -> None:
        super().__init__()
        self._editor = editor
        self.setAccessibleName(self.tr("Language of the words"))
        self.setToolTip(self.tr("Used for advice on how words sound; training needs no language."))
        self.addItem(self.tr("As their letters say"), "")
        for code in CODES:
            self.addItem(language.name_of(code), code)
        self.refresh()
        self.activated.connect(self._choose)

    def refresh(self) -> None:
        """Show the hint in force."""
        code = self._editor.judged_language
        if self.findData(code) < 0:
            self.addItem(code, code)
        self.setCurrentIndex(self.findData(code))

    def _choose(self, place: int) -> None:
        self._editor.set_language(self.itemData(place))
