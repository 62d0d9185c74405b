"""The page Train."""

from __future__ import annotations

from gui.pages.page import Page


class TrainPage(Page):
    """Train models on your takes and see how well they hear."""

    name = "train"

    def title(self) -> str:
        return self.tr("Train")

    def introduction(self) -> str:
        return self.tr("Train models on your takes and see how well they hear.")
