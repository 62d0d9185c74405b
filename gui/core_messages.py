"""Sentences of the stages in another language.

The stages know nothing of languages: they say English sentences with values in them. A catalogue
has each such sentence as a pattern ("{0} takes were asked for.") with its translation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

_HOLE = re.compile(r"\{(\d)\}")


class Catalogue:
    """Patterns and their translations.

    Args:
        entries: English pattern -> translation, both with {0}, {1}, ... where values stand.
    """

    def __init__(self, entries: Mapping[str, str]) -> None:
        self._plain = {text: said for text, said in entries.items() if not _HOLE.search(text)}
        # The more a pattern says itself, the surer it is that the sentence was made from it.
        patterns = sorted(
            (text for text in entries if _HOLE.search(text)),
            key=lambda text: -len(_HOLE.sub("", text)),
        )
        self._patterns = [(_compiled(text), entries[text]) for text in patterns]

    @classmethod
    def load(cls, file: Path) -> Catalogue:
        """Read a catalogue; an unreadable one is an empty one, and the app speaks English."""
        try:
            return cls(json.loads(file.read_text("utf-8")))
        except (OSError, ValueError):
            return cls({})

    def translate(self, text: str) -> str:
        """A sentence, or several one after the other, in this language; else as it came."""
        whole = self._whole(text)
        if whole is not None:
            return whole
        sentences = re.split(r"(?<=[.!?:])(\s+)", text)
        if len(sentences) < 3:
            return text
        return self._in_parts(sentences)

    def _in_parts(self, pieces: list[str]) -> str:
        """The longest runs of sentences that are known, each translated."""
        said, at = "", 0
        while at < len(pieces):
            for end in range(len(pieces), at, -1):
                run = "".join(pieces[at:end])
                found = self._whole(run) if end - at < len(pieces) else None
                if found is not None:
                    said, at = said + found, end
                    break
            else:
                said, at = said + pieces[at], at + 1
        return said

    def _whole(self, text: str) -> str | None:
        if text in self._plain:
            return self._plain[text]
        for pattern, said in self._patterns:
            match = pattern.fullmatch(text)
            if match:
                return _filled(said, [self.translate(value) for value in match.groups()])
        return None


def _filled(said: str, values: list[str]) -> str:
    return _HOLE.sub(lambda hole: values[int(hole[1])], said)


def _compiled(text: str) -> re.Pattern[str]:
    """A pattern as a regular expression whose groups are the values, in the order {0}, {1}, ..."""
    pieces = _HOLE.split(text)
    return re.compile(
        "".join(
            re.escape(piece) if number % 2 == 0 else "(.*?)" for number, piece in enumerate(pieces)
        ),
        re.DOTALL,
    )
