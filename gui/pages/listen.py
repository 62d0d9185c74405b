"""The page Listen."""

from __future__ import annotations

from gui.pages.page import Page


class ListenPage(Page):
    """Watch what the board hears."""

    name = "listen"

    def title(self) -> str:
        return self.tr("Listen")

    def introduction(self) -> str:
        return self.tr("Watch what the board hears.")
