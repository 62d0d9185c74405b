"""Folders of recordings come in, with everything people keep in folders."""

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from fakes.projects import collection, imported, new_project, write_wav
from fakes.sounds import ROOT, real_data, take

from audio import takestore
from audio.dataset import load_clips, load_takes, training_label
from audio.errors import AudioError, ProjectError
from audio.importing import import_folder
from audio.project import Project
from audio.sound import read_samples
from audio.takestore import TakeStore


def reasons(report) -> dict[str, str]:
    """Refused files and why."""
    return {each.path: each.reason for each in report.refused}


def test_good_recordings_come_in_once(tmp_path: Path) -> None:
    project = new_project(tmp_path, "lantern")
    folder = collection(tmp_path / "in", ("lantern", "_unknown_"), 3, 2)
    first = imported(project, folder)
    assert len(first.accepted) == 12 and not first.refused and not first.warnings
    assert {each.speaker for each in first.accepted} == {"s0", "s1", "s2"}
    before = load_takes(project)
    second = imported(project, folder)
    assert second.accepted == () and len(second.known) == 12 and not second.refused
    assert load_takes(project) == before
    clips = load_clips(before, project.words)
    assert np.array_equal(clips.audio[0], read_samples(folder / "_unknown_" / "s0_0.wav"))
    assert json.loads(json.dumps(first.to_dict()))["per_label"] == {"_unknown_": 6, "lantern": 6}


