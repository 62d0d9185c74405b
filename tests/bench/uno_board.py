"""Two words of one voice on an Arduino Uno, simulated cycle by cycle with real recordings.

    python tests/bench/uno_board.py [--minutes 10] [--seed 1] [--work DIR]

The words are "athena" and "hey chatterbox", spoken by one person of the Mycroft Precise community
(WAKEWRIGHT_DATA, or shared/data beside the checkout). The first 15 takes of each train the model,
three more choose its threshold, the others are played to the board's analog pin, in a running
background with pauses between; then so many minutes of speech and noise of the test split. What
counts is what the board says on its serial port. Cycles and stack are those of the whole program
while it listens. It needs avr-gcc, and the C library of simavr (Debian: libsimavr-dev).
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parent), str(HERE.parent / "test_firmware")]

import numpy as np  # noqa: E402
from fakes.sounds import real_data  # noqa: E402
from uno_models import LONG_CORPORA, Row, import_rows, rows_of, show  # noqa: E402
from uno_simulator import CLOCK_HZ, UnoRun, compile_board, run_board  # noqa: E402

from audio.bundled import with_bundled_negatives  # noqa: E402
from audio.dataset import load_takes, read_samples  # noqa: E402
from audio.frontend import SAMPLE_RATE_HZ  # noqa: E402
from audio.labels import BACKGROUND, SPEECH, UNKNOWN  # noqa: E402
from audio.project import Project  # noqa: E402
from audio.stage import finish  # noqa: E402
from audio.uno_frontend import to_readings  # noqa: E402
from compress.events import match_words  # noqa: E402
from compress.longaudio import spoken_sound  # noqa: E402
from compress.parts import deal  # noqa: E402
from compress.statistics import rate_per_hour, wilson  # noqa: E402
from compress.uno.model import best_uno_model  # noqa: E402
from compress.uno.training import train_uno  # noqa: E402

CORPUS, VOICE, OTHER_WORDS = "mycroft_precise", "el-tocino", "not_wake_en"
WORDS = ("athena", "hey_chatterbox")
TRAINED_ON, CHOSEN_WITH = 15, 3
RAM_BYTES = 2048


def chosen_rows(rows: list[Row]) -> list[Row]:
    """The takes of the voice with their split, in the order they were recorded, and long sound."""
    mine: list[Row] = []
    counts: dict[str, int] = {}
    for row in rows:
        if row["corpus"] in LONG_CORPORA:
            mine.append({**row, "label": row["path"].split("/")[1]})
        elif row["corpus"] == CORPUS and row["speaker"] == VOICE:
            number = counts[row["label"]] = counts.get(row["label"], 0) + 1
            late = "val" if number <= TRAINED_ON + CHOSEN_WITH else "test"
            split = "train" if number <= TRAINED_ON else late
            label = UNKNOWN if row["label"] == OTHER_WORDS else row["label"]
            mine.append({**row, "label": label, "split": split})
    return mine


def main() -> int:
    """Train, simulate, count."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0, help="of negatives (10)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, help="folder to keep the project in")
    arguments = parser.parse_args()
    data = real_data()
    if data is None:
        print("There are no recordings; name their folder in WAKEWRIGHT_DATA.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as temporary:
        work = arguments.work or Path(temporary)
        project = _project(data, work)
        finish(train_uno(project, arguments.seed), show)
        print(file=sys.stderr)
        measure(project, work, arguments.minutes)
    return 0


def _project(data: Path, work: Path) -> Project:
    folder = work / "project"
    if (folder / "project.toml").exists():
        return Project.open(folder)
    project = Project.create(folder, WORDS)
    import_rows(project, chosen_rows(rows_of(data)), data, work / "recordings")
    return project


def measure(project: Project, work: Path, minutes: float) -> None:
    """Play held-out takes and negatives to the board and print what it made of them."""
    model = best_uno_model(project)
    takes = with_bundled_negatives(load_takes(project)).takes
    tested = deal(takes, project.words, project.settings.seed).test
    folder = work / "board"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    board = compile_board(model, folder)
    samples, spoken = spoken_sound(tested, model.labels)
    words = run_board(board, to_readings(samples))
    heard = [(at, model.labels.index(word)) for at, word in words.detections]
    found = sum(owner is not None for owner in match_words(heard, spoken))
    low, high = wilson(found, len(spoken))
    print(
        f"{model.name}: {board.flash_bytes:,} B of flash, {board.static_bytes:,} B of static RAM\n"
        f"heard {found} of {len(spoken)} held-out takes, {100 * found / len(spoken):.1f} % "
        f"({100 * low:.1f} to {100 * high:.1f}), {len(heard) - found} wrong detections"
    )
    files = [take for take in tested if take.label in (SPEECH, BACKGROUND)]
    sound = np.concatenate([read_samples(take.path) for take in files])
    sound = sound[: round(minutes * 60 * SAMPLE_RATE_HZ)]
    quiet = run_board(board, to_readings(sound))
    rate, upper = rate_per_hour(len(quiet.detections), len(sound) / SAMPLE_RATE_HZ / 3600)
    print(
        f"{len(quiet.detections)} false detections in {len(sound) / SAMPLE_RATE_HZ / 60:.1f} min "
        f"of other speech and noise: {rate:.1f} an hour (at most {upper:.1f})"
    )
    for name, run in (("words", words), ("negatives", quiet)):
        print(f"while it heard {name}: {costs(run)}")


def costs(run: UnoRun) -> str:
    """What the program used of the chip."""
    per_second = run.busy_cycles / run.seconds
    return (
        f"{per_second:,.0f} of {CLOCK_HZ:,} cycles a second ({100 * per_second / CLOCK_HZ:.1f} %), "
        f"{run.dropped_ms} ms of sound lost, {run.stack_bytes} B of stack at most, "
        f"{RAM_BYTES - run.static_bytes - run.stack_bytes} B of RAM never touched"
    )


if __name__ == "__main__":
    sys.exit(main())
