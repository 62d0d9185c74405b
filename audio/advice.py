"""Advice on words before anybody records or trains: too short, too alike, too ordinary.

Fast enough to be asked at every key that is pressed: some 10 ms for a new word with espeak-ng,
nothing without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

from audio.everyday import is_everyday
from audio.languages import scripts
from audio.pronunciation import Pronunciation, likeness, pronounce
from audio.synthesis import Synthesizer

SERIOUS, CAUTION = "serious", "caution"
SEVERITIES = (SERIOUS, CAUTION)
# One syllable of up to three phonemes ("go", "light") is over before it can be told from others.
SHORT_SYLLABLES, SHORT_PHONEMES = 1, 3
# Two syllables of few sounds ("okay", "Emma") are still little to go by.
FEW_SYLLABLES, FEW_PHONEMES = 2, 4
# At the usual five syllables a second, more than the two seconds that a model hears at once.
MOST_SYLLABLES = 9
# Shares of sounds in common. "light" and "right" have 0.83, "go" and "no" 0.5, "five" and "nine",
# which networks confuse now and then, 0.33.
VERY_ALIKE, ALIKE = 0.6, 0.45


@dataclass(frozen=True)
class Advice:
    """One thing to know about one or two words before training.

    Attributes:
        code: too_short, rather_short, too_long, everyday, too_alike, rather_alike, contained,
            or, from recordings, sounds_short or sounds_alike.
        severity: "serious": it will not work well; "caution": it may.
        words: Labels that it is about.
        what: What is the matter, as a sentence.
        hint: What to do, as a sentence.
    """

    code: str
    severity: str
    words: tuple[str, ...]
    what: str
    hint: str

    def to_dict(self) -> dict[str, Any]:
        """Values for JSON."""
        return {**asdict(self), "words": list(self.words)}

    def __str__(self) -> str:
        return f"{self.what} {self.hint}"


def advise(
    words: Sequence[str], language: str = "", synthesizer: Synthesizer | None = None
) -> list[Advice]:
    """What is wrong with the choice of words; nothing for a good choice. Serious things first.

    Args:
        words: Labels or what the user typed so far, in any language and script.
        language: A hint such as "de" for words in Latin letters; without it English is assumed.
        synthesizer: espeak-ng where it is installed; without it words are judged by spelling.
    """
    named = [word for word in dict.fromkeys(words) if word.strip(" _")]
    spoken = {word: pronounce(word, language, synthesizer) for word in named}
    found = [advice for word in named for advice in _of_one(word, spoken[word])]
    for one, other in combinations(named, 2):
        found += _of_two(one, other, spoken[one], spoken[other])
    return in_order(found)


def in_order(advice: Sequence[Advice]) -> list[Advice]:
    """Serious things first, else as they came."""
    return sorted(advice, key=lambda each: SEVERITIES.index(each.severity))


def _of_one(word: str, spoken: Pronunciation) -> list[Advice]:
    text, syllables, phonemes = spoken.text, spoken.syllables, len(spoken.phonemes)
    everyday = is_everyday(text)
    if 0 < syllables <= SHORT_SYLLABLES:
        short = phonemes <= SHORT_PHONEMES
        also = " and comes up in everyday talk" if everyday else ""
        return [
            Advice(
                "too_short" if short else "rather_short",
                SERIOUS if short else CAUTION,
                (word,),
                f"“{text}” is a single syllable{also}: much of other speech sounds like it.",
                f"Use two or three syllables: put a name before it{_for_example(text)}.",
            )
        ]
    if everyday:
        return [
            Advice(
                "everyday",
                CAUTION,
                (word,),
                f"“{text}” comes up in everyday talk, so it will wake when nobody means it.",
                f"Put a name before it{_for_example(text)}, or take a word that nobody says.",
            )
        ]
    if syllables == FEW_SYLLABLES and phonemes <= FEW_PHONEMES:
        return [
            Advice(
                "rather_short",
                CAUTION,
                (word,),
                f"“{text}” is short: {phonemes} sounds are little to tell it from other speech.",
                f"A longer word, or two words, works better{_for_example(text)}.",
            )
        ]
    if syllables > MOST_SYLLABLES:
        return [
            Advice(
                "too_long",
                CAUTION,
                (word,),
                f"“{text}” has about {syllables} syllables: it lasts longer than the two seconds "
                "that the model hears at once.",
                "Two to five syllables are best; keep the part that is the most special.",
            )
        ]
    return []


def _for_example(text: str) -> str:
    """An example for words in Latin letters; for others it would be half foreign."""
    return f", e.g. “lantern {text}”" if scripts(text) == ("LATIN",) else ""


def _of_two(one: str, other: str, spoken: Pronunciation, another: Pronunciation) -> list[Advice]:
    if not spoken.phonemes or not another.phonemes:
        return []
    for inner, outer in ((spoken, another), (another, spoken)):
        if _contains(outer.phonemes, inner.phonemes):
            return [
                Advice(
                    "contained",
                    SERIOUS,
                    (one, other),
                    f"“{inner.text}” is a part of “{outer.text}”: whoever says the longer one also "
                    "says the shorter.",
                    f"Replace one of them, e.g. use another word than “{inner.text}” in both.",
                )
            ]
    alike = likeness(spoken.phonemes, another.phonemes)
    if alike < ALIKE:
        return []
    very = alike >= VERY_ALIKE
    return [
        Advice(
            "too_alike" if very else "rather_alike",
            SERIOUS if very else CAUTION,
            (one, other),
            f"“{spoken.text}” and “{another.text}” sound {'nearly the same' if very else 'alike'}: "
            "they will be taken for each other.",
            "Replace one by a word with other vowels and another beginning.",
        )
    ]


def _contains(outer: tuple[str, ...], inner: tuple[str, ...]) -> bool:
    """Whether one row of phonemes is a part of a longer one."""
    room = len(outer) - len(inner)
    return room > 0 and any(outer[at : at + len(inner)] == inner for at in range(room + 1))
