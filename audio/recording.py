"""Recording takes hands-free: listening, cutting each word out, judging it, counting the good."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from audio.cutting import Cutter, PieceCutter, WordCutter
from audio.errors import AudioError, ProjectError
from audio.frontend import SAMPLE_RATE_HZ
from audio.labels import BACKGROUND, SPECIAL, SPEECH
from audio.microphones import Microphone
from audio.project import Project
from audio.quality import SENTENCES, judge
from audio.sound import Samples
from audio.stage import Clock, Progress, Stage
from audio.takes import Take
from audio.takestore import Origin, TakeStore, TakeWriter
from audio.trimming import SILENCE_DBFS

# Takes with these faults are said again; noisy or quiet ones are kept: the room may be like that.
SAY_AGAIN = ("silent", "clipped", "cut_off", "wrong_length", "duplicate")
PIECE_SECONDS = 10.0
# A live microphone is never exactly zero for so long; one with a noise gate is, between words.
ZEROS_AT_FIRST_SECONDS = 2.0
ZEROS_LATER_SECONDS = 15.0
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Recording:
    """What to record: how many takes of which label, by whom, when.

    Raises:
        AudioError: The count is not positive.
    """

    label: str
    takes: int
    speaker: str = "me"
    session: str = ""

    def __post_init__(self) -> None:
        if self.takes < 1:
            raise AudioError(f"{self.takes} takes were asked for.", "Ask for 1 or more.")


def record_takes(
    project: Project, microphone: Microphone, plan: Recording
) -> Stage[tuple[Take, ...]]:
    """Record takes of one word, or pieces of 10 s of `_background_` or `_speech_`.

    Progress comes with every block of sound; its details are `level_dbfs` (of the block),
    `hears_word`, `takes` (names of what was recorded so far) and `fault` (the sentence on the
    last take when it has to be said again, else empty). Takes are kept when the stage is closed.

    Raises:
        ProjectError: The project has no such word.
        AudioError: The microphone fails, gives only zeros, or no word was heard for a minute.
    """
    if plan.label not in (*project.words, *SPECIAL):
        raise ProjectError(
            f"This project has no word “{plan.label}”.",
            f"Its words: {', '.join(project.words)}; also {', '.join(SPECIAL)}.",
        )
    session = plan.session or datetime.now().isoformat(" ", "minutes")
    origin = Origin(plan.label, plan.speaker, session, microphone=microphone.name)
    pieces = plan.label in (BACKGROUND, SPEECH)
    cutter: Cutter = PieceCutter(PIECE_SECONDS) if pieces else WordCutter()
    with TakeStore(project.takes).writer() as writer, _closing(microphone.blocks()) as blocks:
        studio = _Studio(writer, origin, plan.takes)
        for block in blocks:
            studio.watch(block, microphone.name)
            for sound in cutter.push(block):
                studio.keep(sound)
            if len(studio.takes) == plan.takes:
                break
            yield studio.progress(block, cutter.hears_word)
        else:
            raise AudioError(f"{microphone.name} ended.", "Plug it in again, then go on.")
    return tuple(studio.takes)


class _Studio:
    """A recording session under way."""

    def __init__(self, writer: TakeWriter, origin: Origin, wanted: int) -> None:
        self.takes: list[Take] = []
        self._writer, self._origin, self._wanted = writer, origin, wanted
        self._known = {take.content_hash for take in writer.takes}
        self._fault = ""
        self._zeros = self._waited = 0
        self._alive = False
        self._clock = Clock()

    def watch(self, block: Samples, name: str) -> None:
        """Notice a microphone that is muted, and a user who is not heard.

        Raises:
            AudioError: One of the two.
        """
        self._alive = self._alive or bool(block.any())
        self._zeros = 0 if block.any() else self._zeros + len(block)
        self._waited += len(block)
        longest = ZEROS_LATER_SECONDS if self._alive else ZEROS_AT_FIRST_SECONDS
        if self._zeros > longest * SAMPLE_RATE_HZ:
            raise AudioError(
                f"{name} gives only zeros: it is muted, or this program may not listen.",
                "Unmute it, and allow the microphone in the privacy settings of the system.",
            )
        if self._waited > PATIENCE_SECONDS * SAMPLE_RATE_HZ:
            raise AudioError(
                f"No word was heard for {PATIENCE_SECONDS:.0f} seconds.",
                "Check that the right microphone is chosen, and speak up.",
            )

    def keep(self, sound: Samples) -> None:
        """Keep a recording, or say why it has to be said again."""
        self._waited = 0
        if len(self.takes) == self._wanted:
            return
        codes = tuple(each.code for each in judge(sound, self._origin.label, self._known))
        again = [code for code in codes if code in SAY_AGAIN]
        self._fault = SENTENCES[again[0]] if again else ""
        if not again:
            self.takes.append(self._writer.add(sound, self._origin, codes))
            self._known.add(self.takes[-1].content_hash)

    def progress(self, block: Samples, hears_word: bool) -> Progress:
        """Where the session stands, with what a level meter needs."""
        done, label = len(self.takes), self._origin.label
        message = f"Say “{label.replace('_', ' ')}”: take {done + 1} of {self._wanted}"
        if label in (BACKGROUND, SPEECH):
            message = f"Listening: piece {done + 1} of {self._wanted}"
        return self._clock.progress(
            done / self._wanted,
            message,
            level_dbfs=level_dbfs(block),
            hears_word=hears_word,
            takes=[take.name for take in self.takes],
            fault=self._fault,
        )


def level_dbfs(block: Samples) -> float:
    """Level of a block of sound for a meter; -100 for digital silence."""
    power = float(np.mean(np.square(block / 32768.0))) if len(block) else 0.0
    return max(SILENCE_DBFS, 10 * float(np.log10(power + 1e-12)))


@contextmanager
def _closing(blocks: Iterator[Samples]) -> Iterator[Iterator[Samples]]:
    """Let the microphone go at the end; any iterator will do as one."""
    try:
        yield blocks
    finally:
        if isinstance(blocks, Generator):
            blocks.close()
