"""Few takes of one voice, tested on other voices: from scratch, as shipped, and the teacher.

    python tests/bench/few_shot.py --data FOLDER [--network stemresnet-48] [--seed 1] [--folds 4]

FOLDER holds fsdd (spoken digits, five takes of a word and voice) and arabic_commands (eight of ten
takes are learned). In each fold a network is fitted to the takes of one voice, with the program's
bundled speech and noise, twice: from random weights with augmentation alone, and as the program
does it - pretrained weights, the teacher's answers, words said by a synthesizer. Both are int8
files. Neither the teacher's embedding nor the backbones were trained on these speakers; the
backbones not on these words either.

`words` counts a clip as right when the right word has the highest score of all words; `all` also
asks that `_unknown_` and `_silence_` score lower.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from recordings import takes_where

from audio.bundled import bundled_negatives
from audio.dataset import read_samples
from audio.frontend import SAMPLE_RATE_HZ, FrontEndSettings
from audio.stage import Progress, Stage, finish, in_process
from audio.takes import Take
from compress import architectures
from compress.batches import Lesson
from compress.clips import ClipSet, clip_set
from compress.detector import posteriors
from compress.draft import Draft
from compress.embedding import embed, vectors
from compress.export import export
from compress.fitting import Recipe, fit
from compress.pool import Pool, PoolPlan, make_pool
from compress.roomtone import surrounded, word_span
from compress.runner import Runner
from compress.statistics import wilson
from compress.teacher import fit_head, taught
from compress.window import front_end_for

OFFSETS = (-4, 0, 4)
LEARNED = {"fsdd": 5, "arabic_commands": 8}
FOLDS = (
    ("fsdd", "nicolas"),
    ("arabic_commands", "a03"),
    ("fsdd", "george"),
    ("arabic_commands", "a08"),
    ("fsdd", "jackson"),
    ("arabic_commands", "a12"),
)
TAKES_OF_OTHER_VOICES = 3
SCRATCH = Recipe(epochs=10, batches=120, pretrained=False)
SHIPPED = Recipe(epochs=10, batches=120)


@dataclass(frozen=True)
class Fold:
    """One voice's takes to learn from, its later takes, and takes of other voices."""

    words: tuple[str, ...]
    learned: tuple[Take, ...]
    own: tuple[Take, ...]
    others: tuple[Take, ...]


@dataclass
class Tally:
    """Clips that were right, over all folds."""

    words: int = 0
    all: int = 0
    clips: int = 0

    def add(self, scores: NDArray[np.floating], truth: NDArray[np.int64]) -> None:
        """Count scores (clips, labels) against the truth (clips,)."""
        self.words += int(np.sum(scores[:, :-2].argmax(axis=1) == truth))
        self.all += int(np.sum(scores.argmax(axis=1) == truth))
        self.clips += len(truth)

    def __str__(self) -> str:
        if not self.clips:
            return "none"
        low, high = wilson(self.words, self.clips)
        return (
            f"words {100 * self.words / self.clips:.1f} % ({100 * low:.1f}-{100 * high:.1f}), "
            f"all {100 * self.all / self.clips:.1f} % of {self.clips}"
        )


def fold(data: Path, collection: str, voice: str) -> Fold:
    """Deal the takes of a collection: the first of one voice, its later ones, some of others."""
    takes = takes_where(data, lambda row: row["corpus"] == collection)
    words = tuple(sorted({take.label for take in takes}))
    learned, own, others = [], [], []
    for word in words:
        for speaker in sorted({take.speaker for take in takes}):
            those = [t for t in takes if t.label == word and t.speaker == speaker]
            if speaker == voice:
                learned += those[: LEARNED[collection]]
                own += those[LEARNED[collection] :]
            else:
                others += those[:TAKES_OF_OTHER_VOICES]
    return Fold(words, tuple(learned), tuple(own), tuple(others))


