"""The words of a project said by a synthesizer, in voices that the maker does not have.

Nobody says that a synthesized "alexa" is the maker's alexa: a label may be any name for any sound.
So these clips carry no label; a teacher that knows the takes judges what they are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from audio.languages import guess_language, spoken_text
from audio.nearwords import PITCHES, SPEEDS_WORDS_PER_MINUTE
from audio.synthesis import SynthesisError, Synthesizer, Utterance


def said_words(
    words: Sequence[str], synthesizer: Synthesizer, count: int, seed: int, language: str = ""
) -> list[NDArray[np.int16]]:
    """`count` clips, int16 at 16 kHz, the words in turn, in voices, paces and pitches at random.

    Words that the synthesizer cannot read are left out.

    Args:
        words: Labels; underscores are spoken as blanks.
        synthesizer: Who speaks.
        count: How many clips in all.
        seed: The same words, seed and version of the synthesizer give the same clips.
        language: A hint such as "de"; without it the script decides.
    """
    random = np.random.default_rng((seed, 6))
    readable = []
    for word in words:
        text = spoken_text(word)
        spoken_in = guess_language(text, language)
        try:
            if synthesizer.phonemes(text, spoken_in):
                readable.append((text, synthesizer.voices(spoken_in)))
        except SynthesisError:
            continue  # A name for a sound that nobody can read aloud.
    utterances = []
    for number in range(count if readable else 0):
        text, voices = readable[number % len(readable)]
        voice = voices[int(random.integers(len(voices)))]
        pace, pitch = (int(random.integers(*r)) for r in (SPEEDS_WORDS_PER_MINUTE, PITCHES))
        utterances.append(Utterance(text, voice, pace, pitch))
    return synthesizer.speak_all(utterances)
