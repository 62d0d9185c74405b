"""What each compression step gains and costs on Speech Commands, run by TensorFlow Lite Micro.

    python tests/bench/compression.py --data FOLDER [--networks stemresnet-48 ...] [--seeds 1 2]

FOLDER holds collections as `wakewright import` reads them: speech_commands, and if they are there
background_sc, speech_to_intent and librispeech. Eight words are learned from all training speakers.
For every network and seed it prints

- the way from the converter's plain int8 file through slimming and every step of a route to the
  file that is stored: bytes, accuracy on test speakers who are in no other part (with a 95 %
  interval) and what was undone, and whether the plain or the compressed network is beaten by
  another one of the table;
- weights of 8, 7, 6 and 4 bits after training (PTQ) and by training on (QAT) from the same float
  network, and which of both the validation takes choose.

All accuracies are those of TensorFlow Lite Micro's interpreter with the very file whose bytes are
given. It needs the `tflite-micro` wheel.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from audio.bundled import with_bundled_negatives
from audio.dataset import load_takes
from audio.importing import import_folder
from audio.project import Project
from audio.stage import Progress, Stage, finish, in_process
from compress import architectures
from compress.batches import Lesson
from compress.clips import ClipSet, clip_set
from compress.draft import Course, Draft
from compress.export import Export, export
from compress.fitting import Recipe, fit
from compress.longaudio import negative_audio
from compress.making import JUDGED_OFFSETS
from compress.parity import tflm_answers
from compress.parts import deal
from compress.pool import PoolPlan, make_pool
from compress.presets import TUNING
from compress.route import Route, follow
from compress.statistics import wilson
from compress.steps.distill import distill
from compress.steps.quantize_aware import quantize_aware, rounded
from compress.window import front_end_for

WORDS = ("down", "go", "left", "no", "right", "stop", "up", "yes")
COLLECTIONS = ("speech_commands", "background_sc", "speech_to_intent", "librispeech")
BITS = (8, 7, 6, 4)
POINTS_ALLOWED, RATIO_WANTED = 1.0, 2.5


@dataclass(frozen=True)
class Class:
    """What every training of the benchmark shares."""

    lesson: Lesson
    judges: ClipSet
    test: ClipSet
    recipe: Recipe
    tuning: Recipe
    way: str


@dataclass(frozen=True)
class Row:
    """One file: its bytes, and how many clips of the test speakers TFLM gets right with it."""

    network: str
    seed: int
    stage: str
    file_bytes: int
    right: int
    clips: int
    val_accuracy: float
    remark: str = ""

    @property
    def accuracy(self) -> float:
        """Share of test clips that are right."""
        return self.right / self.clips

    def text(self) -> str:
        """A line of the table."""
        low, high = wilson(self.right, self.clips)
        return (
            f"{self.network:14} {self.seed:4}  {self.stage:26} {self.file_bytes:7,} B  "
            f"{self.accuracy:6.1%} ({low:.1%}-{high:.1%})  validation {self.val_accuracy:6.1%}"
            f"  {self.remark}"
        )


def main() -> None:
    """Everything from recordings to two tables."""
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="wakewright-") as place:
        lesson, judges, test = _class(arguments.data, Path(place), arguments.words_wanted)
    recipe = Recipe(epochs=arguments.epochs, batches=arguments.batches)
    tuning = replace(TUNING, batches=arguments.tuning, learning_rate=arguments.tuning_rate)
    shared = Class(lesson, judges, test, recipe, tuning, arguments.way)
    ways: list[Row] = []
    bits: list[Row] = []
    for name in arguments.networks:
        for seed in arguments.seeds:
            found = finish(in_process(measure, shared, name, seed), _say)
            for rows, more in zip((ways, bits), found, strict=True):
                rows.extend(more)
                print(*(row.text() for row in more), sep="\n", flush=True)
    print("\n".join(verdict(ways)))
    if arguments.json:
        rows = {"steps": [asdict(row) for row in ways], "bits": [asdict(row) for row in bits]}
        arguments.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")


def measure(shared: Class, name: str, seed: int) -> Stage[tuple[list[Row], list[Row]]]:
    """Fit one network, compress it along its route, and quantize it in both ways."""
    network = architectures.get(name)
    model = yield from fit(network, shared.lesson, shared.recipe, seed)
    course = Course.of(shared.lesson, shared.tuning, seed)

    def row(stage: str, tflite: bytes, state: Export, remark: str = "") -> Row:
        answers = tflm_answers(tflite, shared.test.windows)
        if answers is None:
            raise SystemExit("This benchmark needs the tflite-micro wheel.")
        right = int((answers.argmax(axis=1) == shared.test.truth).sum())
        judged = state.judged.accuracy if state.judged else float("nan")
        return Row(name, seed, stage, len(tflite), right, len(answers), judged, remark)

    route = Route.of(name, shared.way)
    end = yield from follow(route, model, course, shared.judges)
    first, last = end.stations[0], end.stations[-1]
    rows = [row("converter's int8", first.plain, first), row("slim", first.slimmed, first)]
    for report, state in zip(end.steps, end.stations[1:], strict=False):
        undone = next((text for text in report.skipped if text.startswith("undone")), "")
        rows.append(row(f"{report.step}, as int8", state.slimmed, state, undone))
    rows.append(row("encode: what is stored", end.tflite, last))
    bits: list[Row] = []
    for count in BITS:
        bits += yield from _both_ways(Draft(model), count, course, shared, row)
    return rows, bits


def _both_ways(
    draft: Draft, bits: int, course: Course, shared: Class, row: Any
) -> Stage[list[Row]]:
    """The same float network with weights of so many bits: rounded, and trained on."""
    after = export(rounded(draft, bits), shared.lesson, shared.judges, course.seed)
    trained, _ = yield from quantize_aware(draft, course, bits)
    aware = export(trained, shared.lesson, shared.judges, course.seed)
    yield Progress(0.0, f"{bits} bits")
    better = max(
        (after, aware),
        key=lambda each: (each.judged.accuracy, -each.judged.loss),  # type: ignore[union-attr]
    )
    return [
        row(f"{bits} bits, {title}", each.encoded, each, "chosen" if each is better else "")
        for title, each in (("PTQ", after), ("QAT", aware))
    ]


def verdict(rows: Sequence[Row]) -> list[str]:
    """For every network and seed: how much smaller at what loss, and whether another beats it."""
    lines = ["", "From the converter's file to the stored one:"]
    runs = {(row.network, row.seed) for row in rows}
    for network, seed in sorted(runs):
        mine = [row for row in rows if (row.network, row.seed) == (network, seed)]
        plain, stored = mine[0], mine[-1]
        ratio = plain.file_bytes / stored.file_bytes
        lost = 100 * (plain.accuracy - stored.accuracy)
        beaten = any(
            other.seed == seed
            and other.file_bytes <= stored.file_bytes
            and other.right >= stored.right
            and (other.file_bytes, other.right) != (stored.file_bytes, stored.right)
            for other in rows
        )
        kept = "holds" if ratio >= RATIO_WANTED and lost <= POINTS_ALLOWED else "does not hold"
        lines.append(
            f"{network}, seed {seed}: {ratio:.2f} times smaller, {lost:+.1f} points lost; "
            f"{'beaten by another row' if beaten else 'Pareto-optimal here'}; "
            f"{RATIO_WANTED} times at {POINTS_ALLOWED:.0f} point {kept}"
        )
    return lines


def _class(data: Path, place: Path, words_wanted: int) -> tuple[Lesson, ClipSet, ClipSet]:
    project = Project.create(place / "project", WORDS)
    for collection in COLLECTIONS:
        if (data / collection).is_dir():
            finish(import_folder(project, data / collection), _say)
    parts = deal(with_bundled_negatives(load_takes(project)).takes, WORDS, project.settings.seed)
    front_end = front_end_for(parts.train, WORDS)
    seed = project.settings.seed
    plan = PoolPlan(
        parts.train, WORDS, front_end, words_wanted, seed, with_teacher=True, said_words=800
    )
    pool = finish(make_pool(plan), _say)
    pool, _ = finish(in_process(distill, pool, front_end, seed), _say)
    validation, test = (clip_set(part, pool.labels, front_end) for part in (parts.val, parts.test))
    negatives = negative_audio(parts.train, front_end).features
    judges = clip_set(parts.val, pool.labels, front_end, JUDGED_OFFSETS)
    return Lesson(pool, front_end, validation, negatives), judges, test


def _say(progress: Progress) -> None:
    print(f"\r{progress.fraction:5.0%} {progress.message:70.70}", end="\r", file=sys.stderr)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--networks", nargs="+", default=["stemresnet-48", "stemresnet-64"])
    parser.add_argument("--seeds", nargs="+", type=int, default=[1])
    parser.add_argument("--way", default="smaller", help="name of a way in compress/route.py")
    parser.add_argument("--words-wanted", type=int, default=36_000)
    parser.add_argument("--epochs", type=int, default=15)
    parser.add_argument("--batches", type=int, default=190)
    parser.add_argument("--tuning", type=int, default=500, help="batches of each fine-tuning")
    parser.add_argument("--tuning-rate", type=float, default=TUNING.learning_rate)
    parser.add_argument("--json", type=Path, help="also write all rows here")
    return parser.parse_args()


if __name__ == "__main__":
    main()
