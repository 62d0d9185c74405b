"""The way of a model through its compression steps, as a table: bytes, accuracy, why undone."""

from __future__ import annotations

from itertools import pairwise

from compress.tradeoffs import Row, Waypoint
from compress.variant import Variant
from firmware.room import size_text
from gui.language import in_words
from gui.widgets.fact_table import Cell, FactTable
from gui.widgets.row_words import percent, step_name

UNDONE = "undone"


class StepsPath(FactTable):
    """Shows the path of one variant, the first step first."""

    def __init__(self) -> None:
        super().__init__("")
        self.setAccessibleName(self.tr("Steps that made the model small"))

    def show_path(self, row: Row) -> None:
        """Show another variant's way."""
        rows = [
            (
                Cell(f"1. {step_name(start.step)}"),
                Cell(size_text(start.size_bytes), right=True),
                Cell(self._share(start), right=True),
                Cell(self.tr("the beginning")),
            )
            for start in row.path[:1]
        ]
        for number, (before, after) in enumerate(pairwise(row.path), start=2):
            name, _, undone = after.step.partition(" ")
            sizes = f"{size_text(before.size_bytes)} → {size_text(after.size_bytes)}"
            shares = f"{self._share(before)} → {self._share(after)}"
            rows.append(
                (
                    Cell(f"{number}. {step_name(name)}"),
                    Cell(sizes, right=True),
                    Cell(shares, right=True),
                    Cell(self.tr("↩ undone") if undone else self.tr("✓ kept")),
                )
            )
        head = (
            self.tr("Step"),
            self.tr("Bytes"),
            self.tr("Right answers while making it"),
            self.tr("What became of it"),
        )
        self.fill(head, rows)
        self.setAccessibleDescription(
            "; ".join(", ".join(cell.text for cell in cells if cell.text) for cells in rows)
        )

    def _share(self, point: Waypoint) -> str:
        return self.tr("not measured") if point.accuracy is None else percent(point.accuracy)


def undone_steps(variant: Variant) -> list[str]:
    """For each step that was undone, why, as a sentence."""
    return [
        f"↩ {step_name(report.step)}: {in_words(reason)}."
        for report in variant.steps
        for reason in report.skipped
        if reason.startswith(UNDONE)
    ]
