"""What words have done on the board: the latest few, in words, and what is being waited for."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from audio.languages import spoken_text
from firmware.listening import DeedLine
from firmware.messages import ActionLine, ArmedLine, DisarmedLine
from gui.announce import announce
from gui.pages.page import show_part, subheading, text_label
from gui.session import Session

SHOWN = 4


class DeedsView(QWidget):
    """Hidden while words do nothing on the board.

    Args:
        session: What is open; its listener knows what the board did.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._listener = session.listener
        self._told = ""
        self.text: QLabel = text_label("")
        self.text.setAccessibleName(self.tr("What the board did"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(subheading(self.tr("What the board did")))
        layout.addWidget(self.text)
        self._listener.changed.connect(self.refresh)
        self._listener.updated.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the latest, the newest on top."""
        deeds = list(self._listener.log.deeds)[-SHOWN:][::-1]
        lines = [f"{at:%H:%M:%S}  {self.sentence(line)}" for at, line in deeds]
        text = "\n".join(lines)
        show_part(self, bool(lines))
        if text == self.text.text():
            return
        self.text.setText(text)
        # What waits for a second word cannot wait until somebody looks.
        if deeds and isinstance(deeds[0][1], ArmedLine | DisarmedLine) and lines[0] != self._told:
            announce(self, self.sentence(deeds[0][1]), urgent=isinstance(deeds[0][1], ArmedLine))
        self._told = lines[0] if lines else ""

    def sentence(self, line: DeedLine) -> str:
        """One deed for a person."""
        word = spoken_text(line.word)
        if isinstance(line, ActionLine):
            return self._done(line, word)
        if isinstance(line, ArmedLine):
            return self.tr("… “{0}” is armed: say “{1}” within {2} s.").format(
                word, spoken_text(line.confirm), f"{line.left_ms / 1000:g}"
            )
        if isinstance(line, DisarmedLine):
            if line.why == "too late":
                return self.tr(
                    "○ “{0}” was not done: the second word did not come in time."
                ).format(word)
            return self.tr("○ “{0}” was not done: another word came.").format(word)
        return self.tr("○ “{0}” was heard, but rests for another {1} s.").format(
            word, f"{line.left_ms / 1000:.1f}"
        )

    def _done(self, line: ActionLine, word: str) -> str:
        if line.kind == "pin":
            text = (
                self.tr("✓ “{0}”: pin {1} is on (high).")
                if line.on
                else self.tr("✓ “{0}”: pin {1} is off (low).")
            )
        elif line.kind == "keys":
            text = self.tr("✓ “{0}”: it types {1}.")
        elif line.on:
            text = self.tr("✓ “{0}”: it said {1} on the cable.")
        else:
            text = self.tr("✓ “{0}”: {1} is off again.")
        return text.format(word, line.what)