def test_the_same_sound_in_another_format_is_known(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    imported(project, collection(tmp_path / "a", ("lantern",), 1, 1))
    takestore.write_flac(write_wav(tmp_path / "b/lantern/x_1.flac", take(9)), take(1))
    report = imported(project, tmp_path / "b")
    assert report.known == ("lantern/x_1.flac",) and not report.accepted


def test_one_sound_under_two_labels_is_refused(tmp_path: Path) -> None:
    project = new_project(tmp_path, "lantern", "house")
    for label in ("house", "lantern"):
        write_wav(tmp_path / "in" / label / "anna_1.wav", take(1))
    report = imported(project, tmp_path / "in")
    assert [each.label for each in report.accepted] == ["house"]
    assert "there as house already" in reasons(report)["lantern/anna_1.wav"]


def test_bad_neighbours_do_not_keep_good_ones_out(tmp_path: Path) -> None:
    """Every bad input at once: each is refused for its own reason, the good ones come in."""
    project = new_project(tmp_path, "안녕")
    folder = tmp_path / "in"
    place = folder / "안녕"
    write_wav(place / "김철수_1.wav", take(1))
    stereo = np.stack([take(2)[::2]] * 2, axis=1)
    write_wav(place / "eight_1.wav", stereo, 8000, "PCM_24")
    (place / "text_1.wav").write_text("this is not sound\n", "utf-8")
    (place / "empty_1.wav").touch()
    (place / "notes.txt").write_text("hello", "utf-8")
    (place / ".hidden_1.wav").write_bytes(b"x")
    (place / "Thumbs.db").write_bytes(b"x")
    (place / "folder_1.wav").mkdir()
    write_wav(place / "silent_1.wav", np.zeros(16000, np.int16))
    write_wav(place / "short_1.wav", take(3)[:800])
    write_wav(place / "long_1.wav", take(4, seconds=16.0))
    write_wav(place / "drone_1.wav", take(5, seconds=4.0))
    write_wav(folder / "loose_1.wav", take(6))
    (place / "broken_1.wav").symlink_to(place / "gone.wav")
    (place / "link_1.wav").symlink_to(write_wav(tmp_path / "elsewhere.wav", take(7)))
    report = imported(project, folder)
    assert sorted(each.speaker for each in report.accepted) == ["eight", "link", "김철수"]
    assert all(each.label == "안녕" for each in report.accepted)
    why = reasons(report)
    expected = {
        "안녕/text_1.wav": "text file",
        "안녕/empty_1.wav": "0 bytes",
        "안녕/notes.txt": "none of WAV",
        "안녕/silent_1.wav": "silent",
        "안녕/short_1.wav": "0.050 s",
        "안녕/long_1.wav": "17 s long",
        "안녕/drone_1.wav": "without a pause",
        "안녕/broken_1.wav": "gone",
        "loose_1.wav": "no word's folder",
    }
    assert set(why) == set(expected)
    for path, words in expected.items():
        assert words in why[path], path
    assert any("folder_1.wav" in warning for warning in report.warnings)
    assert any("8000 samples a second" in warning for warning in report.warnings)
    takes = load_takes(project)
    assert len(takes.takes) == 3 and takes.notes == ()
    eight = next(each for each in takes.takes if each.speaker == "eight")
    assert eight.duration_s == pytest.approx(1.2, abs=0.001)


def test_long_files_with_one_word_are_cut_to_it(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    sound = take(1, seconds=0.7, before=2.0, after=3.0)
    write_wav(tmp_path / "in/lantern/anna_1.wav", sound)
    (kept,) = imported(project, tmp_path / "in").accepted
    assert kept.duration_s == pytest.approx(0.7 + 2 * 0.4, abs=0.05)
    assert kept.quality == ()


def test_digital_padding_is_dropped(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    padded = np.concatenate([np.zeros(9000, np.int16), take(1), np.zeros(5000, np.int16)])
    write_wav(tmp_path / "in/lantern/anna_1.wav", padded)
    (kept,) = imported(project, tmp_path / "in").accepted
    assert np.array_equal(read_samples(kept.path), take(1)[: len(read_samples(kept.path))])
    assert kept.duration_s == pytest.approx(1.2, abs=0.01)


def test_a_three_hour_file_is_read_in_pieces(tmp_path: Path, monkeypatch) -> None:
    """3 h of 8 kHz 8-bit noise: an hour of it is kept, from all over, 30 s in memory at a time."""
    path = tmp_path / "in" / "_speech_" / "radio_1.wav"
    path.parent.mkdir(parents=True)
    rng = np.random.default_rng(1)
    with soundfile.SoundFile(path, "w", 8000, 1, "PCM_U8") as file:
        for minute in range(180):
            second = rng.integers(-90, 90, 8000).astype(np.int16) * (256 if minute < 90 else 128)
            file.write(np.tile(second, 60))
    copy = Path(shutil.copy(path, write_wav(tmp_path / "in/lantern/radio_1.wav", take(1))))
    copy.write_bytes(copy.read_bytes() + b"tail")
    lengths, loud = set(), []
    real = takestore.write_flac

    def watched(path: Path, samples: np.ndarray, comment: str = "") -> None:
        lengths.add(len(samples))
        loud.append(np.std(samples) > 10000)
        real(path, samples[:1600], comment)

    monkeypatch.setattr(takestore, "write_flac", watched)
    project = new_project(tmp_path)
    report = imported(project, tmp_path / "in")
    assert len(report.accepted) == 120 and lengths == {30 * 16000}
    assert loud == [True] * 60 + [False] * 60, "evenly from all over the file"
    assert "lantern/radio_1.wav" in reasons(report) and "3.0 h long" in str(report.refused)
    assert any("3.0 h long; 60 min of it" in warning for warning in report.warnings)
    assert len({each.source_hash for each in report.accepted}) == 1
    again = imported(project, tmp_path / "in")
    assert not again.accepted and again.known == ("_speech_/radio_1.wav",)


@pytest.mark.parametrize(
    ("seconds", "lengths"), [(44.9, [44.9]), (46.0, [30.0, 16.0]), (76.5, [30.0, 30.0, 16.5])]
)
def test_pieces_cover_a_file_to_its_end(
    tmp_path: Path, seconds: float, lengths: list[float]
) -> None:
    sound = take(1, seconds=seconds, before=0, after=0)
    write_wav(tmp_path / "in/speech/a_1.wav", sound)
    accepted = imported(new_project(tmp_path), tmp_path / "in").accepted
    assert [each.duration_s for each in accepted] == lengths
    joined = np.concatenate([read_samples(each.path) for each in accepted])
    assert np.array_equal(joined, sound)


def test_three_hours_of_nothing_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "in" / "background" / "room_1.flac"
    path.parent.mkdir(parents=True)
    with soundfile.SoundFile(path, "w", 8000, 1, "PCM_16") as file:
        for _ in range(180):
            file.write(np.zeros(8000 * 60, np.int16))
    write_wav(tmp_path / "in/lantern/anna_1.wav", take(1))
    report = imported(new_project(tmp_path), tmp_path / "in")
    assert len(report.accepted) == 1
    assert "digital silence" in reasons(report)["background/room_1.flac"]


def test_a_long_file_that_breaks_is_kept_up_to_there(tmp_path: Path) -> None:
    path = tmp_path / "in" / "speech" / "a_1.flac"
    path.parent.mkdir(parents=True)
    takestore.write_flac(path, np.concatenate([take(n, seconds=9.4) for n in range(12)]))
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    report = imported(new_project(tmp_path), tmp_path / "in")
    assert 1 <= len(report.accepted) <= 2 and not report.refused
    assert any("up to where it broke" in warning for warning in report.warnings)


def test_other_words_serve_as_unknown_and_are_named(tmp_path: Path) -> None:
    project = new_project(tmp_path, "lantern")
    report = imported(project, collection(tmp_path / "in", ("lantern", "lantren", "cat"), 1, 2))
    warnings = " ".join(report.warnings)
    assert "cat is not a word" in warnings and "If lantern is meant" in warnings
    labels = {each.label: training_label(each, project.words) for each in report.accepted}
    assert labels == {"lantern": "lantern", "lantren": "_unknown_", "cat": "_unknown_"}


def test_the_manifest_of_the_parent_is_used(tmp_path: Path) -> None:
    top = tmp_path / "data"
    collection(top / "corpus", ("lantern", "rain"), 1, 2)
    (top / "manifest.csv").write_text(
        "﻿path,speaker,split,gender,accent,age,kind,licence,source\n"
        "corpus/lantern/s0_0.wav,Anna,TEST,female,Welsh,,keyword,CC0,a phone\n"
        "corpus\\lantern\\s0_1.wav,Bo,nonsense,,,41\n"
        "corpus/rain/s0_0.wav,sky,train,,,,background\n",
        "utf-8",
    )
    report = imported(new_project(tmp_path), top / "corpus")
    facts = {each.speaker: (each.label, each.split, each.groups) for each in report.accepted}
    assert facts == {
        "Anna": ("lantern", "test", (("gender", "female"), ("accent", "Welsh"))),
        "Bo": ("lantern", "", (("age", "41"),)),
        "sky": ("_background_", "train", ()),
        "s0": ("rain", "", ()),
    }
    stated = {(each.licence, each.source) for each in report.accepted}
    assert stated == {("CC0", "a phone"), ("", "")}
    read_again = load_takes(Project.open(tmp_path / "project")).takes
    assert {(each.licence, each.source) for each in read_again} == stated


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"\xff\xfe\x00path", b'path\n"x'])
def test_a_damaged_manifest_is_left_aside(tmp_path: Path, content: bytes) -> None:
    folder = collection(tmp_path / "in", ("lantern",), 1, 2)
    (folder / "manifest.csv").write_bytes(content)
    assert len(imported(new_project(tmp_path), folder).accepted) == 2


def test_a_relative_folder_finds_its_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = collection(tmp_path / "in", ("lantern",), 1, 1)
    (folder / "manifest.csv").write_text("path,speaker\nlantern/s0_0.wav,Anna\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert imported(new_project(tmp_path), Path("in")).accepted[0].speaker == "Anna"


def test_folders_that_hold_nothing_say_what_they_should(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    nested = collection(tmp_path / "up" / "in", ("lantern",), 1, 1)
    (tmp_path / "void").mkdir()
    for folder, says in (
        (tmp_path / "nowhere", "does not exist"),
        (write_wav(tmp_path / "file.wav", take(1)), "not a folder"),
        (tmp_path / "void", "FOLDER/hey_lantern"),
        (nested / "lantern", f"take {nested} instead"),
        (tmp_path / "up", f"Perhaps {nested} is meant"),
    ):
        with pytest.raises(AudioError) as caught:
            imported(project, folder)
        assert says in str(caught.value)


def test_cancel_keeps_what_came_in_and_a_second_import_goes_on(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    folder = collection(tmp_path / "in", ("lantern",), 4, 3)
    stage = import_folder(project, folder)
    seen = [next(stage).fraction for _ in range(6)]
    stage.close()
    assert seen == sorted(seen) and 0 < seen[-1] < 1
    takes = load_takes(project)
    assert len(takes.takes) == 5 and takes.notes == ()
    rest = imported(project, folder)
    assert len(rest.accepted) == 7 and len(rest.known) == 5


def test_progress_ends_at_one_and_counts(tmp_path: Path) -> None:
    steps = list(import_folder(new_project(tmp_path), collection(tmp_path / "in", ("a",), 2, 2)))
    assert steps[-1].fraction == pytest.approx(1.0) and steps[-1].details == {"accepted": 4}


def test_a_full_disk_stops_with_a_sentence_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = new_project(tmp_path)
    folder = collection(tmp_path / "in", ("lantern",), 1, 4)
    real, written = takestore.write_flac, []

    def nearly_full(path: Path, samples: np.ndarray, comment: str = "") -> None:
        if len(written) == 2:
            raise OSError(28, "No space left on device")
        written.append(path)
        real(path, samples, comment)

    with monkeypatch.context() as patch:
        patch.setattr(takestore, "write_flac", nearly_full)
        with pytest.raises(AudioError, match="No space left on device"):
            imported(project, folder)
    assert len(load_takes(project).takes) == 2
    assert len(imported(project, folder).accepted) == 2


LIMITED = """
import resource, signal, sys
from pathlib import Path
sys.path[:0] = sys.argv[4:]
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)
from audio.errors import AudioError
from audio.importing import import_folder
from audio.project import Project
from audio.stage import finish
def tell(step):
    print(step.details.get("accepted", 0), flush=True)
try:
    finish(import_folder(Project.open(Path(sys.argv[1])), Path(sys.argv[2])), tell)
except AudioError as error:
    print("REFUSED", error, flush=True)
"""


def child(project: Project, folder: Path, limit_bytes: int) -> list[str]:
    """The command that imports in a process of its own, in which no file may grow further."""
    paths = [str(project.folder), str(folder), str(limit_bytes), str(ROOT), str(ROOT / "tests")]
    return [sys.executable, "-c", LIMITED, *paths]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_a_system_that_writes_no_more_is_reported(tmp_path: Path) -> None:
    """The operating system itself refuses, as a full disk does, in the middle of a file."""
    project = new_project(tmp_path)
    folder = collection(tmp_path / "in", ("lantern",), 1, 3)
    write_wav(folder / "lantern" / "t_1.wav", take(8, seconds=2.5))
    command = child(project, folder, 45_000)
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "REFUSED Recordings cannot be written" in done.stdout and "too large" in done.stdout
    assert len(load_takes(project).takes) == 3 and not list(project.takes.glob("*/.*"))
    assert len(imported(project, folder).accepted) == 1


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
def test_kill_9_leaves_a_project_that_goes_on(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    folder = collection(tmp_path / "in", ("lantern",), 10, 20)
    command = child(project, folder, 10**9)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as importing:
        assert importing.stdout is not None
        while int(importing.stdout.readline()) < 20:
            pass
        importing.kill()
    takes = load_takes(Project.open(project.folder))
    assert 20 <= len(takes.takes) < 200
    rest = imported(project, folder)
    assert len(rest.accepted) + len(takes.takes) == 200 and len(rest.known) == len(takes.takes)


def test_two_imports_at_once_are_refused(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    folder = collection(tmp_path / "in", ("lantern",), 1, 1)
    with TakeStore(project.takes).writer(), pytest.raises(ProjectError, match="writing"):
        imported(project, folder)
    assert len(imported(project, folder).accepted) == 1


def test_an_unreadable_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = collection(tmp_path / "in", ("lantern",), 1, 2)
    real = Path.open

    def guarded(self: Path, *arguments, **names):
        if self.name == "s0_0.wav":
            raise PermissionError(13, "Permission denied")
        return real(self, *arguments, **names)

    monkeypatch.setattr(Path, "open", guarded)
    report = imported(new_project(tmp_path), folder)
    assert len(report.accepted) == 1 and "Permission denied" in str(report.refused)


def test_a_projects_own_takes_can_be_imported_elsewhere(tmp_path: Path) -> None:
    first = new_project(tmp_path / "a")
    imported(first, collection(tmp_path / "in", ("lantern",), 2, 2))
    second = new_project(tmp_path / "b")
    assert len(imported(second, first.takes).accepted) == 4


def test_bundled_takes_come_in_whole_with_their_splits(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "p", ["hey lantern", "good night house"])
    report = imported(project, ROOT / "assets" / "demo")
    assert not report.refused and not report.warnings and not report.known
    assert all(each.split for each in report.accepted)
    assert all(each.quality == () for each in report.accepted)


@pytest.mark.skipif(real_data() is None, reason="no real recordings: set WAKEWRIGHT_DATA")
def test_speech_commands_come_in_with_their_speakers(tmp_path: Path) -> None:
    data = real_data()
    assert data is not None
    words = ("yes", "no", "up", "down", "left", "right", "stop", "go")
    report = imported(new_project(tmp_path, *words), data / "speech_commands")
    assert len(report.accepted) > 1400 and not report.refused
    good = sum(not each.quality for each in report.accepted)
    assert good > 0.9 * len(report.accepted), "ordinary takes mostly pass"
    assert {each.split for each in report.accepted} == {"train", "val", "test"}
