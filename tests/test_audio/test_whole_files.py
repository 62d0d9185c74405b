"""Files and folders that are whole or not there, also where others have them open."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from audio import files
from audio.files import folder_atomic, replace, write_atomic


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    write_atomic(tmp_path / "deep" / "word.txt", "한글")
    write_atomic(tmp_path / "deep" / "word.txt", b"more")
    assert (tmp_path / "deep" / "word.txt").read_bytes() == b"more"
    assert names(tmp_path / "deep") == ["word.txt"]


def test_a_folder_takes_the_place_of_another(tmp_path: Path) -> None:
    for content in ("first", "second"):
        with folder_atomic(tmp_path / "model") as fresh:
            (fresh / f"{content}.txt").write_text(content)
    assert names(tmp_path) == ["model"]
    assert names(tmp_path / "model") == ["second.txt"]


def test_a_failure_leaves_the_old_folder(tmp_path: Path) -> None:
    with folder_atomic(tmp_path / "model") as fresh:
        (fresh / "old.txt").touch()
    with pytest.raises(ZeroDivisionError), folder_atomic(tmp_path / "model") as fresh:
        (fresh / "new.txt").touch()
        raise ZeroDivisionError
    assert names(tmp_path) == ["model"]
    assert names(tmp_path / "model") == ["old.txt"]


def test_a_new_folder_that_cannot_be_moved_brings_the_old_one_back(tmp_path: Path) -> None:
    """Someone takes the new one away in the last moment."""
    with folder_atomic(tmp_path / "model") as fresh:
        (fresh / "old.txt").touch()
    with pytest.raises(OSError), folder_atomic(tmp_path / "model") as fresh:
        fresh.rename(tmp_path / "elsewhere")
    assert names(tmp_path) == ["elsewhere", "model"]
    assert names(tmp_path / "model") == ["old.txt"]


class Guarded:
    """A file that a virus scanner has open for the first few tries."""

    def __init__(self, times: int) -> None:
        self.left = times

    def replace(self, _target: Path) -> None:
        self.left -= 1
        if self.left >= 0:
            raise PermissionError(13, "Access is denied")


def test_who_has_a_file_open_for_a_moment_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "WAITS_S", (0.0, 0.0, 0.0))
    for times in (0, 1, 3):
        guarded = Guarded(times)
        replace(guarded, Path("there"))  # type: ignore[arg-type]
        assert guarded.left == -1
    with pytest.raises(PermissionError):
        replace(Guarded(4), Path("there"))  # type: ignore[arg-type]


@pytest.mark.skipif(sys.platform != "win32", reason="open files can be replaced elsewhere")
def test_a_file_that_is_being_read_is_replaced_when_it_is_closed(tmp_path: Path) -> None:
    file = tmp_path / "project.toml"
    write_atomic(file, "old")
    opened = file.open("rb")
    threading.Timer(0.2, opened.close).start()
    write_atomic(file, "new")
    assert file.read_text("utf-8") == "new"
