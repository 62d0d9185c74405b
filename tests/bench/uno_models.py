"""Models for boards with 2 KB of RAM: how well they hear, and what they cost, as one table.

    python tests/bench/uno_models.py [--seeds 1 2] [--tasks words voice] [--work DIR] [--json]

Two tasks on real recordings (WAKEWRIGHT_DATA, or shared/data beside the checkout):

words   three words of Speech Commands, all training voices; its other words are `_unknown_`
voice   two Arabic words, five takes of one voice; nothing but long speech and noise beside them

*Own* are other takes of voices that were trained on, *unseen* are voices that were not; both are
words and other words together, with the 95 % Wilson interval. False accepts are counted on the long
speech and noise of the test split, with the bound that 95 % are sure of. Where avr-gcc and simavr
are installed, the C runs on a simulated ATmega328P: cycles are the longest window of the front end
and the longest answer of the model, RAM is all static memory and the stack. Models are kept in
DIR, and not trained again there.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent), str(HERE.parent / "test_firmware")]

import numpy as np  # noqa: E402
from fakes.sounds import real_data  # noqa: E402
from uno_harness import avr_front_end, avr_model, has_avr  # noqa: E402

from audio.dataset import load_takes, training_label  # noqa: E402
from audio.importing import import_folder  # noqa: E402
from audio.labels import BACKGROUND, SPEECH  # noqa: E402
from audio.project import Project  # noqa: E402
from audio.stage import Progress, finish  # noqa: E402
from audio.takes import Take  # noqa: E402
from compress.evaluation import measure  # noqa: E402
from compress.parts import deal  # noqa: E402
from compress.statistics import wilson  # noqa: E402
from compress.uno.model import UnoModel, UnoRunner  # noqa: E402
from compress.uno.training import train_uno  # noqa: E402

Row = dict[str, str]

LONG_CORPORA = ("background_sc", "esc10", "librispeech", "speech_to_intent")
WORDS = ("yes", "no", "stop")
VOICE_WORDS = ("enable", "zoom_in")
VOICE = "a01"
VOICE_TAKES = 5
# One in so many takes of a training voice is kept to be heard as *own*.
OWN_EVERY = 6


@dataclass(frozen=True)
class Result:
    """One model on one task with one seed; shares with their intervals, see above."""

    task: str
    model: str
    seed: int
    weight_bytes: int
    state_bytes: int
    macs: int
    own: tuple[float, float, float, int]
    unseen: tuple[float, float, float, int]
    rounded_only: float
    with_integers: float
    false_reject_rate: float
    false_accepts_per_hour: float
    false_accepts_per_hour_upper: float
    hours: float
    front_end_cycles: int
    model_cycles: int
    ram_bytes: int
    flash_bytes: int


def rows_of(data: Path) -> list[Row]:
    """The manifest of the recordings."""
    with (data / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def words_task(rows: Sequence[Row]) -> list[Row]:
    """Speech Commands as it is split, but every sixth training take tests own voices."""
    mine = [row for row in rows if row["corpus"] == "speech_commands"]
    training = [row for row in mine if row["split"] == "train"]
    own = {row["path"] for row in training[::OWN_EVERY]}
    return [{**row, "split": "test" if row["path"] in own else row["split"]} for row in mine]


def voice_task(rows: Sequence[Row]) -> list[Row]:
    """Some takes of two words in one voice; its later takes, other words and voices are tests."""
    mine: list[Row] = []
    counts: dict[str, int] = {}
    for row in rows:
        if row["corpus"] != "arabic_commands":
            continue
        if row["speaker"] == VOICE and row["label"] in VOICE_WORDS:
            counts[row["label"]] = number = counts.get(row["label"], 0) + 1
            mine.append({**row, "split": "train" if number <= VOICE_TAKES else "test"})
        elif row["speaker"] == VOICE or row["split"] == "test":
            mine.append({**row, "split": "test"})
    return mine


TASKS = {"words": (WORDS, words_task), "voice": (VOICE_WORDS, voice_task)}


def make_project(task: str, data: Path, work: Path) -> Project:
    """A project with the recordings of a task, made once."""
    folder = work / task
    if (folder / "project.toml").exists():
        return Project.open(folder)
    words, choose = TASKS[task]
    rows = rows_of(data)
    chosen = choose(rows) + [row for row in rows if row["corpus"] in LONG_CORPORA]
    for row in chosen:
        row["label"] = row["path"].split("/")[1]
    project = Project.create(folder, words)
    import_rows(project, chosen, data, work / f"{task}-recordings")
    return project


def import_rows(project: Project, rows: Sequence[Row], data: Path, source: Path) -> None:
    """Import recordings under the label and with the split that their row says.

    Args:
        data: Where the paths of the rows begin.
        source: A folder to collect them in, which is gone afterwards.
    """
    for row in rows:
        target = source / row["label"] / f"{row['corpus']}_{Path(row['path']).name}"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(data / row["path"], target)
        row["path"] = target.relative_to(source).as_posix()
    with (source / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, ("path", "label", "speaker", "split"), extrasaction="ignore")
        table.writeheader()
        table.writerows(rows)
    finish(import_folder(project, source))
    shutil.rmtree(source)


def measured(model: UnoModel, takes: Sequence[Take]) -> dict[str, Any]:
    """What `measure` says of some takes."""
    return finish(measure(model, UnoRunner(model.network), takes)).to_dict()


def share(metrics: dict[str, Any]) -> tuple[float, float, float, int]:
    """Accuracy, its interval, and of how many clips."""
    right = round(metrics["accuracy"] * metrics["clips"])
    return (metrics["accuracy"], *wilson(right, metrics["clips"]), metrics["clips"])


def on_chip(model: UnoModel) -> tuple[int, int, int, int]:
    """Cycles of a window and of an answer, RAM and flash; zeros without compiler and simulator."""
    if not has_avr():
        return 0, 0, 0, 0
    random = np.random.default_rng(1)
    readings = random.integers(300, 700, 8000).astype(np.uint16)
    features = random.integers(0, 128, (300, model.front_end.channels)).astype(np.int8)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        front_end = avr_front_end(readings, folder)
        network = avr_model(model.network, features, folder)
    input_bytes = 2 * len(readings) + features.size
    return (
        front_end.numbers["W"],
        network.numbers["M"],
        front_end.static_bytes
        + model.network.ram_bytes
        + max(front_end.numbers["S"], network.numbers["S"]),
        front_end.flash_bytes + network.flash_bytes - input_bytes,
    )


def results(task: str, project: Project, seed: int) -> list[Result]:
    """Train what is missing and measure everything."""
    models = finish(train_uno(project, seed), show)
    parts = deal(load_takes(project).takes, project.words, project.settings.seed)
    long = [take for take in parts.test if take.label in (BACKGROUND, SPEECH)]
    clips = [take for take in parts.test if take.label not in (BACKGROUND, SPEECH)]
    voices = {
        take.speaker
        for take in parts.train
        if training_label(take, project.words) not in (BACKGROUND, SPEECH)
    }
    found = []
    for model in models:
        own = measured(model, [take for take in clips if take.speaker in voices])
        unseen = measured(model, [*(t for t in clips if t.speaker not in voices), *long])
        found.append(
            Result(
                task,
                model.name,
                seed,
                model.network.weight_bytes,
                model.network.ram_bytes,
                model.network.macs,
                share(own),
                share(unseen),
                model.metrics["validation_accuracy_rounded_only"],
                model.metrics["validation_accuracy"],
                unseen["false_reject_rate"],
                unseen["false_accepts_per_hour"],
                unseen["false_accepts_per_hour_upper"],
                unseen["hours_of_negatives"],
                *on_chip(model),
            )
        )
    return found


def show(step: Progress) -> None:
    """Progress on stderr."""
    print(f"\r{100 * step.fraction:5.1f} %  {step.message:60}", end="", file=sys.stderr)


def percent(value: tuple[float, float, float, int]) -> str:
    """A share with its interval."""
    accuracy, low, high, clips = value
    return f"{100 * accuracy:5.1f} ({100 * low:4.1f}-{100 * high:4.1f}) of {clips}"


def print_table(found: Sequence[Result]) -> None:
    """For people."""
    head = ("task", "model", "seed", "weights", "state", "MACs", "own %", "unseen %")
    more = ("rejects", "accepts/h", "window", "answer", "RAM", "flash")
    print(
        "{:6} {:14} {:>4} {:>7} {:>6} {:>6} {:>24} {:>24}".format(*head),
        "{:>8} {:>16} {:>7} {:>8} {:>6} {:>6}".format(*more),
    )
    for each in found:
        accepts = f"{each.false_accepts_per_hour:.1f} (<{each.false_accepts_per_hour_upper:.1f})"
        print(
            f"{each.task:6} {each.model:14} {each.seed:>4} {each.weight_bytes:>7,} "
            f"{each.state_bytes:>6} {each.macs:>6,} {percent(each.own):>24} "
            f"{percent(each.unseen):>24} {100 * each.false_reject_rate:>7.1f}% {accepts:>16} "
            f"{each.front_end_cycles:>7,} {each.model_cycles:>8,} {each.ram_bytes:>6,} "
            f"{each.flash_bytes:>6,}"
        )
    print(
        "\nWeights are all that training made; state is what the model keeps between frames. "
        "Rejects and accepts\nare of unseen voices at the threshold chosen on validation sound, "
        f"in {found[0].hours:.2f} hours without a word.\nWindow (each 8 ms, 128,000 cycles) and "
        "answer (each 32 ms, of trees each 64 ms) are cycles of a simulated\nATmega328P; "
        "RAM is that of front end and model with the deeper stack, flash that of both programs."
    )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--tasks", choices=TASKS, nargs="+", default=list(TASKS))
    parser.add_argument("--work", type=Path, help="folder to keep models in")
    parser.add_argument("--json", action="store_true", help="print one JSON list instead")
    arguments = parser.parse_args()
    data = real_data()
    if data is None:
        print("There are no recordings; name their folder in WAKEWRIGHT_DATA.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as temporary:
        work = arguments.work or Path(temporary)
        found = [
            result
            for task in arguments.tasks
            for seed in arguments.seeds
            for result in results(task, make_project(task, data, work), seed)
        ]
    print(file=sys.stderr)
    if arguments.json:
        print(json.dumps([asdict(each) for each in found]))
    else:
        print_table(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
