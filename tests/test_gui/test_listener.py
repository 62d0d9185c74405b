"""Listening to a board without hardware over its real serial port, whatever happens to it."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes.sound_system import BREATH_SECONDS
from listening import SOUND, WAIT_MS, WORDS, Scene, make_scene, said
from pytestqt.qtbot import QtBot

from audio.corrections import SOURCE
from audio.dataset import load_takes
from audio.lock import only_writer
from audio.sound import read_samples
from compress.variant import Variant
from firmware.detection_store import read_detections
from firmware.image import FirmwareImage
from firmware.listening import Heard
from firmware.monitor import Monitor, PortError
from firmware.protocol import LineReader
from gui.board_sound import BoardHears
from gui.job import JobState
from gui.listener import ListenState
from gui.preferences import Preferences

MakeImage = Callable[[str], FirmwareImage]


def wait_for_words(qtbot: QtBot, scene: Scene, count: int) -> list[Heard]:
    log = scene.listener.log
    qtbot.waitUntil(lambda: len(log.detections) >= count, timeout=WAIT_MS)
    return list(log.detections)


def test_the_microphones_words_are_heard_by_the_board_and_written_down(
    qtbot: QtBot, scene: Scene
) -> None:
    said: list[tuple[str, float]] = []
    scene.listener.detected.connect(lambda word, score: said.append((word, score)))
    listener = scene.listen(qtbot)
    heard = wait_for_words(qtbot, scene, 3)
    assert [each.word for each in heard] == ["rise", "fall", "rise"]
    assert said == [(each.word, each.score) for each in heard]
    for each, (_, start_s) in zip(heard, WORDS, strict=True):
        assert 0.5 < each.seconds - (BREATH_SECONDS + start_s) < 1.0
    qtbot.waitUntil(lambda: listener.log.stat is not None, timeout=WAIT_MS)
    assert listener.log.level_dbfs > -60 and listener.log.dropped_ms == 0
    assert not listener.other_model and listener.is_virtual
    assert len(listener.log.scores) > 50 and len(listener.log.thresholds) == 3
    project = scene.session.project
    assert project is not None
    [file] = project.detections.glob("*.jsonl")
    assert [(each["word"], each["board"]) for each in read_detections(file)] == [
        (word, "host") for word, _ in WORDS
    ]


def test_the_sound_of_each_detection_is_kept_as_the_board_heard_it(
    qtbot: QtBot, scene: Scene
) -> None:
    listener = scene.listen(qtbot)
    sounds = listener.verdicts.sounds
    heard = wait_for_words(qtbot, scene, 1)[0]
    qtbot.waitUntil(lambda: sounds.get(heard.number) is not None, timeout=WAIT_MS)
    kept = sounds.get(heard.number)
    assert kept is not None
    assert np.array_equal(kept, said(heard.ms - 2000, heard.ms + 300))


def test_wrong_detections_become_hard_examples_and_can_be_taken_back(
    qtbot: QtBot, scene: Scene
) -> None:
    listener = scene.listen(qtbot)
    corrector = listener.verdicts.corrector
    first, second = wait_for_words(qtbot, scene, 2)[:2]
    for heard in (first, second):
        listener.verdicts.mark_wrong(heard.number)  # The second at once, before its sound is there.
    qtbot.waitUntil(lambda: len(corrector.waiting) == 2, timeout=WAIT_MS)
    takes = scene.session.takes.takes
    assert [(take.label, take.split, take.source) for take in takes] == [
        ("_unknown_", "train", SOURCE)
    ] * 2
    sounds = [read_samples(take.path).tobytes() for take in takes]
    assert set(sounds) == {said(h.ms - 2000, h.ms + 300).tobytes() for h in (first, second)}
    assert listener.log.false_alarms == 2
    listener.verdicts.mark_wrong(first.number)
    assert listener.log.false_alarms == 2 and not corrector.busy
    corrector.undo()
    qtbot.waitUntil(lambda: len(corrector.waiting) == 1, timeout=WAIT_MS)
    assert listener.log.false_alarms == 1
    [left] = scene.session.takes.takes
    assert left.path.exists()
    project = scene.session.project
    assert project is not None
    [file] = project.detections.glob("*.jsonl")
    verdicts = [each for each in read_detections(file) if "wrong" in each]
    assert (verdicts[-1]["wrong"], verdicts[-1]["take"]) == (False, "")
    assert {each["take"] for each in verdicts} == {
        "",
        "_unknown_/misheard_1.flac",
        "_unknown_/misheard_2.flac",
    }


def test_a_missed_word_becomes_a_take_of_that_word(qtbot: QtBot, scene: Scene) -> None:
    listener = scene.listen(qtbot)
    qtbot.waitUntil(lambda: listener.log.ms >= 6000, timeout=WAIT_MS)
    listener.keep_missed("rise")
    qtbot.waitUntil(lambda: bool(listener.verdicts.corrector.waiting), timeout=WAIT_MS)
    [take] = scene.session.takes.takes
    assert (take.label, take.speaker, take.source) == ("rise", "me", SOURCE)
    # One word of half a second with 0.3 s on both sides, and not five seconds of all there was.
    assert 0.9 < take.duration_s < 1.3
    start_s = SOUND.tobytes().index(read_samples(take.path).tobytes()) / 2 / 16000
    assert any(0.2 < word_s - start_s < 0.45 for _, word_s in WORDS)


def test_closing_at_once_after_a_correction_loses_nothing(qtbot: QtBot, scene: Scene) -> None:
    listener = scene.listen(qtbot)
    first = wait_for_words(qtbot, scene, 1)[0]
    sounds = listener.verdicts.sounds
    qtbot.waitUntil(lambda: sounds.get(first.number) is not None, timeout=WAIT_MS)
    listener.verdicts.mark_wrong(first.number)
    scene.session.stop()
    project = scene.session.project
    assert project is not None
    [take] = load_takes(project).takes
    assert read_samples(take.path).tobytes() == said(first.ms - 2000, first.ms + 300).tobytes()


def test_a_correction_that_cannot_be_written_is_told_and_the_next_one_is_kept(
    qtbot: QtBot, scene: Scene
) -> None:
    listener = scene.listen(qtbot)
    corrector = listener.verdicts.corrector
    first, second = wait_for_words(qtbot, scene, 2)[:2]
    project = scene.session.project
    assert project is not None
    with only_writer(project.takes):  # As a recording elsewhere would.
        listener.verdicts.mark_wrong(first.number)
        qtbot.waitUntil(lambda: bool(corrector.what), timeout=WAIT_MS)
    assert "being changed" in corrector.what or "writ" in corrector.what
    listener.verdicts.mark_wrong(second.number)
    qtbot.waitUntil(lambda: corrector.latest is not None, timeout=WAIT_MS)
    assert corrector.what == "" and corrector.latest.number == second.number


def test_unplugging_is_told_and_plugging_in_again_goes_on(qtbot: QtBot, scene: Scene) -> None:
    listener = scene.listen(qtbot)
    wait_for_words(qtbot, scene, 1)
    board = listener._link.board  # type: ignore[union-attr]
    board.unplug()
    qtbot.waitUntil(lambda: listener.state is ListenState.LOST, timeout=WAIT_MS)
    assert any("went away" in line.text for line in listener.log.lines)
    assert listener.active
    board.plug_in()
    qtbot.waitUntil(lambda: listener.state is ListenState.LISTENING, timeout=WAIT_MS)
    before = listener.log.ms
    qtbot.waitUntil(lambda: listener.log.ms > before + 500, timeout=WAIT_MS)


def test_plugged_in_again_under_another_name_it_is_found(qtbot: QtBot, scene: Scene) -> None:
    listener = scene.listen(qtbot)
    wait_for_words(qtbot, scene, 1)
    board = listener._link.board  # type: ignore[union-attr]
    old = listener.port
    board.unplug()
    qtbot.waitUntil(lambda: listener.state is ListenState.LOST, timeout=WAIT_MS)
    taken = [os.openpty() for _ in range(3)]  # The name that was given back is among these.
    try:
        board.plug_in()
        qtbot.waitUntil(lambda: listener.state is ListenState.LISTENING, timeout=WAIT_MS)
        assert listener.port == board.port != old
        before = listener.log.ms
        qtbot.waitUntil(lambda: listener.log.ms > before + 500, timeout=WAIT_MS)
    finally:
        for end in (end for pair in taken for end in pair):
            os.close(end)


def test_a_board_that_crashes_is_told_with_what_to_do_and_can_be_started_again(
    qtbot: QtBot, scene: Scene
) -> None:
    listener = scene.listen(qtbot)
    [process] = multiprocessing.active_children()
    process.kill()
    qtbot.waitUntil(lambda: listener.state is ListenState.FAILED, timeout=WAIT_MS)
    assert "ended" in listener.what and "again" in listener.hint
    assert listener.port == ""
    scene.listen(qtbot)
    assert listener.what == ""


def test_garbage_on_the_wire_is_counted_and_harms_nothing(
    qtbot: QtBot, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    garbage = np.random.default_rng(3).bytes(200_000) + b"\n"
    read = Monitor._read
    given: list[bytes] = [garbage[at : at + 4096] for at in range(0, len(garbage), 4096)]

    def noisy(self: Monitor, port: object) -> bytes:
        return given.pop(0) if given else read(self, port)

    monkeypatch.setattr(Monitor, "_read", noisy)
    listener = scene.listen(qtbot)
    assert [each.word for each in wait_for_words(qtbot, scene, 3)] == ["rise", "fall", "rise"]
    lost = [line.text for line in listener.log.lines if line.kind == "lost"]
    reader = LineReader()
    reader.join()
    assert reader.feed(garbage) == [] and reader.lost_lines > 500
    assert sum(int(text.split()[0]) for text in lost) == reader.lost_lines


def test_a_port_where_nobody_answers_is_told_after_asking_again(qtbot: QtBot, scene: Scene) -> None:
    if not hasattr(os, "openpty"):
        pytest.skip("this system has no pseudo-terminals")
    board, computer = os.openpty()
    port = os.ttyname(computer)
    try:
        scene.listener.listen(port)
        qtbot.waitUntil(lambda: scene.listener.unanswered, timeout=WAIT_MS)
        assert scene.listener.state is ListenState.CONNECTING
        assert scene.listener.owns(port)
        with pytest.raises(PortError, match="in use"):
            Monitor(port)
        # Stopped and started at once, it is the same port again.
        scene.listener.hang_up()
        scene.listener.listen(port)
        qtbot.waitUntil(lambda: scene.listener.unanswered, timeout=WAIT_MS)
        # Who wants to flash gets the port at once.
        scene.listener.release(port)
        assert not scene.listener.owns(port) and scene.listener.state is ListenState.IDLE
        Monitor(port).close()
    finally:
        os.close(board)
        os.close(computer)


def test_a_port_that_is_not_there_fails_in_plain_words(qtbot: QtBot, scene: Scene) -> None:
    scene.listener.listen("/dev/no-such-port")
    qtbot.waitUntil(lambda: scene.listener.state is ListenState.FAILED, timeout=WAIT_MS)
    assert "no-such-port" in scene.listener.what


def test_without_firmware_it_is_said_what_to_do(
    qtbot: QtBot, preferences: Preferences, tmp_path: Path, tone_variant: Variant
) -> None:
    scene = make_scene(preferences, tmp_path, tone_variant, None)
    scene.listener.listen()
    assert scene.listener.state is ListenState.FAILED
    assert "Board page" in scene.listener.hint
    scene.session.stop()


def test_a_board_with_another_model_is_noticed(
    qtbot: QtBot, scene: Scene, tone_variant: Variant
) -> None:
    session, image = scene.session, scene.session.image
    assert session.project is not None
    other = replace(tone_variant, name="other", tflite=tone_variant.tflite + b"\0")
    other.save(session.project.models)
    session.reload_models()
    session.choose("other")
    session.image = image  # What a board runs that was flashed before.
    listener = scene.listen(qtbot)
    assert listener.other_model
    session.choose("tones")
    assert not listener.other_model


def test_sensitivity_is_sent_to_the_board_and_saved_with_the_project(
    qtbot: QtBot, scene: Scene
) -> None:
    listener = scene.listen(qtbot)
    qtbot.waitUntil(lambda: bool(listener.log.thresholds), timeout=WAIT_MS)
    built = listener.log.thresholds[0]
    listener.set_sensitivity(0.75)
    qtbot.waitUntil(lambda: listener.log.thresholds[0] < built, timeout=WAIT_MS)
    assert listener.log.thresholds[0] == pytest.approx(built / 2, abs=0.001)
    listener.save_sensitivity()
    project = scene.session.project
    assert project is not None and project.settings.sensitivity == 0.75
    # The next start takes the saved one.
    listener.hang_up()
    scene.listen(qtbot)
    qtbot.waitUntil(lambda: bool(listener.log.thresholds), timeout=WAIT_MS)
    assert listener.log.thresholds[0] == pytest.approx(built / 2, abs=0.001)


def test_a_microphone_that_is_pulled_out_is_told_and_the_board_stays(
    qtbot: QtBot, scene: Scene
) -> None:
    listener = scene.listen(qtbot)
    wait_for_words(qtbot, scene, 1)
    scene.room.names = ()
    qtbot.waitUntil(lambda: listener.sound.job.state is JobState.FAILED, timeout=WAIT_MS)
    assert "is gone" in listener.sound.job.what
    assert listener.state is ListenState.LISTENING
    scene.room.names = ("Desk microphone",)
    listener.sound.hear_microphone()
    before = listener.log.ms
    qtbot.waitUntil(lambda: listener.log.ms > before + 500, timeout=WAIT_MS)


def test_the_microphone_is_let_go_of_while_nobody_looks(qtbot: QtBot, scene: Scene) -> None:
    listener = scene.listen(qtbot)
    qtbot.waitUntil(lambda: scene.room.listening == 1, timeout=WAIT_MS)
    listener.sound.pause()
    qtbot.waitUntil(lambda: scene.room.listening == 0, timeout=WAIT_MS)
    assert listener.state is ListenState.LISTENING
    listener.sound.resume()
    qtbot.waitUntil(lambda: scene.room.listening == 1, timeout=WAIT_MS)


def test_a_sound_file_is_played_as_fast_as_the_board_can(
    qtbot: QtBot, scene: Scene, tmp_path: Path
) -> None:
    from audio.sound import write_flac

    write_flac(tmp_path / "words.flac", SOUND)
    scene.listener.sound.hears = BoardHears.NOTHING
    listener = scene.listen(qtbot)
    assert scene.room.listening == 0
    listener.sound.play_file(tmp_path / "words.flac", fast=True)
    heard = wait_for_words(qtbot, scene, 3)
    assert [each.word for each in heard] == ["rise", "fall", "rise"]
    qtbot.waitUntil(lambda: listener.sound.played_seconds == 6.0, timeout=WAIT_MS)
    listener.sound.play_file(tmp_path / "nothing.flac", fast=True)
    qtbot.waitUntil(lambda: listener.sound.job.state is JobState.FAILED, timeout=WAIT_MS)
    assert "nothing.flac" in listener.sound.job.what


def test_closing_while_the_board_starts_leaves_no_process(qtbot: QtBot, scene: Scene) -> None:
    scene.listener.listen()
    qtbot.waitUntil(lambda: bool(multiprocessing.active_children()), timeout=WAIT_MS)
    scene.session.stop()
    assert multiprocessing.active_children() == []
    qtbot.wait(50)
    assert scene.listener.state is ListenState.IDLE


def test_stopping_while_the_board_starts_ends_it_and_it_can_start_again(
    qtbot: QtBot, scene: Scene
) -> None:
    scene.listener.listen()
    scene.listener.hang_up()
    assert scene.listener.state is ListenState.IDLE
    qtbot.waitUntil(lambda: multiprocessing.active_children() == [], timeout=WAIT_MS)
    qtbot.waitUntil(lambda: not scene.listener.opening, timeout=WAIT_MS)
    scene.listen(qtbot)
