"""Looking for better models: for which board, for how long, and how it goes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from firmware.boards import load_boards
from gui.language import in_words
from gui.pages.page import form_row, text_label
from gui.session import Session
from gui.widgets.job_bar import JobBar

DEFAULT_MINUTES, MOST_MINUTES = 20, 600
LEAST_CHARACTERS = 16


class SearchPanel(QWidget):
    """A form, a button and the progress of `session.shrinker.searching`."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.board = QComboBox()
        self.board.addItem(self.tr("any board"), "")
        self.board.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.board.setMinimumContentsLength(LEAST_CHARACTERS)
        for board in load_boards().values():
            if board.kind == "chip" and "tflm" in board.engines:
                self.board.addItem(in_words(board.title), board.name)
        self.minutes = QSpinBox()
        self.minutes.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.minutes.setRange(1, MOST_MINUTES)
        self.minutes.setValue(DEFAULT_MINUTES)
        self.minutes.setSuffix(self.tr(" minutes"))
        self.start_button = QPushButton(self.tr("&Look for better models"))
        self.start_button.clicked.connect(self._start)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        form_row(form, self.tr("F&or:"), self.board)
        form_row(form, self.tr("&During:"), self.minutes)
        line = QHBoxLayout()
        line.addWidget(self.start_button)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(
            text_label(
                self.tr(
                    "Tries other networks and other ways to make them small, for as long as you "
                    "like, then trains the two best fully. What was tried is kept when you cancel."
                ),
                "soft",
            )
        )
        layout.addLayout(form)
        layout.addLayout(line)
        layout.addWidget(JobBar(session.shrinker.searching, self.tr("Search")))
        session.shrinker.searching.changed.connect(self.refresh)
        session.training.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """One training at a time."""
        busy = self._session.shrinker.searching.busy or self._session.training.busy
        self.start_button.setEnabled(not busy)

    def _start(self) -> None:
        self._session.shrinker.search(self.board.currentData(), self.minutes.value())
