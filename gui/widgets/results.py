"""How good a model is: a verdict in words, figures with what they are worth, and who is unheard."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from audio.labels import UNKNOWN
from audio.languages import spoken_text
from compress.clips import SILENCE
from compress.variant import Variant
from compress.verdict import Grade, judge
from gui import theme
from gui.language import in_words
from gui.pages.page import set_role, subheading, text_label
from gui.widgets.fact_table import Cell, FactTable, mixed
from gui.widgets.figures import Figure, Figures

ROLES = {Grade.GOOD: "good", Grade.FAIR: "caution", Grade.POOR: "bad", Grade.UNKNOWN: "soft"}
SIGNS = {Grade.GOOD: "✓", Grade.FAIR: "!", Grade.POOR: "✗", Grade.UNKNOWN: "?"}
# The strongest shade of a cell, so that its number stays readable.
STRONGEST = 0.45
MOST_GROUPS = 8
NO_SIDE = Qt.AlignmentFlag(0)


class Results(QWidget):
    """Shows what was measured of one model."""

    def __init__(self) -> None:
        super().__init__()
        self.verdict = subheading("")
        self.verdict.setWordWrap(True)
        self.counted: QLabel = text_label("")
        self.figures = Figures()
        self.confusion = FactTable(self.tr("What was said and what was heard"))
        self.groups = FactTable(self.tr("Speakers and groups, the worst first"), MOST_GROUPS)
        self.fairness: QLabel = text_label("")
        self.confusion_help: QLabel = text_label(
            self.tr("Rows: what was said. Columns: what the model heard. ✓ is right, ✗ is wrong."),
            "soft",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (
            self.verdict,
            self.counted,
            self.figures,
            subheading(self.tr("What it takes for what")),
            self.confusion_help,
            self.confusion,
            subheading(self.tr("Who is understood worst")),
            self.fairness,
            self.groups,
        ):
            side = Qt.AlignmentFlag.AlignLeft if isinstance(widget, FactTable) else NO_SIDE
            layout.addWidget(widget, 0, side)

    def show_variant(self, variant: Variant) -> None:
        """Show another model's results."""
        metrics = variant.metrics
        verdict = judge(metrics)
        sign = SIGNS[verdict.grade]
        self.verdict.setText(f"{sign}  {in_words(verdict.meaning)}")
        set_role(self.verdict, ROLES[verdict.grade])
        self.counted.setText(f"{in_words(verdict.counted)} {in_words(verdict.proof)}")
        self.figures.show_figures(self._figures(metrics))
        self._show_confusion(metrics)
        self._show_groups(metrics)

    def _figures(self, metrics: dict[str, Any]) -> list[Figure]:
        unknown = self.tr("not known")
        found, missed, alarms = unknown, unknown, unknown
        found_worth = missed_worth = self.tr("too few takes to test on")
        alarms_worth = self.tr("no sound without a word to listen to")
        if metrics.get("accuracy") is not None:
            found = _percent(metrics["accuracy"])
            low, high = metrics["accuracy_interval"]
            found_worth = self._interval(low, high, metrics["clips"])
        if metrics.get("false_reject_rate") is not None:
            missed = _percent(metrics["false_reject_rate"])
            low, high = metrics["false_reject_low"], metrics["false_reject_high"]
            missed_worth = self._interval(low, high, metrics["words"])
        if metrics.get("false_accepts_per_hour") is not None:
            alarms = f"{metrics['false_accepts_per_hour']:.1f}"
            alarms_worth = self.tr("surely below {0}; {1} in {2} minutes").format(
                f"{metrics['false_accepts_per_hour_upper']:.1f}",
                metrics["false_accepts"],
                f"{60 * metrics['hours_of_negatives']:.0f}",
            )
        return [
            Figure(found, self.tr("Clips understood"), found_worth),
            Figure(missed, self.tr("Words missed in a room"), missed_worth),
            Figure(alarms, self.tr("False alarms an hour"), alarms_worth),
        ]

    def _interval(self, low: float, high: float, count: int) -> str:
        return self.tr("between {0} and {1}; {2} tested").format(
            _percent(low), _percent(high), count
        )

    def _show_confusion(self, metrics: dict[str, Any]) -> None:
        confusion = metrics.get("confusion", {"labels": [], "counts": []})
        names = [label_name(label) for label in confusion["labels"]]
        rows = [
            [
                self._cell(names[said], names[heard], count, max(1, sum(counts)), said == heard)
                for heard, count in enumerate(counts)
            ]
            for said, counts in enumerate(confusion["counts"])
        ]
        self.confusion.fill(names, rows, names)
        self.confusion.setAccessibleDescription(self.confusion_help.text())

    def _cell(self, said: str, heard: str, count: int, total: int, right: bool) -> Cell:
        colours = theme.current()
        spoken = self.tr("Said {0}, heard {1}: {2} of {3}").format(said, heard, count, total)
        if not count:
            return Cell("0", spoken, 0, right=True)
        shade = mixed(
            colours.card, colours.accent if right else colours.bad, STRONGEST * count / total
        )
        sign = "✓" if right else "✗"
        return Cell(f"{sign} {count}", spoken, count, shade, right=True, bold=not right)

    def _show_groups(self, metrics: dict[str, Any]) -> None:
        fairness = metrics.get("fairness", {})
        self.fairness.setText(in_words(fairness.get("sentence", "")))
        set_role(self.fairness, "caution" if fairness.get("code") == "worse" else "")
        worse = {tuple(group) for group in fairness.get("worse", [])}
        rows = []
        for row in metrics.get("groups", []):
            marked = (row["group"], row["value"]) in worse
            name = f"{self._kind(row['group'])}: {self._value(row['value'])}"
            rows.append(
                (
                    Cell(f"! {name}" if marked else name, bold=marked),
                    Cell(_percent(row["accuracy"]), order=row["accuracy"], right=True),
                    Cell(self._between(row["low"], row["high"]), right=True),
                    Cell(str(row["clips"]), order=row["clips"], right=True),
                )
            )
        head = (
            self.tr("Speaker or group"),
            self.tr("Understood"),
            self.tr("95 % interval"),
            self.tr("Clips"),
        )
        self.groups.fill(head, rows)
        self.groups.setVisible(bool(rows))

    def _between(self, low: float, high: float) -> str:
        return self.tr("{0} to {1}").format(_percent(low), _percent(high))

    def _kind(self, kind: str) -> str:
        names = {
            "speaker": self.tr("speaker"),
            "accent": self.tr("accent"),
            "gender": self.tr("gender"),
            "age": self.tr("age"),
        }
        return names.get(kind, kind)

    def _value(self, value: str) -> str:
        """One of a kind; names of speakers and accents are their own."""
        genders = {"female": self.tr("female"), "male": self.tr("male")}
        return genders.get(value) or in_words(value)


def label_name(label: str) -> str:
    """A label as people write it."""
    translate = QCoreApplication.translate
    names = {UNKNOWN: translate("Results", "other words"), SILENCE: translate("Results", "no word")}
    return names.get(label) or f"“{spoken_text(label)}”"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
