"""What words do: each kind reads and writes its value, refuses nonsense, and really does it."""

from __future__ import annotations

import json
import shlex
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.action import Action, Safety
from audio.errors import WakewrightError
from audio.project import Project
from firmware.actions import (
    KINDS,
    ActionError,
    CommandAction,
    KeyAction,
    KeyboardAction,
    MediaAction,
    MessageAction,
    PinAction,
    SerialAction,
    WebhookAction,
    check_on_board,
    check_safety,
    on_computer,
    perform,
    read_action,
)
from firmware.boards import load_board

PYTHON = shlex.quote(sys.executable)


@pytest.mark.parametrize(
    "made",
    [
        PinAction("D2"),
        PinAction("13", "toggle"),
        PinAction("A0", "high"),
        PinAction("4", "low"),
        PinAction("2", "pulse", 10),
        PinAction("2", "pulse", 60_000),
        KeyboardAction(key="ctrl+shift+f5"),
        KeyboardAction(key="a"),
        KeyboardAction(text="key=is only a text"),
        PinAction("D2", "pulse", 50, "high"),
        SerialAction("BED UP ✓"),
        KeyAction("ctrl+alt+l"),
        MediaAction("play_pause"),
        CommandAction("echo 'two words' three"),
        WebhookAction("https://lamp.local:8080/off?a=1"),
        MessageAction("문 열림 ✓"),
    ],
)
def test_what_is_written_is_read_back(made: PinAction) -> None:
    assert read_action(Action("word", made.kind, made.write())) == made


def test_every_kind_is_tried_above_and_says_where_it_is_done() -> None:
    places = {
        "board": {"gpio", "usb_keyboard", "serial"},
        "computer": {"key", "media", "command", "webhook"},
        "screen": {"message"},
    }
    for place, names in places.items():
        assert names == {name for name, kind in KINDS.items() if kind.where == place}
    assert {name for name, kind in KINDS.items() if kind.latches} == {
        *("serial", "command", "webhook")
    }


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("gpio", "", "Which pin is not said"),
        ("gpio", "pin= high", "Which pin is not said"),
        ("gpio", "pin=D2;reboot high", "no name of a pin"),
        ("gpio", "pin=D2 blink", "cannot “blink”"),
        ("gpio", "pin=D2 rest=half high", "cannot rest “half”"),
        ("serial", " ", "no text to send"),
        ("serial", "빛" * 41, "has 123 bytes"),
        ("serial", "two\nlines", "signs that cannot be seen"),
        ("gpio", "pin=D2 pulse=9", "9 ms is not possible"),
        ("gpio", "pin=D2 pulse=60001", "60001 ms is not possible"),
        ("gpio", "pin=D2 pulse=long", "“long” is no number"),
        ("gpio", "pin=D2 pulse=²", "is no number"),
        ("usb_keyboard", "", "nothing to type"),
        ("usb_keyboard", "key=ctrl+", "“” is not the name of a key"),
        ("usb_keyboard", "key=strg+c", "“strg” is not a key to hold"),
        ("usb_keyboard", "key=f13", "“f13” is not the name"),
        ("usb_keyboard", "text=안녕", "cannot type “안”"),
        ("usb_keyboard", "text=" + 121 * "x", "121 characters"),
        ("command", "  ", "no command yet"),
        ("command", "say 'hello", "cannot be read"),
        ("webhook", "", "no address yet"),
        ("webhook", "lamp.local/off", "no web address"),
        ("webhook", "file:///etc/passwd", "no web address"),
        ("webhook", "http://", "no web address"),
        ("webhook", "http://lamp:port/", "no web address"),
        ("webhook", "http://lamp/a b", "no web address"),
        ("message", " ", "no message yet"),
        ("message", 201 * "x", "201 characters"),
        ("magic", "", "no action “magic”"),
    ],
)
def test_nonsense_is_refused_in_words(kind: str, value: str, said: str) -> None:
    with pytest.raises(ActionError) as caught:
        read_action(Action("word", kind, value))
    assert said in caught.value.what
    assert caught.value.hint.endswith(".")


@given(kind=st.sampled_from(sorted(KINDS)), value=st.text(max_size=40))
def test_anything_typed_is_read_or_refused_and_never_more(kind: str, value: str) -> None:
    try:
        made = read_action(Action("word", kind, value))
    except WakewrightError:
        return
    assert read_action(Action("word", kind, made.write())) == made


def test_a_board_does_what_it_can_and_says_what_it_cannot() -> None:
    uno, esp = load_board("arduino-uno"), load_board("esp32-s3")
    check_on_board(Action("w", "gpio", "pin=13 high"), uno)
    check_on_board(Action("w", "usb_keyboard", "key=a"), esp)
    check_on_board(Action("w", "command", "echo"), uno)
    for pin in ("A0", "0", "D2", "14"):
        with pytest.raises(ActionError, match=f"Pin {pin} of Arduino Uno is not free"):
            check_on_board(Action("w", "gpio", f"pin={pin} high"), uno)
    with pytest.raises(ActionError, match="cannot be a USB keyboard"):
        check_on_board(Action("w", "usb_keyboard", "key=a"), uno)
    with pytest.raises(ActionError, match="cannot switch pins"):
        check_on_board(Action("w", "gpio", "pin=13 high"), load_board("tflm-host"))
    with pytest.raises(ActionError, match="cannot send a text of its own"):
        check_on_board(Action("w", "serial", "up"), uno)


