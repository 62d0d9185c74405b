"""Languages of the app, switched while it runs.

Texts of the window are Qt's (`self.tr`). What the stages say (errors, progress, advice) is English
sentences with values in them; `in_words` finds the sentence's pattern in the catalogue of the
language and puts the values into its translation. `python -m gui.translations` keeps both.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QFontDatabase

from audio.bundled import ASSETS
from gui.core_messages import Catalogue
from gui.korean import settled

FOLDER = ASSETS / "translations"
# Each in its own language, as people look for it.
LANGUAGES = {"en": "English", "ko": "한국어"}
SYSTEM = "system"
_SETTLE: dict[str, Callable[[str], str]] = {"ko": settled}
_WRITING_SYSTEMS = {
    QLocale.Script.ArabicScript: QFontDatabase.WritingSystem.Arabic,
    QLocale.Script.CyrillicScript: QFontDatabase.WritingSystem.Cyrillic,
    QLocale.Script.DevanagariScript: QFontDatabase.WritingSystem.Devanagari,
    QLocale.Script.GreekScript: QFontDatabase.WritingSystem.Greek,
    QLocale.Script.HebrewScript: QFontDatabase.WritingSystem.Hebrew,
    QLocale.Script.JapaneseScript: QFontDatabase.WritingSystem.Japanese,
    QLocale.Script.KoreanScript: QFontDatabase.WritingSystem.Korean,
    QLocale.Script.LatinScript: QFontDatabase.WritingSystem.Latin,
}

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
    if code == "en":
        _catalogue = Catalogue({})
    else:
        _catalogue = Catalogue.load(FOLDER / f"core_{code}.json", _SETTLE.get(code, str))
        _install(FOLDER / f"wakewright_{code}.qm")
        _install(qt_folder() / f"qtbase_{code}.qm")
    QLocale.setDefault(QLocale(code))


def in_words(text: str) -> str:
    """What a stage said, in the language in force."""
    return _catalogue.translate(text)


def qt_folder() -> Path:
    """Where Qt keeps its own texts, e.g. those of standard buttons."""
    return Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))


def has_font(code: str) -> bool:
    """Whether a font of this machine can write the language."""
    return bool(QFontDatabase.families(_WRITING_SYSTEMS[QLocale(code).script()]))


def name_of(code: str) -> str:
    """What a language calls itself; its English name where no font could write that."""
    locale = QLocale(code)
    if not has_font(code):
        return QLocale.languageToString(locale.language())
    name = locale.nativeLanguageName()
    return f"{name[:1].upper()}{name[1:]}"


def _install(file: Path) -> None:
    """Use a file of translations; without it the texts stay English."""
    translator = QTranslator()
    if translator.load(str(file)):
        QCoreApplication.installTranslator(translator)
        _installed.append(translator)
