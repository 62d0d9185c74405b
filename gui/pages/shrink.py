"""The page Shrink: compare the models, see how they became small, and choose one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QLabel,
    QPushButton,
    QWidget,
)

from compress.tradeoffs import Row
from firmware.boards import load_boards
from firmware.room import model_budgets
from gui.announce import announce
from gui.job import JobState
from gui.pages.page import Page, card, set_primary, subheading, text_label
from gui.widgets.figures import Figure, Figures
from gui.widgets.flow_row import FlowRow
from gui.widgets.job_bar import JobBar
from gui.widgets.mistakes_list import MistakesList
from gui.widgets.row_words import RowWords, percent
from gui.widgets.search_panel import SearchPanel
from gui.widgets.steps_path import StepsPath, undone_steps
from gui.widgets.tradeoff_plot import TradeoffPlot
from gui.widgets.tradeoff_table import TradeoffTable


class ShrinkPage(Page):
    """Choose between small and accurate, with all numbers beside each other."""

    name = "shrink"

    def build(self) -> None:
        session = self.session
        self.boards = load_boards()
        self.body.addWidget(self._comparison())
        self.body.addWidget(self._details())
        self.body.addWidget(self._mistakes())
        self.body.addWidget(self._more())
        self.body.addStretch(1)
        shrinker = session.shrinker
        for signal in (shrinker.changed, session.project_changed, session.takes_changed):
            signal.connect(self.refresh_when_seen)
        session.measuring.changed.connect(self._refresh_measuring)
        session.measuring.succeeded.connect(self._tell_measured)
        shrinker.drawing.succeeded.connect(self._tell_drawn)
        shrinker.drawing.changed.connect(self._refresh_drawing)
        self.refresh()

    def title(self) -> str:
        return self.tr("Shrink")

    def introduction(self) -> str:
        return self.tr(
            "Every training makes several models. Smaller ones leave room on the chip; larger ones "
            "may hear better. Select one to see what it needs and where it fits."
        )

    def missing(self) -> str:
        if self.session.project is None:
            return self.tr("Open a project or make a new one on the page Words first.")
        return "" if self.session.variants else self.tr("Train on the page Train first.")

    def done(self) -> bool:
        chosen = self.session.chosen
        return chosen is not None and chosen.name not in self.session.trainer.stale

    def first_focus(self) -> QWidget | None:
        return self.plot

    def entered(self) -> None:
        self.session.shrinker.measure_once()

    def left(self) -> None:
        self.session.shrinker.silence()

    def refresh(self) -> None:
        """Show the session as it is now."""
        shrinker = self.session.shrinker
        rows, selected = shrinker.rows, shrinker.selected
        words = RowWords(self.boards, self.session.trainer.stale)
        budgets = model_budgets(rows, self.boards.values())
        self.plot.show_rows(rows, selected, budgets, words)
        self.table.show_rows(rows, selected, words)
        rooms = " · ".join(budget.text for budget in budgets)
        text = self.tr("Room for a model beside the program: {0}.").format(rooms)
        small = self.tr("The Arduino Uno takes small models of its own: see the page Board.")
        self.room.setText(f"{text} {small}")
        self.room.setVisible(bool(budgets))
        self._refresh_measuring()
        self._show_details(selected, words)

    def _comparison(self) -> QFrame:
        frame, layout = card()
        self.plot = TradeoffPlot(self.tr("Size against accuracy"))
        self.legend: QLabel = text_label(
            self.tr(
                "◆ chosen · ● best of its size · ○ beaten by another · ring: selected · □ steps of "
                "the selected one, by the takes that chose them. Click or use the arrow keys; "
                "Enter takes the selected one."
            ),
            "soft",
        )
        self.room: QLabel = text_label("", "soft")
        self.measure_button = QPushButton(self.tr("&Measure flash and RAM"))
        self.measure_button.clicked.connect(self.session.measure)
        self.measure_bar = JobBar(self.session.measuring, self.tr("Measuring flash and RAM"))
        self.table = TradeoffTable()
        for widget in (self.plot, self.table):
            widget.selected.connect(self.session.shrinker.select)
            widget.wanted.connect(self.use)
        for each in (self.plot, self.legend, self.room, self.measure_bar):
            layout.addWidget(each)
        layout.addLayout(_left(self.measure_button))
        layout.addWidget(self.table)
        return frame

    def _details(self) -> QFrame:
        frame, layout = card()
        self.headline = subheading("")
        self.figures = Figures()
        self.fits: QLabel = text_label("")
        self.use_button = QPushButton(self.tr("&Use this model"))
        self.use_button.clicked.connect(self._use_selected)
        self.onward_button = QPushButton(self.tr("&Next: put it on a board"))
        self.onward_button.clicked.connect(self._go_on)
        self.steps = StepsPath()
        layout.addWidget(self.headline)
        layout.addWidget(self.figures)
        layout.addWidget(self.fits)
        layout.addLayout(_left(self.use_button, self.onward_button))
        layout.addWidget(subheading(self.tr("How it became small")))
        layout.addWidget(self.steps, 0, Qt.AlignmentFlag.AlignLeft)
        self.undone: QLabel = text_label("", "soft")
        layout.addWidget(self.undone)
        return frame

    def _mistakes(self) -> QFrame:
        frame, layout = card()
        layout.addWidget(subheading(self.tr("Listen to what it gets wrong")))
        self.mistakes = MistakesList(self.session)
        layout.addWidget(self.mistakes)
        return frame

    def _more(self) -> QFrame:
        frame, layout = card()
        layout.addWidget(subheading(self.tr("More")))
        self.picture_button = QPushButton(self.tr("&Save the picture…"))
        self.picture_button.clicked.connect(self._ask_for_picture)
        self.drawing_bar = JobBar(self.session.shrinker.drawing, self.tr("Drawing"))
        self.drawn: QLabel = text_label("", "good")
        layout.addLayout(_left(self.picture_button))
        layout.addWidget(self.drawing_bar)
        layout.addWidget(self.drawn)
        self.search = SearchPanel(self.session)
        layout.addWidget(self.search)
        self._refresh_drawing()
        return frame

    def _show_details(self, row: Row | None, words: RowWords) -> None:
        variant = self.session.shrinker.variant
        if row is None or variant is None:
            return
        self.headline.setText(words.name(row))
        self.figures.show_figures(self._figures(row, words))
        fits = words.fits(row)
        self.fits.setText("\n".join(text for _, text in fits))
        self.fits.setVisible(bool(fits))
        self.use_button.setVisible(not row.chosen)
        self.onward_button.setVisible(row.chosen)
        set_primary(self.use_button, not row.chosen)
        set_primary(self.onward_button, row.chosen)
        self.steps.show_path(row)
        reasons = undone_steps(variant)
        self.undone.setText("\n".join(reasons))
        self.undone.setVisible(bool(reasons))

    def _figures(self, row: Row, words: RowWords) -> list[Figure]:
        unknown = self.tr("not known")
        accuracy = unknown if row.accuracy is None else percent(row.accuracy)
        low, high = row.accuracy_interval or (0.0, 1.0)
        alarms, upper = row.false_accepts_per_hour, row.false_accepts_per_hour_upper
        flash = self.tr("{0} of it the model").format(words.size(row.encoded_bytes))
        ram = self.tr("the whole firmware")
        if row.flash_bytes is None:
            flash = self.tr("not measured yet; the model alone: {0}")
            flash, ram = flash.format(words.size(row.encoded_bytes)), words.size(None)
        between = self.tr("between {0} and {1}").format(percent(low), percent(high))
        below = unknown if upper is None else self.tr("surely below {0}").format(f"{upper:.1f}")
        return [
            Figure(accuracy, self.tr("Clips understood"), between),
            Figure(
                unknown if alarms is None else f"{alarms:.1f}",
                self.tr("False alarms an hour"),
                below,
            ),
            Figure(words.figure(row.flash_bytes), self.tr("Flash"), flash),
            Figure(words.figure(row.ram_bytes), self.tr("RAM at its peak"), ram),
            Figure(words.macs(row), self.tr("Multiplications"), self.tr("for each decision")),
        ]

    def _refresh_measuring(self) -> None:
        job = self.session.measuring
        self.measure_button.setVisible(not self.session.shrinker.measured and not job.busy)

    def _refresh_drawing(self) -> None:
        job = self.session.shrinker.drawing
        self.picture_button.setEnabled(not job.busy)
        done = job.state is JobState.SUCCEEDED
        self.drawn.setText(self.tr("✓ Saved as {0}.").format(job.result) if done else "")
        self.drawn.setVisible(done)

    def _tell_measured(self) -> None:
        row = self.session.shrinker.selected
        if row is not None and self.isVisible():
            words = RowWords(self.boards, self.session.trainer.stale)
            announce(self, words.sentence(row))

    def _tell_drawn(self) -> None:
        announce(self, self.drawn.text())

    def use(self, name: str) -> None:
        """Have a model be the one that goes on the board."""
        if self.session.choose(name):
            announce(self, self.tr("{0} is the model that goes on the board now.").format(name))

    def _use_selected(self) -> None:
        row = self.session.shrinker.selected
        if row is not None:
            self.use(row.name)
            self.onward_button.setFocus()  # The button that had it is gone.

    def _go_on(self) -> None:
        self.session.page_wanted.emit("board")

    def _ask_for_picture(self) -> None:
        start = Path.home() / self.tr("size against accuracy.png")
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the picture"), str(start), "PNG (*.png);;SVG (*.svg)"
        )
        if name:
            self.session.shrinker.draw(Path(name))


def _left(*buttons: QPushButton) -> FlowRow:
    """Buttons side by side at the left."""
    row = FlowRow()
    for button in buttons:
        row.addWidget(button)
    return row
