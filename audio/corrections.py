"""Sound that a board got wrong, kept as takes that the next training learns from.

What was taken for a word and was none becomes a take of `_unknown_`: a hard example of what not to
hear. A word that was missed becomes a take of that word. Both state that they are for training:
they are what the present model fails on, so a test with them would judge it by its worst moments
only, and one that leaves them out could not learn from them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from audio.errors import AudioError, ProjectError
from audio.labels import UNKNOWN
from audio.languages import spoken_text
from audio.project import Project
from audio.quality import SENTENCES, judge
from audio.recording import SAY_AGAIN
from audio.sound import Samples
from audio.stage import Progress, Stage
from audio.takes import Take
from audio.takestore import Origin, TakeStore
from audio.trimming import trim

# How takes of this kind are told from others, for good: it is written into each of them.
SOURCE = "corrected while listening"
# Nobody knows who or what was misheard.
MISHEARD = "misheard"
# What of the sound around a wrong detection is kept: it reached the threshold at its end.
BEFORE_WRONG_MS = 2000
AFTER_WRONG_MS = 300
# In how much of the latest sound a missed word is looked for.
MISSED_WITHIN_MS = 5000
MARGIN_MS = 300


@dataclass(frozen=True)
class Correction:
    """What to keep.

    Attributes:
        samples: int16, 16 kHz: around the wrong detection, or the latest seconds.
        word: The word that was missed; empty for a detection that was wrong.
        at: When.
        speaker: Who said the missed word.
        microphone: What it was heard with.
    """

    samples: Samples
    word: str
    at: datetime
    speaker: str = "me"
    microphone: str = ""


def keep(project: Project, correction: Correction) -> Stage[Take]:
    """Keep a correction as a take for the next training.

    Raises:
        ProjectError: The project has no such word, or takes are being written elsewhere.
        AudioError: There is no usable sound, it was kept already, or the disk is full.
    """
    if correction.word and correction.word not in project.words:
        raise ProjectError(
            f"This project has no word “{correction.word}”.",
            f"Its words: {', '.join(project.words)}.",
        )
    yield Progress(0.0, "Keeping the sound")
    samples = trim(correction.samples, MARGIN_MS) if correction.word else correction.samples
    origin = Origin(
        correction.word or UNKNOWN,
        correction.speaker if correction.word else MISHEARD,
        f"listening {correction.at:%Y-%m-%d}",
        split="train",
        microphone=correction.microphone,
        source=SOURCE,
    )
    with TakeStore(project.takes).writer() as writer:
        known = {take.content_hash for take in writer.takes}
        codes = tuple(each.code for each in judge(samples, origin.label, known))
        _check(codes, correction.word)
        return writer.add(samples, origin, codes)


def _check(codes: tuple[str, ...], word: str) -> None:
    """Refuse what would teach nothing; a wrong detection teaches whatever it sounds like.

    Raises:
        AudioError: It says what is wrong with the sound.
    """
    refused = SAY_AGAIN if word else ("silent", "duplicate")
    fault = next((code for code in codes if code in refused), "")
    if fault == "duplicate":
        raise AudioError("This sound is kept already.")
    if fault:
        what = f"“{spoken_text(word)}” was not kept." if word else "The sound was not kept."
        again = " Say the word again, then press the button." if word else ""
        raise AudioError(what, SENTENCES[fault] + again)


def forget(project: Project, take: Take) -> Stage[None]:
    """Take a correction back: the recording is deleted.

    Raises:
        ProjectError: Takes are being written elsewhere.
        AudioError: The folder cannot be written.
    """
    yield Progress(0.0, "Taking it back")
    with TakeStore(project.takes).writer() as writer:
        writer.delete(take)


def waiting(takes: Sequence[Take], heard: Collection[str]) -> tuple[Take, ...]:
    """Corrections that the model has not been trained with.

    Args:
        takes: All takes of the project.
        heard: Hashes of the contents of takes that trained the model.
    """
    return tuple(take for take in takes if take.source == SOURCE and take.content_hash not in heard)
