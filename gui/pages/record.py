"""The page Record."""

from __future__ import annotations

from gui.pages.page import Page


class RecordPage(Page):
    """Record takes of each word; nothing needs pressing while you speak."""

    name = "record"

    def title(self) -> str:
        return self.tr("Record")

    def introduction(self) -> str:
        return self.tr("Record takes of each word; nothing needs pressing while you speak.")
