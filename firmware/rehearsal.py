"""Sound with known words for a board without hardware: the takes that no training has heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from audio.errors import AudioError
from audio.frontend import SAMPLE_RATE_HZ
from audio.project import Project
from audio.sound import Samples, SoundFile
from audio.stage import Progress, Stage
from compress.events import Hits, match
from compress.longaudio import Spoken, spoken_sound
from compress.training import unheard_takes
from firmware.listen import with_tail
from firmware.listening import Heard
from firmware.virtual.board_process import RunningBoard

LONGEST_SECONDS = 15 * 60


@dataclass(frozen=True)
class Rehearsal:
    """A sound for a board.

    Attributes:
        samples: int16, 16 kHz.
        labels: Of the model.
        spoken: The words in it, in order; empty where nobody knows them.
    """

    samples: Samples
    labels: tuple[str, ...] = ()
    spoken: tuple[Spoken, ...] = ()

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.samples) / SAMPLE_RATE_HZ

    def hits(self, detections: Sequence[Heard], start_seconds: float, now_seconds: float) -> Hits:
        """What a board made of it so far, of the words that have passed.

        Args:
            detections: In order of time.
            start_seconds: When it began, in the time of the detections.
            now_seconds: How far the board is, in the same time.
        """
        events = [
            (heard.seconds - start_seconds, self.labels.index(heard.word))
            for heard in detections
            if heard.seconds > start_seconds and heard.word in self.labels
        ]
        passed = [word for word in self.spoken if word.end_seconds <= now_seconds - start_seconds]
        return match(events, passed)


def held_out(project: Project, labels: tuple[str, ...]) -> Stage[Rehearsal]:
    """Every take of a word that was kept back for testing, in a running room, with pauses.

    Raises:
        AudioError: There is none, or a file is gone or damaged.
    """
    yield Progress(0.0, "Putting the test takes together")
    samples, spoken = spoken_sound(unheard_takes(project), labels, project.settings.seed)
    if not spoken:
        raise AudioError(
            "No takes of your words were kept back for testing.",
            "Record a few more of each, or play a sound file.",
        )
    return Rehearsal(samples, labels, spoken)


def sound_file(path: Path) -> Stage[Rehearsal]:
    """A sound file of anything.

    Raises:
        AudioError: It cannot be read, or it is too long.
    """
    yield Progress(0.0, f"Reading {path.name}")
    with SoundFile(path) as file:
        if file.duration_s > LONGEST_SECONDS:
            raise AudioError(
                f"{path.name} lasts {file.duration_s / 60:.0f} minutes.",
                f"Give a file of up to {LONGEST_SECONDS // 60} minutes.",
            )
        return Rehearsal(file.read())


def play(board: RunningBoard, stage: Stage[Rehearsal], fast: bool) -> Stage[Rehearsal]:
    """Prepare a sound and let a board hear it.

    Args:
        fast: As fast as the board can instead of at the pace of the sound.

    Raises:
        AudioError: As the stage.
        BoardError: The board has crashed.
    """
    rehearsal = yield from stage
    # With silence behind it, so that the board's lines go past its end.
    board.play(with_tail(rehearsal.samples), realtime=not fast)
    return rehearsal
