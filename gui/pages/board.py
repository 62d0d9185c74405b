"""The page Board."""

from __future__ import annotations

from gui.pages.page import Page


class BoardPage(Page):
    """Put the model on a board."""

    name = "board"

    def title(self) -> str:
        return self.tr("Board")

    def introduction(self) -> str:
        return self.tr("Put the model on a board.")
