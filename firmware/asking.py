"""Downloads on the command line: a person is shown what they are, and asked.

image = run_asking(lambda consent: build_for(..., consent), yes=arguments.yes)
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

from audio.stage import Stage
from audio.terminal import run_stage
from firmware.consent import NO_CONSENT, Consent, ConsentNeeded, Offer, offers_text

T = TypeVar("T")

YES = ("y", "yes")


def run_asking(make_stage: Callable[[Consent], Stage[T]], yes: bool = False) -> T:
    """Run a stage, and again with each download that the person agrees to.

    Args:
        make_stage: Makes the stage anew, with the consent that there is by now.
        yes: Agree to everything; it is told all the same.

    Raises:
        ConsentNeeded: The person said no, or nobody is there to be asked.
        WakewrightError: Whatever the stage raises.
    """
    consent = NO_CONSENT
    while True:
        try:
            return run_stage(make_stage(consent))
        except ConsentNeeded as needed:
            if not _agrees(needed.offers, yes):
                raise
            consent = Consent(consent.names | {offer.name for offer in needed.offers})


def _agrees(offers: tuple[Offer, ...], yes: bool) -> bool:
    """Everything is said on stderr, so that stdout stays for results."""
    if not yes and not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    for offer in offers:
        print(offers_text([offer]), file=sys.stderr)
    if yes:
        return True
    print("Download it? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in YES
