"""The Uno's whole firmware on the simulated chip, against the integer reference."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from uno_networks import random_convnet
from uno_simulator import UnoBoard, compile_board, has_simulator, run_board

from audio.uno_frontend import UnoFrontEnd, UnoStream
from compress.detector import DetectorSettings, find_events, smoothed_scores
from compress.uno.model import UnoModel, UnoRunner

pytestmark = pytest.mark.skipif(
    not has_simulator(),
    reason="avr-gcc and simavr are not installed (Debian: gcc-avr avr-libc libsimavr-dev).",
)
LABELS = ("lantern", "süß nacht", "_unknown_")
RATE_HZ = 16_000
# Above what the random network says by chance, below what it says to sound.
THRESHOLD, SMOOTHING = 17_500, 4


@pytest.fixture(scope="module")
def model() -> UnoModel:
    """A network nobody trained, which answers to sound in some way."""
    network = random_convnet(3, channels=16, labels=len(LABELS))
    detector = DetectorSettings(network.stride_frames, SMOOTHING, (THRESHOLD,) * len(LABELS), 400)
    return UnoModel("random", LABELS, UnoFrontEnd(frames=network.frames), detector, network)


@pytest.fixture(scope="module")
def board(model: UnoModel, tmp_path_factory: pytest.TempPathFactory) -> UnoBoard:
    """Its firmware, and the simulator."""
    return compile_board(model, tmp_path_factory.mktemp("uno"))


def sound(seconds: float, seed: int) -> NDArray[np.uint16]:
    """Readings of bursts of tones and noise of all levels, with quiet between."""
    random = np.random.default_rng(seed)
    pieces = []
    for _ in range(round(seconds / 0.5)):
        time = np.arange(RATE_HZ // 4) / RATE_HZ
        wave = np.sin(2 * np.pi * random.uniform(150, 3500) * time) * random.uniform(1, 240)
        wave += random.normal(0, random.uniform(0.3, 60), len(time))
        pieces += [wave, random.normal(0, 0.6, RATE_HZ // 4)]
    return (np.concatenate(pieces) + 256).round().clip(0, 1023).astype(np.uint16)


def expected(model: UnoModel, readings: NDArray[np.uint16]) -> list[tuple[float, str, float]]:
    """Seconds, word and score of each detection, by the reference."""
    runner, settings = UnoRunner(model.network), model.detector
    logits = runner.run_stream(UnoStream().push(readings), settings.stride_frames)
    scores = smoothed_scores(logits, runner.output_scale, settings.smoothing)
    run_ms = settings.stride_frames * model.front_end.step_ms
    found = find_events(scores, model.labels, settings, run_ms)
    return [
        ((run + 1) * run_ms / 1000, model.labels[label], scores[run, label] / 32767)
        for run, label in found
    ]


def test_the_chip_detects_what_the_reference_detects(model: UnoModel, board: UnoBoard) -> None:
    readings = sound(20.0, 1)
    ran = run_board(board, readings)
    told = [line for line in ran.lines if line["type"] == "detect"]
    wanted = expected(model, readings)
    # After the sound the simulator plays half a scale of silence, which is not in the reference.
    heard = [each for each in told if each["ms"] / 1000 <= len(readings) / RATE_HZ]
    assert [(each["ms"] / 1000, each["word"]) for each in heard] == [e[:2] for e in wanted]
    scores = [score for _, _, score in wanted]
    assert [each["score"] for each in heard] == pytest.approx(scores, abs=1e-5)
    assert len(wanted) >= 20
    assert {word for _, word, _ in wanted} == set(LABELS[:2])
    assert ran.dropped_ms == 0


def test_it_keeps_up_and_leaves_room_for_the_stack(board: UnoBoard) -> None:
    loud = np.where(np.arange(RATE_HZ * 4) % 64 < 32, 1023, 0).astype(np.uint16)
    ran = run_board(board, loud, '{"cmd":"scores","on":true}')
    assert ran.dropped_ms == 0
    assert ran.busy_cycles / ran.seconds < 0.95 * 16_000_000
    assert 2048 - ran.static_bytes - ran.stack_bytes >= 64
    assert board.flash_bytes < 32_256
    # Sixteen thousand readings a second, whatever else there was to do.
    assert ran.conversions / ran.seconds == pytest.approx(RATE_HZ, rel=1e-3)


def test_it_obeys_and_says_what_it_did_not_understand(model: UnoModel, board: UnoBoard) -> None:
    ran = run_board(
        board,
        sound(2.0, 2),
        '{"cmd":"threshold","word":"süß nacht","value":0.25}',
        '{"cmd":"threshold","value":1}',
        '{"cmd":"threshold","word":"lant","value":0.5}',
        '{"cmd":"threshold","value":1.00001}',
        '{"cmd":"sensitivity","value":0.50000}',
        '{"cmd":"sensitivity","value":0.25000}',
        '{"cmd":"sensitivity","word":"lantern","value":1.00000}',
        '{"cmd":"audio","on":false}',
        '{"cmd":"audio","on":true}',
        "x" * 200,
        "",
        '{"cmd":"hello"}\r',
    )
    said = [line for line in ran.lines if line["type"] not in ("stat", "detect")]
    assert [line["type"] for line in said] == [
        "hello",
        "thresholds",
        "thresholds",
        "error",
        "error",
        "thresholds",
        "thresholds",
        "thresholds",
        "error",
        "error",
        "hello",
    ]
    hello = said[0]
    assert hello["labels"] == list(LABELS)
    assert hello["model"] == model.model_hash
    first = THRESHOLD / 32767
    assert said[1]["values"] == pytest.approx([first, 0.25, first], abs=2e-5)
    assert said[2]["values"] == [1.0, 1.0, 1.0]
    assert said[5]["values"] == pytest.approx([first] * 3, abs=2e-5)
    stricter = first + (1 - first) / 2
    assert said[6]["values"] == pytest.approx([stricter] * 3, abs=4e-5)
    assert said[7]["values"] == pytest.approx([0.0, stricter, stricter], abs=4e-5)


def test_scores_are_those_of_the_reference(model: UnoModel, board: UnoBoard) -> None:
    readings = sound(3.0, 3)
    ran = run_board(board, readings, '{"cmd":"scores","on":true}')
    runner, settings = UnoRunner(model.network), model.detector
    logits = runner.run_stream(UnoStream().push(readings), settings.stride_frames)
    run_ms = settings.stride_frames * model.front_end.step_ms
    told = {line["ms"] // run_ms - 1: line for line in ran.lines if line["type"] == "score"}
    compared = [run for run in told if run < len(logits)]
    assert len(compared) > 50
    for run in compared:
        assert told[run]["logits"] == logits[run].tolist()


def test_the_level_is_that_of_the_microphone(board: UnoBoard) -> None:
    time = np.arange(4 * RATE_HZ) / RATE_HZ
    tone = (300 + 100 * np.sin(2 * np.pi * 997 * time)).round().astype(np.uint16)
    ran = run_board(board, tone)
    last = [line for line in ran.lines if line["type"] == "stat"][2]
    assert last["peak"] == pytest.approx(100 * 64, rel=0.03)
    assert last["rms"] == pytest.approx(100 * 64 / np.sqrt(2), rel=0.1)