def fitted(
    network: str, pool: Pool, front_end: FrontEndSettings, recipe: Recipe, seed: int
) -> Stage[bytes]:
    """An int8 file; runs in a child process."""
    none = ClipSet(np.zeros((0, front_end.frames, 40), np.int8), np.zeros(0, np.int64), ())
    lesson = Lesson(pool, front_end, none, np.zeros((0, 40), np.int8))
    model = yield from fit(architectures.get(network), lesson, recipe, seed)
    yield Progress(1.0, "exporting")
    return export(Draft(model), lesson, none, seed).slimmed


def scores(tflite: bytes, clips: ClipSet) -> NDArray[np.floating]:
    """Mean posterior over three windows of each clip, (clips, labels)."""
    runner = Runner(tflite)
    all_windows = posteriors(runner.run(clips.windows), runner.output_scale)
    mean: NDArray[np.floating] = all_windows.reshape(len(clips.truth), len(OFFSETS), -1).mean(
        axis=1
    )
    return mean


def heard(takes: tuple[Take, ...], front_end: FrontEndSettings) -> NDArray[np.float32]:
    """What the teacher's ears make of clips."""
    rows = []
    for take in takes:
        samples = read_samples(take.path)
        random = np.random.default_rng(len(samples))
        whole = surrounded(samples, SAMPLE_RATE_HZ, SAMPLE_RATE_HZ, random)
        centre = SAMPLE_RATE_HZ + sum(word_span(samples)) // 2
        rows.append(vectors(embed(whole), np.asarray([centre]), front_end.window_samples)[0])
    return np.asarray(rows)


def main() -> None:
    """Run the folds and print each, then all together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--network", default="stemresnet-48")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--words", type=int, default=8000, help="words in the training scenes")
    asked = parser.parse_args()
    totals: dict[tuple[str, str], Tally] = {}
    for collection, voice in FOLDS[: asked.folds]:
        dealt = fold(asked.data, collection, voice)
        train = (*dealt.learned, *bundled_negatives())
        front_end = front_end_for(train, dealt.words)
        plain = PoolPlan(train, dealt.words, front_end, asked.words, asked.seed)
        listening = replace(plain, with_teacher=True, said_words=800)
        pool = finish(make_pool(listening))
        head = fit_head(pool, asked.seed)
        judged = finish(in_process(taught, pool, front_end, asked.seed))
        ways = {
            "scratch": (finish(make_pool(plain)), SCRATCH),
            "shipped": (judged, SHIPPED),
        }
        parts = {"own voice": dealt.own, "other voices": dealt.others}
        clips = {
            part: clip_set(takes, pool.labels, front_end, OFFSETS) for part, takes in parts.items()
        }
        answers = {
            ("teacher", part): head.answers(heard(clips[part].takes, front_end))
            for part in parts
            if len(clips[part].truth)
        }
        for way, (scenes, recipe) in ways.items():
            stage = in_process(fitted, asked.network, scenes, front_end, recipe, asked.seed)
            tflite = finish(stage)
            for part in parts:
                if len(clips[part].truth):
                    answers[way, part] = scores(tflite, clips[part])
        for key, values in answers.items():
            one = Tally()
            one.add(values, clips[key[1]].truth)
            totals.setdefault(key, Tally()).add(values, clips[key[1]].truth)
            print(f"{collection} {voice:8} {key[0]:8} {key[1]:13} {one}", flush=True)
    print(f"\n{asked.network}, seed {asked.seed}, {asked.folds} folds together")
    for (way, part), tally in sorted(totals.items(), key=lambda item: (item[0][1], item[0][0])):
        print(f"{way:8} {part:13} {tally}")
    for count in ("words", "all"):
        wrong = {
            way: 1 - getattr(totals[way, "other voices"], count) / totals[way, "other voices"].clips
            for way in ("scratch", "shipped", "teacher")
        }
        print(
            f"errors on other voices ({count}): shipped {wrong['shipped'] / wrong['scratch']:.2f} "
            f"of scratch (wanted: 0.5), {wrong['shipped'] / wrong['teacher']:.2f} of the teacher's"
        )


if __name__ == "__main__":
    main()
