"""Recording takes hands-free: listening, cutting each word out, judging it, counting the good."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime

from audio.cutting import Cutter, PieceCutter, WordCutter
from audio.errors import AudioError, ProjectError
from audio.frontend import SAMPLE_RATE_HZ
from audio.labels import BACKGROUND, SPECIAL, SPEECH
from audio.level import ZeroWatch, heard, level_dbfs
from audio.microphones import Microphone, letting_go
from audio.pace import NORMAL, Pace
from audio.portaudio import MicrophoneError
from audio.project import Project
from audio.quality import SENTENCES, judge
from audio.sound import Samples
from audio.stage import Clock, Progress, Stage
from audio.takes import Take
from audio.takestore import Origin, TakeStore, TakeWriter

__all__ = ["Recording", "RecordingSession", "level_dbfs", "record_in_turn", "record_takes"]

# Takes with these faults are said again; noisy or quiet ones are kept: the room may be like that.
SAY_AGAIN = ("silent", "clipped", "cut_off", "wrong_length", "duplicate")
PIECE_SECONDS = 10.0
PATIENCE_SECONDS = 60.0
# An import may be writing the very moment that a take is to be kept.
LOCK_PATIENCE_SECONDS = 20.0
LOCK_CHECK_SECONDS = 0.1


@dataclass(frozen=True)
class Recording:
    """What to record: how many takes of which label, by whom, when, and how fast.

    Attributes:
        patience_s: After so much time without a word it is an error; None waits for ever.

    Raises:
        AudioError: The count is not positive.
    """

    label: str
    takes: int
    speaker: str = "me"
    session: str = ""
    pace: Pace = NORMAL
    patience_s: float | None = PATIENCE_SECONDS

    def __post_init__(self) -> None:
        if self.takes < 1:
            raise AudioError(f"{self.takes} takes were asked for.", "Ask for 1 or more.")


def record_takes(
    project: Project, microphone: Microphone, plan: Recording
) -> Stage[tuple[Take, ...]]:
    """Record takes of one label; see `record_in_turn`."""
    return (yield from record_in_turn(project, microphone, (plan,)))


def record_in_turn(
    project: Project,
    microphone: Microphone,
    plans: Sequence[Recording],
    is_deaf: Callable[[], bool] = lambda: False,
) -> Stage[tuple[Take, ...]]:
    """Record one label after the other with one microphone; see `RecordingSession.record`."""
    return (yield from RecordingSession(project, plans, is_deaf).record(microphone))


class RecordingSession:
    """Recording one label after the other: takes of a word, or pieces of 10 s of long sound.

    Attributes:
        takes: What was recorded so far; each is on the disk already.

    Args:
        project: Where to.
        plans: What to record, in this order.
        is_deaf: While it says so nothing is kept, e.g. while a take is played through the
            loudspeaker; the word under way is dropped.

    Raises:
        ProjectError: The project has no such word.
    """

    def __init__(
        self, project: Project, plans: Sequence[Recording], is_deaf: Callable[[], bool]
    ) -> None:
        for plan in plans:
            if plan.label not in (*project.words, *SPECIAL):
                raise ProjectError(
                    f"This project has no word “{plan.label}”.",
                    f"Its words: {', '.join(project.words)}; also {', '.join(SPECIAL)}.",
                )
        self.takes: list[Take] = []
        self._store = TakeStore(project.takes)
        self._plans, self._is_deaf = list(plans), is_deaf
        self._all = sum(plan.takes for plan in plans)
        self._fault, self._faults = "", 0
        self._done, self._waited, self._deaf = 0, 0, False
        self._clock = Clock()
        self._begin()

    def record(self, microphone: Microphone) -> Stage[tuple[Take, ...]]:
        """Listen until everything is recorded; once more after a failure to go on from there.

        Progress comes with every block of sound; its details are `level_dbfs`, `peaks` and `alive`
        (see `audio.level`), `label`, `done` and `wanted` (of the label under way), `hears_word`,
        `rests` (nothing is kept for a moment), `takes` (names of what was recorded so far), `kept`
        (the takes themselves), `faults` (how many had to be said again) and `fault` (why the last
        one has to be, else empty).

        Args:
            microphone: Opened here, and let go of whatever happens.

        Raises:
            AudioError: The microphone fails, gives only zeros, or no word was heard for too long;
                or the disk is full. What was recorded before is kept.
        """
        self._microphone, self._dropped = microphone, microphone.dropped_blocks
        self._zeros = ZeroWatch(microphone.name)
        self._cutter = self._new_cutter()
        with letting_go(microphone.blocks()) as blocks:
            for block in blocks:
                self._hear(block)
                if not self._plans:
                    break
                yield self._progress(block)
            else:
                raise MicrophoneError(f"{microphone.name} ended.", "Plug it in again, then go on.")
        return tuple(self.takes)

    def _hear(self, block: Samples) -> None:
        """Take the next sound, and keep the recordings that are complete with it."""
        self._zeros.push(block)
        self._waited += len(block)
        self._deaf = self._is_deaf()
        if self._deaf:
            self._cutter.rest(self._plan.pace.rest_ms)
            self._waited = 0
            return
        if not self._cutter.hears_word:
            self._dropped = self._microphone.dropped_blocks
        for sound in self._cutter.push(block):
            self._keep(sound)
            if self._done == self._plan.takes:
                self._plans.pop(0)
                if self._plans:
                    self._begin()
                    self._cutter = self._new_cutter()
                    self._cutter.rest(self._plan.pace.read_ms)
                return
        patience_s = self._plan.patience_s
        if patience_s is not None and self._waited > patience_s * SAMPLE_RATE_HZ:
            raise AudioError(
                f"No word was heard for {patience_s:.0f} seconds.",
                "Check that the right microphone is chosen, and speak up.",
            )

    def _progress(self, block: Samples) -> Progress:
        label, number = self._plan.label, self._done + 1
        message = f"Say “{label.replace('_', ' ')}”: take {number} of {self._plan.takes}"
        if label in (BACKGROUND, SPEECH):
            message = f"Listening: piece {number} of {self._plan.takes}"
        return self._clock.progress(
            len(self.takes) / self._all,
            message,
            **heard(block, self._zeros),
            label=label,
            done=self._done,
            wanted=self._plan.takes,
            hears_word=self._cutter.hears_word,
            rests=self._deaf or self._cutter.rests,
            takes=[take.name for take in self.takes],
            kept=tuple(self.takes),
            faults=self._faults,
            fault=self._fault,
        )

    def _begin(self) -> None:
        """Turn to the next plan."""
        self._plan = self._plans[0]
        self._done = self._waited = 0
        self._session = self._plan.session or datetime.now().isoformat(" ", "minutes")

    def _new_cutter(self) -> Cutter:
        pieces = self._plan.label in (BACKGROUND, SPEECH)
        return PieceCutter(PIECE_SECONDS) if pieces else WordCutter(self._plan.pace)

    def _keep(self, sound: Samples) -> None:
        """Keep a recording, or say why it has to be said again."""
        self._waited = 0
        lost = self._microphone.dropped_blocks - self._dropped
        self._dropped = self._microphone.dropped_blocks
        self._fault = _lost_text(lost) if lost else self._write(sound)
        if self._fault:
            self._faults += 1
        else:
            self._done += 1

    def _write(self, sound: Samples) -> str:
        """Put a recording on the disk; the fault where it is not good enough."""
        plan = self._plan
        origin = Origin(plan.label, plan.speaker, self._session, microphone=self._microphone.name)
        with patient_writer(self._store) as writer:
            known = {take.content_hash for take in writer.takes}
            codes = tuple(each.code for each in judge(sound, plan.label, known))
            again = [code for code in codes if code in SAY_AGAIN]
            if again:
                return SENTENCES[again[0]]
            self.takes.append(writer.add(sound, origin, codes))
        return ""


def _lost_text(blocks: int) -> str:
    """A take with gaps would teach the gaps."""
    return f"Pieces of its sound were lost on the way ({blocks}): say it once more."


@contextmanager
def patient_writer(store: TakeStore) -> Iterator[TakeWriter]:
    """Write takes, after waiting a while for somebody else who is writing.

    Raises:
        ProjectError: The other one did not come to an end.
        AudioError: The disk is full or the folder cannot be written.
    """
    deadline = time.monotonic() + LOCK_PATIENCE_SECONDS
    with ExitStack() as stack:
        while True:
            try:
                writer = stack.enter_context(store.writer())
                break
            except ProjectError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(LOCK_CHECK_SECONDS)
        yield writer
