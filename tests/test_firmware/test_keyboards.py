"""Keys are really pressed: a window of a real X server gets them; the other systems' calls."""

# ruff: noqa: N802 (the systems' names)

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from ctypes.util import find_library
from pathlib import Path
from typing import Any

import pytest

from audio.action import Action, Safety
from firmware import keyboards
from firmware.action_kind import ActionError
from firmware.actions import perform
from firmware.keyboards import MEDIA_KEYS, MODIFIERS, NAMED_KEYS, macos, windows, x11

WINDOW = Path(__file__).resolve().parents[1] / "fakes" / "key_window.py"
XVFB = shutil.which("Xvfb")


@pytest.fixture(scope="module")
def screen() -> Iterator[subprocess.Popen[str]]:
    """A window with the focus on a screen of its own."""
    if XVFB is None or find_library("Xtst") is None:
        pytest.skip("Keys are tried on a real X server: install Xvfb and libXtst (./run test does)")
    server = subprocess.Popen(
        [XVFB, "-displayfd", "1", "-screen", "0", "320x240x24"], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    display = f":{server.stdout.readline().strip()}"
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    window = subprocess.Popen(
        [sys.executable, str(WINDOW)], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert window.stdout is not None
    patch = pytest.MonkeyPatch()
    patch.setenv("DISPLAY", display)
    for name in ("WAYLAND_DISPLAY", "XDG_SESSION_TYPE"):
        patch.delenv(name, raising=False)
    try:
        assert window.stdout.readline() == "ready\n"
        yield window
    finally:
        patch.undo()
        window.terminate()
        window.wait()
        server.terminate()
        server.wait()


def got(window: subprocess.Popen[str], count: int) -> list[str]:
    assert window.stdout is not None
    return [window.stdout.readline().strip() for _ in range(count)]


def test_a_window_gets_the_keys(screen: subprocess.Popen[str]) -> None:
    perform(Action("w", "key", "a"), 0.9)
    assert got(screen, 1) == ["0 Key_A a"]
    perform(Action("w", "key", "ctrl+alt+l"), 0.9)
    held = got(screen, 3)
    assert held[2].split()[:2] == ["6", "Key_L"], "both are held down when the key comes"
    perform(Action("w", "key", "f5"), 0.9)
    assert got(screen, 1)[0].split() == ["0", "Key_F5"]
    perform(Action("w", "key", "!"), 0.9)
    assert got(screen, 2)[1] == "1 Key_Exclam !", "a sign above a digit takes shift"
    for key, name in (("volume_up", "Key_VolumeUp"), ("next", "Key_MediaNext")):
        perform(Action("w", "media", key), 0.9)
        assert got(screen, 1)[0].split() == ["0", name]
    perform(Action("w", "key", "b"), 0.9)
    assert got(screen, 1) == ["0 Key_B b"], "nothing stays pressed"


def test_every_named_key_is_on_the_keyboard(screen: subprocess.Popen[str]) -> None:
    with x11._display() as (library, _, display):
        for key in (*MODIFIERS, *NAMED_KEYS, *MEDIA_KEYS):
            assert x11._code(library, display, key)[0]
        with pytest.raises(ActionError, match="no key “§”"):
            x11._code(library, display, "§")


@pytest.mark.skipif(sys.platform != "linux", reason="X11 is Linux' affair")
def test_without_a_screen_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    if find_library("Xtst") is None:
        pytest.skip("libXtst is not installed")
    for name in ("WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ActionError, match="there is no screen"):
        keyboards.press((), "a")


@pytest.mark.parametrize(
    "environment", [{"WAYLAND_DISPLAY": "wayland-0"}, {"XDG_SESSION_TYPE": "wayland"}]
)
def test_on_wayland_it_says_what_to_do(environment: dict[str, str]) -> None:
    with pytest.raises(ActionError, match="does not let a program press keys") as caught:
        keyboards.refuse_wayland({"DISPLAY": ":0", **environment})
    assert "board that is a USB keyboard" in caught.value.hint


class User32:
    """Windows' edge: takes as many events as it likes, and keeps what they say."""

    def __init__(self, takes: int = 99) -> None:
        self.takes = takes
        self.events: list[tuple[int, int]] = []

    def SendInput(self, count: int, array: Any, size: int) -> int:
        assert size == {8: 40, 4: 28}[ctypes.sizeof(ctypes.c_void_p)], "as windows.h has it"
        raw = bytes(array)
        start = 8 if size == 40 else 4
        for at in range(0, count * size, size):
            assert int.from_bytes(raw[at : at + 4], "little") == 1
            code, flags = (raw[at + start + i : at + start + i + 4] for i in (0, 4))
            assert code[2:] == b"\0\0"
            self.events.append(
                (int.from_bytes(code[:2], "little"), int.from_bytes(flags, "little"))
            )
        return min(count, self.takes)

    def VkKeyScanW(self, character: int) -> int:
        return {ord("l"): 0x4C, ord("!"): 0x131, ord("@"): 0x651}.get(character, -1)


def test_windows_gets_downs_and_then_ups_in_the_other_order() -> None:
    user32 = User32()
    windows.press(("ctrl", "alt"), "l", user32)
    downs, ups = [(0x11, 0), (0x12, 0), (0x4C, 0)], [(0x4C, 2), (0x12, 2), (0x11, 2)]
    assert user32.events == downs + ups
    user32.events.clear()
    windows.press((), "!", user32)
    windows.press((), "volume_up", user32)
    shifted = [(0x10, 0), (0x31, 0), (0x31, 2), (0x10, 2)]
    assert user32.events == [*shifted, (0xAF, 1), (0xAF, 3)]
    for key in (*NAMED_KEYS, *MEDIA_KEYS):
        windows.press((), key, user32)
    for key in ("@", "€"):
        with pytest.raises(ActionError, match="keyboard layout has no key"):
            windows.press((), key, user32)
    with pytest.raises(ActionError, match="did not let the key through"):
        windows.press((), "enter", User32(takes=1))


class Services:
    """macOS' edge."""

    def __init__(self, trusted: bool = True) -> None:
        self.trusted = trusted
        self.said: list[Any] = []

    def AXIsProcessTrusted(self) -> bool:
        return self.trusted

    def CGEventCreateKeyboardEvent(self, _source: None, code: int, down: bool) -> int:
        self.said.append((code, down))
        return 1000 + len(self.said)

    def CGEventSetFlags(self, event: ctypes.c_void_p, flags: ctypes.c_uint64) -> None:
        self.said.append((event.value, flags.value))

    def CGEventPost(self, tap: int, event: ctypes.c_void_p) -> None:
        self.said.append(("post", tap, event.value))

    def CFRelease(self, event: ctypes.c_void_p) -> None:
        self.said.append(("release", event.value))


def test_macos_gets_both_events_with_their_flags_and_they_are_let_go() -> None:
    services = Services()
    macos.press(("ctrl",), "!", services)
    flags = (1 << 17) | (1 << 18)
    assert services.said == [
        *((0x12, True), (1001, flags), ("post", 0, 1001), ("release", 1001)),
        *((0x12, False), (1005, flags), ("post", 0, 1005), ("release", 1005)),
    ]
    for key in NAMED_KEYS:
        macos.press((), key, services)
    for key in "abcdefghijklmnopqrstuvwxyz0123456789-=[]\\;',./`":
        macos.press((), key, services)
    with pytest.raises(ActionError, match="cannot press “volume_up” on macOS"):
        macos.press((), "volume_up", services)


def test_macos_without_the_permission_says_where_to_give_it() -> None:
    services = Services(trusted=False)
    with pytest.raises(ActionError, match="does not let Wakewright") as caught:
        macos.press((), "a", services)
    assert "Accessibility" in caught.value.hint and services.said == []


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("key", "", "There is no key yet"),
        ("key", "strg+c", "“strg” is not a key to hold"),
        ("key", "volume_up", "is not the name of a key"),
        ("media", "", "is no media key"),
        ("media", "louder", "“louder” is no media key"),
    ],
)
def test_what_is_no_key_is_refused(kind: str, value: str, said: str) -> None:
    with pytest.raises(ActionError, match=said):
        perform(Action("w", kind, value, Safety()), 0.5)
