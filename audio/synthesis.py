"""Speech from espeak-ng, where it is installed: a program of its own that is never required.

espeak-ng (GPL-3.0) runs as a separate process and is neither linked nor shipped. It needs about
10 ms for a word, speaks over a hundred languages, and each voice has dozens of variants.
"""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from audio.errors import WakewrightError
from audio.frontend import SAMPLE_RATE_HZ
from audio.spawning import NO_WINDOW

PROGRAM = "espeak-ng"
# Where installers put it without telling the PATH that a desktop app sees.
OTHER_PLACES = (
    Path("C:/Program Files/eSpeak NG/espeak-ng.exe"),
    Path("C:/Program Files (x86)/eSpeak NG/espeak-ng.exe"),
    Path("/opt/homebrew/bin/espeak-ng"),
    Path("/usr/local/bin/espeak-ng"),
)
PATIENCE_SECONDS = 10.0
SLOWEST_WORDS_PER_MINUTE, FASTEST_WORDS_PER_MINUTE = 80, 450
HIGHEST_PITCH = 99
# Variants that sound like no person (whispers, creaks, robots), or just like “klatt”.
NO_PERSON = (
    "whisper", "whisperf", "croak", "demonic", "storm", "unirobot", "anikarobot", "fast",
    "announcer", "tweaky", "rob", "caleb", "klatt6", "robosoft",
    *(f"robosoft{number}" for number in range(2, 9)),
)  # fmt: skip
# Voices of another program, which is listed whether or not it is installed.
FOREIGN_VOICES = "mb/"
GENDERS = {"F": "female", "M": "male"}


class SynthesisError(WakewrightError):
    """The speech synthesizer could not say something."""


@dataclass(frozen=True)
class Voice:
    """One way to speak: a language or accent, and a timbre.

    Attributes:
        name: What espeak-ng's -v takes, e.g. "en-us+f3".
        language: Whose spelling it reads, e.g. "en-us".
        variant: Its timbre, e.g. "f3"; empty for the language's own voice. Two voices of one
            variant are one person with two accents.
        gender: female, male, or empty.
    """

    name: str
    language: str
    variant: str = ""
    gender: str = ""


@dataclass(frozen=True)
class Utterance:
    """Something to say and how; see `Synthesizer.speak`."""

    text: str
    voice: Voice
    words_per_minute: int = 160
    pitch: int = 50


