"""The menus of the window: projects, looks, language, help."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QAction, QActionGroup, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QMessageBox

from audio.installation import is_installed
from gui.language import LANGUAGES
from gui.language import SYSTEM as SYSTEM_LANGUAGE
from gui.preferences import TEXT_PERCENTS
from gui.sample import open_sample
from gui.session import projects_folder
from gui.theme import SYSTEM as SYSTEM_THEME
from gui.theme import THEMES

if TYPE_CHECKING:
    from gui.main_window import MainWindow


class Menus(QObject):
    """Fills the window's menu bar; every entry has a key or a mnemonic."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._preferences = window.session.preferences
        bar = window.menuBar()
        bar.clear()
        for old in bar.findChildren(QMenu):  # `clear` takes them out but keeps them
            old.deleteLater()
        self._project_menu(bar.addMenu(self.tr("&Project")))
        self._go_menu(bar.addMenu(self.tr("&Go")))
        self._view_menu(bar.addMenu(self.tr("&View")))
        self._help_menu(bar.addMenu(self.tr("&Help")))

    def _project_menu(self, menu: QMenu) -> None:
        self._add(menu, self.tr("&New project"), "Ctrl+N", self._new)
        self._add(menu, self.tr("&Open…"), "Ctrl+O", self._open)
        recent = menu.addMenu(self.tr("Open &recent"))
        for folder in self._preferences.recent_projects:
            action = recent.addAction(folder.name)
            action.setToolTip(str(folder))
            action.setData(str(folder))
            action.triggered.connect(self._open_recent)
        recent.setEnabled(not recent.isEmpty())
        self._add(menu, self.tr("Open the &sample project"), "", self._sample)
        menu.addSeparator()
        self._add(menu, self.tr("Show the project’s &folder"), "", self._show_folder)
        self._export = self._add(menu, self.tr("&Export the model…"), "Ctrl+E", self._export_model)
        menu.aboutToShow.connect(self._refresh_export)
        menu.addSeparator()
        self._add(menu, self.tr("&Quit"), "Ctrl+Q", self._window.close)

    def _go_menu(self, menu: QMenu) -> None:
        for number, page in enumerate(self._window.pages):
            action = menu.addAction(f"&{number + 1}  {page.title()}")
            action.setShortcut(QKeySequence(f"Ctrl+{number + 1}"))
            action.setData(number)
            action.triggered.connect(self._go)
        menu.addSeparator()
        self._add(menu, self.tr("Next page"), "Ctrl+PgDown", self._next)
        self._add(menu, self.tr("Page before"), "Ctrl+PgUp", self._before)
        self._add(menu, self.tr("To the list of steps"), "F6", self._to_steps)

    def _view_menu(self, menu: QMenu) -> None:
        names = {
            SYSTEM_THEME: self.tr("As the system"),
            "light": self.tr("Light"),
            "dark": self.tr("Dark"),
            "contrast": self.tr("High contrast"),
        }
        themes = {name: names[name] for name in (SYSTEM_THEME, *THEMES)}
        self._choices(
            menu.addMenu(self.tr("&Colours")), themes, self._preferences.theme, self._set_theme
        )
        sizes = {str(percent): f"{percent} %" for percent in TEXT_PERCENTS}
        self._choices(
            menu.addMenu(self.tr("&Size of text")),
            sizes,
            str(self._preferences.text_percent),
            self._set_size,
        )
        self._add(menu, self.tr("&Larger text"), "Ctrl++", self._larger)
        self._add(menu, self.tr("S&maller text"), "Ctrl+-", self._smaller)
        languages = {SYSTEM_LANGUAGE: self.tr("As the system"), **LANGUAGES}
        # Also said in English, so that it is found by those who cannot read the present one.
        title = self.tr("L&anguage")
        title = title if "anguage" in title else f"{title} (Language)"
        self._choices(
            menu.addMenu(title), languages, self._preferences.language, self._set_language
        )
        still = menu.addAction(self.tr("&Reduce motion"))
        still.setCheckable(True)
        still.setChecked(self._preferences.reduced_motion)
        still.toggled.connect(self._set_motion)

    def _help_menu(self, menu: QMenu) -> None:
        self._add(menu, self.tr("&Keys"), "F1", self._keys)
        self._add(menu, self.tr("&About Wakewright"), "", self._about)

    def _add(self, menu: QMenu, text: str, keys: str, action: Callable[[], object]) -> QAction:
        entry = menu.addAction(text)
        if keys:
            entry.setShortcut(QKeySequence(keys))
        entry.triggered.connect(action)
        return entry

    def _choices(
        self, menu: QMenu, entries: dict[str, str], now: str, choose: Callable[[QAction], None]
    ) -> None:
        group = QActionGroup(menu)
        for value, text in entries.items():
            entry = menu.addAction(text)
            entry.setCheckable(True)
            entry.setData(value)
            entry.setChecked(value == now)
            group.addAction(entry)
        group.triggered.connect(choose)

    def _new(self) -> None:
        self._window.go_to("words")
        self._window.page.new_project()  # type: ignore[attr-defined]

    def _open(self) -> None:
        start = projects_folder()
        folder = QFileDialog.getExistingDirectory(
            self._window, self.tr("Open a project"), str(start if start.is_dir() else Path.home())
        )
        if folder:
            self._window.session.open(Path(folder))

    def _open_recent(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._window.session.open(Path(action.data()))

    def _sample(self) -> None:
        open_sample(self._window.session)

    def _show_folder(self) -> None:
        project = self._window.session.project
        if project is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(project.folder)))

    def _refresh_export(self) -> None:
        self._export.setEnabled(self._window.session.chosen is not None)

    def _export_model(self) -> None:
        session = self._window.session
        if session.chosen is None:
            session.told.emit(self.tr("There is no model to export yet: train one first."))
            return
        # It brings readers and compilers of models, which the window can start without.
        from gui.widgets.export_dialog import ExportDialog

        ExportDialog(session, self._window).open()

    def _go(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self._window.open_page(int(action.data()))

    def _next(self) -> None:
        self._window.step(1)

    def _before(self) -> None:
        self._window.step(-1)

    def _to_steps(self) -> None:
        self._window.steps.setFocus()

    def _set_theme(self, action: QAction) -> None:
        self._preferences.theme = action.data()
        self._window.looks_changed.emit()

    def _set_language(self, action: QAction) -> None:
        self._preferences.language = action.data()
        self._window.looks_changed.emit()

    def _set_size(self, action: QAction) -> None:
        self._preferences.text_percent = int(action.data())
        self._window.looks_changed.emit()

    def _larger(self) -> None:
        self._resize_text(1)

    def _smaller(self) -> None:
        self._resize_text(-1)

    def _resize_text(self, by: int) -> None:
        at = TEXT_PERCENTS.index(self._preferences.text_percent) + by
        self._preferences.text_percent = TEXT_PERCENTS[max(0, min(len(TEXT_PERCENTS) - 1, at))]
        self._window.looks_changed.emit()

    def _set_motion(self, still: bool) -> None:
        self._preferences.reduced_motion = still

    def _keys(self) -> None:
        lines = (
            self.tr("Ctrl+1 to Ctrl+6: a page"),
            self.tr("Ctrl+Page Down, Ctrl+Page Up: next page, page before"),
            self.tr("F6: the list of steps; Tab and Shift+Tab: from control to control"),
            self.tr("Ctrl++ and Ctrl+-: larger and smaller text"),
            self.tr("Alt and an underlined letter: a menu or a button"),
            self.tr("Esc: cancel what is running on this page"),
            self.tr("F2: another name for a word, on the page Words"),
            self.tr("F8: that was wrong; F9: missed me, on the page Listen"),
        )
        QMessageBox.information(self._window, self.tr("Keys"), "\n".join(lines))

    def _about(self) -> None:
        text = self.tr(
            "Wakewright {0} teaches a small chip your words. Recordings and models stay on this "
            "computer. Apache License 2.0; the licences of what comes along are in {1}."
        )
        licences = "THIRD-PARTY-NOTICES.txt" if is_installed() else "assets/LICENSES.md"
        text = text.format(version("wakewright"), licences)
        QMessageBox.about(self._window, self.tr("About Wakewright"), text)
