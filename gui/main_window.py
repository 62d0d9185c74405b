"""The window: the sample project from recordings to detections, with its result."""

from __future__ import annotations

from enum import Enum, auto
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QKeySequence
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from audio.stage import Progress
from firmware.demo import DemoResult, demo
from firmware.report import key_facts
from gui.worker import StageWorker

INTRODUCTION = (
    "A tiny chip can learn your words and hear them offline. The sample project walks the whole "
    "way: bundled takes, training, compression, firmware, and a virtual Cortex-M4 that listens."
)


class State(Enum):
    """Where the sample stands; everything the window shows follows from it."""

    IDLE = auto()
    RUNNING = auto()
    CANCELLING = auto()
    SUCCEEDED = auto()
    FAILED = auto()
    CANCELLED = auto()


def time_left_text(seconds: float | None) -> str:
    """Time left as people say it, or nothing while it is unknown."""
    if seconds is None:
        return ""
    if seconds < 57.5:
        return f"about {max(5, round(seconds / 5) * 5)} seconds left"
    minutes = max(1, round(seconds / 60))
    return f"about {minutes} minute{'' if minutes == 1 else 's'} left"


class MainWindow(QMainWindow):
    """Runs the sample project in `out` and shows what came of it."""

    def __init__(self, out: Path) -> None:
        super().__init__()
        self._out = out
        self._worker: StageWorker | None = None
        self._result: DemoResult | None = None
        self.setWindowTitle("Wakewright")
        self.resize(760, 520)

        title = QLabel("Teach a five-dollar chip your words")
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.7)
        font.setBold(True)
        title.setFont(font)
        title.setWordWrap(True)
        introduction = QLabel(INTRODUCTION)
        introduction.setWordWrap(True)

        self.start_button = QPushButton("&Run the sample project")
        self.start_button.setDefault(True)
        self.start_button.clicked.connect(self.start)
        self.cancel_button = QPushButton("&Cancel")
        self.cancel_button.setShortcut(QKeySequence(Qt.Key.Key_Escape))
        self.cancel_button.clicked.connect(self.cancel)
        self.report_button = QPushButton("&Open the report")
        self.report_button.clicked.connect(self._open_report)
        self.folder_button = QPushButton("Open the &folder")
        self.folder_button.clicked.connect(self._open_folder)

        self.progress_bar = QProgressBar()
        self.progress_bar.setRange(0, 1000)
        self.progress_bar.setAccessibleName("Progress of the sample project")
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setAccessibleName("Status")
        self.facts = QGridLayout()
        self.facts.setHorizontalSpacing(24)

        buttons = QHBoxLayout()
        for button in (
            self.start_button,
            self.cancel_button,
            self.report_button,
            self.folder_button,
        ):
            button.setMinimumHeight(36)
            buttons.addWidget(button)
        buttons.addStretch(1)

        layout = QVBoxLayout()
        layout.setContentsMargins(28, 24, 28, 24)
        layout.setSpacing(14)
        for widget in (title, introduction):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        layout.addWidget(self.progress_bar)
        layout.addWidget(self.message)
        layout.addLayout(self.facts)
        layout.addStretch(1)
        page = QWidget()
        page.setLayout(layout)
        self.setCentralWidget(page)
        self._enter(State.IDLE, "Nothing leaves this computer.")

    @property
    def state(self) -> State:
        """Where the sample stands."""
        return self._state

    def start(self) -> None:
        """Begin the sample, unless it is under way."""
        if self._worker is not None:
            return
        self._clear_facts()
        worker = StageWorker(lambda: demo(self._out))
        worker.progressed.connect(self._show_progress)
        worker.succeeded.connect(self._succeed)
        # Methods of this window, never lambdas: only so does Qt call them in the window's thread.
        worker.failed.connect(self._fail)
        worker.cancelled.connect(self._note_cancelled)
        worker.finished.connect(self._forget_worker)
        self._worker = worker
        self._enter(State.RUNNING, "Starting")
        worker.start()

    def cancel(self) -> None:
        """Ask the running sample to stop."""
        if self._worker is not None and self._state is State.RUNNING:
            self._enter(State.CANCELLING, "Stopping")
            self._worker.cancel()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what is running, wait for its clean-up, then close."""
        if self._worker is not None:
            self._worker.cancel()
            self._forget_worker()
        event.accept()

    def _enter(self, state: State, message: str) -> None:
        self._state = state
        busy = state in (State.RUNNING, State.CANCELLING)
        self.start_button.setEnabled(not busy)
        self.cancel_button.setEnabled(state is State.RUNNING)
        self.report_button.setVisible(state is State.SUCCEEDED)
        self.folder_button.setVisible(state is State.SUCCEEDED)
        self.progress_bar.setVisible(busy or state is State.SUCCEEDED)
        self.message.setText(message)
        focus = {State.RUNNING: self.cancel_button, State.SUCCEEDED: self.report_button}
        focus.get(state, self.start_button).setFocus()

    def _show_progress(self, step: Progress) -> None:
        self.progress_bar.setValue(round(1000 * step.fraction))
        if self._state is State.RUNNING:
            left = time_left_text(step.seconds_left)
            self.message.setText(f"{step.message} - {left}" if left else step.message)

    def _succeed(self, result: DemoResult) -> None:
        self._result = result
        self.progress_bar.setValue(1000)
        for row, (name, value, remark) in enumerate(key_facts(result.summary)):
            number = QLabel(value)
            number.setAlignment(Qt.AlignmentFlag.AlignRight)
            font = number.font()
            font.setBold(True)
            number.setFont(font)
            self.facts.addWidget(QLabel(name), row, 0)
            self.facts.addWidget(number, row, 1)
            self.facts.addWidget(QLabel(remark), row, 2)
        self.facts.setColumnStretch(2, 1)
        self._enter(State.SUCCEEDED, result.summary["headline"])

    def _fail(self, what: str, hint: str) -> None:
        self._enter(State.FAILED, f"It did not work. {what} {hint}")

    def _note_cancelled(self) -> None:
        self._enter(State.CANCELLED, "Cancelled. What was finished before is kept.")

    def _clear_facts(self) -> None:
        while (item := self.facts.takeAt(0)) is not None:
            widget: Any = item.widget()
            widget.deleteLater()

    def _forget_worker(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.wait()  # `finished` comes a moment before the thread has really ended.

    def _open_report(self) -> None:
        if self._result is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._result.report)))

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._out)))
