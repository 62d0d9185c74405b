"""Advice on words while they are chosen: a sign and a word for how serious, then what to do."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from audio.advice import SERIOUS, Advice
from gui.announce import announce
from gui.language import in_words
from gui.pages.page import show_part, text_label
from gui.widgets.clearing import clear
from gui.word_editor import WordEditor


class WordAdvice(QWidget):
    """Shows `editor.advised`; what is new is also said by the screen reader."""

    def __init__(self, editor: WordEditor) -> None:
        super().__init__()
        self._editor = editor
        self.setAccessibleName(self.tr("Advice on the words"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._shown: list[tuple[str, str]] = []
        editor.advice_changed.connect(self.refresh)
        self.refresh()

    def texts(self) -> list[str]:
        """What is shown."""
        return [text for text, _ in self._shown]

    def refresh(self) -> None:
        """Show the advice as it is now."""
        lines = self._lines()
        if lines == self._shown:
            return
        before, self._shown = self._shown, lines
        clear(self._layout)
        for text, role in lines:
            self._layout.addWidget(text_label(text, role))
        show_part(self, bool(lines))
        new = [text for text, role in lines if (text, role) not in before and role != "soft"]
        if new and self.isVisible():
            announce(self, " ".join(new))

    def _lines(self) -> list[tuple[str, str]]:
        advised = self._editor.advised
        if advised is None or not advised.words:
            return []
        lines = [self._line(each) for each in advised.advice]
        lines = lines or [(self.tr("✓ Nothing to say against these words."), "good")]
        return [*lines, (self.tr("Judged {0}.").format(in_words(advised.judged)), "soft")]

    def _line(self, advice: Advice) -> tuple[str, str]:
        serious = advice.severity == SERIOUS
        lead = self.tr("✗ Serious: {0}") if serious else self.tr("! Mind: {0}")
        said = f"{in_words(advice.what)} {in_words(advice.hint)}"
        return lead.format(said), "bad" if serious else "caution"
