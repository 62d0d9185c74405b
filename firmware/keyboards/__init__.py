"""Keys pressed on this computer, in whatever window is in front.

    press(("ctrl",), "l")
    press((), "volume_up")

One file for each system, on what the system itself offers; nothing is installed. Keys go to the
window that has the focus, just as if somebody had pressed them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from firmware.action_kind import ActionError

MODIFIERS = ("ctrl", "shift", "alt", "gui")
NAMED_KEYS = (
    *("enter", "tab", "space", "escape", "backspace", "delete", "insert", "home", "end"),
    *("page_up", "page_down", "up", "down", "left", "right"),
    *(f"f{number}" for number in range(1, 13)),
)
MEDIA_KEYS = ("play_pause", "next", "previous", "stop", "volume_up", "volume_down", "mute")


def check_keys(keys: str) -> None:
    """Refuse what is no key, or no combination such as `ctrl+alt+l`.

    Raises:
        ActionError: It says which part is wrong.
    """
    *held, last = keys.split("+")
    wrong = next((name for name in held if name not in MODIFIERS), None)
    if wrong is not None:
        raise ActionError(
            f"“{wrong}” is not a key to hold down.", f"Those are {', '.join(MODIFIERS)}."
        )
    single = len(last) == 1 and last.isascii() and last.isprintable() and last != " "
    if not single and last not in NAMED_KEYS:
        raise ActionError(
            f"“{last}” is not the name of a key.",
            f"Give a letter, a digit, or one of {', '.join(NAMED_KEYS)}.",
        )


def press(held: tuple[str, ...], key: str) -> None:
    """Press a key, with others held down, and let all go again.

    Args:
        held: Of `MODIFIERS`.
        key: A character, or one of `NAMED_KEYS` or `MEDIA_KEYS`.

    Raises:
        ActionError: This system does not let a program press keys, not without a permission, or
            its keyboard does not have this one.
    """
    if sys.platform == "win32":
        from firmware.keyboards import windows

        windows.press(held, key)
    elif sys.platform == "darwin":
        from firmware.keyboards import macos

        macos.press(held, key)
    else:
        refuse_wayland(os.environ)
        from firmware.keyboards import x11

        x11.press(held, key)


def refuse_wayland(environment: Mapping[str, str]) -> None:
    """Say that nothing can be pressed, before a key is lost in a window that nobody looks at.

    Raises:
        ActionError: The desktop is of the kind that keeps programs apart.
    """
    # XWayland's DISPLAY is there, too, but leads to the windows of old programs only.
    if environment.get("WAYLAND_DISPLAY") or environment.get("XDG_SESSION_TYPE") == "wayland":
        raise ActionError(
            "This desktop (Wayland) does not let a program press keys.",
            "Choose an X11 session when you log in, or use a board that is a USB keyboard.",
        )
