"""What the app remembers between two starts: looks, language, recent projects, the window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

MOST_RECENT = 8
TEXT_PERCENTS = (100, 125, 150, 175, 200)


class Preferences:
    """A thin face of a settings file; every change is written by Qt soon after.

    Args:
        file: Where to keep them; None for the place that the system has for settings.
    """

    def __init__(self, file: Path | None = None) -> None:
        if file is None:
            self._settings = QSettings()
        else:
            self._settings = QSettings(str(file), QSettings.Format.IniFormat)

    @property
    def theme(self) -> str:
        """A name of `gui.theme.THEMES`, or "system"."""
        return self._text("theme", "system")

    @theme.setter
    def theme(self, name: str) -> None:
        self._settings.setValue("theme", name)

    @property
    def language(self) -> str:
        """A code of `gui.language.LANGUAGES`, or "system"."""
        return self._text("language", "system")

    @language.setter
    def language(self, code: str) -> None:
        self._settings.setValue("language", code)

    @property
    def text_percent(self) -> int:
        """Size of all text, one of TEXT_PERCENTS."""
        value = self._number("text_percent", 100)
        return min(TEXT_PERCENTS, key=lambda percent: abs(percent - value))

    @text_percent.setter
    def text_percent(self, percent: int) -> None:
        self._settings.setValue("text_percent", percent)

    @property
    def reduced_motion(self) -> bool:
        """Whether nothing moves that need not."""
        return self._text("reduced_motion", "false") == "true"

    @reduced_motion.setter
    def reduced_motion(self, on: bool) -> None:
        self._settings.setValue("reduced_motion", "true" if on else "false")

    @property
    def microphone(self) -> str:
        """Name of the microphone chosen last; empty for the system's default."""
        return self._text("microphone", "")

    @microphone.setter
    def microphone(self, name: str) -> None:
        self._settings.setValue("microphone", name)

    @property
    def speaker(self) -> str:
        """Who recorded last."""
        return self._text("speaker", "me")

    @speaker.setter
    def speaker(self, name: str) -> None:
        self._settings.setValue("speaker", name)

    @property
    def pace(self) -> str:
        """Name of the pace of recording, one of `audio.pace.PACES`."""
        return self._text("pace", "normal")

    @pace.setter
    def pace(self, name: str) -> None:
        self._settings.setValue("pace", name)

    @property
    def recent_projects(self) -> tuple[Path, ...]:
        """Folders of projects that are still there, the latest first."""
        stored: Any = self._settings.value("recent_projects", [])
        texts = [stored] if isinstance(stored, str) else list(stored or [])
        return tuple(Path(text) for text in texts if (Path(text) / "project.toml").exists())

    def remember_project(self, folder: Path) -> None:
        """Put a project on top of the recent ones."""
        others = [path for path in self.recent_projects if path != folder]
        recent = [str(path) for path in (folder, *others)][:MOST_RECENT]
        self._settings.setValue("recent_projects", recent)

    def allows(self, what: str, folder: Path) -> bool:
        """Whether the user allowed something for a project, e.g. actions on this computer."""
        return self._text(f"allowed/{what}", "") == str(folder)

    def allow(self, what: str, folder: Path | None) -> None:
        """Note a permission for one project; None takes it back."""
        self._settings.setValue(f"allowed/{what}", "" if folder is None else str(folder))

    @property
    def window(self) -> QByteArray:
        """Place and size of the window as Qt packs it; empty at first."""
        value = self._settings.value("window", QByteArray())
        return value if isinstance(value, QByteArray) else QByteArray()

    @window.setter
    def window(self, geometry: QByteArray) -> None:
        self._settings.setValue("window", geometry)

    def save(self) -> None:
        """Write now."""
        self._settings.sync()

    def _text(self, key: str, default: str) -> str:
        return str(self._settings.value(key, default))

    def _number(self, key: str, default: int) -> int:
        text = self._text(key, str(default))
        return int(text) if text.isdigit() else default