@pytest.mark.parametrize("kind", ["gpio", "usb_keyboard", "key", "media", "message"])
def test_what_has_no_other_side_is_not_latched(kind: str) -> None:
    values = {"gpio": "pin=2 high", "usb_keyboard": "key=a", "key": "a", "media": "mute"}
    action = Action("w", kind, values.get(kind, "text"), Safety(latch=True))
    with pytest.raises(ActionError, match="cannot go on and off in turn"):
        check_safety(action, ("w",))


def test_what_shall_confirm_must_be_a_word() -> None:
    safe = Action("w", "serial", "up", Safety(latch=True, confirm="yes"))
    check_safety(safe, ("w", "yes"))
    check_safety(replace(safe, safety=Safety(confirm="w")), ("w",))
    with pytest.raises(ActionError, match="“yes”, which shall confirm “w”, is not a word"):
        check_safety(safe, ("w",))


def test_actions_live_in_the_project_file(tmp_path: Path) -> None:
    actions = (
        Action("stop", "command", "echo 'a \"b\"'"),
        Action("stop", "gpio", "pin=2 pulse=500"),
    )
    project = Project.create(tmp_path / "p", ["stop"]).changed(actions=actions)
    again = Project.open(project.folder)
    assert again.actions == actions
    assert on_computer(again.actions) and not on_computer(again.actions[1:])


class Answering(BaseHTTPRequestHandler):
    """A server that keeps what it was sent."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, self.headers["Content-Type"], json.loads(body)))  # type: ignore[attr-defined]
        self.send_response(404 if "nowhere" in self.path else 200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quietly."""


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    """A web server of this computer."""
    found = HTTPServer(("127.0.0.1", 0), Answering)
    found.got = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=found.serve_forever)
    thread.start()
    yield found
    found.shutdown()
    thread.join()
    found.server_close()


def test_a_webhook_posts_the_word_and_its_score(server: HTTPServer) -> None:
    base = f"http://127.0.0.1:{server.server_port}"
    perform(Action("불_켜", "webhook", f"{base}/lamp?on=1"), 0.75)
    assert server.got == [  # type: ignore[attr-defined]
        ("/lamp?on=1", "application/json", {"word": "불_켜", "score": 0.75})
    ]
    with pytest.raises(ActionError, match="answered 404"):
        perform(Action("w", "webhook", f"{base}/nowhere"), 0.5)
    server.got.clear()  # type: ignore[attr-defined]
    latched = Action("w", "webhook", base, Safety(latch=True))
    for on in (True, False):
        perform(latched, 0.5, on)
    assert [said["on"] for _, _, said in server.got] == [True, False]  # type: ignore[attr-defined]


def test_a_webhook_to_nobody_is_told() -> None:
    with HTTPServer(("127.0.0.1", 0), Answering) as gone:
        port = gone.server_port
    with pytest.raises(ActionError, match="cannot be reached"):
        perform(Action("w", "webhook", f"http://127.0.0.1:{port}/"), 0.5)


def test_a_command_gets_the_word_and_no_shell(tmp_path: Path) -> None:
    out = tmp_path / "said.json"
    script = tmp_path / "say.py"
    script.write_text(
        "import json, os, sys\n"
        "open(sys.argv[1], 'w').write(json.dumps([sys.argv[2:], os.environ['WAKEWRIGHT_WORD'],"
        " os.environ['WAKEWRIGHT_SCORE'], os.environ['WAKEWRIGHT_ON']]))\n"
    )
    line = f"{PYTHON} {shlex.quote(str(script))} {shlex.quote(str(out))} '$HOME; ls' \"a b\" > x"
    perform(Action("hey_lantern", "command", line, Safety(latch=True)), 0.51239, on=False)
    assert json.loads(out.read_text()) == [
        ["$HOME; ls", "a b", ">", "x"],
        "hey_lantern",
        "0.512",
        "0",
    ]


def test_a_command_that_fails_is_told_with_its_own_words() -> None:
    failing = f"{PYTHON} -c \"import sys; sys.exit('no lamp here')\""
    with pytest.raises(ActionError, match=r"ended with code 1\. no lamp here"):
        perform(Action("w", "command", failing), 0.5)
    with pytest.raises(ActionError, match="cannot be started"):
        perform(Action("w", "command", "no-such-program-anywhere"), 0.5)


def test_a_command_that_goes_on_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firmware.computer_actions.COMMAND_WATCH_S", 0.2)
    done = tmp_path / "done"
    program = f"import pathlib, time; time.sleep(1); pathlib.Path({str(done)!r}).write_text('yes')"
    perform(Action("w", "command", f"{PYTHON} -c {shlex.quote(program)}"), 0.5)
    assert not done.exists()
    for _ in range(100):
        if done.exists():
            break
        threading.Event().wait(0.1)
    assert done.exists()


def test_actions_of_other_places_are_not_done_here() -> None:
    for action in (Action("w", "gpio", "pin=2 high"), Action("w", "message", "Hello")):
        perform(action, "w", 0.5)
    with pytest.raises(ActionError):
        perform(Action("w", "gpio", "pin=2 dance"), 0.5)
