"""The program wakewright-emulator: started by the app, never by a person.

What it does arrives through a pipe, as with every spawned process. It is called like the app's own
script because a child that finds another main script than its parent's would look for that file.
"""

from __future__ import annotations

import multiprocessing
import sys

import firmware.virtual.board_session
import firmware.virtual.cortex_m4
import firmware.virtual.trial  # noqa: F401 - what the app asks for by name

if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit("This program belongs to Wakewright, which starts it for a virtual board.")
