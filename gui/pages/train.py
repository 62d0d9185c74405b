"""The page Train: start a training, watch it, and see how well the models hear."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from audio.languages import spoken_text
from compress.verdict import judge
from gui.announce import announce
from gui.job import JobState
from gui.language import in_words
from gui.pages.page import Page, card, set_primary, set_role, subheading, text_label
from gui.trainer import FEW_TAKES
from gui.widgets.advice_list import AdviceList
from gui.widgets.card_dialog import CardDialog
from gui.widgets.flow_row import FlowRow
from gui.widgets.job_bar import JobBar
from gui.widgets.live_curve import LiveCurveView
from gui.widgets.preset_choice import PresetChoice
from gui.widgets.results import Results
from gui.widgets.tryout_panel import TryoutPanel


class TrainPage(Page):
    """Train models on the takes, and read what came out."""

    name = "train"

    def build(self) -> None:
        session = self.session
        self.body.addWidget(self._start_card())
        self.curve = LiveCurveView(session)
        self.body.addWidget(self.curve)
        self.results_card = self._results_card()
        self.body.addWidget(self.results_card)
        self.try_card, layout = card()
        layout.addWidget(subheading(self.tr("Try it now")))
        self.tryout = TryoutPanel(session)
        layout.addWidget(self.tryout)
        self.body.addWidget(self.try_card)
        self.body.addStretch(1)
        session.training.changed.connect(self._refresh_start)
        session.training.ended.connect(self._tell_end)
        session.trainer.changed.connect(self._refresh_learned)
        session.trainer.learning.changed.connect(self._refresh_learned)
        session.trainer.learning.ended.connect(self._tell_learned)
        session.project_changed.connect(self.refresh_when_seen)
        session.takes_changed.connect(self.refresh_when_seen)
        session.shrinker.changed.connect(self.refresh_when_seen)
        self.refresh()

    def title(self) -> str:
        return self.tr("Train")

    def introduction(self) -> str:
        return self.tr("Train models on your takes and see how well they hear.")

    def missing(self) -> str:
        if self.session.project is None:
            return self.tr("Open a project or make a new one on the page Words first.")
        if self.session.trainer.without_takes() and not self.session.variants:
            return self._without_takes()
        return ""

    def done(self) -> bool:
        return bool(self.session.trainer.fresh)

    def first_focus(self) -> QWidget | None:
        return self.onward_button if self.done() else self.start_button

    def entered(self) -> None:
        self.session.trainer.advise()

    def left(self) -> None:
        self.session.tryout.cancel()

    def refresh(self) -> None:
        """Show the session as it is now."""
        self._refresh_start()
        self._refresh_results()
        self._refresh_learned()

    def _start_card(self) -> QFrame:
        frame, layout = card()
        layout.addWidget(subheading(self.tr("How thorough?")))
        self.presets = PresetChoice(self.session)
        self.advice = AdviceList(self.session)
        self.start_button = QPushButton(self.tr("&Train"))
        self.start_button.clicked.connect(self._start)
        self.onward_button = QPushButton(self.tr("&Next: choose a size"))
        self.onward_button.clicked.connect(self._go_on)
        self.notice: QLabel = text_label("")
        row = FlowRow()
        row.addWidget(self.start_button)
        row.addWidget(self.onward_button)
        for widget in (self.presets, self.advice, self.notice):
            layout.addWidget(widget)
        layout.addLayout(row)
        self.bar = JobBar(self.session.training, self.tr("Training"))
        layout.addWidget(self.bar)
        return frame

    def _results_card(self) -> QFrame:
        frame, layout = card()
        self.shown = QComboBox()
        self.shown.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.shown.activated.connect(self._show_other)
        choice = QLabel(self.tr("&Model:"))
        choice.setBuddy(self.shown)
        self.card_button = QPushButton(self.tr("Model c&ard…"))
        self.card_button.clicked.connect(self._open_card)
        row = FlowRow()
        row.addWidget(choice)
        row.addWidget(self.shown)
        row.addWidget(self.card_button)
        self.results = Results()
        self.learn_button = QPushButton(self.tr("What would more takes &buy?"))
        self.learn_button.setToolTip(
            self.tr("Trains a small network on a quarter, a half and all of the takes: minutes.")
        )
        self.learn_button.clicked.connect(self.session.trainer.look_ahead)
        self.learn_bar = JobBar(self.session.trainer.learning, self.tr("Looking ahead"))
        self.learned: QLabel = text_label("")
        layout.addLayout(row)
        layout.addWidget(self.results)
        grid = QGridLayout()
        grid.addWidget(self.learn_button, 0, 0)
        grid.setColumnStretch(1, 1)
        layout.addLayout(grid)
        layout.addWidget(self.learn_bar)
        layout.addWidget(self.learned)
        return frame

    def _refresh_start(self) -> None:
        trainer, busy = self.session.trainer, self.session.training.busy
        without = trainer.without_takes()
        self.start_button.setText(
            self.tr("&Train again") if self.session.variants else self.tr("&Train")
        )
        self.start_button.setEnabled(not busy and not without)
        self.presets.setEnabled(not busy)
        self.onward_button.setVisible(self.done())
        set_primary(self.start_button, not self.done())
        set_primary(self.onward_button, self.done())
        text, role = self._notice(busy)
        self.notice.setText(text)
        set_role(self.notice, role)
        self.notice.setVisible(bool(text))

    def _notice(self, busy: bool) -> tuple[str, str]:
        trainer = self.session.trainer
        project, chosen = self.session.project, self.session.chosen
        if trainer.without_takes():
            return f"! {self._without_takes()}", "caution"
        if busy:
            return "", ""
        if chosen is not None and chosen.name in trainer.stale:
            return self.tr(
                "! Takes or words have changed since {0} was trained. It stays in use until you "
                "train again."
            ).format(chosen.name), "caution"
        words = project.words if project else ()
        few = [word for word in words if trainer.takes_of(word) < FEW_TAKES]
        if few:
            return self.tr(
                "! Few takes of: {0}. It can be trained, but {1} or more of each work far better."
            ).format(_listed(few), 2 * FEW_TAKES), "caution"
        return "", ""

    def _without_takes(self) -> str:
        return self.tr("Record takes on the page Record first. There are none of: {0}.").format(
            _listed(self.session.trainer.without_takes())
        )

    def _refresh_results(self) -> None:
        shrinker = self.session.shrinker
        variant = shrinker.variant
        self.results_card.setVisible(variant is not None)
        self.try_card.setVisible(self.session.chosen is not None)
        if variant is None:
            return
        self.shown.clear()
        for row in shrinker.rows:
            self.shown.addItem(self._described(row.name, row.chosen), row.name)
        self.shown.setCurrentIndex(self.shown.findData(variant.name))
        self.results.show_variant(variant)

    def _described(self, name: str, chosen: bool) -> str:
        stale = name in self.session.trainer.stale
        if chosen and stale:
            return self.tr("{0} (chosen, out of date)").format(name)
        if chosen:
            return self.tr("{0} (chosen)").format(name)
        return self.tr("{0} (out of date)").format(name) if stale else name

    def _refresh_learned(self) -> None:
        trainer = self.session.trainer
        self.learn_button.setEnabled(not trainer.learning.busy and not self.session.training.busy)
        learned = trainer.learned
        text = "\n".join(in_words(line) for line in learned.text().split("\n")) if learned else ""
        self.learned.setText(text)
        self.learned.setVisible(bool(text))

    def _tell_end(self) -> None:
        """Whichever page is at the front by then."""
        chosen = self.session.chosen
        if self.session.training.state is JobState.SUCCEEDED and chosen is not None:
            meaning = in_words(judge(chosen.metrics).meaning)
            self.session.told.emit(self.tr("The training is done. {0}").format(meaning))

    def _tell_learned(self) -> None:
        learned = self.session.trainer.learned
        if self.session.trainer.learning.state is JobState.SUCCEEDED and learned is not None:
            announce(self, in_words(learned.sentence))

    def _start(self) -> None:
        if self.session.trainer.start():
            self.bar.cancel_button.setFocus()  # The button that had it waits now.

    def _go_on(self) -> None:
        self.session.page_wanted.emit("shrink")

    def _show_other(self, place: int) -> None:
        self.session.shrinker.select(self.shown.itemData(place))

    def _open_card(self) -> None:
        variant = self.session.shrinker.variant
        if variant is not None:
            CardDialog(self.session, variant, self).open()


def _listed(words: Sequence[str]) -> str:
    return ", ".join(f"“{spoken_text(word)}”" for word in words)
