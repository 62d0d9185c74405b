"""Labels as people read them, in the language in force."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from audio.labels import BACKGROUND, SPEECH, UNKNOWN
from audio.languages import spoken_text

translate = QCoreApplication.translate


def label_name(label: str) -> str:
    """The name of a word, or of a special label."""
    names = {
        UNKNOWN: translate("Labels", "other words"),
        BACKGROUND: translate("Labels", "background noise"),
        SPEECH: translate("Labels", "long speech"),
    }
    return names.get(label, spoken_text(label))
