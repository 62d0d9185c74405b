"""Languages of the app, switched while it runs.

Texts of the window are Qt's (`self.tr`). What the stages say (errors, progress, advice) is English
sentences with values in them; `in_words` finds the sentence's pattern in the catalogue of the
language and puts the values into its translation.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QTranslator

from audio.bundled import ASSETS
from gui.core_messages import Catalogue

FOLDER = ASSETS / "translations"
# Each in its own language, as people look for it.
LANGUAGES = {"en": "English", "ko": "한국어"}
SYSTEM = "system"

_installed: list[QTranslator] = []
_catalogue = Catalogue({})
_code = "en"


def resolve(code: str) -> str:
    """A language of LANGUAGES for a preference; "system" takes the system's, else English."""
    if code in LANGUAGES:
        return code
    system = QLocale.system().name().split("_")[0]
    return system if system in LANGUAGES else "en"


def current() -> str:
    """The code of the language in force."""
    return _code


def switch(code: str) -> None:
    """Speak another language from now on; whoever shows texts builds them anew."""
    global _catalogue, _code
    for translator in _installed:
        QCoreApplication.removeTranslator(translator)
    _installed.clear()
    _code = code
    _catalogue = Catalogue.load(FOLDER / f"core_{code}.json") if code != "en" else Catalogue({})
    for name in (f"wakewright_{code}", f"qtbase_{code}"):
        translator = QTranslator()
        if code != "en" and translator.load(str(FOLDER / f"{name}.qm")):
            QCoreApplication.installTranslator(translator)
            _installed.append(translator)
    QLocale.setDefault(QLocale(code))


def in_words(text: str) -> str:
    """What a stage said, in the language in force."""
    return _catalogue.translate(text)


def qm_files() -> list[Path]:
    """The compiled translations that are there."""
    return sorted(FOLDER.glob("*.qm"))
