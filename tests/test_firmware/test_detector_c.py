"""The C detector against compress/detector.py: every score of every run, and every event."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from device_build import (
    DETECTOR_SOURCES,
    DEVICE,
    HERE,
    build_host_program,
    device_config,
    require_cross_compiler,
    run_program,
    write_files,
)
from numpy.typing import NDArray

from audio.frontend import FrontEndSettings
from compress.detector import DetectorSettings, find_events, is_word, smoothed_scores
from firmware.toolchains.cortex_m4 import compile_and_link
from firmware.virtual.emulator import Emulator

NOTHING = 65535
RESET = b"\x00"
Logits = NDArray[np.int8]
Events = list[tuple[int, int]]


@dataclass(frozen=True)
class Case:
    """One firmware's settings; thresholds come from the scores of its logits."""

    labels: tuple[str, ...]
    output_scale: float
    smoothing: int
    stride_frames: int
    refractory_ms: int
    step_ms: int = 20

    @property
    def run_ms(self) -> int:
        return self.stride_frames * self.step_ms

    def settings(self, thresholds: tuple[int, ...]) -> DetectorSettings:
        return DetectorSettings(self.stride_frames, self.smoothing, thresholds, self.refractory_ms)

    def config(self, thresholds: tuple[int, ...]) -> dict[str, str]:
        front_end = FrontEndSettings(step_ms=self.step_ms)
        return device_config(front_end, self.settings(thresholds), self.labels, self.output_scale)


CASES = [
    Case(("yes", "no", "_unknown_", "_silence_"), 0.12, 4, 3, 1000),
    Case(("word",), 0.1, 1, 1, 0, 10),
    Case(("_unknown_", "word"), 0.03, 7, 2, 40),
    Case(("a", "b", "c"), 0.25, 3, 1, 61),
    Case(("_background_", "_unknown_"), 0.1, 2, 3, 500),
    Case(tuple(f"word {n}" for n in range(35)), 0.5, 5, 4, 200),
    Case(("one", "_x_", "two", "three"), 3.0, 2, 1, 20),
    Case(("one", "two", "_other_"), 0.001, 16, 5, 99),
]


