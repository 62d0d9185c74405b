"""The emulator as a program of its own, where the app is installed.

Unicorn, which emulates the Cortex-M4, is under the GNU General Public License, version 2, and that
does not go together with the Apache License in one program. So an installed app holds
`wakewright-emulator` beside itself: Unicorn with the few modules of this folder that drive it,
numpy and pyelftools, and nothing else. The app talks to it as to a board: through a serial port,
and through a pipe that carries sound. Our own files in that program may be used under the GPL,
version 2 or later, too (see assets/LICENSES.md). From a source tree all of this is one process of
whoever installed Unicorn, and nothing is distributed.
"""

from __future__ import annotations

import sys
from pathlib import Path

NAME = "wakewright-emulator"
EMULATED = "virtual-cortex-m4"


def emulator_program() -> Path | None:
    """The program that emulates boards; None where this Python does it, as in a source tree."""
    if not getattr(sys, "frozen", False):
        return None
    suffix = ".exe" if sys.platform == "win32" else ""
    return Path(sys.executable).with_name(NAME + suffix)


def program_for(board: str) -> Path | None:
    """The program whose process a board without hardware is; None for a copy of this one."""
    return emulator_program() if board == EMULATED else None
