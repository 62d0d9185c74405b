"""What a model gets wrong, take by take, so that a person can listen to it and judge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from audio.bundled import with_bundled_negatives
from audio.dataset import load_takes
from audio.frontend import SAMPLE_RATE_HZ
from audio.labels import BACKGROUND, SPEECH
from audio.playback import Loudspeaker, play_samples
from audio.project import Project
from audio.sound import Samples, read_samples
from audio.stage import Progress, Stage, in_process
from audio.takes import Take
from compress.clips import clip_answers, clip_set, passing_offsets
from compress.detector import is_word
from compress.evaluation import checked_runner, heard_by
from compress.events import listen, match_words
from compress.longaudio import negative_audio, spoken_audio
from compress.parts import deal
from compress.runner import Runner
from compress.variant import Variant

# What is played of long sound: so much before the moment of a false alarm, and after it.
BEFORE_SECONDS, AFTER_SECONDS = 2.5, 0.5


class Kind(Enum):
    """What is wrong.

    CONFUSED: Taken for another label, looked at as a clip on its own.
    MISSED: Right as a clip, but not detected in a running room at the model's own threshold.
    WOKEN: Something else than a word of the project was taken for one.
    """

    CONFUSED = "confused"
    MISSED = "missed"
    WOKEN = "woken"


@dataclass(frozen=True)
class Mistake:
    """One sound that a model got wrong.

    Attributes:
        said: The label of the take.
        heard: The label that the model gave; empty where it noticed nothing.
        start_s, end_s: The part of the file that it is about.
    """

    kind: Kind
    path: Path
    said: str
    heard: str
    speaker: str
    start_s: float
    end_s: float

    def sound(self) -> Samples:
        """The part as int16 samples, 16 kHz.

        Raises:
            AudioError: The file is gone or damaged.
        """
        start, end = (round(at * SAMPLE_RATE_HZ) for at in (self.start_s, self.end_s))
        return read_samples(self.path)[start:end]


@dataclass(frozen=True)
class Mistakes:
    """All of one model.

    Attributes:
        variant, model_hash: Which model.
        tested: How many takes it had never heard, long ones included.
    """

    variant: str
    model_hash: str
    tested: int
    found: tuple[Mistake, ...]


def find_mistakes(project: Project, variant: Variant) -> Stage[Mistakes]:
    """Play a model every take that it has never heard, in a worker process.

    Other words taken for silence, and the other way round, harm nobody and are left out.

    Raises:
        AudioError: A take is gone or damaged.
        ModelError: The model does not fit its description.
    """
    return (yield from in_process(_find, project, variant))


def play_mistake(mistake: Mistake, loudspeaker: Loudspeaker) -> Stage[None]:
    """Play the part of the recording that a mistake is about.

    Raises:
        AudioError: It cannot be read, or nothing can be played.
    """
    yield from play_samples(mistake.sound(), loudspeaker)


def _find(project: Project, variant: Variant) -> Stage[Mistakes]:
    unheard = _unheard(project, variant)
    runner = checked_runner(variant)
    yield Progress(0.1, "Listening to single clips")
    confused = list(_confused(variant, runner, unheard))
    yield Progress(0.5, "Listening to words in a running room")
    done = {mistake.path for mistake in confused}
    missed = [each for each in _missed(variant, runner, unheard) if each.path not in done]
    yield Progress(0.7, "Listening to hours without a word")
    alarms = list(_alarms(variant, runner, unheard))
    found = (*confused, *missed, *alarms)
    return Mistakes(variant.name, variant.model_hash, len(unheard), found)


def _unheard(project: Project, variant: Variant) -> list[Take]:
    """Takes that the model never heard: those that test it, in the order of its evaluation, so
    that the same is heard again; then others that came later."""
    heard = heard_by(project, variant)
    takes = with_bundled_negatives(load_takes(project)).takes
    test = deal(takes, project.words, project.settings.seed).test
    known = {take.content_hash for take in test}
    later = (take for take in takes if take.content_hash not in known)
    return [take for take in (*test, *later) if take.content_hash not in heard]


def _confused(variant: Variant, runner: Runner, takes: Sequence[Take]) -> Iterator[Mistake]:
    """Clips with a wrong answer; background is left to `_alarms`."""
    labels = variant.labels
    short = [take for take in takes if take.label != BACKGROUND]
    clips = clip_set(short, labels, variant.front_end, passing_offsets(variant.detector))
    if not len(clips.truth):
        return
    logits = runner.run(clips.windows)
    answers = clip_answers(logits, runner.output_scale, len(clips.truth))
    for take, truth, answer in zip(clips.takes, clips.truth, answers, strict=True):
        said, heard = labels[truth], labels[answer]
        if said != heard and (is_word(said) or is_word(heard)):
            kind = Kind.CONFUSED if is_word(said) else Kind.WOKEN
            yield _whole(kind, take, heard)


def _missed(variant: Variant, runner: Runner, takes: Sequence[Take]) -> Iterator[Mistake]:
    """Words without a detection of their own in a running room."""
    audio = spoken_audio(takes, variant.labels, variant.front_end)
    heard = listen(runner, audio, variant.labels, variant.front_end, variant.detector)
    events = [(each.seconds, variant.labels.index(each.word)) for each in heard.detections()]
    found = set(match_words(events, audio.spoken))
    by_name = {take.name: take for take in takes}
    for number, word in enumerate(audio.spoken):
        if number not in found:
            yield _whole(Kind.MISSED, by_name[word.take], "")


def _alarms(variant: Variant, runner: Runner, takes: Sequence[Take]) -> Iterator[Mistake]:
    """Detections in long sound without any word, each with the seconds around it."""
    long = [take for take in takes if take.label in (BACKGROUND, SPEECH)]
    if not long:
        return
    audio = negative_audio(long, variant.front_end)
    heard = listen(runner, audio, variant.labels, variant.front_end, variant.detector)
    for event in heard.detections():
        take, seconds = _at(long, event.seconds)
        start = max(0.0, seconds - BEFORE_SECONDS)
        end = min(take.duration_s, seconds + AFTER_SECONDS)
        yield Mistake(Kind.WOKEN, take.path, take.label, event.word, take.speaker, start, end)


def _at(takes: Sequence[Take], seconds: float) -> tuple[Take, float]:
    """The take that is playing so many seconds after the first began, and how far it has come."""
    for take in takes:
        if seconds <= take.duration_s:
            return take, seconds
        seconds -= take.duration_s
    return takes[-1], takes[-1].duration_s


def _whole(kind: Kind, take: Take, heard: str) -> Mistake:
    return Mistake(kind, take.path, take.label, heard, take.speaker, 0.0, take.duration_s)
