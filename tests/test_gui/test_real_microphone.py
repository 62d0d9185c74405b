"""Start pressed on the page, speech played into a real virtual microphone, takes in the list.

Nothing is faked: PulseAudio, ALSA, PortAudio, sounddevice and the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fakes.projects import write_wav
from fakes.sounds import RATE_HZ, real_data
from fakes.virtual_microphone import (
    VirtualMicrophone,
    needs_pulseaudio,
    require_portaudio,
    virtual_microphone,
)
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from audio.bundled import DEMO_TAKES
from audio.dataset import load_takes
from audio.project import Project
from audio.sound import read_samples
from audio.takestore import Origin, TakeStore
from audio.trimming import find_word, trim
from gui.main_window import MainWindow
from gui.pages.record import RecordPage
from gui.preferences import Preferences
from gui.recorder import RecorderState
from gui.session import Session

pytestmark = needs_pulseaudio
LONG_MS = 60_000


@pytest.fixture
def microphone(tmp_path: Path) -> Iterator[VirtualMicrophone]:
    """A virtual microphone that PortAudio finds."""
    with virtual_microphone(tmp_path / "pulse") as made:
        require_portaudio()
        yield made


@pytest.fixture
def window(
    qtbot: QtBot, qapp: QApplication, preferences: Preferences, project: Project
) -> Iterator[MainWindow]:
    """The window on the page Record, with this computer's own sound."""
    opened = MainWindow(Session(preferences))
    qtbot.addWidget(opened)
    opened.session.open(project.folder)
    opened.show()
    opened.go_to("record")
    yield opened
    opened.close()


def speech(folder: Path, count: int) -> Path:
    """People saying a word again and again, with pauses; real ones where there are recordings."""
    data = real_data()
    place = data / "custom_phrases" if data is not None else DEMO_TAKES / "hey_lantern"
    rng = np.random.default_rng(0)
    parts = [rng.normal(0, 20, RATE_HZ)]
    for path in sorted(
        path for path in place.rglob("*") if path.suffix in (".wav", ".flac", ".ogg")
    ):
        word = trim(read_samples(path), 50)
        span = find_word(word)
        if span is None or not 0.3 < span.seconds < 2.0:
            continue
        loud = word * (9000 / max(1, np.abs(word.astype(int)).max()))
        parts += [loud + rng.normal(0, 20, len(word)), rng.normal(0, 20, round(1.6 * RATE_HZ))]
        if len(parts) > 2 * count:
            break
    return write_wav(folder / "speech.wav", np.concatenate(parts).astype(np.int16))


def test_from_pressing_start_to_takes_in_the_list_with_the_plug_pulled_in_between(
    qtbot: QtBot,
    window: MainWindow,
    microphone: VirtualMicrophone,
    project: Project,
    tmp_path: Path,
) -> None:
    page, recorder = window.page, window.session.recorder
    assert isinstance(page, RecordPage)
    played = speech(tmp_path, 8)
    recorder.choices.choose_going_on(False)
    recorder.choices.choose_count(4)
    qtbot.keyClick(page.start_button, Qt.Key.Key_Space)
    # Nothing is played yet: the virtual microphone is digitally silent, as a muted one is.
    qtbot.waitUntil(lambda: "it is muted" in page.prompt.verdict.text(), timeout=LONG_MS)
    microphone.play(played)
    qtbot.waitUntil(lambda: recorder.state is RecorderState.RECORDING, timeout=LONG_MS)
    qtbot.waitUntil(lambda: recorder.done >= 2, timeout=LONG_MS)
    before = load_takes(project).takes

    microphone.pull_out()
    qtbot.waitUntil(lambda: recorder.state is RecorderState.LOST, timeout=LONG_MS)
    assert "is gone" in page.prompt.verdict.text() or "no sound" in page.prompt.verdict.text()
    assert "goes on by itself" in page.prompt.verdict.text()
    kept = load_takes(project).takes
    assert kept[: len(before)] == before, "no take is lost"

    microphone.plug_in()
    microphone.play(played)
    qtbot.waitUntil(lambda: recorder.state is RecorderState.RECORDING, timeout=LONG_MS)
    qtbot.waitUntil(lambda: recorder.state is RecorderState.IDLE, timeout=LONG_MS)

    takes = load_takes(project).takes
    assert len(takes) == 4 and takes == window.session.takes.takes
    assert page.takes.table.takes_model.takes == takes
    for each in takes:
        span = find_word(read_samples(each.path))
        assert span is not None and 0.2 < span.seconds < 2.5 and span.level_dbfs > -35
        assert each.microphone and not {"silent", "cut_off", "clipped"} & set(each.quality)


def test_a_take_that_is_played_comes_out_of_the_real_loudspeaker(
    qtbot: QtBot,
    window: MainWindow,
    microphone: VirtualMicrophone,
    project: Project,
    tmp_path: Path,
) -> None:
    page, recorder = window.page, window.session.recorder
    assert isinstance(page, RecordPage)
    sound = read_samples(speech(tmp_path, 1))
    with TakeStore(project.takes).writer() as writer:
        writer.add(sound, Origin("hey_lantern", "me"))
    window.session.reload_takes()
    levels: list[float] = []
    recorder.sound_heard.connect(lambda: levels.append(recorder.heard.level_dbfs))
    qtbot.keyClick(page.try_button, Qt.Key.Key_Space)
    # What is played into the virtual sink is what the virtual microphone hears.
    qtbot.waitUntil(lambda: recorder.busy and recorder.state is not RecorderState.OPENING)
    qtbot.keyClick(page.takes.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: max(levels, default=-100) > -30, timeout=LONG_MS)
    qtbot.waitUntil(lambda: recorder.player.take is None, timeout=LONG_MS)
    assert recorder.player.what == "" and page.takes.trouble.text() == ""
    assert len(load_takes(project).takes) == 1, "trying a microphone keeps nothing"
