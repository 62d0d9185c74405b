"""Where everything begins: a new project, one of the recent ones, or the sample."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from audio.errors import WakewrightError
from audio.languages import spoken_text
from gui.focus import follow_layout
from gui.language import in_words
from gui.pages.page import SPACING, card, subheading, text_label
from gui.sample import open_sample
from gui.session import Session, projects_folder
from gui.widgets.clearing import clear
from gui.widgets.flow_row import FlowRow
from gui.widgets.job_bar import JobBar
from gui.widgets.language_choice import LanguageChoice
from gui.widgets.word_advice import WordAdvice
from gui.widgets.word_entry import WordEntry


class StartPanel(QWidget):
    """Names a new project and its words, or opens one that is there."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self._editor = session, session.words
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self._new_card())
        layout.addWidget(self._sample_card())
        layout.addWidget(self._recent_card())
        self._editor.changed.connect(self.refresh)
        session.importing.changed.connect(self._refresh_sample)
        self.refresh()

    def refresh(self) -> None:
        """Show the new project as far as it is drawn up."""
        editor = self._editor
        if self.name.text() != editor.name:
            self.name.setText(editor.name)
        self.place.setText(str(editor.place or projects_folder()))
        self._show_words()
        self.entry.refresh()
        self.language.refresh()
        missing = self._missing()
        self.create_button.setEnabled(not missing)
        self.missing.setText(missing)
        self.missing.setVisible(bool(missing))
        self.back_button.setVisible(self._session.project is not None)
        self._refresh_sample()

    def _new_card(self) -> QFrame:
        frame, layout = card()
        layout.addWidget(subheading(self.tr("A new project")))
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Name of the project"))
        self.name.setPlaceholderText(self.tr("e.g. Desk lamp"))
        name_label = QLabel(self.tr("&Name"))
        name_label.setBuddy(self.name)
        self.place = text_label("")
        self.place.setAccessibleName(self.tr("Folder that the project is made in"))
        self.place_button = QPushButton(self.tr("&Change…"))
        self.place_button.setAccessibleName(self.tr("Change the folder"))
        self.language = LanguageChoice(self._editor)
        language_label = QLabel(self.tr("Spo&ken in"))
        language_label.setBuddy(self.language)
        self.entry = WordEntry(self._editor)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.addWidget(name_label, 0, 0)
        grid.addWidget(self.name, 0, 1, 1, 2)
        grid.addWidget(QLabel(self.tr("Folder")), 1, 0)
        grid.addWidget(self.place, 1, 1)
        grid.addWidget(self.place_button, 1, 2)
        grid.addWidget(language_label, 2, 0)
        grid.addWidget(self.language, 2, 1, 1, 2)
        layout.addLayout(grid)
        layout.addWidget(self.entry)
        layout.addWidget(
            text_label(
                self.tr(
                    "Any language, any script. A sound works, too, as long as you can repeat it: "
                    "a whistle, two claps, a hum. Give it a name."
                ),
                "soft",
            )
        )
        self.words = QVBoxLayout()
        layout.addLayout(self.words)
        self.advice = WordAdvice(self._editor)
        layout.addWidget(self.advice)
        layout.addLayout(self._end_row())
        self.name.textEdited.connect(self._editor.set_name)
        self.place_button.clicked.connect(self._choose_place)
        return frame

    def _end_row(self) -> QVBoxLayout:
        self.create_button = QPushButton(self.tr("Create the pro&ject"))
        self.create_button.setProperty("primary", True)
        self.create_button.clicked.connect(self._editor.create)
        self.back_button = QPushButton(self.tr("&Back to the open project"))
        self.back_button.clicked.connect(self._editor.go_back)
        self.missing = text_label("", "soft")
        row = FlowRow()
        row.addWidget(self.create_button)
        row.addWidget(self.back_button)
        end = QVBoxLayout()
        end.addLayout(row)
        end.addWidget(self.missing)
        return end

    def _sample_card(self) -> QFrame:
        frame, layout = card()
        layout.addWidget(subheading(self.tr("Look around first")))
        layout.addWidget(
            text_label(
                self.tr(
                    "The sample project has recordings and trained models of two phrases. It can "
                    "be put on a virtual board and listened to at once."
                )
            )
        )
        self.sample_button = QPushButton(self.tr("Open the &sample project"))
        self.sample_button.clicked.connect(self._open_sample)
        row = QHBoxLayout()
        row.addWidget(self.sample_button)
        row.addStretch(1)
        layout.addLayout(row)
        self.sample_bar = JobBar(self._session.importing, self.tr("Sample project"))
        layout.addWidget(self.sample_bar)
        return frame

    def _recent_card(self) -> QFrame:
        frame, layout = card()
        layout.addWidget(subheading(self.tr("Go on with a project")))
        self.recent: list[QPushButton] = []
        for folder in self._session.preferences.recent_projects:
            layout.addLayout(self._recent_row(folder))
        if not self.recent:
            layout.addWidget(text_label(self.tr("Projects that you open are listed here."), "soft"))
        self.open_button = QPushButton(self.tr("&Open another…"))
        self.open_button.clicked.connect(self._open_other)
        row = QHBoxLayout()
        row.addWidget(self.open_button)
        row.addStretch(1)
        layout.addLayout(row)
        return frame

    def _recent_row(self, folder: Path) -> QHBoxLayout:
        button = QPushButton(folder.name.replace("&", "&&"))
        button.setAccessibleName(self.tr("Open {0}").format(folder.name))
        button.setAccessibleDescription(str(folder))
        button.setProperty("folder", str(folder))
        button.clicked.connect(self._open_recent)
        self.recent.append(button)
        row = QHBoxLayout()
        row.addWidget(button)
        row.addWidget(text_label(str(folder.parent), "soft"), 1)
        return row

    def _show_words(self) -> None:
        clear(self.words)
        for word in self._editor.words:
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(text_label(f"•  {spoken_text(word)}"), 1)
            button = QPushButton(self.tr("Remove"))
            button.setAccessibleName(self.tr("Remove {0}").format(spoken_text(word)))
            button.setProperty("word", word)
            button.clicked.connect(self._remove)
            row.addWidget(button)
            self.words.addWidget(line)
        follow_layout(self)

    def _missing(self) -> str:
        if not self._editor.words:
            return self.tr("Add a word first.")
        try:
            folder = self._editor.folder(projects_folder())
        except WakewrightError as error:
            return f"{in_words(error.what)} {in_words(error.hint)}"
        if (folder / "project.toml").exists():
            return self.tr("There is a project of this name in the folder already.")
        return ""

    def _refresh_sample(self) -> None:
        self.sample_button.setEnabled(not self._session.importing.busy)

    def _remove(self) -> None:
        self._editor.remove(self.sender().property("word"))
        self.entry.field.setFocus()

    def _choose_place(self) -> None:
        start = self._editor.place or projects_folder()
        folder = QFileDialog.getExistingDirectory(
            self, self.tr("Where shall the project go?"), str(_there(start))
        )
        if folder:
            self._editor.set_place(Path(folder))

    def _open_other(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, self.tr("Open a project"), str(_there(projects_folder()))
        )
        if folder:
            self._session.open(Path(folder))

    def _open_recent(self) -> None:
        if self._session.open(Path(self.sender().property("folder"))):
            self._editor.go_back()

    def _open_sample(self) -> None:
        self._editor.go_back()
        open_sample(self._session)


def _there(folder: Path) -> Path:
    return folder if folder.is_dir() else Path.home()
