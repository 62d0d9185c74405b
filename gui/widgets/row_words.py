"""Variants in words: all numbers of one together, and which boards have room for it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from compress.tradeoffs import Row
from firmware.boards import Board
from firmware.build_small import is_small
from firmware.room import size_text
from gui.language import in_words


class RowWords:
    """Says what is known of variants.

    Args:
        boards: All boards by name.
        stale: Names of the variants that are out of date.
    """

    def __init__(self, boards: Mapping[str, Board], stale: tuple[str, ...] = ()) -> None:
        self._boards, self._stale = boards, stale

    def tr(self, text: str) -> str:
        """The text in the language in force."""
        return QCoreApplication.translate("RowWords", text)

    def name(self, row: Row) -> str:
        """Its name with what marks it."""
        marks = []
        if row.chosen:
            marks.append(self.tr("chosen"))
        if row.name in self._stale:
            marks.append(self.tr("out of date"))
        return f"{row.name} ({', '.join(marks)})" if marks else row.name

    def accuracy(self, row: Row) -> str:
        """Share of clips understood, with its interval."""
        if row.accuracy is None:
            return self.tr("not known")
        low, high = row.accuracy_interval or (row.accuracy, row.accuracy)
        return self.tr("{0} ({1} to {2})").format(percent(row.accuracy), *map(percent, (low, high)))

    def missed(self, row: Row) -> str:
        """Share of words missed in a running room."""
        if row.false_reject_rate is None:
            return self.tr("not known")
        return percent(row.false_reject_rate)

    def alarms(self, row: Row) -> str:
        """False alarms an hour with their bound."""
        rate, upper = row.false_accepts_per_hour, row.false_accepts_per_hour_upper
        if rate is None or upper is None:
            return self.tr("not known")
        return self.tr("{0} (surely below {1})").format(f"{rate:.1f}", f"{upper:.1f}")

    def size(self, count: int | None) -> str:
        """Bytes; of what was not built yet they are not known."""
        return self.tr("not measured yet") if count is None else size_text(count)

    def figure(self, count: int | None) -> str:
        """Bytes in large, or a stroke for what is not known."""
        return "–" if count is None else size_text(count)

    def macs(self, row: Row) -> str:
        """Work for each decision."""
        return self.tr("{0} million").format(f"{row.macs / 1e6:.2f}")

    def sentence(self, row: Row) -> str:
        """All numbers of one variant, for tooltips and for screen readers."""
        return self.tr(
            "{0}: model {1}, clips understood {2}, words missed {3}, false alarms an hour {4}, "
            "flash {5}, RAM {6}, multiplications for a decision {7}."
        ).format(
            self.name(row),
            size_text(row.encoded_bytes),
            self.accuracy(row),
            self.missed(row),
            self.alarms(row),
            self.size(row.flash_bytes),
            self.size(row.ram_bytes),
            self.macs(row),
        )

    def fits(self, row: Row) -> list[tuple[bool, str]]:
        """For each chip that takes such models, whether the firmware fits, and what it lacks."""
        if row.flash_bytes is None or row.ram_bytes is None or not row.fits:
            return []
        return [
            (row.fits[name], self._fit(board, row.flash_bytes, row.ram_bytes, row.fits[name]))
            for name, board in self._boards.items()
            if board.kind != "desktop" and name in row.fits and not is_small(board)
        ]

    def _fit(self, board: Board, flash: int, ram: int, fits: bool) -> str:
        if fits:
            return self.tr("✓ fits on: {0}").format(in_words(board.title))
        lacks = []
        if board.app_flash_bytes and flash > board.app_flash_bytes:
            lacks.append(self.tr("{0} of flash").format(size_text(flash - board.app_flash_bytes)))
        if board.app_ram_bytes and ram > board.app_ram_bytes:
            lacks.append(self.tr("{0} of RAM").format(size_text(ram - board.app_ram_bytes)))
        return self.tr("✗ does not fit on: {0}, which lacks {1}").format(
            in_words(board.title), self.tr(" and ").join(lacks)
        )


def step_name(step: str) -> str:
    """A compression step as people say it; `(undone)` behind it stays."""
    translate = QCoreApplication.translate
    name, _, mark = step.partition(" ")
    names = {
        "trained": translate("RowWords", "trained"),
        "prune_channels": translate("RowWords", "channels removed"),
        "prune_weights": translate("RowWords", "weights removed"),
        "cluster": translate("RowWords", "weights grouped"),
        "quantize_aware": translate("RowWords", "trained for whole numbers"),
        "quantize_int8": translate("RowWords", "made of 8-bit numbers"),
        "slim": translate("RowWords", "made slim"),
        "encode": translate("RowWords", "encoded"),
    }
    said = names.get(name, name.replace("_", " "))
    return f"{said} ({translate('RowWords', 'undone')})" if mark else said


def percent(share: float) -> str:
    """A share as text."""
    return f"{100 * share:.1f} %"
