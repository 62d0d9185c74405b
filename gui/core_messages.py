"""Sentences of the stages in another language.

The stages know nothing of languages: they say English sentences with values in them. A catalogue
has each such sentence as a pattern ("{0} takes were asked for.") with its translation. A value can
be a sentence or a list itself and is then translated as well; one in quotation marks is somebody's
own word and stays as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

_HOLE = re.compile(r"\{(\d)\}")
_QUOTED_HOLE = re.compile(r"“\{(\d)\}”|'\{(\d)\}'")
_BETWEEN_SENTENCES = re.compile(r"((?<=[.!?])\s+|\n)")
_ITEM = re.compile(r"(.*?)((?: \d[\d.,]*(?: s)?)?)", re.DOTALL)
_LONGEST_RUN = 12  # pieces, each a sentence or what is between two
_MOST_PIECES = 30  # what has more of them is a log, which nobody translates
_MOST_REMEMBERED = 2000


@dataclass(frozen=True)
class Pattern:
    """A sentence with holes.

    Attributes:
        shape: Its groups are the values, in the order {0}, {1}, ...
        anchor: The longest text between two holes: where it is missing there is no match.
        score: How many characters it says itself. The more, the surer that it is the one.
        said: The translation.
        own_words: Numbers of holes whose values are not translated.
    """

    shape: re.Pattern[str]
    anchor: str
    score: int
    said: str
    own_words: frozenset[int]

    @classmethod
    def of(cls, text: str, said: str) -> Pattern:
        """A pattern from its two texts."""
        pieces = _HOLE.split(text)
        literals = pieces[::2]
        shape = "(.*?)".join(re.escape(literal) for literal in literals)
        quoted = {int(one or other) for one, other in _QUOTED_HOLE.findall(text)}
        return cls(
            re.compile(shape, re.DOTALL),
            max(literals, key=len),
            sum(map(len, literals)),
            said,
            frozenset(quoted),
        )


class Catalogue:
    """Patterns and their translations.

    Args:
        entries: English pattern -> translation, both with {0}, {1}, ... where values stand; an
            empty translation is none.
        settle: What the language does to a sentence once its values are in it.
    """

    def __init__(self, entries: Mapping[str, str], settle: Callable[[str], str] = str) -> None:
        said = {text: translation for text, translation in entries.items() if translation}
        self._plain = {text: said[text] for text in said if not _HOLE.search(text)}
        patterns = [Pattern.of(text, said[text]) for text in said if _HOLE.search(text)]
        self._patterns = sorted(patterns, key=lambda pattern: -pattern.score)
        self._settle = settle
        self._remembered: dict[str, str] = {}

    @classmethod
    def load(cls, file: Path, settle: Callable[[str], str] = str) -> Catalogue:
        """Read a catalogue; an unreadable one is an empty one, and the app speaks English."""
        try:
            return cls(json.loads(file.read_text("utf-8")), settle)
        except (OSError, ValueError):
            return cls({})

    def translate(self, text: str) -> str:
        """A sentence, or several one after the other, in this language; else as it came."""
        if text not in self._remembered:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[text] = self._anew(text)
        return self._remembered[text]

    def _anew(self, text: str) -> str:
        pieces = _BETWEEN_SENTENCES.split(text)
        if len(pieces) <= _MOST_PIECES:
            return self._in_parts(pieces)
        found = self._whole(text)  # a log with a sentence before it
        return found[1] if found else text

    def _in_parts(self, pieces: list[str]) -> str:
        """Divide pieces into runs so that as many characters as possible are known ones."""
        best: list[tuple[int, str]] = [(0, "")]
        for end in range(1, len(pieces) + 1):
            choices = []
            for start in range(max(0, end - _LONGEST_RUN), end):
                if start % 2 or not end % 2:
                    continue  # It would begin or end with what is between two sentences.
                found = self._whole("".join(pieces[start:end]))
                if found is not None:
                    choices.append((best[start][0] + found[0], best[start][1] + found[1]))
            score, said = best[end - 1]
            choices.append((score, said + pieces[end - 1]))
            # Of equals the first, which is the longest run: "it, e.g. “lantern yes”." is one text.
            best.append(max(choices, key=lambda choice: choice[0]))
        return best[-1][1]

    def _whole(self, text: str) -> tuple[int, str] | None:
        """Score and translation of a text that is one known sentence."""
        if text in self._plain:
            return len(text), self._plain[text]
        for pattern in self._patterns:
            match = pattern.shape.fullmatch(text) if pattern.anchor in text else None
            if match:
                values = [
                    value if number in pattern.own_words else self._value(value)
                    for number, value in enumerate(match.groups())
                ]
                filled = _HOLE.sub(lambda hole: values[int(hole[1])], pattern.said)  # noqa: B023
                return pattern.score, self._settle(filled)
        return None

    def _value(self, value: str) -> str:
        """A value: a sentence, a list of things with or without a number, or what it is."""
        core = value.strip()
        said = self.translate(core)
        if said == core and ", " in core:
            said = ", ".join(self._item(item) for item in core.split(", "))
        elif said == core:
            said = self._item(core)
        return value.replace(core, said) if core else value

    def _item(self, item: str) -> str:
        """One of a list, e.g. "other words 20"."""
        match = _ITEM.fullmatch(item)
        name, amount = match.groups() if match else (item, "")
        return self._plain.get(name, name) + amount
