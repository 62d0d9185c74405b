"""What is advised before training, each piece with a sign and a word for how serious it is."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from audio.advice import SERIOUS, Advice
from gui.job import JobState
from gui.language import in_words
from gui.pages.page import show_part, text_label
from gui.session import Session


class AdviceList(QWidget):
    """Shows `session.trainer.advice`."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setAccessibleName(self.tr("Advice"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._shown: object = self
        session.trainer.changed.connect(self.refresh)
        session.trainer.advising.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the advice as it is now."""
        lines = self._lines()
        if lines == self._shown:
            return
        self._shown = lines
        while (item := self._layout.takeAt(0)) is not None:
            line = item.widget()
            if line is not None:
                line.deleteLater()
        for text, role in lines:
            self._layout.addWidget(text_label(text, role))
        show_part(self, bool(lines))

    def texts(self) -> list[str]:
        """What is shown."""
        return [text for text, _ in self._lines()]

    def _lines(self) -> list[tuple[str, str]]:
        trainer = self._session.trainer
        if trainer.advising.busy:
            return [(self.tr("Listening to your words and takes for advice…"), "soft")]
        if trainer.advising.state is JobState.FAILED:
            job = trainer.advising
            return [(f"! {in_words(job.what)} {in_words(job.hint)}".strip(), "caution")]
        if trainer.advice is None:
            return []
        if not trainer.advice:
            return [(self.tr("✓ Nothing to say against your words and takes."), "good")]
        return [self._line(each) for each in trainer.advice]

    def _line(self, advice: Advice) -> tuple[str, str]:
        serious = advice.severity == SERIOUS
        lead = self.tr("✗ Serious: {0}") if serious else self.tr("! Mind: {0}")
        said = f"{in_words(advice.what)} {in_words(advice.hint)}"
        return lead.format(said), "bad" if serious else "caution"
