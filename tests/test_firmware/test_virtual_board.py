"""The whole firmware on every board without hardware, through its real serial port."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from fakes.tone_words import recording
from hypothesis import given, settings
from hypothesis import strategies as st
from qemu_board import QEMU, qemu_board

from audio.stage import finish
from compress.detector import Detection, DetectorSettings, find_events, smoothed_scores
from compress.variant import Variant
from firmware.image import FirmwareImage
from firmware.listen import ListenResult, listen, with_tail
from firmware.monitor import Monitor, PortError, wait_for
from firmware.parity import Trace, check_parity, first_difference, trace_here
from firmware.protocol import (
    DetectLine,
    ErrorLine,
    HelloLine,
    ReplayLine,
    ScoreLine,
    StatLine,
    command,
)
from firmware.virtual.board_process import start_board
from firmware.virtual.cortex_m4 import CLOCK_HZ, CortexM4Board
from firmware.virtual.sound import Sound
from firmware.virtual.stream_detector import StreamDetector
from firmware.virtual.tflm_host import require_tflm

MakeImage = Callable[[str], FirmwareImage]
WORDS = [("rise", 1.5), ("fall", 3.0), ("rise", 4.4), ("fall", 6.2), ("fall", 8.0)]
WORD_SECONDS = 0.5
SOUND = recording(WORDS, 10.0, seed=7)
# Sound that is anything but speech: noise with a swelling level, then full-scale steps.
ROUGH = np.concatenate(
    [
        np.random.default_rng(3).normal(scale=3000, size=24000) * np.sin(np.arange(24000) / 5000),
        np.repeat([-32768, 32767], 400).repeat(5),
    ]
).astype(np.int16)


def has_tflm() -> bool:
    try:
        require_tflm()
    except Exception:  # noqa: BLE001 - whatever is wrong, the board is not to be had
        return False
    return True


BOARDS = ["host", "virtual-cortex-m4"] + (["tflm-host"] if has_tflm() else [])


@pytest.fixture(scope="module")
def heard(tone_image: MakeImage) -> dict[str, ListenResult]:
    """What each board detects in the same sound."""
    return {name: finish(listen(tone_image(name), SOUND)) for name in BOARDS}


def expected(image: FirmwareImage) -> tuple[Detection, ...]:
    """What the reference in Python detects."""
    trace = trace_here(image, with_tail(SOUND))
    return tuple(Detection(ms / 1000, word, score) for ms, word, score in trace.detections)


@pytest.mark.parametrize("name", BOARDS)
def test_each_word_is_detected_once_as_the_reference_does(
    name: str, heard: dict[str, ListenResult], tone_image: MakeImage
) -> None:
    result = heard[name]
    assert [each.word for each in result.detections] == [word for word, _ in WORDS]
    for detection, (_, start_s) in zip(result.detections, WORDS, strict=True):
        assert 0 < detection.seconds - (start_s + WORD_SECONDS) < 0.5
    reference = expected(tone_image(name))
    assert [(each.seconds, each.word) for each in result.detections] == [
        (each.seconds, each.word) for each in reference
    ]
    assert [round(each.score * 32767) for each in result.detections] == [
        each.score for each in reference
    ]
    assert (result.seconds, result.dropped_seconds, result.lost_lines) == (10.0, 0.0, 0)


@pytest.mark.parametrize("name", BOARDS)
def test_features_logits_and_detections_are_those_of_the_computer(
    name: str, tone_image: MakeImage
) -> None:
    image = tone_image(name)
    sound = np.concatenate([SOUND[16000:40000], ROUGH])
    with start_board(image) as board:
        report = finish(check_parity(image, board.port, sound))
    assert report.difference == ""
    assert report.frames == (len(sound) // 160 - 2) // 2
    assert report.runs == report.frames // 3
    assert report.detections == 1


def test_the_first_difference_is_found_and_named() -> None:
    same = Trace(np.zeros((4, 40), np.int8), np.zeros((2, 3), np.int8), ((60, "a", 1),))
    assert first_difference(same, same, ("a", "b", "c")) == ""
    logits = same.logits.copy()
    logits[1, 2] = 1
    other = Trace(same.features, logits, same.detections)
    assert "row 1, c: 0 here, 1 on the board" in first_difference(same, other, ("a", "b", "c"))
    features = same.features.copy()
    features[3, 7] = -1
    other = Trace(features, logits, same.detections)
    assert "feature is in row 3, channel 7" in first_difference(same, other, ("a", "b", "c"))
    other = Trace(same.features[:3], same.logits, same.detections)
    assert "4 rows of features, the board 3" in first_difference(same, other, ("a", "b", "c"))
    other = Trace(same.features, same.logits, ())
    assert "Detections differ" in first_difference(same, other, ("a", "b", "c"))


def test_the_emulated_chip_counts_instructions_and_stack(
    heard: dict[str, ListenResult], tone_image: MakeImage
) -> None:
    image, result = tone_image("virtual-cortex-m4"), heard["virtual-cortex-m4"]
    assert result.front_end_instructions is not None and result.inference_instructions is not None
    # Below the stock C++ front end, and a few instructions for each of the model's 190,000 MACs.
    assert 10_000 < result.front_end_instructions < 84_650
    assert 50_000 < result.inference_instructions < 2_000_000
    assert abs(image.needs.inference_instructions / result.inference_instructions - 1) < 0.02
    assert 300 < result.stack_bytes <= image.needs.stack_bytes < 4096
    assert image.ram_bytes == image.needs.static_ram_bytes + image.needs.stack_bytes
    # The line comes when front end and model are through with the block that completes the word.
    busy_s = (result.inference_instructions + result.front_end_instructions) / CLOCK_HZ
    assert all(busy_s * 0.9 < late < busy_s + 0.002 for late in result.latencies_s)
    assert heard["host"].inference_instructions is None


def test_sampled_counting_agrees_with_counting_everything(
    tone_image: MakeImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    elf = tone_image("virtual-cortex-m4").firmware_path.read_bytes()

    def run() -> tuple[list[tuple[object, ...]], int]:
        sent = bytearray()
        board = CortexM4Board(elf, sent.extend)
        board.step()
        board.receive(command("scores", on=True))
        board.play(Sound(SOUND[16000:48000]))
        while board.step():
            pass
        lines = bytes(sent).splitlines()
        return [line for line in lines if b'"score"' in line and b"detect" not in line], board.ticks

    sampled_lines, sampled_ticks = run()
    monkeypatch.setattr("firmware.virtual.cortex_m4.EXACT_EVERY", 1)
    exact_lines, exact_ticks = run()
    # Interrupting between any two polls must change nothing either.
    monkeypatch.setattr("firmware.virtual.cortex_m4.LONGEST_PERIOD_TICKS", 0)
    choppy_lines, _ = run()
    assert sampled_lines == exact_lines == choppy_lines and len(exact_lines) > 30
    assert abs(sampled_ticks - exact_ticks) < CLOCK_HZ // 1000


def test_a_chip_that_is_too_slow_loses_sound_and_says_how_much(tone_image: MakeImage) -> None:
    result = finish(listen(tone_image("virtual-cortex-m4"), SOUND[:48000], slowdown=40))
    # Each third frame takes 40 times its 0.35 M instructions: some 0.2 s for 0.06 s of sound.
    assert result.inference_instructions is not None
    assert result.inference_instructions > 40 * 50_000
    assert 1.0 < result.dropped_seconds < 4.0
    # Time goes on while sound is lost, so the end was reached nonetheless.
    assert result.seconds == 3.0


def test_a_ring_that_just_overflows_loses_just_what_was_overwritten(tone_image: MakeImage) -> None:
    """The DMA is ahead by a given number of blocks; the firmware may trust all but one slot."""
    elf = tone_image("virtual-cortex-m4").firmware_path.read_bytes()
    for ahead, lost in ((7, 0), (8, 1), (20, 13)):
        sent = bytearray()
        board = CortexM4Board(elf, sent.extend)
        board.step()
        board.receive(command("audio", on=True))
        board.step()
        blocks = np.arange(1, 101, dtype=np.int16).repeat(160)
        board.play(Sound(blocks))
        board.ticks += ahead * CLOCK_HZ // 100  # As if the firmware had been busy for that long.
        while board.step():
            pass
        lines = [line for line in sent.splitlines() if b'"audio"' in line]
        assert len(lines) == 100 - lost
        assert b'"ms":%d,' % (10 * (lost + 1)) in lines[0]
        [stat] = [line for line in sent.splitlines() if b'"stat"' in line]
        assert b'"dropped_ms":%d,' % (10 * lost) in stat and b'"ms":1000,' in stat


@pytest.mark.skipif(QEMU is None, reason="qemu-system-arm is not installed")
def test_qemu_gives_a_second_opinion(
    tone_image: MakeImage, heard: dict[str, ListenResult], tmp_path: Path
) -> None:
    image = tone_image("virtual-cortex-m4")
    with start_board(image) as board, Monitor(board.port) as monitor:
        monitor.send(command("scores", on=True))
        board.play(with_tail(SOUND))
        ours = []
        while not (ours and isinstance(ours[-1], StatLine) and ours[-1].ms == 11000):
            ours += list(monitor.lines(0.2))
    with qemu_board(image.firmware_path, tmp_path) as qemu:
        qemu.wait_for(HelloLine)
        qemu.send(command("scores", on=True) + b"noise\n")
        qemu.wait_for(ErrorLine)
        qemu.play(Sound(with_tail(SOUND)))
        qemu.wait_for_ms(11000)
        theirs = qemu.lines

    def scores(lines: list[object]) -> list[object]:
        return [line for line in lines if isinstance(line, ScoreLine)]

    def detections(lines: list[object]) -> list[tuple[int, str, float]]:
        found = [line for line in lines if isinstance(line, DetectLine)]
        return [(line.ms, line.word, line.score) for line in found]

    assert len(detections(ours)) == len(WORDS)
    assert detections(ours) == detections(theirs)
    assert scores(ours) == scores(theirs) and len(scores(ours)) == 183
    assert [(line.ms, line.peak, line.rms) for line in ours if isinstance(line, StatLine)] == [
        (line.ms, line.peak, line.rms) for line in theirs if isinstance(line, StatLine)
    ]


@pytest.mark.parametrize("name", BOARDS)
def test_commands_over_the_wire(name: str, tone_image: MakeImage) -> None:
    image = tone_image(name)
    with start_board(image) as board, Monitor(board.port) as monitor:

        def ask(data: bytes, kind: type) -> object:
            monitor.send(data)
            return wait_for(monitor, kind, 20)

        def thresholds(name: str, **members: str | float) -> list[int]:
            from firmware.protocol import ThresholdsLine

            values = ask(command(name, **members), ThresholdsLine).values  # type: ignore[attr-defined]
            return [round(value * 32767) for value in values]

        hello = ask(command("hello"), HelloLine)
        assert (hello.board, hello.engine, hello.labels) == (name, image.engine, image.labels)
        assert (hello.model, hello.arena_bytes) == (image.model_hash, image.needs.arena_bytes)
        assert thresholds("threshold", value=0.5) == [16384] * 3
        assert thresholds("threshold", word="fall", value=1.0) == [16384, 32767, 16384]
        assert thresholds("threshold", value=12345 / 32767) == [12345] * 3
        assert thresholds("threshold", value=7.5) == [32767] * 3
        assert thresholds("sensitivity", value=0.5) == [20000] * 3
        assert thresholds("sensitivity", value=0.0) == [32767] * 3
        assert thresholds("sensitivity", value=1.0) == [0] * 3
        assert thresholds("sensitivity", value=0.75) == [10000] * 3
        for data, what in (
            (command("dance"), "no such command"),
            (b"AT+GMR\r\n", "not a command"),
            (b'{"cmd":"threshold","word":"ri\n', "not a command"),
            (command("threshold", word="jump", value=0.5), "no such word"),
            (command("threshold"), "value is missing"),
            (command("scores"), "on is missing"),
            (command("replay", audio=bytes(320)), "replay is off"),
        ):
            assert ask(data, ErrorLine) == ErrorLine(what)
        assert ask(command("replay", on=True), ReplayLine) == ReplayLine(0)
        assert ask(command("replay", audio=bytes(318)), ErrorLine).what.startswith("audio is not")
        assert ask(command("replay", features=bytes(39)), ErrorLine).what.startswith("features")
        frame = bytes(range(40))
        assert ask(command("replay", features=frame), ReplayLine) == ReplayLine(20, frame)
        assert ask(command("replay", on=False), ReplayLine) == ReplayLine(0)
        # Sound is forgotten by a replay, thresholds are not.
        assert thresholds("threshold", word="rise", value=0.5) == [16384, 10000, 10000]


def test_the_firmware_survives_noise_on_its_serial_port(tone_image: MakeImage) -> None:
    noise = np.random.default_rng(5).bytes(30_000)
    with start_board(tone_image("host")) as board, Monitor(board.port) as monitor:
        monitor.send(b"x" * 5000 + b"\n" + noise + b"\n")
        monitor.send(command("hello"))
        assert wait_for(monitor, ErrorLine, 20) == ErrorLine("line too long")
        assert wait_for(monitor, HelloLine, 20).board == "host"
        board.play(np.zeros(16000, np.int16))
        lines = [line for line in noise.split(b"\n") if line.replace(b"\r", b"")]
        assert wait_for(monitor, StatLine, 20).bad_lines == 1 + len(lines)


def test_the_microphones_sound_comes_back_unchanged(tone_image: MakeImage) -> None:
    with start_board(tone_image("host")) as board, Monitor(board.port) as monitor:
        monitor.send(command("audio", on=True) + command("hello"))
        wait_for(monitor, HelloLine, 20)
        board.play(ROUGH[-16000:])
        lines = []
        while not (lines and isinstance(lines[-1], StatLine)):
            # Whether the hello at boot is heard depends on who is faster.
            lines += [line for line in monitor.lines(0.2) if not isinstance(line, HelloLine)]
    stat = lines.pop()
    assert np.array_equal(np.concatenate([line.samples for line in lines]), ROUGH[-16000:])
    assert [line.ms for line in lines] == list(range(10, 1010, 10))
    wide = ROUGH[-16000:].astype(np.float64)
    assert stat.peak == np.abs(wide).max()
    assert abs(stat.rms - np.sqrt(np.mean(wide**2))) <= 1


def test_a_board_that_is_pulled_out_is_reported(tone_image: MakeImage) -> None:
    with (
        start_board(tone_image("host")) as board,
        Monitor(board.port, reconnect=False) as monitor,
    ):
        monitor.send(command("hello"))
        wait_for(monitor, HelloLine, 20)
        board.unplug()
        with pytest.raises(PortError, match="went away"):
            wait_for(monitor, StatLine, 20)
        assert not monitor.connected
        with pytest.raises(PortError, match="not connected"):
            monitor.send(command("hello"))


LOGITS = st.lists(st.lists(st.integers(-128, 127), min_size=3, max_size=3), min_size=1, max_size=60)


@settings(max_examples=200)
@given(LOGITS, st.integers(1, 5), st.integers(0, 32767), st.integers(0, 300))
def test_the_stream_detector_finds_the_events_of_the_reference(
    rows: list[list[int]], smoothing: int, threshold: int, refractory_ms: int
) -> None:
    labels = ("yes", "no", "_unknown_")
    logits = np.asarray(rows, np.int8)
    chosen = DetectorSettings(3, smoothing, (threshold, threshold // 2, 0), refractory_ms)
    scores = smoothed_scores(logits, 0.07, smoothing)
    detector = StreamDetector(labels, chosen, 0.07, run_ms=60)
    events = []
    for run, row in enumerate(logits):
        label = detector.push(row)
        assert detector.scores == scores[run].tolist()
        if label is not None:
            events.append((run, label))
    assert events == find_events(scores, labels, chosen, 60)


def test_a_variant_with_other_timing_runs_the_same_on_all_boards(
    tone_variant: Variant, tmp_path: Path
) -> None:
    from dataclasses import replace

    from firmware.boards import load_board
    from firmware.build import build

    detector = replace(tone_variant.detector, stride_frames=2, smoothing=1, refractory_ms=0)
    odd = replace(tone_variant, detector=detector, labels=('ri"se\\', "떨어짐", "_x_"))
    results = []
    for name in BOARDS:
        image = finish(build(odd, load_board(name), "", tmp_path / name))
        results.append(finish(listen(image, SOUND[:64000])).detections)
    assert [each.word for each in results[0]][:2] == ['ri"se\\', "떨어짐"]
    assert all(each == results[0] for each in results)


def test_sound_is_played_at_the_pace_of_a_microphone(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a clock of the test's own: blocks are due each 10 ms, whoever takes them late."""
    now, slept = [100.0], []

    def sleep(seconds: float) -> None:
        slept.append(round(seconds, 6))
        now[0] += seconds

    monkeypatch.setattr("firmware.virtual.sound.time.monotonic", lambda: now[0])
    monkeypatch.setattr("firmware.virtual.sound.time.sleep", sleep)
    sound = Sound(np.arange(400, dtype=np.int16), realtime=True)
    first = sound.take()
    now[0] += 0.004
    sound.take()
    now[0] += 0.05
    last = sound.take()
    assert slept == [0.01, 0.006, 0.0] and sound.ended
    assert np.frombuffer(first, "<i2").tolist() == list(range(160))
    assert np.frombuffer(last, "<i2").tolist() == [*range(320, 400), *[0] * 80]
