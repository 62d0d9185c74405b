"""One wake word from twenty takes: missed words at half a false alarm an hour.

    python tests/bench/wake_phrase.py --data FOLDER [--network stemresnet-48] [--seed 1] [--word W]

FOLDER holds alexa, computer, athena, dracarys and hadouken as recorded by a few people. For each
word a network is fitted as the program does it, to the first takes of one voice and the bundled
speech and noise, exported as int8 and run by the detector over a stream. The threshold is the
lowest at which all long speech and noise of FOLDER that the network has not heard, with the bundled
sound that is kept for testing, gives no more than 0.5 false accepts an hour: in less than two
hours, none. It is chosen on that same sound: this is a point of a curve, not a promise; the bound
says how far the true rate may be.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from recordings import takes_where

from audio.bundled import bundled_negatives
from audio.labels import BACKGROUND, SPEECH
from audio.stage import Progress, Stage, finish, in_process
from audio.takes import Take
from compress import architectures
from compress.batches import Lesson
from compress.clips import clip_set, labels_for
from compress.detector import DetectorSettings
from compress.draft import Draft
from compress.events import listen, match, to_threshold
from compress.export import export
from compress.fitting import Recipe, fit
from compress.longaudio import LongAudio, negative_audio, spoken_audio
from compress.making import SMOOTHING_FRAMES
from compress.pool import PoolPlan, make_pool
from compress.runner import Runner
from compress.statistics import poisson_upper, wilson
from compress.teacher import taught
from compress.window import front_end_for

RECIPE = Recipe(epochs=12, batches=150)
TAKES, WORDS_WANTED = 20, 12_000
TARGET_PER_HOUR = 0.5
SPEECH_OF = ("speech_to_intent", "librispeech", "accent_speech")
NOISE_OF = ("background_sc", "esc10")


@dataclass(frozen=True)
class Trial:
    """A word and the voice it is learned from; no name: the collection does not tell voices."""

    word: str
    collection: str
    voice: str


TRIALS = (
    Trial("computer", "mycroft_precise", "Kris-Gesling"),
    Trial("athena", "mycroft_precise", "el-tocino"),
    Trial("alexa", "picovoice_wake", "unk"),
    Trial("dracarys", "custom_phrases", "rpi"),
    Trial("hadouken", "custom_phrases", "web-contributors"),
)


def unheard_sound(data: Path) -> tuple[Take, ...]:
    """Long speech and noise of the test parts, the wake words' collections' other words with it."""
    kept = ("test", "val")
    speech = takes_where(data, lambda r: r["corpus"] in SPEECH_OF and r["split"] in kept, SPEECH)
    others = takes_where(data, lambda r: r["label"].startswith("not_wake"), SPEECH)
    noise = takes_where(data, lambda r: r["corpus"] in NOISE_OF and r["split"] in kept, BACKGROUND)
    bundled = tuple(take for take in bundled_negatives() if take.split == "test")
    return (*speech, *others, *noise, *bundled)


def fitted(trial: Trial, train: tuple[Take, ...], network: str, seed: int) -> Stage[bytes]:
    """An int8 file of the shipped recipe. The pool is made by other processes."""
    front_end = front_end_for(train, (trial.word,))
    plan = PoolPlan(
        train,
        (trial.word,),
        front_end,
        WORDS_WANTED,
        seed,
        with_teacher=True,
        said_words=800,
    )
    pool = yield from make_pool(plan)
    pool = yield from in_process(taught, pool, front_end, seed)
    val = tuple(take for take in bundled_negatives() if take.split == "val")
    lesson = Lesson(
        pool,
        front_end,
        clip_set(val, pool.labels, front_end),
        negative_audio(train, front_end).features,
    )
    return (yield from in_process(fit_and_export, network, lesson, seed))


def fit_and_export(network: str, lesson: Lesson, seed: int) -> Stage[bytes]:
    """The part that needs TensorFlow; runs in a child process."""
    model = yield from fit(architectures.get(network), lesson, RECIPE, seed)
    yield Progress(1.0, "exporting")
    return export(Draft(model), lesson, lesson.validation, seed).slimmed


def run(trial: Trial, data: Path, network: str, seed: int) -> None:
    """Fit, listen, print a line."""
    takes = takes_where(
        data, lambda row: row["corpus"] == trial.collection and row["label"] == trial.word
    )
    voice = [take for take in takes if take.speaker == trial.voice]
    learned, own = voice[:TAKES], voice[TAKES:]
    if len(own) < len(voice) // 4:  # So few takes: a quarter is kept for testing.
        learned, own = voice[: len(voice) * 3 // 4], voice[len(voice) * 3 // 4 :]
    others = [take for take in takes if take.speaker != trial.voice]
    bundled = tuple(take for take in bundled_negatives() if take.split != "test")
    train = (*learned, *bundled)
    tflite = finish(fitted(trial, train, network, seed))
    front_end, labels = front_end_for(train, (trial.word,)), labels_for((trial.word,))
    stride = architectures.get(network).stride_frames
    detector = DetectorSettings(stride_frames=stride, smoothing=SMOOTHING_FRAMES // stride)
    runner, unheard = Runner(tflite), unheard_sound(data)
    quiet = negative_audio(unheard, front_end)

    def heard(audio: LongAudio):  # type: ignore[no-untyped-def]
        return listen(runner, audio, labels, front_end, detector)

    negatives = heard(quiet)
    allowed = int(TARGET_PER_HOUR * quiet.hours)
    scores = [score / 100 for score in range(10, 100)]
    threshold = next(
        (s for s in scores if len(negatives.events(to_threshold(s))) <= allowed), scores[-1]
    )
    upper = poisson_upper(allowed) / quiet.hours
    print(
        f"{trial.word:9} {len(learned)} takes, {front_end.frames} frames, {len(tflite)} bytes; "
        f"threshold {threshold:.2f}: {allowed} false accepts in {quiet.hours:.2f} h "
        f"(95 % bound {upper:.1f}/h)",
        flush=True,
    )
    for who, part in (("own voice", own), ("other voices", others)):
        if part:
            noise = tuple(take for take in unheard if take.label == BACKGROUND)
            spoken = heard(spoken_audio((*part, *noise), labels, front_end))
            hits = match(spoken.events(to_threshold(threshold)), spoken.audio.spoken)
            missed = hits.words - hits.found
            low, high = wilson(missed, hits.words)
            print(
                f"          {who:12} misses {missed} of {hits.words}: "
                f"{100 * missed / hits.words:.1f} % ({100 * low:.1f}-{100 * high:.1f})",
                flush=True,
            )


def main() -> None:
    """Run the trials."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--network", default="stemresnet-48")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--word", action="append", help="only this one; may be given again")
    asked = parser.parse_args()
    print(f"{asked.network}, seed {asked.seed}")
    for trial in TRIALS:
        if not asked.word or trial.word in asked.word:
            run(trial, asked.data, asked.network, asked.seed)


if __name__ == "__main__":
    main()
