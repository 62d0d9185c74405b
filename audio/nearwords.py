"""Near words: what sounds a little like a wake word and is not it, and a synthesizer saying it.

Real life is full of them: the half of a phrase, a rhyme, "a lexus" for "alexa". A network that
never heard them takes them for the word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from audio.languages import guess_language, spoken_text
from audio.pronunciation import bare, distance, is_vowel
from audio.synthesis import SynthesisError, Synthesizer, Utterance, phoneme_text

Random = np.random.Generator
Phrase = tuple[tuple[str, ...], ...]

# Sounds that espeak-ng knows in every language; a new one stands in for one of the word's.
CONSONANTS = ("p", "b", "t", "d", "k", "g", "f", "v", "s", "z", "m", "n", "l", "r", "h", "j", "w")
VOWELS = ("a", "e", "i", "o", "u")
# How far from the word a near word is, as a share of its phonemes: nearer ones are taken for the
# word by people too, farther ones are just any word.
NEAREST, FARTHEST = 0.3, 0.75
LEAST_PHONEMES = 2
TRIES_PER_WORD = 60
MOST_EDITS = 3
SPEEDS_WORDS_PER_MINUTE = (120, 210)
PITCHES = (30, 75)


@dataclass(frozen=True)
class SpokenClip:
    """A synthesized clip: what was said, by whom, and its samples, int16, shape (n,), 16 kHz."""

    text: str
    voice: str
    samples: NDArray[np.int16]


def near_words(
    word: str, synthesizer: Synthesizer, language: str = "", count: int = 40, seed: int = 0
) -> tuple[str, ...]:
    """Up to `count` texts for `Synthesizer.speak` that sound a little like a word.

    First the parts of a phrase, then the beginning and the end of the word, then words with one
    to three sounds replaced, dropped or added. None of them has the sounds of the word itself.

    Args:
        word: A label; underscores are blanks.
        language: A hint such as "de"; without it the script decides.
        seed: The same word and seed give the same near words.

    Raises:
        SynthesisError: The synthesizer cannot read the word.
    """
    text = spoken_text(word)
    phrase = synthesizer.phonemes(text, guess_language(text, language))
    whole = _bare(phrase)
    random = np.random.default_rng((seed, *text.encode()))
    found: dict[str, None] = {}
    for part in _parts(phrase):
        if len(_bare(part)) >= LEAST_PHONEMES:
            found.setdefault(phoneme_text(part))
    for _ in range(TRIES_PER_WORD * count):
        if len(found) >= count:
            break
        other = phrase
        for _ in range(int(random.integers(1, MOST_EDITS + 1))):
            other = _edited(other, random)
        sounds = _bare(other)
        far = distance(whole, sounds) / max(len(whole), len(sounds), 1)
        if NEAREST <= far <= FARTHEST and len(sounds) >= LEAST_PHONEMES:
            found.setdefault(phoneme_text(other))
    return tuple(found)[:count]


def synthesized_negatives(
    words: Sequence[str],
    synthesizer: Synthesizer,
    count: int,
    seed: int,
    language: str = "",
) -> tuple[SpokenClip, ...]:
    """`count` clips of near words of all words, in voices, tempos and pitches drawn at random.

    A near word of one word that is another word of the project is left out. Words that the
    synthesizer cannot read have no near words; with none at all there is nothing.

    Args:
        seed: The same words, seed and version of the synthesizer give the same clips.
    """
    random = np.random.default_rng((seed, 5))
    sayings: list[Utterance] = []
    readable = []
    taken = set()
    for word in words:
        text = spoken_text(word)
        spoken_in = guess_language(text, language)
        try:
            taken.add(_bare(synthesizer.phonemes(text, spoken_in)))
            voices = synthesizer.voices(spoken_in)
            near = near_words(word, synthesizer, language, count=count, seed=seed)
        except SynthesisError:
            continue  # Another name than what is said, or a language without a voice.
        readable.append((voices, near))
    for number in range(count if readable else 0):
        voices, near = readable[number % len(readable)]
        voice = voices[int(random.integers(len(voices)))]
        text = near[int(random.integers(len(near)))]
        if _bare_text(text) not in taken:
            rate, pitch = (int(random.integers(*r)) for r in (SPEEDS_WORDS_PER_MINUTE, PITCHES))
            sayings.append(Utterance(text, voice, rate, pitch))
    sounds = synthesizer.speak_all(sayings)
    return tuple(
        SpokenClip(each.text, each.voice.name, samples)
        for each, samples in zip(sayings, sounds, strict=True)
    )


def _parts(phrase: Phrase) -> list[Phrase]:
    """Runs of the words of a phrase that are not all of it; then halves of a single word."""
    count = len(phrase)
    parts = [
        phrase[first : first + length]
        for length in range(count - 1, 0, -1)
        for first in range(count - length + 1)
    ]
    for index, word in enumerate(phrase):
        before, after = phrase[:index], phrase[index + 1 :]
        for cut in _syllable_starts(word):
            parts += [(*before, word[:cut]), (word[cut:], *after)]
    return parts


def _syllable_starts(word: tuple[str, ...]) -> list[int]:
    """Where later syllables begin: at the consonant before each vowel but the first."""
    vowels = [index for index, sound in enumerate(map(bare, word)) if sound and is_vowel(sound)]
    starts = (max(index - 1, last + 1) for last, index in pairwise(vowels))
    return [start for start in starts if 0 < start < len(word)]


def _edited(phrase: Phrase, random: Random) -> Phrase:
    """One sound replaced (mostly), dropped or added, or two words of a phrase exchanged."""
    if len(phrase) > 1 and random.random() < 0.1:
        order = random.permutation(len(phrase)).tolist()
        return tuple(phrase[index] for index in order)
    at = int(random.integers(len(phrase)))
    word = list(phrase[at])
    place, draw = int(random.integers(len(word))), random.random()
    if draw < 0.75:
        word[place] = _another(word[place], random)
    elif draw < 0.9 and len(word) > 1:
        del word[place]
    else:
        word.insert(len(word) if random.random() < 0.5 else 0, str(random.choice(CONSONANTS)))
    return (*phrase[:at], tuple(word), *phrase[at + 1 :])


def _another(sound: str, random: Random) -> str:
    """Another vowel for a vowel, with its stress, or another consonant for a consonant."""
    plain = bare(sound)
    stress = sound[: len(sound) - len(sound.lstrip("',"))]
    choices = VOWELS if plain and is_vowel(plain) else CONSONANTS
    return stress + str(random.choice([each for each in choices if each != plain]))


def _bare(phrase: Phrase) -> tuple[str, ...]:
    return tuple(sound for word in phrase for each in word if (sound := bare(each)))


def _bare_text(text: str) -> tuple[str, ...]:
    """The sounds of a text that `phoneme_text` wrote."""
    return _bare(tuple(tuple(word.split("|")) for word in text.strip("[]").split()))
