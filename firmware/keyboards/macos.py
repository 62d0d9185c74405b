"""Keys on macOS, by Quartz events, which take the permission "Accessibility".

Key codes as in Apple's HIToolbox/Events.h (places of a US keyboard), flags as in CGEventTypes.h.
"""

from __future__ import annotations

import ctypes
from typing import Any

from firmware.action_kind import ActionError

_LIBRARY = "/System/Library/Frameworks/ApplicationServices.framework/ApplicationServices"
_HID_EVENT_TAP = 0
_FLAGS = {"shift": 1 << 17, "ctrl": 1 << 18, "alt": 1 << 19, "gui": 1 << 20}
# Characters by their key codes from 0 on; a blank is a code of no character.
_BY_CODE = "asdfhgzxcv bqweryt123465=97-80]ou[ip lj'k;\\,/nm. "
_NAMED = {
    **{"enter": 0x24, "tab": 0x30, "space": 0x31, "backspace": 0x33, "escape": 0x35},
    **{"insert": 0x72, "home": 0x73, "page_up": 0x74, "delete": 0x75, "end": 0x77},
    **{"page_down": 0x79, "left": 0x7B, "right": 0x7C, "down": 0x7D, "up": 0x7E, "`": 0x32},
    **{"f1": 0x7A, "f2": 0x78, "f3": 0x63, "f4": 0x76, "f5": 0x60, "f6": 0x61, "f7": 0x62},
    **{"f8": 0x64, "f9": 0x65, "f10": 0x6D, "f11": 0x67, "f12": 0x6F},
}
_SHIFTED = dict(zip('!@#$%^&*()_+{}|:"<>?~', "1234567890-=[]\\;',./`", strict=True))


def press(held: tuple[str, ...], key: str, services: Any = None) -> None:
    """As `firmware.keyboards.press`.

    Args:
        held: Modifiers.
        key: The key.
        services: The framework; macOS' own where none is given.
    """
    code, needs_shift = _code(key)
    services = services or _load()
    if not services.AXIsProcessTrusted():
        raise ActionError(
            "macOS does not let Wakewright press keys yet.",
            "Allow it in System Settings, Privacy & Security, Accessibility, and start it again.",
        )
    flags = sum(_FLAGS[name] for name in {*held, *(("shift",) if needs_shift else ())})
    for down in (True, False):
        event = ctypes.c_void_p(services.CGEventCreateKeyboardEvent(None, code, down))
        services.CGEventSetFlags(event, ctypes.c_uint64(flags))
        services.CGEventPost(_HID_EVENT_TAP, event)
        services.CFRelease(event)


def _load() -> Any:
    services = ctypes.CDLL(_LIBRARY)
    services.AXIsProcessTrusted.restype = ctypes.c_bool
    services.CGEventCreateKeyboardEvent.restype = ctypes.c_void_p
    services.CGEventCreateKeyboardEvent.argtypes = (ctypes.c_void_p, ctypes.c_uint16, ctypes.c_bool)
    return services


def _code(key: str) -> tuple[int, bool]:
    """The key's code, and whether it takes shift to mean that."""
    plain = _SHIFTED.get(key, key)
    if plain in _NAMED:
        return _NAMED[plain], plain != key
    if len(plain) == 1 and plain != " " and plain in _BY_CODE:
        return _BY_CODE.index(plain), plain != key
    raise ActionError(
        f"Wakewright cannot press “{key}” on macOS.",
        "Run a command in its place, for example osascript.",
    )
