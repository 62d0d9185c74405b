"""What Windows alone asks of a program; elsewhere these do nothing."""

from __future__ import annotations

import ctypes
import sys

# The setup looks for a mutex of this name (AppMutex in assets/installer/windows/wakewright.iss).
OPEN_MUTEX = "WakewrightIsOpen"


def tell_setup() -> None:
    """Let a setup know, until this process ends, that the app is open.

    Its files are in use as long, and can be neither replaced nor removed.
    """
    if sys.platform == "win32":
        ctypes.windll.kernel32.CreateMutexW(None, False, OPEN_MUTEX)
