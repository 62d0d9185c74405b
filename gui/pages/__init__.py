"""The pages of the wizard, in their order; a new file is a new page when it is named here."""

from __future__ import annotations

from gui.pages.board import BoardPage
from gui.pages.listen import ListenPage
from gui.pages.page import Page
from gui.pages.record import RecordPage
from gui.pages.shrink import ShrinkPage
from gui.pages.train import TrainPage
from gui.pages.words import WordsPage

PAGES: tuple[type[Page], ...] = (
    WordsPage,
    RecordPage,
    TrainPage,
    ShrinkPage,
    BoardPage,
    ListenPage,
)
