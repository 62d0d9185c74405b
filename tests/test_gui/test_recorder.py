"""The recorder without any window: hands-free takes, and every fault of microphone and disk."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fakes.sound_system import PLUGGED_IN, FakeSoundSystem
from fakes.sounds import take
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from recording import Until

from audio import patience
from audio.dataset import load_takes
from audio.project import Project
from audio.sound import read_samples
from gui.preferences import Preferences
from gui.recorder import Recorder, RecorderState
from gui.session import Session

DESK, HEADSET = PLUGGED_IN


@pytest.fixture
def recorder(
    qapp: QApplication,
    preferences: Preferences,
    project: Project,
    sound: FakeSoundSystem,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Recorder]:
    """The recorder of a session with a project of two phrases."""
    monkeypatch.setattr(patience, "RETRY_SECONDS", 0.1)
    monkeypatch.setattr("gui.recorder.RINGING_SECONDS", 0.02)
    preferences.pace = "brisk"
    session = Session(preferences, sound)
    session.open(project.folder)
    yield session.recorder
    session.stop()


def takes_of(recorder: Recorder, label: str) -> int:
    """How many takes of a label the session shows."""
    return len(recorder.parent().takes.of(label).takes)  # type: ignore[union-attr]


def test_takes_are_kept_one_by_one_and_the_next_word_follows(
    recorder: Recorder, sound: FakeSoundSystem, project: Project, until: Until
) -> None:
    kept, begun, completed = [], [], []
    recorder.take_kept.connect(kept.append)
    recorder.label_begun.connect(begun.append)
    recorder.completed.connect(lambda: completed.append(True))
    assert (recorder.choices.label, recorder.choices.count) == ("hey_lantern", 10)
    recorder.choices.choose_speaker("  Anna ")
    recorder.choices.choose_count(2)
    recorder.start()
    assert recorder.state is RecorderState.OPENING and recorder.records
    until(lambda: recorder.state is RecorderState.RECORDING)
    sound.say(take(1))
    until(lambda: len(kept) == 1)
    assert (recorder.done, recorder.wanted) == (1, 2) and recorder.last == kept[0]
    assert load_takes(project).takes == tuple(kept), "it is on the disk when it is told"
    sound.say(take(2))
    until(lambda: begun == ["good_night"])
    assert recorder.choices.label == "good_night" and (recorder.done, recorder.wanted) == (0, 10)
    for number in range(3, 13):
        sound.say(take(number), pause_s=1.5)
    until(lambda: recorder.state is RecorderState.IDLE)
    assert completed == [True] and sound.listening == 0
    assert takes_of(recorder, "hey_lantern") == 2 and takes_of(recorder, "good_night") == 10
    assert {each.speaker for each in kept} == {"Anna"}
    assert {each.microphone for each in kept} == {DESK}
    assert load_takes(project) == recorder.parent().takes  # type: ignore[union-attr]
    assert not recorder.what and len(kept) == 12


def test_going_on_can_be_turned_off_and_the_count_is_what_is_missing(
    recorder: Recorder, sound: FakeSoundSystem, until: Until
) -> None:
    recorder.choices.choose_going_on(False)
    recorder.choices.choose_label("good_night")
    recorder.choices.choose_count(1)
    recorder.start()
    sound.say(take(1))
    until(lambda: recorder.state is RecorderState.IDLE)
    assert takes_of(recorder, "good_night") == 1 and takes_of(recorder, "hey_lantern") == 0
    assert recorder.choices.count == 9, "so many are missing still"
    recorder.choices.choose_label("_background_")
    assert recorder.choices.count == 6, "pieces of 10 s make a minute"
    assert [plan.label for plan in recorder.choices.plans()] == ["_background_"]
    recorder.choices.choose_going_on(True)
    plans = [(plan.label, plan.takes) for plan in recorder.choices.plans()]
    assert plans == [("_background_", 6), ("hey_lantern", 10), ("good_night", 9)]


def test_a_bad_take_is_refused_at_once_with_its_reason(
    recorder: Recorder, sound: FakeSoundSystem, until: Until
) -> None:
    refused: list[str] = []
    recorder.take_refused.connect(refused.append)
    loud = np.clip(take(8).astype(int) * 8, -32768, 32767).astype(np.int16)
    recorder.start()
    until(lambda: recorder.state is RecorderState.RECORDING)
    sound.say(loud[4000:-4000])
    until(lambda: len(refused) == 1)
    assert "distorted" in refused[0] and recorder.fault == refused[0]
    sound.say(loud[4000:-4000])
    until(lambda: len(refused) == 2)
    assert refused[0] == refused[1], "the same fault twice is told twice"
    sound.say(take(9))
    until(lambda: recorder.done == 1)
    assert recorder.fault == ""


def test_a_take_with_a_gap_is_refused_because_the_computer_was_busy(
    recorder: Recorder, sound: FakeSoundSystem, until: Until
) -> None:
    refused: list[str] = []
    recorder.take_refused.connect(refused.append)
    recorder.start()
    until(lambda: recorder.state is RecorderState.RECORDING)
    sound.speed = 2.0
    sound.say(take(1, 1.5))
    until(lambda: recorder.hears_word)
    sound.lost_blocks += 1
    until(lambda: len(refused) == 1)
    assert "were lost on the way" in refused[0] and recorder.done == 0
    sound.say(take(2))
    until(lambda: recorder.done == 1)


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("muted", "gives only zeros"),
        ("forbidden", "does not let this program listen"),
        ("taken", "in use by another program"),
        ("unplugged", "No microphone was found"),
        ("dead", "does not answer"),
    ],
)
def test_a_microphone_that_fails_is_told_and_waited_for(
    recorder: Recorder, sound: FakeSoundSystem, until: Until, fault: str, says: str
) -> None:
    def break_it(broken: bool) -> None:
        if fault == "unplugged":
            sound.names = () if broken else PLUGGED_IN
        elif fault == "dead":
            sound.answers = not broken
        else:
            setattr(sound, fault, broken)

    troubles: list[tuple[str, str]] = []
    recorder.troubled.connect(lambda what, hint: troubles.append((what, hint)))
    recovered: list[bool] = []
    recorder.recovered.connect(lambda: recovered.append(True))
    break_it(True)
    recorder.start()
    until(lambda: recorder.state is RecorderState.LOST)
    assert says in recorder.what and recorder.hint and troubles == [(recorder.what, recorder.hint)]
    break_it(False)
    until(lambda: recorder.state is RecorderState.RECORDING)
    assert recovered == [True] and recorder.what == ""
    sound.say(take(1))
    until(lambda: recorder.done == 1)
    assert len(troubles) == 1, "the same trouble is told once, however often it was tried"


def test_pulled_in_the_middle_nothing_is_lost_and_it_goes_on_by_itself(
    recorder: Recorder, sound: FakeSoundSystem, project: Project, until: Until
) -> None:
    recorder.choices.choose_going_on(False)
    recorder.choices.choose_count(3)
    recorder.start()
    until(lambda: recorder.state is RecorderState.RECORDING)
    sound.say(take(1), take(2))
    until(lambda: recorder.done == 2)
    sound.names = (HEADSET,)
    recorder.choices.choose_microphone(DESK)
    until(lambda: recorder.state is RecorderState.LOST)
    assert recorder.what == f"{DESK} is gone." and len(load_takes(project).takes) == 2
    assert recorder.done == 2 and sound.listening == 0
    sound.names = PLUGGED_IN
    until(lambda: recorder.state is RecorderState.RECORDING)
    sound.say(take(3))
    until(lambda: recorder.state is RecorderState.IDLE)
    assert len(load_takes(project).takes) == 3, "the two from before counted"
    assert sound.opened == [DESK, DESK]


def test_another_microphone_takes_over_in_the_middle(
    recorder: Recorder, sound: FakeSoundSystem, until: Until
) -> None:
    recorder.choices.choose_going_on(False)
    recorder.choices.choose_count(2)
    recorder.start()
    until(lambda: recorder.state is RecorderState.RECORDING)
    sound.say(take(1))
    until(lambda: recorder.done == 1)
    recorder.choose_microphone(HEADSET)
    until(lambda: sound.opened == [DESK, HEADSET] and recorder.state is RecorderState.RECORDING)
    assert recorder.wanted == 1, "one is missing still"
    sound.say(take(2))
    until(lambda: recorder.state is RecorderState.IDLE)
    takes = recorder.parent().takes.takes  # type: ignore[union-attr]
    assert [each.microphone for each in takes] == [DESK, HEADSET]


def test_a_full_disk_is_told_and_nothing_half_written_is_left(
    recorder: Recorder,
    sound: FakeSoundSystem,
    project: Project,
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recorder.start()
    sound.say(take(1))
    until(lambda: recorder.done == 1)

    def full(path: Path, data: bytes) -> int:
        path.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    sound.say(take(2))
    until(lambda: recorder.state is RecorderState.IDLE)
    assert "No space left" in recorder.what and "Make room" in recorder.hint
    assert sound.listening == 0
    monkeypatch.undo()
    files = sorted(path.name for path in (project.takes / "hey_lantern").iterdir())
    assert files == ["me_1.flac"]
    recorder.start()
    assert recorder.what == "", "the next try begins anew"
    sound.say(take(2))
    until(lambda: takes_of(recorder, "hey_lantern") == 2)


def test_trying_a_microphone_keeps_nothing_and_start_takes_over(
    recorder: Recorder, sound: FakeSoundSystem, until: Until
) -> None:
    recorder.try_out()
    until(lambda: recorder.state is RecorderState.TRYING)
    levels: list[float] = []
    recorder.sound_heard.connect(lambda: levels.append(recorder.heard.loudest_dbfs))
    sound.say(take(1))
    until(lambda: sound.silent and max(levels) > -30)
    assert recorder.parent().takes.takes == ()  # type: ignore[union-attr]
    recorder.start()
    until(lambda: recorder.state is RecorderState.RECORDING)
    sound.say(take(2))
    until(lambda: recorder.done == 1)
    recorder.finish()
    until(lambda: recorder.state is RecorderState.IDLE)
    assert sound.listening == 0 and list(recorder.heard.peaks) == []


def test_a_take_is_played_back_and_not_recorded_again(
    recorder: Recorder, sound: FakeSoundSystem, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gui.recorder.RINGING_SECONDS", 1.0)
    sound.speed = 5.0
    recorder.choices.choose_playing_back(True)
    recorder.start()
    until(lambda: recorder.state is RecorderState.RECORDING)
    sound.say(take(1))
    until(lambda: recorder.player.take is not None)
    assert recorder.player.take == recorder.last and recorder.last is not None
    sound.say(take(2, 0.3))  # As if the loudspeaker were heard.
    until(lambda: recorder.player.take is None and sound.silent)
    assert takes_of(recorder, "hey_lantern") == 1
    assert np.array_equal(sound.played[0], read_samples(recorder.last.path))
    until(lambda: not recorder.rests)
    sound.mute_loudspeaker = True
    sound.say(take(3))
    until(lambda: bool(recorder.player.what))
    assert "Nothing can be played" in recorder.player.what
    assert recorder.state is RecorderState.RECORDING, "recording goes on without it"
    assert takes_of(recorder, "hey_lantern") == 2


def test_nothing_is_kept_while_it_is_hushed(
    recorder: Recorder, sound: FakeSoundSystem, until: Until, qtbot: QtBot
) -> None:
    recorder.start()
    until(lambda: recorder.state is RecorderState.RECORDING)
    recorder.hush(60)
    sound.say(take(1))
    until(lambda: sound.silent)
    qtbot.wait(50)
    assert takes_of(recorder, "hey_lantern") == 0 and recorder.records


def test_deleted_takes_leave_the_disk_and_come_back_in_reverse_order(
    recorder: Recorder, sound: FakeSoundSystem, project: Project, until: Until
) -> None:
    recorder.choices.choose_going_on(False)
    recorder.choices.choose_count(3)
    recorder.start()
    sound.say(take(1), take(2), take(3))
    until(lambda: recorder.state is RecorderState.IDLE)
    first, second, third = load_takes(project).takes
    recorder.bin.delete([first])
    recorder.bin.delete([second, third])
    until(lambda: takes_of(recorder, "hey_lantern") == 0 and recorder.bin.can_undo)
    assert not list(project.takes.rglob("*.flac"))
    recorder.bin.undo()
    until(lambda: takes_of(recorder, "hey_lantern") == 2)
    assert load_takes(project).takes == (second, third)
    recorder.bin.undo()
    recorder.bin.undo()
    until(lambda: takes_of(recorder, "hey_lantern") == 3 and not recorder.bin.can_undo)
    assert load_takes(project).takes == (first, second, third)
    recorder.bin.delete([first])
    until(lambda: recorder.bin.can_undo)
    recorder.parent().open(project.folder)  # type: ignore[union-attr]
    assert not recorder.bin.can_undo, "nothing is remembered of a project that was closed"


def test_a_take_can_be_deleted_in_the_middle_of_recording(
    recorder: Recorder, sound: FakeSoundSystem, project: Project, until: Until
) -> None:
    recorder.start()
    sound.say(take(1))
    until(lambda: recorder.done == 1)
    recorder.bin.delete([recorder.last])  # type: ignore[list-item]
    until(lambda: recorder.bin.can_undo)
    assert load_takes(project).takes == () and recorder.state is RecorderState.RECORDING
    sound.say(take(2))
    until(lambda: recorder.done == 2)
    recorder.bin.undo()
    until(lambda: takes_of(recorder, "hey_lantern") == 2)
    assert {each.content_hash for each in load_takes(project).takes} == {
        each.content_hash
        for each in recorder.parent().takes.takes  # type: ignore[union-attr]
    }


def test_undo_on_a_full_disk_can_be_tried_again(
    recorder: Recorder, sound: FakeSoundSystem, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder.start()
    sound.say(take(1))
    until(lambda: recorder.done == 1)
    recorder.finish()
    recorder.bin.delete([recorder.last])  # type: ignore[list-item]
    until(lambda: recorder.bin.can_undo)

    def full(path: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    recorder.bin.undo()
    until(lambda: "No space left" in recorder.bin.what)
    assert recorder.bin.can_undo
    monkeypatch.undo()
    recorder.bin.undo()
    until(lambda: takes_of(recorder, "hey_lantern") == 1)
    assert recorder.bin.what == ""


def test_microphones_are_looked_up_live_and_beside_the_window(
    recorder: Recorder, sound: FakeSoundSystem, until: Until
) -> None:
    watch = recorder.microphones
    assert watch.devices is None
    watch.look()
    until(lambda: watch.names() == PLUGGED_IN)
    changes: list[bool] = []
    watch.changed.connect(lambda: changes.append(True))
    watch.look()
    until(lambda: not watch._looking.busy)
    assert changes == [], "nothing is told while nothing changed"
    sound.names = (HEADSET,)
    watch.look()
    until(lambda: watch.names() == (HEADSET,))
    sound.answers = False
    watch.look()
    until(lambda: watch.devices == ())
    assert "does not answer" in watch.what and watch.hint
    assert "MainThread" not in sound.threads
    assert QThread.currentThread() is watch.thread()


def test_closing_in_the_middle_lets_go_of_everything(
    recorder: Recorder, sound: FakeSoundSystem, until: Until
) -> None:
    recorder.microphones.start()
    recorder.start()
    until(lambda: recorder.state is RecorderState.RECORDING)
    recorder.parent().stop()  # type: ignore[union-attr]
    assert sound.listening == 0


def test_news_of_the_project_before_do_not_reach_the_next_one(
    recorder: Recorder, sound: FakeSoundSystem, until: Until, tmp_path: Path
) -> None:
    other = Project.create(tmp_path / "other", ["kitchen"])
    recorder.start()
    until(lambda: recorder.state is RecorderState.RECORDING)
    sound.say(take(1))
    # The take is on the disk, but the window has not heard of it yet.
    takes = recorder.parent().project.takes  # type: ignore[union-attr]
    while not list(takes.rglob("*.flac")):
        QThread.msleep(10)
    recorder.parent().open(other.folder)  # type: ignore[union-attr]
    until(lambda: recorder.state is RecorderState.IDLE)
    assert recorder.parent().takes.takes == ()  # type: ignore[union-attr]
    assert recorder.choices.label == "kitchen"
