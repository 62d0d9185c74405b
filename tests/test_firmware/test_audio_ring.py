"""The ring between microphone and core: order is kept, and each sample that is lost is counted."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from device_build import DEVICE, HERE, HOST_OPTIONS, build_host_program, host_compiler, run_program

PUSH, LOSE, READ = range(3)
BLOCK = 160
RING_BLOCKS = 32
TICKS_PER_SAMPLE = 62
ANSWER = np.dtype(
    [("has", "<u4"), ("complete", "<u4"), ("dropped", "<u4"), ("sound", "<i2", BLOCK)]
)
SAMPLES_TO_PUSH = 3_000_003
THREADS = ("-pthread", "-g", "-fsanitize=thread")


@pytest.fixture(scope="module")
def ring_program(tmp_path_factory):
    sources = [HERE / "audio_ring_driver.c", DEVICE / "audio_ring.c"]
    return build_host_program(tmp_path_factory.mktemp("ring"), {}, sources)


def run(program: Path, script: list[tuple[int, int, int]]) -> np.ndarray:
    output = run_program(program, [str(TICKS_PER_SAMPLE)], np.array(script, "<i4").tobytes())
    return np.frombuffer(output, ANSWER)


class Model:
    """The same ring, written as one thinks of it: a list of samples that are still there."""

    def __init__(self) -> None:
        self.blocks: list[tuple[list[int], int, int]] = []
        self.open: list[int] = []
        self.lost = 0
        self.next = 0

    def push(self, count: int, now: int) -> None:
        for left in reversed(range(count)):
            if len(self.blocks) == RING_BLOCKS:
                self.lost += 1
            else:
                self.open.append((self.next + 32768) % 65536 - 32768)
            self.next += 1
            if len(self.open) == BLOCK:
                complete = (now - left * TICKS_PER_SAMPLE) % 2**32
                self.blocks.append((self.open, complete, self.lost // BLOCK))
                self.open = []


def test_any_order_of_writing_losing_and_reading_gives_what_a_list_would(ring_program):
    rng = random.Random(7)
    model, script, expected = Model(), [], []
    for turn in range(6000):
        reads = 5 if turn // 300 % 2 else 60  # the reader is slow for a while, then fast
        what = rng.choices((PUSH, LOSE, READ), (10, 1, reads))[0]
        count, now = rng.randrange(1, 700), rng.randrange(2**31)
        script.append((what, count, now))
        if what == PUSH:
            model.push(count, now)
        elif what == LOSE:
            model.lost += count
        else:
            expected.append(model.blocks.pop(0) if model.blocks else None)
    answers = run(ring_program, script)
    assert len(answers) == len(expected)
    for answer, block in zip(answers, expected, strict=True):
        assert bool(answer["has"]) == (block is not None)
        if block is not None:
            sound, complete, dropped = block
            assert answer["sound"].tolist() == sound
            assert (answer["complete"], answer["dropped"]) == (complete, dropped)
    assert model.lost > 10 * BLOCK
    assert sum(block is None for block in expected) > 10


def test_a_full_ring_keeps_the_oldest_and_the_gap_lies_where_sound_is_missing(ring_program):
    script = [(PUSH, BLOCK, 0)] * (RING_BLOCKS + 3) + [(READ, 0, 0), (PUSH, BLOCK, 0)]
    answers = run(ring_program, script + [(READ, 0, 0)] * RING_BLOCKS)
    assert answers["sound"][:, 0].tolist()[:-1] == [n * BLOCK for n in range(RING_BLOCKS)]
    assert answers["sound"][-1, 0] == (RING_BLOCKS + 3) * BLOCK
    assert answers["dropped"].tolist() == [0] * RING_BLOCKS + [3]


@cache
def thread_sanitizer() -> tuple[str, ...]:
    """The options that find races, where the compiler has them and this system lets them run."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "program"
        command = [*host_compiler(), *THREADS, "-x", "c", "-", "-o", str(program)]
        tried = subprocess.run(command, input=b"int main(void) { return 0; }", capture_output=True)
        works = tried.returncode == 0 and subprocess.run([program]).returncode == 0
    return THREADS if works else ()


def run_threads(folder: Path, options: tuple[str, ...]) -> tuple[int, int, int]:
    program = folder / "threads"
    sources = [HERE / "audio_ring_threads.c", DEVICE / "audio_ring.c"]
    command = [
        *host_compiler(),
        *HOST_OPTIONS,
        *options,
        "-D_POSIX_C_SOURCE=200809L",
        f"-I{DEVICE}",
    ]
    command += [*map(str, sources), "-o", str(program)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    done = subprocess.run(
        [program, str(SAMPLES_TO_PUSH)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    read, dropped, rest = map(int, done.stdout.split())
    return read, dropped, rest


@pytest.mark.skipif(sys.platform == "win32", reason="the driver's threads are POSIX threads")
@pytest.mark.parametrize("sanitize", [False, True], ids=["as-built", "race-finder"])
def test_two_threads_lose_nothing_that_is_not_counted(tmp_path, sanitize):
    if sanitize and not thread_sanitizer():
        pytest.skip("this compiler's thread sanitizer does not run here")
    options = thread_sanitizer() if sanitize else ("-pthread",)
    read, dropped, rest = run_threads(tmp_path, options)
    assert (read + dropped) * BLOCK + rest == SAMPLES_TO_PUSH
    # How often the reader has its turn is the system's affair; the ring holds far fewer blocks.
    assert read > 100
    assert dropped > 0
