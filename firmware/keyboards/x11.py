"""Keys on X11, by its XTest extension: libX11 and libXtst, which desktops have."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from firmware.action_kind import ActionError

# Names of keysyms, as in X11/keysymdef.h and XF86keysym.h.
_NAMES = {
    **{"ctrl": "Control_L", "shift": "Shift_L", "alt": "Alt_L", "gui": "Super_L"},
    **{"enter": "Return", "tab": "Tab", "space": "space", "escape": "Escape"},
    **{"backspace": "BackSpace", "delete": "Delete", "insert": "Insert", "home": "Home"},
    **{"end": "End", "page_up": "Prior", "page_down": "Next", "up": "Up", "down": "Down"},
    **{"left": "Left", "right": "Right"},
    **{f"f{number}": f"F{number}" for number in range(1, 13)},
    **{"play_pause": "XF86AudioPlay", "next": "XF86AudioNext", "previous": "XF86AudioPrev"},
    **{"stop": "XF86AudioStop", "volume_up": "XF86AudioRaiseVolume"},
    **{"volume_down": "XF86AudioLowerVolume", "mute": "XF86AudioMute"},
}
_PLAIN_LEVEL, _SHIFT_LEVEL = 0, 1


def press(held: tuple[str, ...], key: str) -> None:
    """As `firmware.keyboards.press`."""
    with _display() as (x11, xtest, display):
        codes = [_code(x11, display, name)[0] for name in held]
        code, needs_shift = _code(x11, display, key)
        if needs_shift and "shift" not in held:
            codes.append(_code(x11, display, "shift")[0])
        for each in [*codes, code]:
            xtest.XTestFakeKeyEvent(display, each, 1, 0)
        for each in [code, *reversed(codes)]:
            xtest.XTestFakeKeyEvent(display, each, 0, 0)
        x11.XFlush(display)


@contextmanager
def _display() -> Iterator[tuple[Any, Any, ctypes.c_void_p]]:
    """Both libraries, and the connection to the screen that this program is on."""
    try:
        x11, xtest = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXtst.so.6")
    except OSError as error:
        raise ActionError(
            f"Keys cannot be pressed here: a library is missing ({error}).",
            "Install it (Debian: libxtst6).",
        ) from error
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XStringToKeysym.restype = ctypes.c_ulong
    x11.XKeysymToKeycode.restype = ctypes.c_ubyte
    x11.XkbKeycodeToKeysym.restype = ctypes.c_ulong
    opened = x11.XOpenDisplay(None)
    if not opened:
        raise ActionError(
            "Keys cannot be pressed: there is no screen.", "Start this on a desktop with X11."
        )
    display = ctypes.c_void_p(opened)
    try:
        yield x11, xtest, display
    finally:
        x11.XCloseDisplay(display)


def _code(x11: Any, display: ctypes.c_void_p, name: str) -> tuple[int, bool]:
    """The key's number on the keyboard in use, and whether it takes shift to mean that."""
    # Those of Latin characters are their codes.
    keysym = x11.XStringToKeysym(_NAMES[name].encode()) if name in _NAMES else ord(name)
    code = x11.XKeysymToKeycode(display, ctypes.c_ulong(keysym))
    if not code:
        raise ActionError(
            f"The keyboard layout has no key “{name}”.", "Choose another key or layout."
        )

    def at(level: int) -> int:
        return int(x11.XkbKeycodeToKeysym(display, ctypes.c_ubyte(code), 0, level))

    return int(code), at(_PLAIN_LEVEL) != keysym and at(_SHIFT_LEVEL) == keysym
