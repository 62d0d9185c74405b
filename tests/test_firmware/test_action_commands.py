"""What words do, set and followed by the command line."""

from __future__ import annotations

import json
import shlex
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import wakewright
from audio.action import Action, Safety
from audio.project import Project
from firmware.virtual.serial_link import SocketLink

DETECT = b'{"type":"detect","ms":%d,"word":"%s","score":0.9,"late_ticks":0}\n'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.create(tmp_path / "bed", ["bed up", "yes"]).changed(board="esp32-s3")


@pytest.fixture
def speaking() -> Iterator[SocketLink]:
    """A board that hears its two words again and again."""
    link, ended = SocketLink(), threading.Event()

    def speak() -> None:
        while not ended.wait(0.1):
            link.read()
            link.write(DETECT % (100, b"bed_up") + DETECT % (200, b"yes"))

    thread = threading.Thread(target=speak)
    thread.start()
    yield link
    ended.set()
    thread.join()
    link.close()


def run(*arguments: object) -> int:
    given = wakewright.read_arguments([str(each) for each in arguments])
    return int(given.run(given))


def test_actions_are_added_listed_and_cleared(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    run("act", project.folder)
    assert "sends a line over the serial port" in capsys.readouterr().out
    safe = ["--confirm", "yes", "--within", "2.5", "--rest", "1"]
    run("act", project.folder, "bed up", "gpio", "pin=7", "pulse=500", *safe)
    run("act", project.folder, "yes", "command", "beep now", "--latch", "--json")
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "bed_up: gpio pin=7 pulse=500 (only after yes within 2.5 s, rests 1 s)"
    actions = (
        Action("bed_up", "gpio", "pin=7 pulse=500", Safety(False, 1000, "yes", 2500)),
        Action("yes", "command", "beep now", Safety(latch=True)),
    )
    assert Project.open(project.folder).actions == actions
    assert json.loads("\n".join(printed[1:]))["actions"] == [a.to_table() for a in actions]
    run("act", project.folder, "--clear", "bed up")
    assert Project.open(project.folder).actions == actions[1:]


def test_a_board_is_named_with_what_is_done_on_it(project: Project) -> None:
    run("act", project.folder, "yes", "gpio", "pin=P3 toggle", "--board", "virtual-cortex-m4")
    assert Project.open(project.folder).board == "virtual-cortex-m4"
    with pytest.raises(wakewright.WakewrightError, match="There is no board 'toaster'"):
        run("act", project.folder, "--board", "toaster")
    assert Project.open(project.folder).board == "virtual-cortex-m4"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lamp", "gpio", "pin=7"], "“lamp” is no word of this project"),
        (["yes", "dance"], "There is no action “dance”"),
        (["yes", "gpio", "pin=99"], "Pin 99 of ESP32-S3"),
        (["yes", "gpio", "pin=7", "--latch"], "cannot go on and off in turn"),
        (["yes", "serial", "YES", "--confirm", "maybe"], "is not a word"),
        (["yes", "serial", "YES", "--rest", "61"], "cannot rest for 61000 ms"),
    ],
)
def test_what_cannot_be_is_refused(project: Project, arguments: list[str], said: str) -> None:
    with pytest.raises(wakewright.WakewrightError, match=said):
        run("act", project.folder, *arguments)
    assert Project.open(project.folder).actions == ()


def test_a_monitor_that_is_allowed_to_does_what_words_do(
    project: Project, speaking: SocketLink, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mark = tmp_path / "done"
    program = f"import pathlib; pathlib.Path({str(mark)!r}).touch()"
    line = f"{shlex.quote(sys.executable)} -c {shlex.quote(program)}"
    safe = Safety(confirm="yes", confirm_ms=60_000)
    project.changed(actions=(Action("bed_up", "command", line, safe),))
    watch = ("monitor", "--port", speaking.url, "--seconds", "1", "--json")
    run(*watch)
    heard = [json.loads(each) for each in capsys.readouterr().out.splitlines()]
    assert {each.get("word") for each in heard} >= {"bed_up", "yes"}
    assert not mark.exists(), "nothing is done unasked"
    run(*watch, "--act", project.folder)
    assert mark.exists()
    said = [json.loads(each).get("acted") for each in capsys.readouterr().out.splitlines()]
    assert "“bed up” waits for “yes”, 60 s." in said and "“bed up”: done." in said
