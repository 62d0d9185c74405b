"""The page Shrink."""

from __future__ import annotations

from gui.pages.page import Page


class ShrinkPage(Page):
    """Choose between small and accurate."""

    name = "shrink"

    def title(self) -> str:
        return self.tr("Shrink")

    def introduction(self) -> str:
        return self.tr("Choose between small and accurate.")
