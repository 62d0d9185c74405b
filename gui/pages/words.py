"""The page Words."""

from __future__ import annotations

from gui.pages.page import Page


class WordsPage(Page):
    """Name a project and the words or sounds that the chip shall hear."""

    name = "words"

    def title(self) -> str:
        return self.tr("Words")

    def introduction(self) -> str:
        return self.tr("Name a project and the words or sounds that the chip shall hear.")
