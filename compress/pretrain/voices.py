"""Words in as many made-up voices as this computer has synthesizers: espeak-ng, flite, festival."""

from __future__ import annotations

import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audio.dataset import read_samples
from audio.errors import WakewrightError
from audio.synthesis import SynthesisError, Synthesizer, Utterance

Samples = NDArray[np.int16]
# A word, or None for something that is no word of the vocabulary; and its sound.
Spoken = tuple[str | None, Samples]

VOCABULARY = Path(__file__).parent / "words.txt"
ESPEAK_VOICES_PER_WORD = 9
FLITE_VOICES = ("kal16", "awb", "rms", "slt")
ENGLISH_FESTIVAL = ("kal_diphone", "ked_diphone", "cmu_us_slt_arctic_hts")
OTHER_FESTIVAL = (
    "upc_ca_ona_hts",
    "czech_dita",
    "czech_krb",
    "czech_machac",
    "czech_ph",
    "suo_fi_lj_diphone",
    "hy_fi_mv_diphone",
    "lp_diphone",
    "pc_diphone",
    "msu_ru_nsh_clunits",
)
PSEUDO_WORDS = 5200
PSEUDO_WORDS_PER_FESTIVAL_VOICE = 150
ONSETS = ("p,b,t,d,k,g,m,n,l,r,s,f,v,z,sh,ch,h,y,w,st,tr,br,kl,pl").split(",")  # noqa: SIM905
VOWELS = ("a,e,i,o,u,a,e,i,o,u,ai,au").split(",")  # noqa: SIM905
ENDINGS = ["", "", *"nslrkt"]
THREADS = 2


def vocabulary() -> tuple[str, ...]:
    """The English words and phrases that backbones learn to tell apart, spaces as underscores.

    None of the digits is among them, nor the wake words that the benchmarks count with: what is
    measured on those is measured on words that no backbone was taught.
    """
    return tuple(sorted(set(VOCABULARY.read_text(encoding="utf-8").split())))


def spoken_corpus(seed: int) -> Iterator[Spoken]:
    """Every word in some thirteen voices, then made-up words in a hundred languages.

    Raises:
        WakewrightError: A synthesizer is missing.
    """
    chance = random.Random(seed)
    synthesizer = Synthesizer.find()
    missing = [name for name in ("flite", "festival") if not shutil.which(name)]
    if synthesizer is None or missing:
        raise WakewrightError(
            "Backbones are made with espeak-ng, flite and festival; not all of them are here.",
            "Install them from your system's packages.",
        )
    words = vocabulary()
    yield from _espeak_words(synthesizer, words, chance)
    yield from _flite_words(words, chance)
    for voice in ENGLISH_FESTIVAL:
        yield from _festival(voice, [(word, _text(word)) for word in words], chance)
    yield from _espeak_pseudo_words(synthesizer, chance)
    for voice in OTHER_FESTIVAL:
        made_up = [(None, pseudo_word(chance)) for _ in range(PSEUDO_WORDS_PER_FESTIVAL_VOICE)]
        yield from _festival(voice, made_up, chance)


def pseudo_word(chance: random.Random) -> str:
    """One to four made-up syllables, spelled so that every language's voice says something."""
    syllables = chance.choice([1, 2, 2, 3, 3, 4])
    parts = [chance.choice(ONSETS) + chance.choice(VOWELS) for _ in range(syllables)]
    return "".join([*parts, chance.choice(ENDINGS)])


def _text(word: str) -> str:
    return word.replace("_", " ")


def _espeak_words(
    synthesizer: Synthesizer, words: Sequence[str], chance: random.Random
) -> Iterator[Spoken]:
    voices = synthesizer.voices("en")
    utterances = [
        Utterance(_text(word), voice, chance.randint(110, 230), chance.randint(25, 75))
        for word in words
        for voice in chance.sample(voices, ESPEAK_VOICES_PER_WORD)
    ]
    names = (word for word in words for _ in range(ESPEAK_VOICES_PER_WORD))
    yield from zip(names, synthesizer.speak_all(utterances), strict=True)


def _espeak_pseudo_words(synthesizer: Synthesizer, chance: random.Random) -> Iterator[Spoken]:
    languages = synthesizer.languages()
    for _ in range(PSEUDO_WORDS):
        voice = chance.choice(synthesizer.voices(chance.choice(languages)))
        word, pace, pitch = pseudo_word(chance), chance.randint(110, 230), chance.randint(25, 75)
        try:
            yield None, synthesizer.speak(word, voice, pace, pitch)
        except SynthesisError:
            continue  # Some languages read no Latin letters; there are a hundred others.


def _flite_words(words: Sequence[str], chance: random.Random) -> Iterator[Spoken]:
    jobs = [(word, voice, chance.uniform(0.8, 1.3)) for word in words for voice in FLITE_VOICES]
    with ThreadPoolExecutor(THREADS) as threads:
        yield from threads.map(_flite, jobs)


def _flite(job: tuple[str, str, float]) -> Spoken:
    word, voice, stretch = job
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "word.wav"
        pace = f"duration_stretch={stretch:.2f}"
        command = ["flite", "-voice", voice, "--setf", pace, "-t", _text(word), "-o", str(file)]
        subprocess.run(command, check=True, capture_output=True)
        return word, read_samples(file)


def _festival(
    voice: str, texts: Sequence[tuple[str | None, str]], chance: random.Random
) -> Iterator[Spoken]:
    """One run of festival for a voice: loading it takes longer than speaking."""
    with tempfile.TemporaryDirectory() as folder:
        lines = [f"(voice_{voice})"]
        for number, (_, text) in enumerate(texts):
            file = (Path(folder) / f"{number}.wav").as_posix()
            lines.append(f"(Parameter.set 'Duration_Stretch {chance.uniform(0.8, 1.25):.2f})")
            lines.append(f'(utt.save.wave (utt.synth (Utterance Text "{text}")) "{file}" \'riff)')
        script = Path(folder) / "speak.scm"
        script.write_text("\n".join(lines), encoding="ascii")
        subprocess.run(["festival", "-b", str(script)], check=True, capture_output=True)
        for number, (word, _) in enumerate(texts):
            yield word, read_samples(Path(folder) / f"{number}.wav")
