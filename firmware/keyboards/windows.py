"""Keys on Windows, by SendInput of user32.dll.

Virtual key codes and structures as in Microsoft's documentation of SendInput and of virtual-key
codes.
"""

from __future__ import annotations

import ctypes
from typing import Any, ClassVar

from firmware.action_kind import ActionError

_INPUT_KEYBOARD = 1
_KEY_UP, _EXTENDED = 0x0002, 0x0001
_SHIFT = "shift"
_CODES = {
    **{"ctrl": 0x11, _SHIFT: 0x10, "alt": 0x12, "gui": 0x5B},
    **{"enter": 0x0D, "tab": 0x09, "space": 0x20, "escape": 0x1B, "backspace": 0x08},
    **{"delete": 0x2E, "insert": 0x2D, "home": 0x24, "end": 0x23, "page_up": 0x21},
    **{"page_down": 0x22, "up": 0x26, "down": 0x28, "left": 0x25, "right": 0x27},
    **{f"f{number + 1}": 0x70 + number for number in range(12)},
    **{"next": 0xB0, "previous": 0xB1, "stop": 0xB2, "play_pause": 0xB3},
    **{"mute": 0xAD, "volume_down": 0xAE, "volume_up": 0xAF},
}
# Those that lie outside the number pad, which has the same codes.
_EXTENDED_KEYS = (
    *("gui", "delete", "insert", "home", "end", "page_up", "page_down"),
    *("up", "down", "left", "right", "next", "previous", "stop", "play_pause"),
    *("mute", "volume_down", "volume_up"),
)


class _KeyboardInput(ctypes.Structure):
    _fields_: ClassVar = [
        ("code", ctypes.c_ushort),
        ("scan", ctypes.c_ushort),
        ("flags", ctypes.c_uint32),
        ("time", ctypes.c_uint32),
        ("extra", ctypes.c_void_p),
    ]


class _MouseInput(ctypes.Structure):
    _fields_: ClassVar = [
        ("dx", ctypes.c_int32),
        ("dy", ctypes.c_int32),
        ("data", ctypes.c_uint32),
        ("flags", ctypes.c_uint32),
        ("time", ctypes.c_uint32),
        ("extra", ctypes.c_void_p),
    ]


class _Union(ctypes.Union):
    # The mouse's is the largest and decides the size of all.
    _fields_: ClassVar = [("keyboard", _KeyboardInput), ("mouse", _MouseInput)]


class _Input(ctypes.Structure):
    _fields_: ClassVar = [("kind", ctypes.c_uint32), ("of", _Union)]


def press(held: tuple[str, ...], key: str, user32: Any = None) -> None:
    """As `firmware.keyboards.press`.

    Args:
        held: Modifiers.
        key: The key.
        user32: The library; Windows' own where none is given.
    """
    user32 = user32 or ctypes.WinDLL("user32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    names = [*held]
    code = _CODES.get(key, 0)
    if not code:
        code, needs_shift = _on_layout(user32, key)
        names += [_SHIFT] if needs_shift and _SHIFT not in held else []
    keys = [*((_CODES[name], name in _EXTENDED_KEYS) for name in names)]
    keys.append((code, key in _EXTENDED_KEYS))
    events = [_event(*each, up=False) for each in keys]
    events += [_event(*each, up=True) for each in reversed(keys)]
    array = (_Input * len(events))(*events)
    if user32.SendInput(len(events), array, ctypes.sizeof(_Input)) != len(events):
        raise ActionError(
            "Windows did not let the key through.",
            "The window in front may belong to a program with more rights: choose another one.",
        )


def _on_layout(user32: Any, character: str) -> tuple[int, bool]:
    """The code of a character's key on the keyboard in use, and whether it takes shift."""
    found = int(user32.VkKeyScanW(ord(character))) & 0xFFFF
    state = found >> 8
    if found == 0xFFFF or state not in (0, 1):  # None, or one that takes more than shift.
        raise ActionError(
            f"The keyboard layout has no key “{character}”.", "Choose another key or layout."
        )
    return found & 0xFF, state == 1


def _event(code: int, extended: bool, up: bool) -> _Input:
    flags = (_KEY_UP if up else 0) | (_EXTENDED if extended else 0)
    return _Input(_INPUT_KEYBOARD, _Union(keyboard=_KeyboardInput(code, 0, flags, 0, None)))
