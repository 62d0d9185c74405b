"""Asks a person whether something may be downloaded: what it is, from where, how much."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from firmware.consent import Offer
from gui.announce import announce
from gui.language import in_words
from gui.pages.page import SPACING, set_primary, set_role, text_label
from gui.widgets.flow_row import FlowRow


class OfferQuestion(QFrame):
    """The question and its two answers. Hidden until something is asked.

    Attributes:
        offers: What was asked for last; empty when nothing is to be had.
    """

    agreed = Signal()  # to all of `offers`
    refused = Signal()  # the person does not want it now

    def __init__(self) -> None:
        super().__init__()
        self.offers: tuple[Offer, ...] = ()
        self.question = text_label("")
        self.yes_button, self.no_button = QPushButton(), QPushButton(self.tr("No&t now"))
        self.yes_button.clicked.connect(self.agreed)
        self.no_button.clicked.connect(self._refuse)
        row = FlowRow()
        row.addWidget(self.yes_button)
        row.addWidget(self.no_button)
        layout = QVBoxLayout(self)
        layout.setSpacing(SPACING)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.question)
        layout.addLayout(row)
        self.hide()

    def ask_for(self, offers: tuple[Offer, ...], first: str) -> None:
        """Ask, with the keyboard where the answer is given.

        Args:
            offers: What for.
            first: The sentence that comes before them.
        """
        self.offers = offers
        self.yes_button.setText(
            self.tr("&Download {0} MB and go on").format(sum(each.megabytes for each in offers))
        )
        self.say("\n".join([first, *(self._told(each) for each in offers)]), "")
        self.yes_button.setFocus()

    def say(self, text: str, role: str) -> None:
        """Show a text in the question's place, and read it out."""
        set_role(self.question, role)
        self.question.setText(text)
        self.yes_button.setAccessibleDescription(text)
        self.show()
        self.show_answers(True)
        announce(self, text)

    def show_answers(self, on: bool) -> None:
        """Show the two buttons, or not while the answer is being obeyed."""
        self.yes_button.setVisible(bool(self.offers) and on)
        self.no_button.setVisible(on)
        set_primary(self.yes_button, bool(self.offers) and on)

    def _told(self, offer: Offer) -> str:
        return self.tr("{0}: {1} MB from {2}, {3} MB on this computer; licence {4}. {5}").format(
            in_words(offer.name),
            offer.megabytes,
            offer.source,
            offer.disk_megabytes,
            offer.licence,
            in_words(offer.why),
        )

    def _refuse(self) -> None:
        self.hide()
        self.refused.emit()
