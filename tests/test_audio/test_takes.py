"""Takes on disk: added, deleted, and read back whatever happened to the folder."""

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes.projects import write_wav
from fakes.sounds import ROOT, take

from audio import takestore
from audio.errors import AudioError, ProjectError
from audio.lock import only_writer
from audio.sound import read_samples
from audio.takes import Take, TakeSet
from audio.takestore import Origin, TakeStore, speaker_of

ANNA = Origin("안녕", "Anna B.", "monday", "test", (("gender", "female"),), "mic", "abc")


def filled(folder: Path, count: int = 4) -> TakeStore:
    store = TakeStore(folder / "takes")
    with store.writer() as writer:
        for seed in range(count):
            writer.add(take(seed), ANNA, ("noisy",))
    return store


def test_takes_come_back_as_they_were(tmp_path: Path) -> None:
    store = filled(tmp_path)
    takes = store.load()
    assert [each.name for each in takes.takes] == [f"안녕/Anna_B._{n}.flac" for n in (1, 2, 3, 4)]
    first = takes.takes[0]
    assert (first.speaker, first.session, first.split) == ("Anna B.", "monday", "test")
    assert first.groups == (("gender", "female"),) and first.quality == ("noisy",)
    assert first.duration_s == pytest.approx(1.2) and first.microphone == "mic"
    assert np.array_equal(read_samples(first.path), take(0))
    assert takes.notes == () and takes.words == ("안녕",)
    assert pickle.loads(pickle.dumps(takes)) == takes
    assert takes.seconds() == pytest.approx(4.8)


def test_an_index_of_before_licences_is_read(tmp_path: Path) -> None:
    store = filled(tmp_path)
    index = store.folder / "index.json"
    content = json.loads(index.read_text("utf-8"))
    for entry in content["takes"].values():
        del entry["licence"], entry["source"]
    index.write_text(json.dumps(content), "utf-8")
    takes = store.load()
    assert takes.notes == () and len(takes.takes) == 4
    assert {(take.licence, take.source) for take in takes.takes} == {("", "")}


@pytest.mark.parametrize("damage", ["missing", "cut", "list", "wrong_split", "binary", "format"])
def test_a_lost_index_is_made_again_from_the_files(tmp_path: Path, damage: str) -> None:
    store = filled(tmp_path)
    before = store.load()
    index = store.folder / "index.json"
    content = index.read_bytes()
    if damage == "missing":
        index.unlink()
    else:
        index.write_bytes(
            {
                "cut": content[:-20],
                "list": b"[]",
                "wrong_split": content.replace(b'"test"', b'"tset"'),
                "binary": b"\xff\0",
                "format": content.replace(b'"format": 1', b'"format": 2'),
            }[damage]
        )
    mended = store.load()
    assert mended.takes == before.takes, "every entry was in its file too"
    assert len(mended.notes) == 1
    assert store.load().notes == (), "mended for good"
    assert json.loads(index.read_text("utf-8"))["format"] == 1


def test_files_deleted_added_or_edited_by_hand_are_noticed(tmp_path: Path) -> None:
    store = filled(tmp_path)
    before = store.load()
    before.takes[0].path.unlink()
    (store.folder / "other").mkdir()
    takestore.write_flac(store.folder / "other" / "bo_7.flac", take(50))
    takestore.write_flac(before.takes[1].path, take(51, seconds=0.9))
    after = store.load()
    names = [each.name for each in after.takes]
    assert "안녕/Anna_B._1.flac" not in names and "other/bo_7.flac" in names
    added = after.of("other").takes[0]
    assert (added.speaker, added.split, added.duration_s) == ("bo", "", pytest.approx(1.2))
    edited = next(each for each in after.takes if each.name == before.takes[1].name)
    assert edited.duration_s == pytest.approx(1.5)
    assert edited.speaker == "Anna B.", "what is known of the take stays known"
    assert len(after.notes) == 3 and after.hash != before.hash
    assert store.load().notes == ()


def test_an_unreadable_file_is_named_and_left_alone(tmp_path: Path) -> None:
    store = filled(tmp_path)
    victim = store.load().takes[2].path
    victim.write_bytes(b"not sound")
    after = store.load()
    assert len(after.takes) == 3 and victim.exists()
    assert any(victim.name in note for note in after.notes)


def test_delete_really_deletes(tmp_path: Path) -> None:
    store = filled(tmp_path, 2)
    for each in store.load().takes:
        with store.writer() as writer:
            writer.delete(each)
        assert not each.path.exists()
    assert store.load() == TakeSet(())
    assert not (store.folder / "안녕").exists()
    assert b"Anna" not in (store.folder / "index.json").read_bytes()


