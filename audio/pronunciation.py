"""How a word sounds, as phonemes and syllables: by espeak-ng where it is installed, else by rules.

Without espeak-ng the spelling stands for the sound. That is well defined for any script, exact
enough to see that "go" is short and that "light" and "right" are alike, and no more than that.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from audio.languages import guess_language, scripts, spoken_text
from audio.synthesis import SynthesisError, Synthesizer

STRESS = "',%=;|"
# First letters of the vowels among espeak-ng's mnemonics, and of the spelling rules below.
VOWELS = frozenset("aAeEiIoOuUVy@03&YW")
# Sounds that are taken for each other most easily: voiced and unvoiced, nasals, liquids.
ALIKE = ("pb", "td", "kg", "fv", "sz", "SZ", "TD", "mnN", "lr")
HALF = 0.5
# Latin spelling to sounds, in this order; what is not named stands for itself.
LATIN_RULES = (
    (r"sch|sh|ş|š|ś", "S"), (r"tsch|tch|ch|ç|č|ć", "C"), (r"ph", "f"), (r"th", "T"),
    (r"wh", "w"), (r"kn", "n"), (r"wr", "r"), (r"igh", "I"), (r"qu", "kw"), (r"ck", "k"),
    (r"c(?=[eiy])", "s"), (r"c|q", "k"), (r"x", "ks"), (r"ng(?=$|[^aeiouy])", "N"),
)  # fmt: skip
LATIN_VOWELS = "aeiouyæøœıI"
OTHER_VOWELS = "аеёиоуыэюяіїєαεηιουω"
VOWELS_UNWRITTEN = ("ARABIC", "HEBREW")
# Where few or no vowels are written, about two letters make a syllable.
LETTERS_PER_SYLLABLE = 2


@dataclass(frozen=True)
class Pronunciation:
    """How a text sounds.

    Attributes:
        text: What is spoken.
        words: For each of its words the phonemes, without stress.
        syllables: How many there are in all; an estimate where `source` is "spelling".
        source: "espeak-ng" or "spelling".
    """

    text: str
    words: tuple[tuple[str, ...], ...]
    syllables: int
    source: str

    @property
    def phonemes(self) -> tuple[str, ...]:
        """The phonemes of all words in a row."""
        return tuple(phoneme for word in self.words for phoneme in word)


def pronounce(
    label: str, language: str = "", synthesizer: Synthesizer | None = None
) -> Pronunciation:
    """How a label is pronounced, by the synthesizer if there is one that can read it.

    Args:
        label: A word or phrase; underscores are blanks.
        language: A hint such as "de"; without it the script decides.
    """
    text = spoken_text(label)
    if synthesizer is not None:
        try:
            return _spoken(text, guess_language(text, language), synthesizer)
        except SynthesisError:
            # A language that it does not know: the rules below know every script a little.
            return spelled(text)
    return spelled(text)


@lru_cache(maxsize=1024)
def _spoken(text: str, language: str, synthesizer: Synthesizer) -> Pronunciation:
    said = synthesizer.phonemes(text, language)
    words = tuple(tuple(sound for each in word if (sound := bare(each))) for word in said)
    syllables = sum(map(is_vowel, _flat(words)))
    if set(scripts(text)) & set(VOWELS_UNWRITTEN):
        syllables = max(syllables, spelled(text).syllables)
    return Pronunciation(text, words, syllables, "espeak-ng")


def bare(mnemonic: str) -> str:
    """An espeak-ng mnemonic without its marks of stress and tone."""
    return mnemonic.strip(STRESS + "0123456789") or mnemonic.strip(STRESS)


def is_vowel(phoneme: str) -> bool:
    """Whether a phoneme can carry a syllable."""
    return phoneme[0] in VOWELS or phoneme[0] in OTHER_VOWELS or "ᅡ" <= phoneme[0] <= "ᅵ"


def spelled(text: str) -> Pronunciation:
    """How a text sounds by its spelling alone."""
    words, syllables = [], 0
    for word in spoken_text(text).casefold().split():
        script = next(iter(scripts(word)), "")
        sounds, count = _spelled_word(word, script)
        if sounds:
            words.append(sounds)
            syllables += max(1, count)
    return Pronunciation(text, tuple(words), syllables, "spelling")


def _spelled_word(word: str, script: str) -> tuple[tuple[str, ...], int]:
    """Phonemes and syllables of one word."""
    if script == "LATIN":
        sounds = _latin(word)
        return sounds, sum(map(is_vowel, sounds))
    if script in ("HIRAGANA", "KATAKANA"):
        return _kana(word)
    letters = unicodedata.normalize("NFD" if script == "HANGUL" else "NFC", word)
    # A jamo ieung that begins a syllable is silent.
    sounds = tuple(c for c in letters if unicodedata.category(c)[0] in "LM" and c != "ᄋ")
    return sounds, _syllables(sounds, script)


def _syllables(sounds: tuple[str, ...], script: str) -> int:
    vowels = sum(map(is_vowel, sounds))
    if script == "CJK":
        return len(sounds)
    if vowels:
        return vowels
    viramas = sum("VIRAMA" in unicodedata.name(c, "") for c in sounds)
    if any("VOWEL SIGN" in unicodedata.name(c, "") for c in sounds) or viramas:
        return sum(unicodedata.category(c) == "Lo" for c in sounds) - viramas
    return math.ceil(len(sounds) / LETTERS_PER_SYLLABLE)


def _latin(word: str) -> tuple[str, ...]:
    """Sounds of a word in Latin letters; neighbouring vowels are one sound."""
    kept = "".join(c for c in unicodedata.normalize("NFC", word) if c.isalpha())
    for pattern, sound in LATIN_RULES:
        kept = re.sub(pattern, sound, kept)
    plain = "".join(c for c in unicodedata.normalize("NFD", kept) if not unicodedata.combining(c))
    # The e that ends "fire" or "lanterne" is silent: another vowel carries the word.
    if re.search(rf"[{LATIN_VOWELS}].*[^{LATIN_VOWELS}]e$", plain):
        plain = plain[:-1]
    if plain.startswith("y") and len(plain) > 1:
        plain = "j" + plain[1:]
    single = re.sub(rf"([^{LATIN_VOWELS}])\1+", r"\1", plain)
    return tuple(re.findall(rf"[{LATIN_VOWELS}]+|[^{LATIN_VOWELS}]", single))


def _kana(word: str) -> tuple[tuple[str, ...], int]:
    """Kana by their Unicode names, e.g. HIRAGANA LETTER KA; a small ya, yu or yo joins the last."""
    sounds: list[str] = []
    morae = 0
    for character in word:
        name = unicodedata.name(character, "").casefold().split()
        if "letter" not in name:
            morae += "mark" in name  # A long vowel lasts a mora more.
            continue
        syllable = name[-1]
        small = "small" in name
        if small and sounds and is_vowel(sounds[-1]):
            sounds.pop()
        morae += not (small and syllable != "tu")
        sounds += list(syllable)
    return tuple(sounds), morae


def distance(one: Sequence[str], other: Sequence[str]) -> float:
    """The least number of phonemes to change, add or drop; half for sounds easily confused.

    Source: V. I. Levenshtein, "Binary codes capable of correcting deletions, insertions, and
    reversals" (1966), with weights.
    """
    row = [float(column) for column in range(len(other) + 1)]
    for phoneme in one:
        before, row = row, [row[0] + 1]
        for column, another in enumerate(other):
            changed = before[column] + _difference(phoneme, another)
            row.append(min(changed, before[column + 1] + 1, row[column] + 1))
    return row[-1]


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """1 for the same sounds, 0 for nothing in common."""
    longest = max(len(one), len(other))
    return 1 - distance(one, other) / longest if longest else 1.0


def _difference(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if is_vowel(one) and is_vowel(other):
        return HALF if one[0].casefold() == other[0].casefold() else 1.0
    return HALF if any(one[0] in sounds and other[0] in sounds for sounds in ALIKE) else 1.0


def _flat(words: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    return tuple(phoneme for word in words for phoneme in word)