def noisy_logits(case: Case, seed: int, runs: int = 600) -> Logits:
    """Words that come and go, flat stretches, equal logits, and both ends of int8."""
    rng = np.random.default_rng(seed)
    labels = len(case.labels)
    spread = rng.choice([0, 2, 20, 60, 127], size=(runs // 12 + 1, 1, 1))
    centres = np.repeat(rng.integers(-128, 128, (len(spread), 1, labels)) * spread // 127, 12, 1)
    logits = centres + rng.integers(-6, 7, centres.shape) * (spread > 2)
    logits = logits.reshape(-1, labels)[:runs]
    tied = rng.random(runs) < 0.2
    logits[tied, rng.integers(labels)] = logits[tied].max(axis=1)
    return np.clip(logits, -128, 127).astype(np.int8)


def thresholds_on_scores(scores: NDArray[np.int32], seed: int) -> tuple[int, ...]:
    """For each label a threshold that some score reaches exactly, or misses by one."""
    rng = np.random.default_rng(seed)
    picked = [int(rng.choice(scores[:, label])) for label in range(scores.shape[1])]
    return tuple(min(value + int(rng.integers(2)), 32767) for value in picked)


def build(case: Case, folder: Path) -> Path:
    sources = [*DETECTOR_SOURCES, HERE / "detector_driver.c"]
    return build_host_program(folder, case.config((32767,) * len(case.labels)), sources)


def script(logits: Logits) -> bytes:
    return b"".join(b"\x01" + run.tobytes() for run in logits)


def set_thresholds(thresholds: tuple[int, ...]) -> bytes:
    return b"".join(
        b"\x02" + bytes([label]) + np.uint16(threshold).tobytes()
        for label, threshold in enumerate(thresholds)
    )


def play(program: Path, case: Case, thresholds: tuple[int, ...], logits: Logits) -> Events:
    """Run the C on logits, check all its scores, and return its events."""
    labels = len(case.labels)
    output = run_program(program, [], RESET + set_thresholds(thresholds) + script(logits))
    words = np.frombuffer(output, np.uint16)
    assert words[:labels].tolist() == [1] * labels
    rows = words[labels:].reshape(-1, 2 + labels)
    scores = smoothed_scores(logits, case.output_scale, case.smoothing)
    np.testing.assert_array_equal(rows[:, 2:], scores)
    events = [(run, int(rows[run, 0])) for run in np.flatnonzero(rows[:, 0] != NOTHING)]
    assert [int(rows[run, 1]) for run, _ in events] == [int(scores[event]) for event in events]
    return events


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{len(case.labels)} labels")
def test_scores_and_events(case: Case, tmp_path: Path) -> None:
    program = build(case, tmp_path)
    found = 0
    for seed in range(25):
        logits = noisy_logits(case, seed)
        scores = smoothed_scores(logits, case.output_scale, case.smoothing)
        thresholds = thresholds_on_scores(scores, seed)
        expected = find_events(scores, case.labels, case.settings(thresholds), case.run_ms)
        assert play(program, case, thresholds, logits) == expected
        found += len(expected)
    assert (found > 0) == any(map(is_word, case.labels))


def test_the_first_of_equal_words_fires(tmp_path: Path) -> None:
    case = Case(("_unknown_", "first", "second"), 0.1, 2, 3, 100)
    logits = np.repeat(np.array([[-50, 60, 60], [90, -9, -9]], np.int8), [5, 5], axis=0)
    assert play(build(case, tmp_path), case, (0, 12000, 12000), logits) == [(1, 1)]


def test_a_threshold_is_reached_when_equal(tmp_path: Path) -> None:
    case = Case(("word", "_unknown_"), 0.1, 1, 1, 0)
    program = build(case, tmp_path)
    logits = np.array([[10, 10]], np.int8)
    # Half of 32767, rounded up.
    assert play(program, case, (16384, 0), logits) == [(0, 0)]
    assert play(program, case, (16385, 0), logits) == []


def test_one_event_is_one_event_and_silence_follows(tmp_path: Path) -> None:
    case = Case(("word", "_unknown_"), 0.1, 1, 1, 60)
    on, off = [100, -100], [-100, 100]
    logits = np.array([on, on, on, on, on, off, on, off, on, off, on], np.int8)
    # 60 ms are 3 runs. The long first word fires once; run 6 rearms it, run 8 comes too early.
    assert play(build(case, tmp_path), case, (30000, 30000), logits) == [(0, 0), (6, 0), (10, 0)]


def simulate(scores: NDArray[np.int32], thresholds: list[tuple[int, ...]], case: Case) -> Events:
    """The rule of the detector with thresholds that change from run to run, word by word."""
    armed = [True] * len(case.labels)
    quiet_until = 0
    events = []
    words = [index for index, label in enumerate(case.labels) if is_word(label)]
    for run, (row, limits) in enumerate(zip(scores.tolist(), thresholds, strict=True)):
        best = max(words, key=lambda word: (row[word], -word))
        fires = row[best] >= limits[best] and armed[best] and run >= quiet_until
        for word in words:
            armed[word] = armed[word] or row[word] < limits[word]
        if fires:
            events.append((run, best))
            armed[best] = False
            quiet_until = run + -(-case.refractory_ms // case.run_ms)
    return events


def test_thresholds_change_from_the_next_run_on(tmp_path: Path) -> None:
    case = Case(("a", "b", "_unknown_"), 0.08, 3, 2, 120)
    program = build(case, tmp_path)
    for seed in range(10):
        logits = noisy_logits(case, seed)
        scores = smoothed_scores(logits, case.output_scale, case.smoothing)
        first, second = thresholds_on_scores(scores, seed), thresholds_on_scores(scores, 99 + seed)
        middle = 250 + seed
        output = run_program(
            program,
            [],
            RESET
            + set_thresholds(first)
            + script(logits[:middle])
            + set_thresholds(second)
            + script(logits[middle:]),
        )
        words = np.frombuffer(output, np.uint16).tolist()
        del words[3 + 5 * middle : 6 + 5 * middle], words[:3]
        rows = np.array(words).reshape(-1, 5)
        expected = simulate(scores, [first] * middle + [second] * (len(logits) - middle), case)
        assert [(run, rows[run, 0]) for run in np.flatnonzero(rows[:, 0] != NOTHING)] == expected


def test_there_is_no_threshold_beyond_the_last_label(tmp_path: Path) -> None:
    program = build(CASES[0], tmp_path)
    output = run_program(program, [], RESET + b"\x02\x03\x00\x00" + b"\x02\x04\x00\x00")
    assert np.frombuffer(output, np.uint16).tolist() == [1, 0]


def test_a_reset_forgets_runs_and_brings_the_thresholds_back(tmp_path: Path) -> None:
    case = Case(("word", "_unknown_"), 0.1, 4, 1, 2000)
    config = case.config((32000, 32000))
    sources = [*DETECTOR_SOURCES, HERE / "detector_driver.c"]
    program = build_host_program(tmp_path, config, sources)
    logits = np.array([[127, -128]] * 6, np.int8)
    played = set_thresholds((1, 1)) + script(logits)
    output = run_program(program, [], RESET + played + RESET + script(logits))
    rows = np.frombuffer(output, np.uint16)[2:].reshape(-1, 4)
    np.testing.assert_array_equal(rows[:6, 2:], rows[6:, 2:])
    assert np.flatnonzero(rows[:, 0] != NOTHING).tolist() == [0, 6 + 3]


def test_a_word_may_fire_again_right_after_a_reset(tmp_path: Path) -> None:
    case = Case(("word", "_unknown_"), 0.1, 1, 1, 0)
    program = build(case, tmp_path)
    logits = np.array([[127, -128]] * 3, np.int8)
    played = RESET + set_thresholds((30000, 0)) + script(logits)
    rows = np.frombuffer(run_program(program, [], played * 2), np.uint16).reshape(2, -1)
    assert [row[2::4].tolist() for row in rows] == [[0, NOTHING, NOTHING]] * 2


def test_on_the_chip(tmp_path: Path) -> None:
    require_cross_compiler()
    case = CASES[0]
    logits = noisy_logits(case, 5)
    scores = smoothed_scores(logits, case.output_scale, case.smoothing)
    thresholds = thresholds_on_scores(scores, 5)
    buffers = "#include <stdint.h>\nint8_t logits[4];\nuint16_t detection[2];\n"
    generated = write_files(tmp_path, {**case.config(thresholds), "buffers.c": buffers})
    elf = tmp_path / "detector.elf"
    compile_and_link([*DETECTOR_SOURCES, *generated], [tmp_path, DEVICE], {}, elf)
    chip = Emulator(elf.read_bytes())
    input_, detection = chip.symbol("logits"), chip.symbol("detection")
    chip.call("ww_detector_reset")
    events = []
    for run, row in enumerate(logits):
        chip.write(input_, row.tobytes())
        if chip.call("ww_detector_push", input_, detection) & 0xFF:
            label, score = np.frombuffer(chip.read(detection, 4), "<u2").tolist()
            events.append((run, label & 0xFF))
            assert score == scores[run, label & 0xFF]
        assert [chip.call("ww_detector_score", n) for n in range(4)] == scores[run].tolist()
    expected = find_events(scores, case.labels, case.settings(thresholds), case.run_ms)
    assert events == expected and events