def test_numbers_are_never_given_twice(tmp_path: Path) -> None:
    store = filled(tmp_path, 3)
    with store.writer() as writer:
        writer.delete(writer.takes[0])
        again = writer.add(take(9), ANNA)
        lower = writer.add(take(10), Origin("안녕", "anna b.", "x"))
    assert again.path.name == "Anna_B._4.flac", "a stale copy elsewhere may mean 1"
    assert lower.path.name == "anna_b._5.flac", "Windows would take it for Anna_B._1"


def test_the_hash_follows_what_matters(tmp_path: Path) -> None:
    takes = filled(tmp_path).load().takes
    assert TakeSet(takes).hash == TakeSet(takes[::-1]).hash
    for change in ({"label": "x"}, {"split": "val"}, {"content_hash": "0"}, {"speaker": "y"}):
        assert TakeSet((replace(takes[0], **change), *takes[1:])).hash != TakeSet(takes).hash
    assert TakeSet(takes[1:]).hash != TakeSet(takes).hash


def test_only_one_writes_at_a_time(tmp_path: Path) -> None:
    store = filled(tmp_path)
    with store.writer(), pytest.raises(ProjectError, match="writing"), store.writer():
        raise AssertionError("two writers")
    with store.writer() as writer:
        assert len(writer.takes) == 4


def test_reading_while_another_writes_mends_nothing_but_works(tmp_path: Path) -> None:
    store = filled(tmp_path)
    (store.folder / "index.json").unlink()
    with only_writer(store.folder):
        takes = store.load()
    assert len(takes.takes) == 4 and any("up to date" in note for note in takes.notes)


def test_a_full_disk_keeps_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = filled(tmp_path, 2)
    real = takestore.write_flac
    calls = []

    def nearly_full(path: Path, samples: np.ndarray, comment: str = "") -> None:
        calls.append(path)
        if len(calls) > 1:
            path.write_bytes(b"fLaC half a file")
            raise OSError(28, "No space left on device")
        real(path, samples, comment)

    monkeypatch.setattr(takestore, "write_flac", nearly_full)
    with pytest.raises(AudioError, match="No space left"), store.writer() as writer:
        for seed in (20, 21, 22):
            writer.add(take(seed), ANNA)
    takes = store.load()
    assert len(takes.takes) == 3 and takes.notes == ()
    assert not list(store.folder.glob("*/.*"))


def test_a_disk_too_full_for_the_index_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path, 2)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(takestore, "write_atomic", full)
        with pytest.raises(AudioError, match="No space left"), store.writer() as writer:
            writer.add(take(30), ANNA)
    takes = store.load()
    assert len(takes.takes) == 3 and len(takes.notes) == 1


KILLED = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[2:]
from fakes.sounds import take
from audio.takestore import Origin, TakeStore
with TakeStore(Path(sys.argv[1])).writer() as writer:
    for seed in range(100000):
        writer.add(take(seed % 50), Origin("word", "anna"))
        print(seed, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
def test_kill_9_in_the_middle_loses_no_finished_take(tmp_path: Path) -> None:
    store = filled(tmp_path, 1)
    command = [sys.executable, "-c", KILLED, str(store.folder), str(ROOT), str(ROOT / "tests")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        finished = [int(child.stdout.readline()) for _ in range(25)]
        os.kill(child.pid, signal.SIGKILL)
    (store.folder / "word" / ".anna_9.flac.part").write_bytes(b"what a crash leaves")
    takes = store.load()
    assert len(takes.of("word").takes) >= len(finished)
    assert len(takes.of("안녕").takes) == 1 and len(takes.notes) == 1
    for each in takes.takes:
        assert len(read_samples(each.path)) == 19200
    with store.writer() as writer:  # The lock died with its holder.
        writer.delete(writer.takes[0])
    assert not list(store.folder.glob("*/.*.part"))


def test_the_index_is_written_while_adding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = TakeStore(tmp_path / "takes")
    monkeypatch.setattr(takestore, "FLUSH_SECONDS", 0.0)
    with store.writer() as writer:
        time.sleep(0.001)
        writer.add(take(1), ANNA)
        assert "Anna" in (store.folder / "index.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("stem", "speaker"),
    [("anna_3", "anna"), ("0a7c2a8d_nohash_12", "0a7c2a8d"), ("el-tocino_002", "el-tocino"),
     ("김_철수_1", "김_철수"), ("recording", "recording"), ("a_b_3", "a_b")],
)  # fmt: skip
def test_the_speaker_is_in_the_file_name(stem: str, speaker: str) -> None:
    assert speaker_of(stem) == speaker


def test_names_are_relative_and_the_same_on_every_system(tmp_path: Path) -> None:
    each = Take(tmp_path / "takes" / "yes" / "a_1.flac", "yes", "a", "", "", (), (), 1.0)
    assert each.name == "yes/a_1.flac"
    assert write_wav(tmp_path / "x.wav", take(1)).exists()
