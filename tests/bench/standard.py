"""How long `wakewright train --preset standard` takes for three words, and how much memory.

    python tests/bench/standard.py --data FOLDER [--takes 20] [--preset standard]

Three wake words of FOLDER (alexa, smart_mirror, view_glass), the first takes of each, are imported
into a fresh project and trained by the command line, as a user would. Memory is the sum over all
processes of the training of what each has for itself and its part of what it shares (PSS, Linux
only), looked at twice a second.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from recordings import takes_where

ROOT = Path(__file__).resolve().parents[2]
WORDS = ("alexa", "smart_mirror", "view_glass")
LOOK_EVERY_SECONDS = 0.5


def copy_takes(data: Path, folder: Path, count: int) -> None:
    """The first takes of each word, as a folder that can be imported."""
    for word in WORDS:
        takes = takes_where(
            data, lambda row, word=word: row["label"] == word and row["split"] == "train"
        )
        (folder / word).mkdir(parents=True)
        for number, take in enumerate(takes[:count]):
            shutil.copyfile(take.path, folder / word / f"maker_{number}{take.path.suffix}")


def wakewright(*arguments: str) -> list[str]:
    """The command line of this checkout."""
    return [sys.executable, str(ROOT / "wakewright.py"), *arguments]


def children(process: int) -> list[int]:
    """A process and all that it started, at this moment."""
    found, open_ones = [], [process]
    while open_ones:
        found.append(open_ones.pop())
        try:
            tasks = list(Path(f"/proc/{found[-1]}/task").iterdir())
            for task in tasks:
                open_ones += map(int, (task / "children").read_text().split())
        except OSError:
            continue  # It has just ended.
    return found


def memory_bytes(process: int) -> int:
    """Proportional set size of a process and all that it started."""
    total = 0
    for each in children(process):
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue  # It has just ended.
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total


def main() -> None:
    """Import, train, watch, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--takes", type=int, default=20)
    parser.add_argument("--preset", default="standard")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder, project = Path(place) / "takes", Path(place) / "project"
        copy_takes(asked.data, folder, asked.takes)
        words = [part for word in WORDS for part in ("--word", word)]
        subprocess.run(wakewright("new", str(project), *words), check=True)
        subprocess.run(
            wakewright("import", str(project), str(folder)), check=True, stdout=subprocess.DEVNULL
        )
        began, peak = time.monotonic(), 0
        training = subprocess.Popen(
            wakewright("train", str(project), "--preset", asked.preset, "--json"),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        while training.poll() is None:
            peak = max(peak, memory_bytes(training.pid))
            time.sleep(LOOK_EVERY_SECONDS)
        seconds = time.monotonic() - began
        output = training.stdout.read() if training.stdout else ""
    if training.returncode:
        raise SystemExit("The training failed.")
    names = [variant["name"] for variant in json.loads(output)["variants"]]
    print(f"{asked.preset}: {len(WORDS)} words x {asked.takes} takes, {len(names)} variants")
    print(f"{seconds:.0f} s, {peak / 1e9:.2f} GB at most: {', '.join(names)}")


if __name__ == "__main__":
    main()
