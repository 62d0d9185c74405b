"""Streams in processes of their own: whatever becomes of one, listening ends at once."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fakes import sound_sources
from fakes.sounds import ROOT, take
from fakes.virtual_microphone import needs_pulseaudio, require_portaudio, virtual_microphone

from audio import sound_child
from audio.errors import AudioError
from audio.microphones import Device, SystemMicrophone, find_device
from audio.playback import SystemLoudspeaker
from audio.portaudio import MicrophoneError
from audio.sound_child import in_child
from audio.stage import WorkerDied

GONE_SECONDS = 20.0


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_everything_comes_in_order_and_nobody_waits_longer_than_a_beat() -> None:
    came = list(in_child(sound_sources.counting, 3, 2.5 * sound_child.BEAT_SECONDS))
    assert [each for each in came if each is not None] == [0, 1, 2]
    assert came.count(None) >= 4


def test_what_went_wrong_is_raised_here() -> None:
    came = []
    with pytest.raises(AudioError, match="Desk is gone") as caught:
        for each in in_child(sound_sources.failing):
            came.append(each)
    assert [each for each in came if each] == [1] and caught.value.hint == "Plug it in again."
    with pytest.raises(WorkerDied, match="ZeroDivisionError"):
        list(in_child(sound_sources.buggy))
    with pytest.raises(MicrophoneError, match="broke off"):
        list(in_child(sound_sources.crashing))


@pytest.mark.skipif(sys.platform == "win32", reason="signals and /proc are looked at")
def test_what_cannot_be_stopped_is_ended_and_not_heard(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pids = tmp_path / "pid"
    source = in_child(sound_sources.hanging, pids)
    while next(source) is None:
        pass
    pid = int(pids.read_text())
    assert is_alive(pid)
    source.close()  # type: ignore[attr-defined]
    assert not is_alive(pid)
    monkeypatch.setattr(sound_child, "ANSWER_SECONDS", 4 * sound_child.BEAT_SECONDS)
    with pytest.raises(MicrophoneError, match="does not answer"):
        list(in_child(sound_sources.hanging, pids))
    assert not is_alive(int(pids.read_text()))
    assert "Expression" not in capfd.readouterr().err


ORPHAN = """
import os, sys
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from audio.sound_child import in_child
from fakes.sound_sources import hanging
if __name__ == "__main__":
    source = in_child(hanging, Path(sys.argv[1]))
    while next(source) is None:
        pass
    os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals and /proc are looked at")
def test_no_process_outlives_a_program_that_is_killed(tmp_path: Path) -> None:
    script, pids = tmp_path / "orphan.py", tmp_path / "pid"
    script.write_text(ORPHAN)
    subprocess.run([sys.executable, script, pids, ROOT, ROOT / "tests"], check=False)
    deadline = time.monotonic() + GONE_SECONDS
    while is_alive(int(pids.read_text())):
        assert time.monotonic() < deadline
        time.sleep(0.05)


SCRIPTED = """
from types import SimpleNamespace
import numpy as np
class PortAudioError(Exception): pass
default = SimpleNamespace(device=[0, 0])
def query_hostapis(): return [{"name": "ALSA"}]
def query_devices():
    return [dict(index=0, name="Desk", max_input_channels=1, hostapi=0, default_samplerate=16000.0)]
class InputStream:
    active = True
    def __init__(self, **options): self.options = options
    def start(self):
        for loud in (1, 2, 3):
            block = np.full((self.options["blocksize"], 1), loud, np.int16)
            status = SimpleNamespace(input_overflow=loud == 3)
            self.options["callback"](block, len(block), None, status)
"""


def test_a_microphone_gives_its_sound_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a scripted PortAudio, which the process finds in its path."""
    (tmp_path / "sounddevice.py").write_text(SCRIPTED)
    monkeypatch.syspath_prepend(tmp_path)
    microphone = SystemMicrophone(Device(0, "Desk (ALSA)", 1, 16000.0, True))
    heard: list[int] = []
    with pytest.raises(MicrophoneError, match="gives no sound"):
        for block in microphone.blocks():
            assert block.dtype == np.int16
            heard += np.unique(block).tolist()
    assert heard == [1, 2, 3] and microphone.dropped_blocks == 1


def first_sound(blocks: Iterator[np.ndarray]) -> None:
    """Wait until a microphone is heard."""
    while not len(next(blocks)):
        pass


@needs_pulseaudio
def test_a_sound_server_that_dies_is_told_and_holds_nobody(tmp_path: Path) -> None:
    """The real ones: PulseAudio, ALSA and PortAudio, which may loop for ever then."""
    with virtual_microphone(tmp_path / "pulse"):
        require_portaudio()
        blocks = SystemMicrophone(find_device("default")).blocks()
        first_sound(blocks)
        playing = SystemLoudspeaker().play(np.tile(take(1), 20))
        while not next(playing):
            pass
    with pytest.raises(MicrophoneError, match=r"is gone|gives no sound"):
        for _ in blocks:
            pass
    with pytest.raises(AudioError, match="takes no sound"):
        for _ in playing:
            pass
