"""How fast takes follow each other: people speak, read and breathe at different speeds."""

from __future__ import annotations

from dataclasses import dataclass

from audio.errors import AudioError

# Less quiet than this also comes in the middle of words, before a plosive.
SHORTEST_QUIET_MS = 310


@dataclass(frozen=True)
class Pace:
    """The pauses of a recording session.

    Attributes:
        name: What it is called, never translated.
        quiet_ends_ms: So much quiet ends a word; more than any pause inside a phrase.
        rest_ms: After a take nothing is listened to for so long: time to breathe.
        read_ms: The same after a new prompt: time to read it, or to have it read.

    Raises:
        AudioError: The quiet that ends a word is so short that it would cut words in two.
    """

    name: str
    quiet_ends_ms: int
    rest_ms: int
    read_ms: int

    def __post_init__(self) -> None:
        if self.quiet_ends_ms < SHORTEST_QUIET_MS:
            raise AudioError(
                f"A quiet of {self.quiet_ends_ms} ms would cut words in two.",
                f"Give {SHORTEST_QUIET_MS} ms or more.",
            )


VERY_RELAXED = Pace("very relaxed", quiet_ends_ms=1200, rest_ms=2500, read_ms=5000)
RELAXED = Pace("relaxed", quiet_ends_ms=800, rest_ms=1200, read_ms=3000)
NORMAL = Pace("normal", quiet_ends_ms=450, rest_ms=400, read_ms=1500)
BRISK = Pace("brisk", quiet_ends_ms=350, rest_ms=0, read_ms=800)
# The slowest first.
PACES = {pace.name: pace for pace in (VERY_RELAXED, RELAXED, NORMAL, BRISK)}