class Synthesizer:
    """espeak-ng on this computer.

    Attributes:
        program: The executable.
    """

    def __init__(self, program: Path) -> None:
        self.program = program

    @classmethod
    def find(cls) -> Synthesizer | None:
        """The synthesizer of this computer, or None where there is none."""
        on_path = shutil.which(PROGRAM)
        places = ([Path(on_path)] if on_path else []) + [p for p in OTHER_PLACES if p.is_file()]
        return cls(places[0]) if places else None

    def version(self) -> str:
        """The version it states, e.g. "1.51"."""
        return self._run(["--version"]).decode(errors="replace").split(":")[1].split()[0]

    def languages(self) -> tuple[str, ...]:
        """Codes of all languages and accents that it speaks."""
        return tuple(dict.fromkeys(row.language for row in _listed(self.program, "")))

    def voices(self, language: str) -> tuple[Voice, ...]:
        """Every accent of a language in every timbre that sounds like a person.

        The accents take turns, so that the first few voices differ as much as they can. The same
        program gives the same voices in the same order.

        Args:
            language: A code such as "ko", or "en" for all its accents, or one accent, "en-gb".

        Raises:
            SynthesisError: It does not speak this language.
        """
        accents = [
            row
            for row in _listed(self.program, "")
            if row.language == language or row.language.startswith(f"{language}-")
        ]
        if not accents:
            raise SynthesisError(
                f"{PROGRAM} has no voice for the language “{language}”.",
                f"Choose one that it lists: {PROGRAM} --voices",
            )
        timbres = [row for row in _listed(self.program, "variant") if _is_person(row.file)]
        return tuple(
            Voice(f"{accent.language}+{timbre.file}", accent.language, timbre.file, timbre.gender)
            for shift in range(len(accents))
            for index, timbre in enumerate(timbres)
            for accent in [accents[(index + shift) % len(accents)]]
        )

    def speak(
        self, text: str, voice: Voice, words_per_minute: int = 160, pitch: int = 50
    ) -> NDArray[np.int16]:
        """Say something: int16 samples, shape (n,), 16 kHz, with little silence around it.

        Args:
            text: In the spelling of the voice's language; what stands between [[ and ]] is read as
                espeak-ng's phoneme mnemonics.
            words_per_minute: 80 to 450.
            pitch: 0 to 99; 50 is the voice's own.

        Raises:
            SynthesisError: The program failed or did not end, or there is nothing to say.
        """
        if not SLOWEST_WORDS_PER_MINUTE <= words_per_minute <= FASTEST_WORDS_PER_MINUTE:
            raise ValueError(f"{words_per_minute} words a minute")
        if not 0 <= pitch <= HIGHEST_PITCH:
            raise ValueError(f"pitch {pitch}")
        how = ["-v", voice.name, "-s", str(words_per_minute), "-p", str(pitch), "--stdout"]
        sound, rate_hz = _samples(self._run([*how, *FROM_STDIN], text))
        if not sound.any():
            raise SynthesisError(
                f"{PROGRAM} says nothing for “{text}”.", "Use letters of the voice's language."
            )
        resampled = soxr.resample(sound.astype(np.float32), rate_hz, SAMPLE_RATE_HZ)
        return np.asarray(np.clip(np.rint(resampled), -32768, 32767), np.int16)

    def speak_all(self, utterances: Sequence[Utterance]) -> list[NDArray[np.int16]]:
        """`speak` for each, in the same order, on all cores at once.

        Raises:
            SynthesisError: As `speak`, for the first that fails.
        """
        with ThreadPoolExecutor(os.cpu_count() or 1) as threads:
            return list(
                threads.map(
                    lambda each: self.speak(
                        each.text, each.voice, each.words_per_minute, each.pitch
                    ),
                    utterances,
                )
            )

    def phonemes(self, text: str, language: str) -> tuple[tuple[str, ...], ...]:
        """How a text is pronounced: for each of its words espeak-ng's phoneme mnemonics.

        A stressed vowel begins with ' or a comma, e.g. (("s", "m", "'A@", "t"), ("m", "'I", ...)).

        Raises:
            SynthesisError: It does not speak this language, or cannot read the text in it.
        """
        how = ["-q", "-x", "--sep=_", "-v", language, *FROM_STDIN]
        said = self._run(how, text).decode("utf-8", errors="replace")
        if "(" in said:  # It changes to another language and spells out what it cannot read.
            raise SynthesisError(
                f"{PROGRAM} cannot read “{text}” in the language “{language}”.",
                "Name the language that it is written in.",
            )
        words = (tuple(part for part in word.split("_") if part) for word in said.split())
        return tuple(word for word in words if word)

    def _run(self, arguments: list[str], text: str = "") -> bytes:
        try:
            ended = subprocess.run(
                [str(self.program), *arguments],
                input=text.encode(),
                capture_output=True,
                timeout=PATIENCE_SECONDS,
                check=False,
                creationflags=NO_WINDOW,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SynthesisError(
                f"{self.program} could not be run ({error}).", f"Install {PROGRAM} again."
            ) from error
        if ended.returncode or (not ended.stdout and b"rror" in ended.stderr):
            reason = ended.stderr.decode(errors="replace").strip() or f"exit {ended.returncode}"
            raise SynthesisError(
                f"{PROGRAM} failed: {reason}", f"Try it by hand: {PROGRAM} {' '.join(arguments)}"
            )
        return ended.stdout


def phoneme_text(words: Sequence[Sequence[str]]) -> str:
    """What `Synthesizer.phonemes` gave, as a text that `speak` reads back in the same way."""
    return f"[[{' '.join('|'.join(word) for word in words)}]]"


# The text comes as UTF-8 on standard input: nothing in it can be taken for an option.
FROM_STDIN = ["-b", "1", "--stdin"]


@dataclass(frozen=True)
class _Row:
    """A line of espeak-ng's list of voices."""

    language: str
    gender: str
    file: str


@cache
def _listed(program: Path, kind: str) -> tuple[_Row, ...]:
    """The voices that are espeak-ng's own; `kind` "variant" lists its timbres instead."""
    listed = Synthesizer(program)._run([f"--voices={kind}" if kind else "--voices"])
    rows: dict[str, _Row] = {}
    for line in listed.decode(errors="replace").splitlines()[1:]:
        _, language, who, _, rest = line.split(maxsplit=4)
        file = rest.split("(")[0].strip()
        if file.startswith(FOREIGN_VOICES) or file.startswith("!v/") != bool(kind):
            continue
        key = file if kind else language
        rows.setdefault(key, _Row(language, GENDERS.get(who[-1], ""), file.removeprefix("!v/")))
    return tuple(rows.values())


def _is_person(variant: str) -> bool:
    return variant.lower() not in NO_PERSON


def _samples(wav: bytes) -> tuple[NDArray[np.int16], int]:
    """Samples and their rate in Hz: written to a pipe, the header states no true length."""
    at = wav.find(b"data")
    if at < 0:
        return np.zeros(0, np.int16), SAMPLE_RATE_HZ
    (rate_hz,) = struct.unpack_from("<I", wav, 24)
    body = wav[at + 8 :]
    return np.frombuffer(body[: len(body) // 2 * 2], "<i2"), rate_hz
