"""What Korean does to a sentence once its values are in it.

Some particles depend on whether the word before them ends in a consonant. A translation has both
forms, "{0}을(를)"; when the value is known one of them is taken. After a word in other letters
both stay, as is usual in print, because its sound is not known.
"""

from __future__ import annotations

import re

# After a consonant, after a vowel. The sound ㄹ before 로 counts as a vowel.
_PARTICLES = {
    "을(를)": ("을", "를"),
    "이(가)": ("이", "가"),
    "은(는)": ("은", "는"),
    "과(와)": ("과", "와"),
    "(으)로": ("으로", "로"),
}
_BOTH_FORMS = re.compile("(.)([”’'\")]*)(" + "|".join(map(re.escape, _PARTICLES)) + ")")
_RANGE = re.compile(r"(\d(?: %)?) to (\d)")
_FIRST_SYLLABLE, _LAST_SYLLABLE, _FINALS, _FINAL_RIEUL = 0xAC00, 0xD7A3, 28, 8
# How digits are read: yeong, il, i, sam, sa, o, yuk, chil, pal, gu; the index of their last sound.
_DIGIT_FINALS = (21, 8, 0, 16, 0, 0, 1, 8, 8, 0)


def settled(sentence: str) -> str:
    """A sentence whose particles fit the words before them, and "3 to 5" as 3~5."""
    return _BOTH_FORMS.sub(_choose, _RANGE.sub(r"\1~\2", sentence))


def _choose(found: re.Match[str]) -> str:
    last, closing, both = found.groups()
    final = _final_sound(last)
    if final is None:
        return found[0]
    vowel = final == 0 or (both == "(으)로" and final == _FINAL_RIEUL)
    return last + closing + _PARTICLES[both][vowel]


def _final_sound(letter: str) -> int | None:
    """Index of the final consonant of a syllable or digit: 0 for none, None if not known."""
    code = ord(letter)
    if _FIRST_SYLLABLE <= code <= _LAST_SYLLABLE:
        return (code - _FIRST_SYLLABLE) % _FINALS
    return _DIGIT_FINALS[int(letter)] if letter.isascii() and letter.isdigit() else None
