"""The chosen model for use elsewhere: in a browser, in ESPHome, in one's own program."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from firmware.consent import NO_CONSENT, Consent
from firmware.export import FORMATS, export_as, export_offers
from firmware.web_export import PAGE
from gui.announce import announce
from gui.delivery import EXPORTS_FOLDER
from gui.pages.page import set_primary, show_part, subheading, text_label
from gui.session import Session
from gui.widgets.job_bar import JobBar
from gui.widgets.offer_question import OfferQuestion

WIDTH_EM, HEIGHT_EM = 42, 40
SPACING = 10
INDENT_LINES = 2


class ExportDialog(QDialog):
    """Asks for a format and a folder, and writes the files."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._folder: Path | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)  # Or it would speak ever after.
        self.setWindowTitle(self.tr("Export the model"))
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setSpacing(0)
        layout.addWidget(subheading(self.tr("Where shall your words be heard?")))
        self.formats: dict[str, QRadioButton] = {}
        group = QButtonGroup(self)
        for name, (title, sentence) in self._texts().items():
            choice = QRadioButton(title)
            choice.setAccessibleDescription(sentence)
            group.addButton(choice)
            self.formats[name] = choice
            layout.addSpacing(SPACING)
            layout.addWidget(choice)
            says = text_label(sentence, "soft")
            says.setIndent(self.fontMetrics().height() * INDENT_LINES)
            layout.addWidget(says)
        first = next(iter(self.formats.values()))
        first.setChecked(True)
        group.buttonClicked.connect(self._choose)
        self.place = text_label("")
        self.place_button = QPushButton(self.tr("Another &folder…"))
        self.place_button.clicked.connect(self._ask)
        self.place_button.setAutoDefault(False)  # Enter exports, unless this has the focus.
        row = QHBoxLayout()
        row.addWidget(self.place, 1)
        row.addWidget(self.place_button)
        layout.addSpacing(2 * SPACING)
        layout.addLayout(row)
        layout.addStretch()
        self.bar = JobBar(session.exporting, self.tr("Exporting"))
        self.written = text_label("", "good")
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        self.fetch = OfferQuestion()
        for part in (area, self.fetch, self.bar, self.written, self._buttons()):
            whole.addWidget(part)
        self.export_button.setDefault(True)  # Only now: a default is one of its window.
        self.fetch.agreed.connect(self._fetch)
        self.fetch.refused.connect(self.export_button.setFocus)
        session.exporting.changed.connect(self._refresh)
        session.exporting.succeeded.connect(self._tell)
        session.exporting.reset()
        self._refresh()
        first.setFocus()
        em = self.fontMetrics().averageCharWidth() * 2
        self.resize(WIDTH_EM * em, HEIGHT_EM * em)
        if parent is not None:
            self.resize(self.size().boundedTo(parent.window().size()))

    @property
    def kind(self) -> str:
        """The format that is chosen."""
        return next(name for name, choice in self.formats.items() if choice.isChecked())

    @property
    def folder(self) -> Path:
        """Where the files go."""
        project = self._session.project
        home = project.folder if project else Path.home()
        return self._folder or home / EXPORTS_FOLDER / self.kind

    def export(self) -> None:
        """Write the files of the chosen format; ask first for what that needs."""
        offers = export_offers(self.kind)
        if offers:
            self._session.exporting.reset()
            self.fetch.ask_for(offers, self.tr("For this, something is downloaded once:"))
        else:
            self._start(NO_CONSENT)

    def _fetch(self) -> None:
        self.fetch.hide()
        self._start(Consent.to(self.fetch.offers))

    def _start(self, consent: Consent) -> None:
        project = self._session.project
        if project is not None:
            source, kind, out = project.folder, self.kind, self.folder
            self._session.exporting.start(lambda: export_as(source, kind, out, consent=consent))

    def _texts(self) -> dict[str, tuple[str, str]]:
        texts = {
            "web": (
                self.tr("In a &browser"),
                self.tr("A page that listens offline: open it, or put it on a web site."),
            ),
            "esphome": (
                self.tr("On an &ESPHome device"),
                self.tr("Models for the component micro_wake_word, for Home Assistant."),
            ),
            "c": (
                self.tr("In your own program, as &C"),
                self.tr("model.h and model.c, which need nothing else: C99, no heap."),
            ),
            "tflite": (
                self.tr("In your own program, as TensorFlow &Lite"),
                self.tr("The int8 model as one .tflite file."),
            ),
        }
        if self._session.small.best is not None:
            texts["uno"] = (
                self.tr("On a chip with &2 KB of RAM, as C"),
                self.tr("The small model with its front end, as C99."),
            )
        return {name: text for name, text in texts.items() if name in FORMATS}

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.close_button = buttons.button(QDialogButtonBox.StandardButton.Close)
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.export_button = buttons.addButton(self.tr("E&xport"), role)
        self.show_button = buttons.addButton(self.tr("&Show the files"), role)
        self.open_button = buttons.addButton(self.tr("&Open the page"), role)
        set_primary(self.export_button, True)
        self.export_button.clicked.connect(self.export)
        self.show_button.clicked.connect(self._show_files)
        self.open_button.clicked.connect(self._open_page)
        buttons.rejected.connect(self.reject)
        return buttons

    def _choose(self) -> None:
        self.fetch.hide()  # It was about another format.
        self._refresh()

    def _refresh(self) -> None:
        job = self._session.exporting
        files: list[Path] = job.result or []
        self.place.setText(self.tr("Into the folder {0}").format(self.folder))
        self.export_button.setEnabled(not job.busy)
        for choice in self.formats.values():
            choice.setEnabled(not job.busy)
        self.place_button.setEnabled(not job.busy)
        names = ", ".join(file.name for file in files)
        self.written.setText(self.tr("Written: {0}").format(names) if files else "")
        show_part(self.written, bool(files))
        show_part(self.show_button, bool(files))
        show_part(self.open_button, any(file.name == PAGE for file in files))
        # The box loses a button from its order when another one comes.
        order = (self.place_button, self.export_button, self.show_button, self.open_button)
        for one, other in pairwise((*order, self.close_button)):
            QWidget.setTabOrder(one, other)

    def _tell(self) -> None:
        announce(self, self.written.text())

    def _ask(self) -> None:
        name = QFileDialog.getExistingDirectory(
            self, self.tr("Folder for the files"), str(self.folder.parent)
        )
        if name:
            self._folder = Path(name)
            self._refresh()

    def _show_files(self) -> None:
        files: list[Path] = self._session.exporting.result or []
        if files:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(files[0].parent)))

    def _open_page(self) -> None:
        files: list[Path] = self._session.exporting.result or []
        for file in files:
            if file.name == PAGE:
                QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
