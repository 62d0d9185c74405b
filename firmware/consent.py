"""What a person must agree to before it is fetched, and their word for it.

require([offer], NO_CONSENT)              # raises ConsentNeeded, which has the offers to show
require([offer], Consent.to([offer]))     # once the person has agreed
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from audio.errors import WakewrightError


@dataclass(frozen=True)
class Offer:
    """Something that could be fetched, with all that a person must know to agree.

    Attributes:
        name: What it is, with its version; also what consent is given to.
        why: What it is for, as a sentence.
        licence: Its licence's short name.
        source: Where it comes from, as people name it.
        megabytes: How much is fetched.
        disk_megabytes: How much it takes once it is there.
    """

    name: str
    why: str
    licence: str
    source: str
    megabytes: int
    disk_megabytes: int


@dataclass(frozen=True)
class Consent:
    """A person's word for certain offers, by their names. Without any, it is a no to all."""

    names: frozenset[str] = frozenset()

    @classmethod
    def to(cls, offers: Iterable[Offer]) -> Consent:
        """The consent to just these."""
        return cls(frozenset(offer.name for offer in offers))

    def covers(self, offer: Offer) -> bool:
        """Whether the person agreed to this one."""
        return offer.name in self.names


NO_CONSENT = Consent()


class ConsentNeeded(WakewrightError):
    """Nothing was fetched, because nobody had agreed to it.

    Attributes:
        offers: What to ask for.
    """

    def __init__(self, offers: Iterable[Offer]) -> None:
        self.offers = tuple(offers)
        super().__init__(
            f"This needs a download: {', '.join(offer.name for offer in self.offers)}.",
            f"{offers_text(self.offers)} Agree to it with --yes.",
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """Errors cross from worker processes to the window."""
        return ConsentNeeded, (self.offers,)


def require(offers: Iterable[Offer], consent: Consent) -> None:
    """Go on only if a person agreed to every one.

    Raises:
        ConsentNeeded: To some they did not; it names all that are needed.
    """
    offers = tuple(offers)
    if not all(consent.covers(offer) for offer in offers):
        raise ConsentNeeded(offers)


def offers_text(offers: Iterable[Offer]) -> str:
    """What a person is asked to agree to, a sentence or two for each offer."""
    return " ".join(
        f"{offer.name}: {offer.megabytes} MB from {offer.source}, {offer.disk_megabytes} MB on "
        f"this computer; licence {offer.licence}. {offer.why}"
        for offer in offers
    )
